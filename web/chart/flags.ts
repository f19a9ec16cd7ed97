// The flags of a patient in the order in which a row that is too narrow may lose them: what limits care first.
import type { HeldLine, Identity, SafetyCard } from "../../src/chart/routes.ts";
import { limitsCare } from "./words.ts";

export type Flag = { readonly words: string; readonly kind: "check" | "flag" | "unknown" | null };

/** All flags, the most dangerous first. */
export function flagsOf(patient: Identity, safety: SafetyCard | null): readonly Flag[] {
  const code = safety === null ? null : limitsCare(safety.code_status);
  const isolation = safety?.isolation.kind === "known" ? safety.isolation.value : [];
  const flag = (words: string, kind: Flag["kind"] = "flag"): Flag => ({ words, kind });
  const marks = patient.marks ?? [];
  return [
    // It may be somebody else, or gone: that comes before all care.
    ...[...new Set((patient.held ?? []).map(heldFlag))].map(words => flag(words, "unknown")),
    ...(patient.registered ? [] : [flag("No registration yet", "check")]),
    ...(code === null ? [] : [flag(code)]),
    ...neverFlag(safety).map(words => flag(words)),
    ...(marks.includes("no information") ? [flag("No information to callers")] : []),
    ...(marks.includes("vip") ? [flag("VIP")] : []),
    ...isolation.map(kind => flag(/isolation/i.test(kind) ? kind : `${kind} isolation`)),
    ...(patient.same_name.length === 0 ? [] : [flag(nameAlert("Same", patient.same_name))]),
    ...(patient.similar_name === undefined ? [] : [flag(nameAlert("Similar", patient.similar_name))]),
    ...(safety?.falls.kind === "known" && /high|yes/i.test(safety.falls.value) ? [flag("Falls", null)] : []),
    ...(patient.language === null || /^english$/i.test(patient.language)
      ? []
      : [flag(`Speaks ${patient.language}`, null)]),
  ];
}

/** `Do not give metformin` where that fits; else how many: her own page names them all. */
function neverFlag(safety: SafetyCard | null): readonly string[] {
  const said = safety?.do_not_give ?? [];
  const [first] = said;
  if (first === undefined) return [];
  const isShort = said.length === 1 && first.drug.length <= DRUG_ROOM;
  return [`Do not give ${isShort ? first.drug : `${said.length} ${said.length === 1 ? "drug" : "drugs"}`}`];
}

/** Letters of a drug that a row has room for. */
const DRUG_ROOM = 11;

/** Letters of a held line that a row has room for: `Discharge 03:11 held`. */
const HELD_ROOM = 20;

/** Cut off before `held` it would say that she is gone: where the time has no room, her header says it. */
function heldFlag({ effect, what, words }: HeldLine): string {
  if (words.length <= HELD_ROOM) return words;
  return effect === "another person" ? "Another person held" : `${what} held`;
}

/** Letters of a bed that a row has room for; a bed on another unit carries the unit's name. */
const BED_ROOM = 7;

/** Names the bed of one where it fits whole: a bed that is cut off is another bed. Else only how many others: the chart names them all. */
export function nameAlert(how: "Same" | "Similar", beds: readonly string[]): string {
  const [first = ""] = beds;
  if (beds.length === 1 && first.length <= BED_ROOM) return `${how} name: ${first}`;
  return `${how} name: ${beds.length} more`;
}

/** Those that fit into so many letters, in order; a chip's edge counts as three. The first is always shown. */
export function fitting(
  flags: readonly Flag[],
  room: number,
): { readonly shown: readonly Flag[]; readonly hidden: readonly Flag[] } {
  let used = 0;
  let count = 0;
  for (const flag of flags) {
    used += flag.words.length + (flag.kind === null ? 1 : 3);
    // A count behind them needs room too.
    if (count > 0 && used + (count + 1 < flags.length ? 3 : 0) > room) break;
    count += 1;
  }
  return { shown: flags.slice(0, count), hidden: flags.slice(count) };
}
