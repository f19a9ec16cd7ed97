// The unit census by bed: one line a bed, flags in words, what is next, room for what changed.

import type { CensusRow, KindOfData, UnitAnswer } from "../chart/index.ts";
import { heldWords } from "./held.ts";
import { fullName, sexAndAge } from "./identity.ts";
import { cutFlows, type Layout, type LayoutOptions, subjectOf, WIDE_PAGE, WIDE_SERIAL } from "./layout.ts";
import { bad, good, type Result } from "./result.ts";
import { bold, boxed, heavy, id, inverse, oneLine, plain, type Run } from "./runs.ts";
import { byDanger, neverTag, tag } from "./safety.ts";
import type { Frame, Item } from "./sheet.ts";
import { asOfBar, stateStrip } from "./strip.ts";
import { day, knownZone, stamp, zoneName } from "./times.ts";

const KINDS: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "medication orders",
  "administrations",
  "results",
];
/** A bed as `STEP 260-A` wraps between its words, one as `401-A` never. */
const COLUMNS = [19, 54, 0, 44, 18] as const;

/**
 * Lays out a unit's census; `unit` is its keyed id (base64url of 16 bytes), for the QR. Print it with `printLayouts`.
 * Errors as `layoutPacket`.
 */
export function layoutCensus(answer: UnitAnswer, unit: string, options: LayoutOptions): Result<Layout> {
  if (!knownZone(answer.zone)) return bad("zone-unknown", `no time zone ${answer.zone}`, "zone");
  const { printedAt } = options;
  const patients = answer.rows.flatMap(row => (row.patient === null ? [] : [row]));
  const critical = patients.filter(row => row.results.some(r => r.critical)).length;
  const frame: Frame = {
    number: 0,
    strip: stateStrip(answer, KINDS, printedAt, { kind: "read" }),
    reprint: null,
    as_of: asOfBar(answer),
    identity: null,
    safety: null,
    title: oneLine(answer.unit.name),
    subtitle: `unit census, by bed · ${oneLine(answer.facility.name)}`,
    counts: [
      count(answer.rows.length, "beds"),
      count(patients.length, "patients"),
      count(answer.rows.length - patients.length, "empty"),
      count(critical, "critical"),
    ].flat(),
    page_text: WIDE_PAGE,
    serial: WIDE_SERIAL,
    form: "TO-CENSUS v1",
    owner: [[bold("WALL COPY · staff side only", 12)], [plain("holds names: return it when replaced", 9.5)]],
    proof: [`head ${answer.head} · times in ${zoneName(printedAt, answer.zone)}`, answer.zone],
  };
  const heads: Item[] = [
    row(
      ["bed", "patient · age · MRN", "flags", "doctor → next", "changed"].map(word => [[bold(word, 9)]]),
      "heavy",
    ),
  ];
  const items = answer.rows.map(one => censusRow(one, answer.zone, printedAt));
  if (items.length === 0) items.push({ kind: "note", runs: [bold("No beds are in the copy.", 12)], boxed: true });
  const subject = subjectOf(answer, unit);
  const pages = cutFlows([{ frame, heads, items, tails: [] }], ["last"], subject.exercise, options);
  return pages.ok ? good({ subject, options, pages: pages.value }) : pages;
}

function row(cells: readonly (readonly (readonly Run[])[])[], rule: "thin" | "heavy"): Item {
  return { kind: "row", columns: [...COLUMNS], align: ["l", "l", "l", "l", "l"], cells, bars: [1, 2, 3, 4], rule };
}

function count(value: number, words: string): readonly Run[] {
  return [heavy(String(value), 14), plain(words, 10.5)];
}

function censusRow(one: CensusRow, zone: string, printedAt: number): Item {
  const bed = [[heavy(oneLine(one.bed), 12)]];
  if (one.patient === null) return row([bed, [[bold("– empty –", 11)]], [], [], []], "thin");
  const { patient } = one;
  const name: Run[] = [bold(fullName(patient), 10.5)];
  if (patient.name.native !== null) name.push(bold(oneLine(patient.name.native), 10.5));
  const who = [name, [bold(sexAndAge(patient), 10), plain("·", 10), id(oneLine(patient.mrn), 10)]];
  const doctor = [plain(patient.doctor === null ? "doctor not in the copy" : oneLine(patient.doctor), 9)];
  return row([bed, who, [flags(one, zone)], [doctor, nextDose(one, zone, printedAt)], []], "thin");
}

function nextDose(one: CensusRow, zone: string, printedAt: number): Run[] {
  const runs: Run[] = [];
  if (one.next === null) runs.push(plain("→ no timed drug in the copy", 9));
  else {
    const time =
      day(one.next.at, zone) === day(printedAt, zone)
        ? stamp(one.next.at, zone).slice(0, -day(one.next.at, zone).length).trim()
        : stamp(one.next.at, zone);
    const mark = one.next.mark === "scheduled?" ? " ?" : one.next.mark === "scheduled" ? "" : ` ${one.next.mark}`;
    runs.push(plain(`→ ${time}${mark}`, 9), bold(oneLine(one.next.drug), 9));
    if (one.next.do_not_give === true) runs.push(inverse("DO NOT GIVE: ASK", 9));
  }
  if (one.not_known > 0) runs.push(boxed(`${one.not_known} doses NOT KNOWN`, 9));
  return runs;
}

/** Critical results, name alert, code, isolation, allergies, each in words; what is not known is a flag too. */
function flags(one: CensusRow, zone: string): Run[] {
  const runs: Run[] = one.results
    .filter(r => r.critical)
    .map(r => inverse(oneLine(`${r.test} ${r.value} ${r.flag ?? ""}`), 9));
  const beside = [...(one.patient?.same_name ?? []), ...(one.patient?.similar_name ?? [])];
  if (beside.length > 0) runs.push(inverse("NAME ALERT", 9));
  for (const line of one.patient?.held ?? []) runs.push(inverse(heldWords(line, zone), 9));
  if (one.patient?.registered === false) runs.push(inverse("no registration yet", 9));
  const { safety } = one;
  if (safety === null) return [...runs, inverse("ALLERGIES, CODE NOT IN THE COPY", 9)];
  const code = tag("CODE", safety.code_status, "NO CODE ORDER");
  runs.push({ ...code, s: 9 });
  const { isolation, allergies } = safety;
  if (isolation.kind === "known" && isolation.value.length > 0)
    runs.push(inverse(isolation.value.map(word => oneLine(word).toUpperCase()).join(" + "), 9));
  else if (isolation.kind !== "none known" && isolation.kind !== "known")
    runs.push(inverse(`ISOLATION ${isolation.kind.toUpperCase()}`, 9));
  if (allergies.kind === "known")
    runs.push(
      boxed("ALLERGY", 9),
      bold(
        byDanger(allergies.value)
          .map(a => oneLine(a.substance))
          .join(", "),
        9.5,
      ),
    );
  else if (allergies.kind === "none known") runs.push(boxed("NO KNOWN ALLERGIES", 9));
  else
    runs.push(
      inverse(`ALLERGIES ${allergies.kind === "not in copy" ? "NOT IN THE COPY" : allergies.kind.toUpperCase()}`, 9),
    );
  runs.push(...neverTag(safety, 9));
  return runs;
}
