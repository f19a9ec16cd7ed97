// Which records of doses stand (RULES D3): RXA-21 U replaces and D removes within one key; what finds nothing is in doubt.
import type { Administration } from "./medication-order.ts";
import { once } from "./once.ts";
import type { Slot } from "./routes.ts";

/** A record that stands: a dose, or why none was given. `doubt`: it names a record that is not here. */
export type DoseRecord = {
  readonly record: Administration;
  readonly state: Extract<Slot["state"], "given" | "partial" | "held" | "refused" | "missed" | "given?" | "not known">;
  readonly note: string | null;
  /** It counts as given, at least possibly. */
  readonly dose: boolean;
  readonly possibly: boolean;
  readonly doubt: "replace" | "remove" | null;
};

/** The records that stand, in order of their time; a function of the set, doubles and order say nothing. */
export const standingRecords = once((administrations: readonly Administration[]): readonly DoseRecord[] => {
  const keys = new Map<string, Administration[]>();
  for (const one of new Map(administrations.map(a => [a.id, a])).values()) {
    keys.set(one.key, [...(keys.get(one.key) ?? []), one]);
  }
  return [...keys.values()].flatMap(standingOf).sort((a, b) => compare(a.record, b.record));
});

function standingOf(same: readonly Administration[]): readonly DoseRecord[] {
  const ranked = [...same].sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const added = ranked.filter(one => one.action === "A");
  const last = ranked.at(-1);
  if (last === undefined) return [];
  if (added.length === 0) return [inDoubt(ranked.findLast(one => one.action === "D") ?? last)];
  const removal = ranked.findLast(one => one.action === "D");
  const standing = ranked.findLast(one => one.action !== "D");
  if (standing === undefined) return [];
  if (removal === undefined) return [read(standing)];
  if (last.action === "D") return [];
  // Removed and recorded again, or the removal overtook what it removes: only a person can tell.
  return [
    {
      ...read(standing),
      state: "given?",
      note: "removed and recorded again",
      possibly: true,
      dose: true,
      doubt: "remove",
    },
  ];
}

function inDoubt(record: Administration): DoseRecord {
  if (record.action === "D") {
    return { record, state: "not known", note: null, dose: false, possibly: false, doubt: "remove" };
  }
  const as = read(record);
  return as.dose ? { ...as, state: "given?", possibly: true, doubt: "replace" } : { ...as, doubt: "replace" };
}

function read(record: Administration): DoseRecord {
  const base = { record, note: null, dose: false, possibly: false, doubt: null };
  const refusal = record.refusal !== null && record.refusal.trim() !== "";
  switch (record.status?.trim().toUpperCase() ?? "") {
    case "RE":
      return { ...base, state: "refused" };
    case "NA":
      return refusal ? { ...base, state: "held" } : { ...base, state: "missed", note: "no reason sent" };
    case "PA":
      return { ...base, state: "partial", dose: true };
    case "CP":
      return refusal
        ? { ...base, state: "given?", note: "refusal reason sent", dose: true, possibly: true }
        : { ...base, state: "given", dose: true };
    case "":
      return refusal ? { ...base, state: "refused" } : { ...base, state: "given", dose: true };
    default:
      return { ...base, state: "given?", note: `status ${record.status} sent`, dose: true, possibly: true };
  }
}

function compare(a: Administration, b: Administration): number {
  return (a.at.instant ?? 0) - (b.at.instant ?? 0) || a.rank - b.rank || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
