// What the copy holds as FHIR resources: a whole chart, one resource, and what is found without a patient.
import {
  chartResources,
  countOf,
  patientFrom,
  personMarks,
  type RecordState,
  type StoredResource,
  withoutMarked,
} from "../../chart/index.ts";
import { type Criterion, SHARED, wordsIn } from "../../fhir/index.ts";
import { type Sqlite, statement } from "../../journal/index.ts";
import { marksIn } from "../config/mark-config.ts";
import { isLinked, linksAround } from "../fold/links.ts";
import { readPerson, readRecord, readResource } from "../fold/record-parts.ts";
import type { CopyContext } from "./answers.ts";
import { withLinks } from "./patient-links.ts";
import { recordsOfPerson } from "./person-chart.ts";

/** `marked`: also what is marked, because a reason was given. */
type House = Pick<CopyContext, "views" | "facility"> & { readonly marked?: boolean };

export type FhirChart = {
  readonly resources: readonly StoredResource[];
  /** How many of the chart are left out because they are marked. */
  readonly left_out: number;
};

/** Every resource of a record that may leave the house; null where the copy of this facility holds no such record. */
export function fhirChart({ views, facility, marked = false }: House, record: string): FhirChart | null {
  return isHeld(views, facility.id, record) ? shownOutside(views, record, readRecord(views, record), marked) : null;
}

function shownOutside(views: Sqlite, record: string, whole: RecordState, marked: boolean): FhirChart {
  const { state, left_out } = withoutMarked(whole, marksIn(views), { face: "outside", marked });
  const resources = linkedResources(views, record, state);
  if (marked || !isPersonMarked(views, record)) return { resources, left_out: countOf(left_out) };
  // She asked that nobody be told of her, or is known to all: then not that she is here.
  return {
    resources: [],
    left_out: linkedResources(views, record, whole).filter(one => !SHARED.has(one.resourceType)).length,
  };
}

/** Also by a flag at another record of hers. */
function isPersonMarked(views: Sqlite, record: string): boolean {
  const tables = marksIn(views);
  return recordsOfPerson(views, record).some(one => personMarks(readPerson(views, one), tables).length > 0);
}

/** The records of this facility that hold a resource, in order of their ids. Of a patient that is her own record. */
export function recordsHolding({ views, facility }: House, type: string, id: string): string[] {
  if (type === "Patient") return isHeld(views, facility.id, id) ? [id] : [];
  return statement<{ record: string }>(
    views,
    "SELECT i.record FROM chart_reference i JOIN chart_record r ON r.record = i.record WHERE i.type = ? AND i.id = ? AND r.facility = ? ORDER BY i.record",
  )
    .all(type, id, facility.id)
    .map(row => row.record);
}

/** One resource of a record as it stands; null where it does not stand any more. */
export function fhirResource(
  { views, marked = false }: House,
  record: string,
  type: string,
  id: string,
): StoredResource | null {
  const isOfPerson = type === "Patient" || type === "Encounter";
  // People and places are of no one patient, and marked for none.
  const isOpen = marked || SHARED.has(type);
  const kept = isOfPerson || !isOpen ? undefined : readResource(views, record, `${type}/${id}`);
  if (kept !== undefined) return kept.resource;
  const state = isOfPerson ? readPerson(views, record) : readRecord(views, record);
  const { resources } = shownOutside(views, record, state, isOpen);
  return resources.find(one => one.resourceType === type && one.id === id) ?? null;
}

/** The resources of a record; her patient says what she is linked with. A merged record's own stay its own. */
function linkedResources(views: Sqlite, record: string, state: RecordState): StoredResource[] {
  const all = chartResources(state);
  if (!isLinked(views, record)) return all;
  const { standing } = linksAround(views, record);
  return all.map(one =>
    one.resourceType === "Patient" ? { ...withLinks(patientFrom(state), record, standing), id: record } : one,
  );
}

export type Found = { readonly id: string; readonly record: string };

/**
 * Resources of a type behind an id, in order of their ids, each once: those whose columns may fit. The caller compares each itself:
 * this finds at least all that fit.
 */
export function findResources(
  { views, facility }: House,
  type: string,
  criteria: readonly Criterion[],
  after: string,
  limit: number,
): Found[] {
  const where = ["i.type = ?", "i.id > ?", "r.facility = ?"];
  const values: (string | number)[] = [type, after, facility.id];
  const either = (tests: readonly string[]) => where.push(`(${tests.join(" OR ")})`);
  for (const { name, any } of criteria) {
    if (name === "status") {
      const codes = any.flatMap(one => (one.type === "token" && one.code !== null ? [one.code] : []));
      if (codes.length < any.length) continue;
      either(codes.map(() => "i.status = ?"));
      values.push(...codes);
    } else if (name === "location" || name === "actor") {
      const places = any.flatMap(one => (one.type === "reference" ? [one.reference] : []));
      // The columns hold references whole.
      either(places.map(() => "instr(i.place || ' ', ?) > 0"));
      values.push(...places.map(place => `${place.includes("/") ? place : `/${place}`} `));
    } else if (name === "date") {
      const tests = any.flatMap(one => (one.type === "date" ? [one.test] : []));
      if (tests.some(({ prefix }) => prefix === "ne")) continue;
      const reaches = tests.map(({ prefix, stretch }) => {
        const isLater = prefix === "gt" || prefix === "ge" || prefix === "sa";
        const isEarlier = prefix === "lt" || prefix === "le" || prefix === "eb";
        const parts: string[] = [];
        if (!isEarlier) {
          parts.push("(i.ended IS NULL OR i.ended >= ?)");
          values.push(stretch.from);
        }
        if (!isLater) {
          parts.push("(i.start IS NULL OR i.start <= ?)");
          values.push(stretch.until);
        }
        return `(${parts.join(" AND ")})`;
      });
      either(reaches);
    }
  }
  return prepared(
    views,
    `SELECT i.id, min(i.record) AS record FROM chart_reference i JOIN chart_record r ON r.record = i.record WHERE ${where.join(" AND ")} GROUP BY i.id ORDER BY i.id LIMIT ${limit}`,
    values,
  );
}

/** Records behind one, in order, whose patient may fit: at least all that fit. */
export function findPatients(
  { views, facility }: House,
  criteria: readonly Criterion[],
  after: string,
  limit: number,
): Found[] {
  const where = ["r.facility = ?", "r.record > ?"];
  const values: string[] = [facility.id, after];
  const either = (tests: readonly string[]) => {
    if (tests.length > 0) where.push(`(${tests.join(" OR ")})`);
  };
  for (const { name, any } of criteria) {
    if (name === "gender") {
      const codes = any.flatMap(one => (one.type === "token" && one.code !== null ? [one.code] : []));
      if (codes.length < any.length) continue;
      either(codes.map(() => "p.gender = ?"));
      values.push(...codes);
    } else if (name === "birthdate") {
      // A day is written as text, and compares as it sorts; a shorter date sorts before all of its days.
      const tests = any.flatMap(one => (one.type === "date" ? [one.test] : []));
      if (tests.some(({ prefix }) => prefix !== "eq")) {
        where.push("p.birthdate IS NOT NULL");
        continue;
      }
      either(tests.map(() => "(p.birthdate >= ? AND p.birthdate <= ?)"));
      for (const { stretch } of tests) values.push(yearOf(stretch.from), dayOf(stretch.until));
    } else {
      const texts = any.map(one => (one.type === "string" ? one.folded : one.type === "token" ? (one.code ?? "") : ""));
      const words = texts.map(wordsIn);
      if (words.some(all => all.length === 0)) continue;
      either(words.map(all => `(${all.map(() => "r.words LIKE ? ESCAPE '\\'").join(" AND ")})`));
      values.push(...words.flat().map(word => `% ${word.replaceAll(/[\\%_]/g, "\\$&")}%`));
    }
  }
  return prepared(
    views,
    `SELECT r.record AS id, r.record FROM chart_record r LEFT JOIN chart_patient p ON p.record = r.record WHERE ${where.join(" AND ")} ORDER BY r.record LIMIT ${limit}`,
    values,
  );
}

/** Its text depends on what is asked: not one of those that are kept. */
function prepared(views: Sqlite, sql: string, values: readonly (string | number)[]): Found[] {
  return views.prepare<(string | number)[], Found>(sql).all(...values);
}

/** The records of this facility behind one, in order; and how many there are in all. */
export function recordsBehindOne(
  { views, facility }: House,
  after: string,
  limit: number,
): { readonly records: readonly string[]; readonly of: number } {
  const records = statement<{ record: string }>(
    views,
    "SELECT record FROM chart_record WHERE facility = ? AND record > ? ORDER BY record LIMIT ?",
  ).all(facility.id, after, limit);
  const all = statement<{ count: number }>(views, "SELECT count(*) AS count FROM chart_record WHERE facility = ?");
  return { records: records.map(row => row.record), of: all.get(facility.id)?.count ?? 0 };
}

/** A day before, at the least precise that a date may be. */
function yearOf(at: number): string {
  return new Date(at - DAY).toISOString().slice(0, 4);
}

function dayOf(at: number): string {
  return new Date(at + DAY).toISOString().slice(0, 10);
}

const DAY = 86_400_000;

function isHeld(views: Sqlite, facility: string, record: string): boolean {
  const known = statement(views, "SELECT 1 FROM chart_record WHERE record = ? AND facility = ?");
  return known.get(record, facility) !== undefined;
}
