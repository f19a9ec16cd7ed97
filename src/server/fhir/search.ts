// A search over the copy: in the charts that it names, or without a patient by real columns. Answers one page.
import type { StoredResource } from "../../chart/index.ts";
import {
  type CopyContext,
  type Found,
  fhirChart,
  fhirResource,
  findPatients,
  findResources,
  recordsHolding,
  recordsMergedInto,
} from "../../feed/index.ts";
import { type Criterion, matches, type Query, type ServedType, SHARED, WITHOUT_PATIENT } from "../../fhir/index.ts";
import { whatIsNeeded } from "./capability.ts";

export type Page = {
  readonly resources: readonly StoredResource[];
  /** Null = not counted. */
  readonly total: number | null;
  /** The id after which the next page begins; null = this is the last. */
  readonly next: string | null;
  /** The records that the page was read from; `isChart`: their charts were asked for, else a list over the house. */
  readonly records: readonly string[];
  readonly isChart: boolean;
  /** How many items of these charts are left out because they are marked, whatever was searched by; 0 of a list over the house. */
  readonly left_out: number;
};
/** `marked`: also what is marked. */
type Copied = CopyContext & { readonly marked: boolean };
export type Searched = { readonly ok: true; readonly page: Page } | { readonly ok: false; readonly text: string };

/** Parameters that name a patient, and so her chart. */
const PATIENT = new Set(["patient", "subject"]);
/** Candidates read for one page at most: then the page ends, with a next one. */
const MOST_READ = 2_000;
const BATCH = 200;

/** The page that a query asks for. Not ok: it names nothing that can be searched by. */
export function searchCopy(copy: Copied, type: ServedType, query: Query): Searched {
  const criteria = query.criteria.map(one => (PATIENT.has(one.name) ? withMerged(copy, one) : one));
  const named = criteria.filter(one => PATIENT.has(one.name));
  const ids = criteria.filter(one => one.name === "_id");
  if (named.length > 0) return inCharts(copy, type, { ...query, criteria }, chartsNamed(named));
  if (ids.length > 0) {
    const asked = ids.flatMap(one => one.any.flatMap(value => (value.type === "token" ? (value.code ?? []) : [])));
    const records = asked.flatMap(id => recordsHolding(copy, type, id).slice(0, SHARED.has(type) ? 1 : undefined));
    return inCharts(copy, type, query, [...new Set(records)]);
  }
  const columns = WITHOUT_PATIENT[type];
  const isFound = columns?.length === 0 || query.criteria.some(({ name }) => columns?.includes(name));
  if (columns === undefined || !isFound) return { ok: false, text: whatIsNeeded(type) };
  return { ok: true, page: overTheHouse(copy, type, query) };
}

/** Whoever asks for a patient means also the records that were merged into hers: an allergy may stand there alone. */
function withMerged({ views }: Copied, criterion: Criterion): Criterion {
  const also = criterion.any.flatMap(one =>
    one.type === "reference" ? recordsMergedInto(views, patientIn(one.reference)) : [],
  );
  const references = also.map(record => ({ type: "reference" as const, reference: `Patient/${record}` }));
  return { ...criterion, any: [...criterion.any, ...references] };
}

function patientIn(reference: string): string {
  return reference.replace(/^Patient\//, "");
}

/** Whom all of the criteria name. */
function chartsNamed(criteria: readonly Criterion[]): readonly string[] {
  const [first = [], ...others] = criteria.map(({ any }) =>
    any.flatMap(one => (one.type === "reference" ? patientIn(one.reference) : [])),
  );
  return [...new Set(first)].filter(record => others.every(other => other.includes(record)));
}

function inCharts(copy: Copied, type: ServedType, query: Query, asked: readonly string[]): Searched {
  const found = new Map<string, StoredResource>();
  const records: string[] = [];
  let left_out = 0;
  for (const record of asked) {
    const chart = fhirChart(copy, record);
    if (chart === null) continue;
    if (!SHARED.has(type)) records.push(record);
    left_out += chart.left_out;
    for (const resource of chart.resources)
      if (resource.resourceType === type && matches(resource, query.criteria, copy.facility.zone))
        found.set(resource.id, resource);
  }
  return { ok: true, page: { ...pageOf([...found.values()], query), records, isChart: true, left_out } };
}

/** A page of what was found whole, in order of the ids. */
export function pageOf(found: readonly StoredResource[], { after, count }: Pick<Query, "after" | "count">) {
  const behind = found
    .filter(one => after === null || one.id > after)
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const resources = behind.slice(0, count);
  const next = behind.length > count && count > 0 ? (resources.at(-1)?.id ?? null) : null;
  return { resources, total: found.length, next };
}

function overTheHouse(copy: Copied, type: ServedType, { criteria, count, after }: Query): Page {
  const resources: StoredResource[] = [];
  const records = new Set<string>();
  let last = after ?? "";
  let next: string | null = null;
  for (let read = 0; count > 0; ) {
    const batch: Found[] =
      type === "Patient" ? findPatients(copy, criteria, last, BATCH) : findResources(copy, type, criteria, last, BATCH);
    for (const { id, record } of batch) {
      if (resources.length === count) {
        next = last;
        break;
      }
      last = id;
      const resource = fhirResource(copy, record, type, id);
      if (resource === null || !matches(resource, criteria, copy.facility.zone)) continue;
      resources.push(resource);
      if (!SHARED.has(type)) records.add(record);
    }
    read += batch.length;
    if (next !== null || batch.length < BATCH) break;
    if (read >= MOST_READ) {
      next = last;
      break;
    }
  }
  return { resources, total: null, next, records: [...records], isChart: false, left_out: 0 };
}
