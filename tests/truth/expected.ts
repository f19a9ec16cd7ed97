// The truth of a hospital as sentences: what its copy must say of each person, field by field. Nothing here reads a message or the copy.
import { bedName } from "../../sim/network/facility.ts";
import type { House } from "../../sim/network/house.ts";
import { type AllergyTruth, isIn, type ResultTruth, type Truth } from "../../sim/network/truth.ts";

/** By field. */
export type Sentences = ReadonlyMap<string, string>;
/** By the number that she is known by; `census` is the house itself. */
export type Said = ReadonlyMap<string, Sentences>;

const time = (ms: number) => new Date(ms).toISOString().slice(0, 19);

export function expectedOf(house: House): Said {
  const { truth } = house;
  const roots = new Set([...truth.records.keys()].map(mrn => truth.rootOf(mrn)));
  return new Map([...[...roots].map(mrn => [mrn, personOf(house, mrn)] as const), ["census", censusOf(house)]]);
}

/** Who lies in which bed. */
function censusOf({ truth }: House): Sentences {
  return new Map(truth.visits.filter(isIn).map(visit => [bedName(visit.bed ?? NOWHERE), truth.rootOf(visit.mrn)]));
}
const NOWHERE = { unit: "?", room: "?", bed: "?" };

function personOf(house: House, mrn: string): Sentences {
  const { truth, facility } = house;
  const record = truth.records.get(mrn);
  if (record === undefined) throw new RangeError(mrn);
  const { person } = record;
  const stay = truth.staysAt(mrn);
  const says = new Map<string, string>([
    ["name", `${person.family}, ${person.given}`],
    ["birth", person.birth],
    ["sex", person.sex],
    ["city", person.city ?? "none"],
    ["phone", person.phone ?? "none"],
    ["language", person.language ?? "none"],
    ["bed", stay?.bed == null ? "none" : bedName(stay.bed)],
    ["doctor", stay?.doctor ?? "not here"],
    ["same name", namesakes(house, mrn)],
    [
      "merged",
      truth
        .chartOf(mrn)
        .filter(one => one !== mrn)
        .join(" ") || "none",
    ],
    ["linked", truth.besideOf(mrn).join(" ") || "none"],
    ...safetyOf(house, mrn),
  ]);
  for (const visit of truth.visits)
    if (truth.rootOf(visit.mrn) === mrn)
      says.set(`visit ${facility.dialect.visits ? visit.number : visit.account}`, `${visit.status}, ${visit.kind}`);
  for (const order of truth.orders) {
    if (!truth.isHers(mrn, order)) continue;
    const { number, what, amount, unit, frequency, state } = order;
    if (order.kind === "test") says.set(`test ${number}`, `${what}, ${state}`);
    else {
      says.set(`drug ${number}`, `${what}, ${amount} ${written(unit)}, ${frequency}, ${state}`);
      says.set(`last dose ${number}`, lastOf(house, number));
    }
  }
  for (const [key, dose] of truth.doses)
    if (truth.isHers(mrn, dose.order) && dose.outcome !== "removed")
      says.set(`dose ${key}`, `${dose.outcome} ${time(dose.at)}, ${dose.amount} ${written(dose.order.unit)}`);
  for (const [test, said] of latest([...truth.results.values()].filter(one => truth.isHers(mrn, one))))
    says.set(`latest ${test}`, said);
  for (const [key, one] of truth.results) if (truth.isHers(mrn, one)) says.set(`result ${key}`, resultOf(one));
  for (const one of truth.documents)
    if (truth.isHers(mrn, one)) says.set(`document ${one.number}`, `${one.state}: ${one.text}`);
  for (const one of truth.appointments)
    if (truth.rootOf(one.mrn) === mrn)
      says.set(`appointment ${one.number}`, `${one.state} ${time(one.at)}, ${one.minutes} min`);
  return says;
}

/** As staff write it: `4 [iU]` is read as forty. */
function written(unit: string): string {
  return unit === "[iU]" ? "units" : unit;
}

function namesakes({ truth }: House, mrn: string): string {
  const name = (one: string) => {
    const person = truth.records.get(truth.rootOf(one))?.person;
    return `${person?.family}, ${person?.given}`;
  };
  const stay = truth.staysAt(mrn);
  const others = truth.visits.filter(one => isIn(one) && one !== stay && name(one.mrn) === name(mrn));
  return (
    others
      .map(one => bedName(one.bed ?? NOWHERE))
      .sort()
      .join(", ") || "none"
  );
}

/** A facility that sends no allergies has no feed of them: that is not none. */
function safetyOf({ truth, facility }: House, mrn: string): [string, string][] {
  const chart = truth.chartOf(mrn);
  if (!facility.dialect.safety)
    return ["allergies", "code status", "isolation", "weight"].map(what => [what, "this facility sends none"]);
  const newest = (what: string) =>
    truth.safety.filter(one => one.what === what && truth.isHers(mrn, one)).sort((a, b) => b.at - a.at)[0]?.value;
  const isolation = newest("isolation");
  const weight = newest("weight");
  return [
    ["allergies", allergiesOf(truth, [...chart, ...truth.besideOf(mrn)])],
    ["code status", newest("code status") ?? "not in copy"],
    ["isolation", isolation === "None" ? "none known" : (isolation ?? "not in copy")],
    ["weight", weight === undefined ? "not in copy" : `${weight} kg`],
  ];
}

function allergiesOf(truth: Truth, numbers: readonly string[]): string {
  const records = numbers.flatMap(one => truth.records.get(one) ?? []);
  const all = new Map<string, AllergyTruth>(records.flatMap(one => [...one.allergies]));
  if (all.size > 0)
    return [...all.values()]
      .map(one => `${one.substance} (${one.severity}: ${one.reaction})`)
      .sort()
      .join(", ");
  for (const asked of ["none known", "unknown", "not asked"] as const)
    if (records.some(one => one.asked === asked && one.said >= 0)) return asked;
  return "not in copy";
}

function lastOf({ truth, facility }: House, number: string): string {
  if (!facility.dialect.safety) return "no feed";
  const given = [...truth.doses.values()].filter(
    dose => dose.order.number === number && (dose.outcome === "given" || dose.outcome === "partial"),
  );
  const last = given.sort((a, b) => b.at - a.at)[0];
  return last === undefined ? "none known" : `${time(last.at)}, ${last.amount} ${written(last.order.unit)}`;
}

function resultOf({ value, unit, flag, status, at, test }: ResultTruth): string {
  return status === "cancelled"
    ? `${test} cancelled`
    : `${test} ${Number(value)} ${unit} ${flag}, ${status}, ${time(at)}`;
}

/** The newest of each test, with the one before it. */
function latest(results: readonly ResultTruth[]): Map<string, string> {
  const byTest = new Map<string, ResultTruth[]>();
  for (const one of results)
    if (one.status !== "cancelled") byTest.set(one.test, [...(byTest.get(one.test) ?? []), one]);
  return new Map(
    [...byTest].map(([test, all]) => {
      const [newest, before] = all.sort((a, b) => b.at - a.at);
      const was = before === undefined ? "none" : `${Number(before.value)} ${before.flag}`;
      return [test, newest === undefined ? "" : `${resultOf(newest)}; before: ${was}`];
    }),
  );
}
