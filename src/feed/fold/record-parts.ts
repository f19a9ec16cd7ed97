// A record's chart as rows: one a person, a visit, a report, another resource, a dose, so that a message reads and writes only what it speaks of.
import type { Changes, DoseGiven, Kept, RecordState, Unmet, Visit } from "../../chart/index.ts";
import { EMPTY_RECORD } from "../../chart/index.ts";
import { HeldRows, type Sqlite, statement } from "../../journal/index.ts";

export const PART_DDL = [
  // With rowids: a row of some kB would make the tree deep and scatter what is written; so the index is slim, and rows are appended.
  // A chart is one range of the index. `part` is `person`, `visit/ID`, `report/ID`, `Type/ID`, `joined/Type/ID`, `dose/KEY` or `unmet`.
  "CREATE TABLE IF NOT EXISTS chart_part (record TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (record, part)) STRICT",
] as const;

type Person = Pick<RecordState, "registered" | "patientId" | "number" | "patient" | "held">;
type Part = { readonly part: string; readonly body: string };

type Resources = RecordState["resources"];
/** A part with its parsed body. */
type Read = readonly [part: string, value: unknown];

/** Parts by record and part, undefined where there is none; and all visits of a record. Messages of one stay name the same again and again. */
const heldParts = new HeldRows<unknown>();
const heldVisits = new HeldRows<readonly Read[]>();

const [PERSON, VISIT, REPORT, JOINED, DOSE, UNMET] = ["person", "visit/", "report/", "joined/", "dose/", "unmet"];

/** Everything that the copy holds of a record; EMPTY_RECORD where it holds none. */
export function readRecord(db: Sqlite, record: string): RecordState {
  return readParts(db, record).state;
}

/** The parts of a record by name, in the order of their names; a reader keeps them, so that of a message only what it wrote is read again. */
export type PartsHere = ReadonlyMap<string, unknown>;

/** Everything that the copy holds of a record, as its parts and as a chart. */
export function readParts(db: Sqlite, record: string): { readonly parts: PartsHere; readonly state: RecordState } {
  const rows = statement<Part>(db, "SELECT part, body FROM chart_part WHERE record = ? ORDER BY part").all(record);
  return partsAndState(new Map(rows.map(read)));
}

/** The same after a fold that wrote these parts, or took them away. What it did not touch stays the same object. */
export function readPartsAgain(
  db: Sqlite,
  record: string,
  before: PartsHere,
  written: Iterable<string>,
): { readonly parts: PartsHere; readonly state: RecordState } {
  const one = statement<Part>(db, "SELECT part, body FROM chart_part WHERE record = ? AND part = ?");
  const parts = new Map(before);
  for (const part of written) {
    const row = one.get(record, part);
    if (row === undefined) parts.delete(part);
    else parts.set(part, read(row)[1]);
  }
  const isInOrder = parts.size === before.size && [...before.keys()].every(part => parts.has(part));
  return partsAndState(isInOrder ? parts : new Map([...parts].sort(([a], [b]) => byBytes(a, b))));
}

function partsAndState(parts: PartsHere): { readonly parts: PartsHere; readonly state: RecordState } {
  return { parts, state: stateOf([...parts]) };
}

/** As the file orders texts. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** What a checkpoint holds of a record (behind-cut.ts). */
export function readRecordBehind(db: Sqlite, record: string): RecordState {
  return stateOf(
    statement<Part>(db, "SELECT part, body FROM chart_part_behind WHERE record = ?").all(record).map(read),
  );
}

/** Who she is and her visits, without all else. */
export function readPerson(db: Sqlite, record: string): RecordState {
  const person = statement<Part>(db, "SELECT part, body FROM chart_part WHERE record = ? AND part = 'person'");
  return stateOf([...person.all(record), ...visitParts(db, record)].map(read));
}

/** A resource that lies in a part of its own; undefined for what stands under a report, and for what is not here. */
export function readResource(db: Sqlite, record: string, reference: string): Kept | undefined {
  const one = statement<Part>(db, "SELECT part, body FROM chart_part WHERE record = ? AND part = ?");
  const row = one.get(record, reference);
  return row === undefined ? undefined : stateOf([read(row)]).resources[reference];
}

/** What the copy holds of a record as far as these changes can touch it, with all its visits where they touch one. */
export function readTouched(db: Sqlite, record: string, changes: Changes): RecordState {
  const found: Read[] = [];
  const one = statement<Part>(db, "SELECT part, body FROM chart_part WHERE record = ? AND part = ?");
  const take = (part: string) => {
    const value = heldParts.get(db, keyOf(record, part), () => {
      const row = one.get(record, part);
      return row === undefined ? undefined : read(row)[1];
    });
    if (value !== undefined) found.push([part, value]);
  };
  take(PERSON);
  if ((changes.adt && changes.visit !== null) || changes.imported !== undefined)
    found.push(...heldVisits.get(db, record, () => visitParts(db, record).map(read)));
  const references = changes.resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
  const parts = new Set(references.map(one => partOf(one, changes.reports.get(one))));
  for (const part of touchedBy(changes)) parts.add(part);
  // Only appointments have a second name.
  for (const part of [...parts].filter(one => one.startsWith("Appointment/"))) {
    take(`${JOINED}${part}`);
    const to = found.find(([name]) => name === `${JOINED}${part}`)?.[1];
    if (typeof to === "string") parts.add(to);
  }
  for (const part of parts) take(part);
  if (changes.acts.some(one => one.act === "state")) take(UNMET);
  for (const key of new Set(changes.doses.map(dose => dose.key))) take(`${DOSE}${key}`);
  return stateOf(found);
}

/** The parts that the acts of a message speak of. */
function touchedBy({ acts }: Changes): string[] {
  return acts.flatMap(act => {
    if (act.act === "state") return [...act.references, ...(act.group === null ? [] : [`${REPORT}${act.group}`])];
    if (act.act === "known-as") return [...act.names];
    return act.act === "join" || act.act === "take-filed" ? [act.from, act.to] : [];
  });
}

function visitParts(db: Sqlite, record: string): Part[] {
  return statement<Part>(
    db,
    "SELECT part, body FROM chart_part WHERE record = ? AND part >= 'visit/' AND part < 'visit0'",
  ).all(record);
}

/** Writes what differs from `before`, part by part; an applied change leaves what it does not touch the same object. Returns which parts that were. */
export function writeTouched(db: Sqlite, record: string, before: RecordState, after: RecordState): readonly string[] {
  const touched: string[] = [];
  const insert = statement(
    db,
    "INSERT INTO chart_part VALUES (?,?,?) ON CONFLICT (record, part) DO UPDATE SET body = excluded.body",
  );
  const put = (part: string, body: unknown) => {
    touched.push(part);
    insert.run(record, part, JSON.stringify(body));
    heldParts.set(db, keyOf(record, part), body);
  };
  if (isPersonChanged(before, after)) {
    const { registered, patientId, number, patient, held } = after;
    put(PERSON, { registered, patientId, number, patient, held } satisfies Person);
  }
  for (const [id, visit] of changed(before.visits, after.visits)) put(`${VISIT}${id}`, visit);
  if (before.visits !== after.visits) heldVisits.forget(db, record);
  const written = new Set(changed(before.resources, after.resources).map(([one, { report }]) => partOf(one, report)));
  if (written.size > 0)
    for (const [part, resources] of byPart(after.resources)) if (written.has(part)) put(part, resources);
  for (const [from, to] of changed(before.joined, after.joined)) {
    put(`${JOINED}${from}`, to);
    touched.push(from);
    statement(db, "DELETE FROM chart_part WHERE record = ? AND part = ?").run(record, from);
    heldParts.forget(db, keyOf(record, from));
  }
  if (before.unmet !== after.unmet) put(UNMET, after.unmet);
  for (const [key, same] of changed(before.doses, after.doses)) put(`${DOSE}${key}`, same);
  return touched;
}

/** The part that a resource lies in: it follows from its reference alone, a report's results having keys of that report. */
function partOf(reference: string, report: string | null | undefined): string {
  return report == null ? reference : `${REPORT}${report}`;
}

function byPart(resources: Resources): Map<string, Resources> {
  const parts = new Map<string, Record<string, Kept>>();
  for (const [reference, kept] of Object.entries(resources)) {
    const part = partOf(reference, kept.report);
    const lying = parts.get(part) ?? {};
    lying[reference] = kept;
    parts.set(part, lying);
  }
  return parts;
}

/** Writes a record whole. EMPTY_RECORD leaves nothing. */
export function writeRecord(db: Sqlite, record: string, state: RecordState): void {
  const held = statement<Pick<Part, "part">>(db, "DELETE FROM chart_part WHERE record = ? RETURNING part").all(record);
  for (const { part } of held) heldParts.forget(db, keyOf(record, part));
  heldVisits.forget(db, record);
  writeTouched(db, record, EMPTY_RECORD, state);
}

/** A record's id has no blank. */
function keyOf(record: string, part: string): string {
  return `${record} ${part}`;
}

/** True where a fold changed who she is or where she lies. */
export function isPersonChanged(before: RecordState, after: RecordState): boolean {
  return (
    before.registered !== after.registered ||
    before.patientId !== after.patientId ||
    before.patient !== after.patient ||
    before.held !== after.held
  );
}

function changed<T>(before: { readonly [name: string]: T }, after: { readonly [name: string]: T }): [string, T][] {
  return before === after ? [] : Object.entries(after).filter(([name, value]) => before[name] !== value);
}

function read({ part, body }: Part): Read {
  return [part, JSON.parse(body)];
}

function stateOf(parts: readonly Read[]): RecordState {
  if (parts.length === 0) return EMPTY_RECORD;
  let person: Person = EMPTY_RECORD;
  const visits: Record<string, Visit> = {};
  const resources: Record<string, Kept> = {};
  const joined: Record<string, string> = {};
  const doses: Record<string, readonly DoseGiven[]> = {};
  let unmet: readonly Unmet[] = [];
  for (const [part, value] of parts) {
    // Written above, under the same name, by this version of the view.
    if (part === PERSON) person = value as Person;
    else if (part.startsWith(VISIT)) visits[part.slice(VISIT.length)] = value as Visit;
    else if (part.startsWith(JOINED)) joined[part.slice(JOINED.length)] = value as string;
    else if (part === UNMET) unmet = value as readonly Unmet[];
    else if (part.startsWith(DOSE)) doses[part.slice(DOSE.length)] = value as DoseGiven[];
    else Object.assign(resources, value as Resources);
  }
  return { ...person, visits, resources, joined, unmet, doses };
}
