// One order's boxes of the grid (RULES D1–D5): what each scheduled time and each record says.
import { firstInstant, isExact, lastInstant } from "./day.ts";
import type { DoseRecord } from "./dose-records.ts";
import type { DoseInput, MedicationOrder } from "./medication-order.ts";
import type { Slot } from "./routes.ts";
import { holdAt, type Scheduled } from "./schedule.ts";
import { clockWords } from "./words.ts";
import { chartingAt, type Known, knownStretches, zoneAt } from "./zones.ts";

/** How far from its time a dose can lie and still be that time's dose; nearer another time, it is that one's. */
const REACH_MS = 4 * 3_600_000;
/** How long after its time an unrecorded slot, charted here on screen, is due before it is overdue. */
const DUE_MS = 60 * 60_000;
/** RULES D1: how long after charting here began a dose may have been given before it. */
const EARLY_MS = 60 * 60_000;

const EMPTY = { given_at: null, amount: null, by: null, reason: null, note: null, resource: null } as const;

/** All slots of an order, in order of time: each scheduled time once, each record once. */
export function slotsOf(
  order: MedicationOrder,
  scheduled: readonly Scheduled[],
  records: readonly DoseRecord[],
  input: DoseInput,
): readonly Slot[] {
  const matched = match(order, scheduled, records);
  const known = knownStretches(input);
  const taper = order.lines.length > 1;
  const own = records.filter(record => ![...matched.values()].includes(record));
  const untimed = untimedDays(records, input.zone);
  return [
    ...scheduled.map((time): Slot => {
      const record = matched.get(time);
      if (record !== undefined) return recordSlot(record, time.at, records, input);
      const slot = inDoubtBy(untimed, unrecorded(order, time.at, known, input));
      return taper ? { ...slot, amount: time.dose } : slot;
    }),
    ...own.flatMap(record => {
      const { at } = record.record;
      return isExact(at) ? [recordSlot(record, at.instant, records, input)] : [];
    }),
  ].sort((a, b) => a.at - b.at || ((a.resource ?? "") < (b.resource ?? "") ? -1 : 1));
}

type Day = { readonly from: number; readonly to: number };

/** The days on which a dose was given at a time that nobody sent. */
function untimedDays(records: readonly DoseRecord[], zone: string): readonly Day[] {
  return records
    .filter(({ dose, doubt, record: { at } }) => dose && doubt === null && !isExact(at))
    .map(({ record: { at } }) => ({ from: firstInstant(at, zone), to: lastInstant(at, zone) }))
    .filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to));
}

const IN_DOUBT: ReadonlySet<Slot["state"]> = new Set(["none recorded", "not known", "due?", "due", "overdue"]);

/** A dose of that day without a time may be this one: then it is neither due nor missing, nobody can say. */
function inDoubtBy(days: readonly Day[], slot: Slot): Slot {
  if (!IN_DOUBT.has(slot.state) || !days.some(({ from, to }) => from <= slot.at && slot.at <= to)) return slot;
  return { ...slot, state: "not known", note: "a dose of this day has no time: ask" };
}

/** A scheduled time for which nothing is recorded. */
function unrecorded(order: MedicationOrder, at: number, known: readonly Known[], input: DoseInput): Slot {
  const base = { at, ...EMPTY, source: order.source };
  const hold = holdAt(order, at);
  const since = hold?.at.instant ?? null;
  const held =
    hold === undefined
      ? null
      : `order on hold${since === null ? "" : ` since ${clockWords(since, input.now, input.zone)}`}`;
  const arrives = input.trust.age.state === "arrives";
  const zone = zoneAt(input, known, at);
  const here = chartingAt(input, at);
  if (here?.on === "paper") {
    const sheet = `on paper since ${clockWords(here.from, input.now, input.zone)}: see the sheet`;
    return { ...base, state: "on paper", source: "paper", note: held === null ? sheet : `${sheet}, ${held}` };
  }
  if (zone === "ahead") {
    if (held !== null) {
      const doubt = arrives || here !== undefined ? "" : ", may have been resumed";
      return { ...base, state: "held", note: `${held}${doubt}` };
    }
    return { ...base, state: arrives || here !== undefined ? "scheduled" : "scheduled?" };
  }
  if (zone === "not known") return { ...base, state: "not known", note: held };
  if (held !== null) return { ...base, state: "held", note: held };
  if (here !== undefined) {
    if (at < here.from + EARLY_MS) return { ...base, state: "due?", note: "may have been given early: ask" };
    return { ...base, state: input.now - at > DUE_MS ? "overdue" : "due" };
  }
  const by = known.find(stretch => stretch.from <= at && at < stretch.to)?.recorded_by ?? at;
  return { ...base, state: "none recorded", note: `none recorded by ${clockWords(by, input.now, input.zone)}` };
}

function recordSlot(record: DoseRecord, at: number, all: readonly DoseRecord[], input: DoseInput): Slot {
  return { at, given_at: record.record.at, ...saidOf(record, all, input) };
}

/** What a record says, wherever it lies. */
export function saidOf(
  record: DoseRecord,
  all: readonly DoseRecord[],
  input: Pick<DoseInput, "now" | "zone">,
): Omit<Slot, "at" | "given_at"> {
  const { record: sent } = record;
  const note = [record.note, doubtWords(record, all, input)].filter(part => part !== null).join(", ");
  return {
    state: record.state,
    amount: sent.amount,
    by: sent.by,
    reason: sent.refusal,
    source: sent.source,
    note: note === "" ? null : note,
    resource: sent.id,
  };
}

/** `may replace 06:00`: the nearest dose of the order that stands; null for a record without doubt (RULES D3). */
export function doubtWords(
  record: DoseRecord,
  all: readonly DoseRecord[],
  input: Pick<DoseInput, "now" | "zone">,
): string | null {
  if (record.doubt === null) return null;
  const own = record.record.at.instant ?? 0;
  const distance = (other: DoseRecord) => Math.abs((other.record.at.instant ?? 0) - own);
  const nearest = all
    .filter(other => other !== record && other.dose && other.doubt === null && other.record.at.instant !== null)
    .reduce<DoseRecord | undefined>((a, b) => (a === undefined || distance(b) < distance(a) ? b : a), undefined);
  const named = nearest?.record.at.instant ?? null;
  return `may ${record.doubt} ${named === null ? "a dose that is not here" : clockWords(named, input.now, input.zone)}`;
}

/** Gives each scheduled time at most one record, doses before refusals, the nearest first. */
function match(
  order: MedicationOrder,
  scheduled: readonly Scheduled[],
  records: readonly DoseRecord[],
): ReadonlyMap<Scheduled, DoseRecord> {
  const pairs = records.flatMap((record, place) => {
    const at = record.record.at.instant;
    if (at === null || !isExact(record.record.at) || record.doubt !== null) return [];
    const nearest = scheduled.reduce<Scheduled | undefined>(
      (a, b) => (a === undefined || Math.abs(b.at - at) < Math.abs(a.at - at) ? b : a),
      undefined,
    );
    if (nearest === undefined) return [];
    const distance = Math.abs(nearest.at - at);
    return distance > REACH_MS && !order.one_time ? [] : [{ record, nearest, distance, place }];
  });
  pairs.sort((a, b) => Number(b.record.dose) - Number(a.record.dose) || a.distance - b.distance || a.place - b.place);
  const matched = new Map<Scheduled, DoseRecord>();
  for (const { record, nearest } of pairs) if (!matched.has(nearest)) matched.set(nearest, record);
  return matched;
}
