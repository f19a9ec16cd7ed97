// What of a chart is marked, and why: from codes, words, labels, visits, and what stands in connection with it (docs/decisions/marked-items.md).

import { folded, MARKS, type Mark, type MarkTables } from "./mark-tables.ts";
import { standsFor } from "./marked-strings.ts";
import type { DoseGiven, RecordState, StoredResource } from "./record-state.ts";

/** Why something is marked: which code, in which field. `visit`: by the visit alone in which it came. */
export type MarkReason = { readonly mark: Mark; readonly why: string; readonly by: "item" | "visit" };
export type ChartMarks = {
  /** Of the person: `vip` and `no information`. */
  readonly person: readonly MarkReason[];
  /** By `Encounter/ID`. */
  readonly visits: ReadonlyMap<string, readonly MarkReason[]>;
  /** By reference, and by `dose/KEY`. */
  readonly items: ReadonlyMap<string, readonly MarkReason[]>;
};

/** All marks of a chart. Pure: the same state and tables give the same. */
export function marksOf(state: RecordState, tables: MarkTables): ChartMarks {
  const visits = new Map<string, readonly MarkReason[]>();
  for (const id of Object.keys(state.visits)) {
    const found = visitMarks(state, id, tables);
    if (found.length > 0) visits.set(`Encounter/${id}`, found);
  }
  const items = itemMarks(state, visits, tables);
  return { person: personMarks(state, tables), visits, items };
}

/** What is marked in either of two states of one chart. */
export function marksOfBoth(a: ChartMarks, b: ChartMarks): ChartMarks {
  const both = (x: ChartMarks["items"], y: ChartMarks["items"]) => {
    const all = new Map(x);
    for (const [name, reasons] of y) all.set(name, distinct([...(x.get(name) ?? []), ...reasons]));
    return all;
  };
  return {
    person: distinct([...a.person, ...b.person]),
    visits: both(a.visits, b.visits),
    items: both(a.items, b.items),
  };
}

/** The marks of the person and of the visits alone: what `readPerson` gives is enough for it. */
export function personMarks(state: RecordState, tables: MarkTables): readonly MarkReason[] {
  const found: MarkReason[] = [];
  const add = (mark: Mark, why: string) => found.push({ mark, why, by: "item" });
  for (const [field, { piece }] of Object.entries(state.patient)) protect(piece, field);
  for (const { fields } of Object.values(state.visits)) {
    for (const [field, { piece }] of Object.entries(fields)) protect(piece, field);
    for (const { code = "", text } of codesOf(fields["PV1-16"]?.piece.hospitalization?.specialCourtesy ?? [])) {
      const sent = folded(code || text);
      if (sent === "" || NOBODY.has(sent)) continue;
      add(tables.noInformation.has(sent) ? "no information" : "vip", `PV1-16 ${code || text}`);
    }
  }
  return distinct(found);

  function protect(piece: unknown, field: string): void {
    for (const label of labelsOf(piece)) {
      if (label.confidential) add("no information", `${field} ${label.code}`);
      if (VIPS.has(label.code)) add("vip", `${field} ${label.code}`);
    }
  }
}

/** Of table 0099, which is the sender's own: these say that she is none. */
const NOBODY = new Set(["n", "no", "none", "0"]);
const VIPS = new Set(["CEL", "VIP"]);

/** What v3-ActCode and v3-Confidentiality say an item is about. STD and the like are a minor's where she is one, else restricted. */
const SENSITIVE: Readonly<Record<string, Mark>> = {
  HIV: "hiv",
  ETH: "part 2",
  ETHUD: "part 2",
  OPIOIDUD: "part 2",
  SUD: "part 2",
  "42CFRPart2": "part 2",
  PSY: "behavioural",
  PSYTHPN: "behavioural",
  MH: "behavioural",
  BH: "behavioural",
  EMOTDIS: "behavioural",
  ADOL: "minor",
};
const OF_MINORS = new Set(["STD", "SEX", "SDV", "SCA", "VIO", "MST", "GDIS", "TBOO"]);

function visitMarks(state: RecordState, id: string, tables: MarkTables): MarkReason[] {
  const visit = state.visits[id];
  if (visit === undefined) return [];
  const found: MarkReason[] = [];
  for (const mark of ["behavioural", "part 2"] as const) {
    for (const { place } of visit.movements)
      for (const name of [place?.unit, place?.facility])
        if (name !== undefined && tables.units[mark].has(folded(name)))
          found.push({ mark, why: `unit ${name}`, by: "visit" });
    for (const { code = "", text } of codesOf(visit.fields["PV1-10"]?.piece.serviceType))
      for (const name of new Set([code, text]))
        if (name !== "" && tables.services[mark].has(folded(name)))
          found.push({ mark, why: `PV1-10 ${name}`, by: "visit" });
    for (const concept of [visit.fields["Encounter.serviceType"]?.piece.serviceType])
      for (const { code = "" } of codesOf(concept))
        if (tables.services[mark].has(folded(code))) found.push({ mark, why: `serviceType ${code}`, by: "visit" });
  }
  for (const [field, { piece }] of Object.entries(visit.fields))
    for (const { code } of labelsOf(piece)) {
      const mark = SENSITIVE[code];
      if (mark !== undefined && mark !== "minor") found.push({ mark, why: `${field} ${code}`, by: "visit" });
    }
  return distinct(found);
}

type Found = Map<string, MarkReason[]>;

function itemMarks(state: RecordState, visits: ChartMarks["visits"], tables: MarkTables): Found {
  const marks: Found = new Map();
  const add = (name: string, reasons: readonly MarkReason[]) => {
    if (reasons.length > 0) marks.set(name, distinct([...(marks.get(name) ?? []), ...reasons]));
  };
  const birth = state.patient["PID-7"]?.piece.birthDate;
  const doses = Object.entries(state.doses).map(([key, same]) => [`dose/${key}`, same] as const);
  for (const [name, { resource }] of Object.entries(state.resources)) {
    const visit = visits.get(visitOf(resource) ?? "") ?? [];
    add(name, ownMarks(resource, visit, birth, state.resources[name]?.states[0]?.sent ?? null, tables));
  }
  for (const [name, same] of doses)
    for (const { resource, at } of same) {
      const visit = visits.get(visitOf(resource) ?? "") ?? [];
      add(name, ownMarks(resource, visit, birth, at?.instant ?? null, tables));
    }
  // Where nothing is marked, nothing can be about it.
  if (marks.size === 0) return marks;
  // What is about a marked item is marked: the answer to a marked order, the results of a marked report, the doses of a marked drug.
  const own = new Map(marks);
  const down = (name: string, above: readonly string[], from: ReadonlyMap<string, readonly MarkReason[]>) =>
    above.forEach(one => {
      add(name, because(from.get(one), one));
    });
  for (const [name, { resource }] of Object.entries(state.resources)) {
    down(name, orderedBy(resource), own);
    if (resource.resourceType === "DiagnosticReport")
      for (const result of referencesIn(resource.result)) down(result, [name], own);
  }
  for (const [name, same] of doses) down(name, requestsOf(same), own);
  // Answers of a report whose order is marked: a step further.
  for (const [name, { resource }] of Object.entries(state.resources))
    if (resource.resourceType === "DiagnosticReport" && marks.has(name) && !own.has(name))
      for (const result of referencesIn(resource.result)) down(result, [name], marks);
  // And what would name it: the report and the order of a marked result, the order of a marked dose.
  const all = new Map(marks);
  const up = (name: string, above: readonly string[]) =>
    above.forEach(one => {
      add(one, because(all.get(name), name));
    });
  for (const [name, { resource }] of Object.entries(state.resources)) {
    if (all.has(name)) up(name, orderedBy(resource));
    if (resource.resourceType === "DiagnosticReport")
      for (const result of referencesIn(resource.result))
        if (all.has(result)) up(result, [name, ...orderedBy(resource)]);
  }
  for (const [name, same] of doses) if (all.has(name)) up(name, requestsOf(same));
  for (const name of marks.keys())
    if (!name.startsWith("dose/") && state.resources[name] === undefined) marks.delete(name);
  return marks;
}

/** Marks of an item pass on as the item's; those of a visit stay the visit's own business. */
function because(reasons: readonly MarkReason[] | undefined, reference: string): MarkReason[] {
  const type = reference.slice(0, reference.indexOf("/"));
  return (reasons ?? [])
    .filter(reason => reason.by === "item")
    .map(({ mark, why, by }) => ({ mark, why: why.startsWith("its ") ? why : `its ${type}: ${why}`, by }));
}

function requestsOf(same: readonly DoseGiven[]): string[] {
  return same.flatMap(dose => dose.request ?? []);
}

function orderedBy(resource: StoredResource): string[] {
  return ["basedOn", "partOf", "authorizingPrescription", "request", "reasonReference"].flatMap(field =>
    referencesIn(resource[field]),
  );
}

function ownMarks(
  resource: StoredResource,
  visit: readonly MarkReason[],
  birth: string | undefined,
  sent: number | null,
  tables: MarkTables,
): readonly MarkReason[] {
  if (NOT_HERS.has(resource.resourceType)) return [];
  const content = contentMarks(resource, tables);
  if (content.length === 0) return visit;
  const found = [...visit];
  const isMinor = isUnder(birth, dateOf(resource) ?? sent, tables.minorUnder);
  const inPart2 = visit.some(({ mark }) => mark === "part 2");
  for (const { mark, why } of content) {
    if (mark === "part 2" && !inPart2 && !why.startsWith("label ")) continue;
    if (mark === "minor" && !isMinor) {
      // A label says that it is confidential whoever she is; a code or a word says so of a minor only.
      if (why.startsWith("label ")) found.push({ mark: "restricted", why, by: "item" });
      continue;
    }
    found.push({ mark, why, by: "item" });
  }
  return found;
}

/** People and places are not the patient's; her coverage and her kin say nothing of what she has. */
const NOT_HERS: ReadonlySet<string> = new Set(["Practitioner", "PractitionerRole", "Organization", "Location"]);

type Content = { readonly mark: Mark; readonly why: string };
/** By resource: a chart into which a message was folded holds almost all of it as it was. */
const contents = new WeakMap<MarkTables, WeakMap<StoredResource, readonly Content[]>>();

/** What its labels, codes and words say, whoever and wherever she is. */
function contentMarks(resource: StoredResource, tables: MarkTables): readonly Content[] {
  let known = contents.get(tables);
  if (known === undefined) {
    known = new WeakMap();
    contents.set(tables, known);
  }
  const before = known.get(resource);
  if (before !== undefined) return before;
  const found = readContent(resource, tables);
  known.set(resource, found);
  return found;
}

function readContent(resource: StoredResource, tables: MarkTables): readonly Content[] {
  const found: { mark: Mark; why: string }[] = [];
  for (const { code, confidential, field } of labelsOf(resource)) {
    const mark = OF_MINORS.has(code) ? "minor" : SENSITIVE[code];
    if (mark !== undefined) found.push({ mark, why: `label ${code} in ${field}` });
    if (confidential || code === "EMP") found.push({ mark: "restricted", why: `label ${code} in ${field}` });
  }
  for (const { text, path, isCode } of standsFor(resource)) {
    for (const { mark, hit } of hitsOf(text, isCode, tables)) {
      if (mark === "behavioural" && !isCode && !isTitle(resource, path)) continue;
      found.push({ mark, why: `${isCode ? "code" : "word"} ${hit} in ${path}` });
    }
  }
  return found;
}

type Hit = { readonly mark: Mark; readonly hit: string };
const NO_HITS: readonly Hit[] = [];
const ITEM_MARKS = ["behavioural", "part 2", "hiv", "minor", "restricted"] as const;

/** What was found in the same text before: charts name the same tests, drugs and codes again and again. */
const known = new WeakMap<
  MarkTables,
  { readonly codes: Map<string, readonly Hit[]>; readonly words: Map<string, readonly Hit[]> }
>();
/** At most so many texts of at most so many letters, then all are forgotten: a bound, not a policy. */
const [MOST_TEXTS, LONGEST_KEPT] = [50_000, 200];

function hitsOf(text: string, isCode: boolean, tables: MarkTables): readonly Hit[] {
  let memory = known.get(tables);
  if (memory === undefined) {
    memory = { codes: new Map(), words: new Map() };
    known.set(tables, memory);
  }
  const of = isCode ? memory.codes : memory.words;
  const before = of.get(text);
  if (before !== undefined) return before;
  const hits = ITEM_MARKS.flatMap((mark): Hit[] => {
    const matcher = tables.items[mark];
    const hit = isCode ? (matcher.code(text) ? text : null) : matcher.word(text);
    return hit === null ? [] : [{ mark, hit }];
  });
  const found = hits.length === 0 ? NO_HITS : hits;
  if (text.length > LONGEST_KEPT) return found;
  if (of.size >= MOST_TEXTS) of.clear();
  of.set(text, found);
  return found;
}

const TITLED: ReadonlySet<string> = new Set(["DocumentReference", "DiagnosticReport", "ServiceRequest", "Appointment"]);

function isTitle({ resourceType }: StoredResource, path: string): boolean {
  return (
    TITLED.has(resourceType) &&
    /^(type|category|code|description|serviceType|serviceCategory|specialty|content)\b/.test(path)
  );
}

type Label = { readonly code: string; readonly confidential: boolean; readonly field: string };

/** Security labels in `meta.security` and, of a document, in `securityLabel`. */
function labelsOf(holder: unknown): Label[] {
  const security = member(member(holder, "meta"), "security");
  const labels = items(member(holder, "securityLabel")).flatMap(one => items(member(one, "coding")));
  return [
    ...items(security).map(one => ({ one, field: "meta.security" })),
    ...labels.map(one => ({ one, field: "securityLabel" })),
  ].flatMap(({ one, field }) => {
    const code = member(one, "code");
    const system = String(member(one, "system") ?? "");
    if (typeof code !== "string") return [];
    const isConfidentiality = !system.endsWith("v3-ActCode");
    return [{ code, confidential: isConfidentiality && (code === "R" || code === "V"), field }];
  });
}

function codesOf(concepts: unknown): { code?: string; text: string }[] {
  return (Array.isArray(concepts) ? concepts : [concepts]).flatMap(concept => {
    const text = member(concept, "text");
    const codings = items(member(concept, "coding")).map(coding => ({
      code: String(member(coding, "code") ?? ""),
      text: String(member(coding, "display") ?? ""),
    }));
    return typeof text === "string" && codings.length === 0 ? [{ text }] : codings;
  });
}

/** When it was true, as far as it says. Integer ms. */
function dateOf(resource: StoredResource): number | null {
  for (const field of DATES) {
    const value = resource[field];
    const text = typeof value === "string" ? value : member(value, "start");
    const at = typeof text === "string" ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(at)) return at;
  }
  return null;
}

const DATES = [
  "effectiveDateTime",
  "effectivePeriod",
  "performedDateTime",
  "onsetDateTime",
  "occurrenceDateTime",
].concat(["authoredOn", "recordedDate", "issued", "date", "start"]);

/** Doubt is yes: a birth date or a day that nobody sent makes her a minor. `at`: integer ms. */
function isUnder(birth: string | undefined, at: number | null, years: number): boolean {
  const [, year, month = "12", day = "31"] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(birth ?? "") ?? [];
  if (year === undefined) return true;
  const of = Date.UTC(Number(year) + years, Number(month) - 1, Number(day)) + DAY;
  return at === null || at < of;
}

const DAY = 86_400_000;

function visitOf(resource: StoredResource): string | null {
  for (const field of ["encounter", "context"]) {
    const [named] = referencesIn(resource[field]);
    if (named?.startsWith("Encounter/")) return named;
    const [inside] = referencesIn(member(resource[field], "encounter"));
    if (inside !== undefined) return inside;
  }
  return null;
}

function referencesIn(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap(one => {
    const reference = member(one, "reference");
    return typeof reference === "string" ? [reference] : [];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as { readonly [name: string]: unknown })[name]
    : undefined;
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Each mark once, the first reason of each, in the order of the table; what an item says goes before what its visit says. */
function distinct(reasons: readonly MarkReason[]): MarkReason[] {
  return MARKS.flatMap(mark => {
    const same = reasons.filter(one => one.mark === mark);
    return same.find(one => one.by === "item") ?? same[0] ?? [];
  });
}
