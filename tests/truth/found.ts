// What the copy answers of each person and of each unit, as the same sentences; what no answer shows, from its stored state.
import type { Facility } from "../../sim/network/facility.ts";
import type { House } from "../../sim/network/house.ts";
import type { VisitTruth } from "../../sim/network/truth.ts";
import type { Known, RecordState } from "../../src/chart/index.ts";
import type { CopyContext, patientAnswer } from "../../src/feed/index.ts";
import { resourceId } from "../../src/fhir/index.ts";
import { KEYS } from "./copy.ts";
import type { Said, Sentences } from "./expected.ts";
import type { Rooms } from "./rooms.ts";

const time = (ms: number) => new Date(ms).toISOString().slice(0, 19);
/** Which hospital, and which stays it knows: by their numbers they are named. */
export type Spoken = {
  readonly facility: Facility;
  readonly truth: { readonly visits: readonly Pick<VisitTruth, "number" | "account">[] };
};
type Answer = NonNullable<ReturnType<typeof patientAnswer>>;

/** Asks for everybody whom the truth knows; whom only the copy knows stands in its census. */
export function foundOf(house: House, context: CopyContext, rooms: Rooms): Said {
  const { truth, facility } = house;
  const roots = new Set([...truth.records.keys()].map(mrn => truth.rootOf(mrn)));
  const recordOf = (mrn: string) => resourceId(KEYS.id, "Patient", facility.id, mrn);
  return new Map([
    ...[...roots].map(mrn => {
      return [mrn, personOf(house, recordOf(mrn), context, rooms)] as const;
    }),
    ["census", censusOf(context, rooms)],
  ]);
}

function censusOf(context: CopyContext, { feed }: Rooms): Sentences {
  const rows = feed
    .units(context)
    .flatMap(({ id }) =>
      feed.unitAnswer(context, id).rows.map(row => [`${id} ${row.bed}`, row.patient?.mrn ?? ""] as const),
    );
  const beds = new Map<string, string>();
  for (const [bed, mrn] of rows) beds.set(bed, [...(beds.get(bed)?.split(" and ") ?? []), mrn].join(" and "));
  return beds;
}

/** What the copy says of whoever has this record. */
export function personOf(house: Spoken, record: string, context: CopyContext, rooms: Rooms): Sentences {
  const answer = rooms.feed.patientAnswer(context, record);
  if (answer === null) return new Map([["name", "not here"]]);
  const { state } = rooms.person.readPersonChart(context.views, record);
  const { identity, mar, results, orders, ages } = answer;
  const { facility } = house;
  const patient = rooms.record.patientFrom(state);
  const links = (...how: string[]) =>
    (identity.links ?? [])
      .filter(one => how.includes(one.how))
      .map(one => one.mrn)
      .sort()
      .join(" ") || "none";
  const bed = [identity.unit, identity.bed].filter(one => one !== null).join(" ");
  const says = new Map<string, string>([
    ["name", `${identity.name.family}, ${identity.name.given}`],
    ["birth", identity.birth?.text ?? "none"],
    ["sex", identity.sex],
    ["city", patient.address?.[0]?.city ?? "none"],
    ["phone", patient.telecom?.[0]?.value ?? "none"],
    ["language", identity.language ?? "none"],
    ["bed", bed || "none"],
    ["doctor", bed === "" ? "not here" : (identity.doctor ?? "none")],
    [
      "same name",
      [...identity.same_name]
        .map(one => (/^\d{3}-/.test(one) ? `${identity.unit} ${one}` : one))
        .sort()
        .join(", ") || "none",
    ],
    ["merged", links("merged")],
    ["linked", links("linked")],
    ...safetyOf(answer),
  ]);
  if (links("held") !== "none") says.set("held", links("held"));
  for (const [id, { movements }] of Object.entries(state.visits))
    says.set(visitName(house, id), visitWords(rooms, state, id, movements));
  for (const one of mar.medications) {
    says.set(`drug ${one.order}`, [one.drug, one.dose, one.frequency, one.state].join(", "));
    says.set(`last dose ${one.order}`, lastWords(one.last));
  }
  for (const one of orders) says.set(`test ${one.order}`, `${one.what}, ${STATE[one.state] ?? one.state}`);
  for (const { record, state: outcome } of rooms.doses.standingRecords(rooms.chart.administrationsOf(state))) {
    const [, order, dose]: unknown[] = JSON.parse(record.key);
    const count = String(dose).replace("count|", "");
    says.set(
      `dose ${String(order)}/${count}`,
      `${outcome} ${time(record.at.instant ?? 0)}, ${record.amount ?? "none"}`,
    );
  }
  for (const one of results) {
    const was = one.before === null ? "none" : `${one.before.value} ${one.before.flag}`;
    const said = `${one.test} ${one.value} ${one.unit} ${one.flag}, ${one.status}, ${time(one.at?.instant ?? 0)}`;
    says.set(`latest ${one.test}`, `${said}; before: ${was}`);
  }
  stored(rooms, state, says);
  if (ages.movements?.state === "no feed") says.set("movements", "no feed");
  return says;

  function visitName({ truth }: Spoken, id: string): string {
    const visit = truth.visits.find(one => {
      const [by, number] = facility.dialect.visits ? ["visit", one.number] : ["account", one.account];
      return resourceId(KEYS.id, "Encounter", facility.id, `${by}|${number}`) === id;
    });
    return `visit ${visit === undefined ? id : facility.dialect.visits ? visit.number : visit.account}`;
  }
}

const CLASS: { readonly [code: string]: string } = { EMER: "emergency", IMP: "inpatient", AMB: "outpatient" };
const STATE: { readonly [status: string]: string } = { "on-hold": "held", "stopped or cancelled": "stopped" };

function visitWords(
  { chart }: Rooms,
  state: RecordState,
  id: string,
  movements: RecordState["visits"][string]["movements"],
): string {
  const code = chart.encounterFrom(state, id, "unknown").class?.code ?? "none";
  return `${chart.standingOf(movements).status}, ${CLASS[code] ?? code}`;
}

function safetyOf({ safety, ages }: Answer): [string, string][] {
  const said = <T>(known: Known<T>, words: (value: T) => string): string => {
    // No feed brings it: then nothing said is not that nothing is.
    if (known.kind === "not in copy" && ages.allergies?.state === "no feed") return "this facility sends none";
    return known.kind === "known" ? words(known.value) : known.kind;
  };
  return [
    [
      "allergies",
      said(safety.allergies, all =>
        all
          .map(one => `${one.substance} (${one.severity}: ${one.reactions.join(" ")})`)
          .sort()
          .join(", "),
      ),
    ],
    ["code status", said(safety.code_status, value => value)],
    ["isolation", said(safety.isolation, value => value.join(" "))],
    ["weight", said(safety.weight, ({ value, unit }) => `${value} ${unit}`)],
  ];
}

function lastWords(last: Answer["mar"]["medications"][number]["last"]): string {
  if (last.kind === "given") return `${time(last.at.instant ?? 0)}, ${last.amount}`;
  // Whether it may be missing is another matter (tests/lie-detector.test.ts): here it is not there.
  return last.kind === "none recorded" || last.kind === "not known" ? "none known" : last.kind;
}

/** Every result, document and appointment, also those that no answer shows. */
function stored({ chart: { resources } }: Rooms, state: RecordState, says: Map<string, string>): void {
  const reports = new Map(
    resources(state, "DiagnosticReport").flatMap(report =>
      (report.result ?? []).map(
        ({ reference }) => [reference, report.identifier?.find(one => one.value?.startsWith("L"))?.value] as const,
      ),
    ),
  );
  for (const one of resources(state, "Observation")) {
    const number = reports.get(`Observation/${one.id}`);
    if (number === undefined) continue;
    const { value, unit, code } = one.valueQuantity ?? {};
    const flag = one.interpretation?.[0]?.coding?.[0]?.code;
    const test = one.code.text ?? one.code.coding?.[0]?.display ?? "";
    const when = time(Date.parse(one.effectiveDateTime ?? ""));
    const said =
      one.status === "cancelled"
        ? `${test} cancelled`
        : `${test} ${value} ${code ?? unit} ${flag}, ${one.status}, ${when}`;
    says.set(`result ${number}/${one.code.coding?.[0]?.code}`, said);
  }
  for (const one of resources(state, "DocumentReference")) {
    const number = one.masterIdentifier?.value ?? one.identifier?.[0]?.value;
    const data = one.content[0]?.attachment.data ?? "";
    says.set(`document ${number}`, `${one.status}: ${Buffer.from(data, "base64").toString("utf8")}`);
  }
  for (const one of resources(state, "Appointment")) {
    const [start, end] = [Date.parse(one.start ?? ""), Date.parse(one.end ?? "")];
    says.set(
      `appointment ${one.identifier?.[0]?.value}`,
      `${one.status} ${Number.isNaN(start) ? "no time" : time(start)}, ${(end - start) / 60_000} min`,
    );
  }
}
