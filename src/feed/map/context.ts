// What every segment map is given, and where it leaves what it made.
import type { Act } from "../../chart/index.ts";
import { type Coding, type FieldFact, type Resource, resourceId } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";

/** A field that could not be taken though the message was. `where` is `OBX[3]-5[1].2` (RULES M3). */
export type Issue = { readonly code: string; readonly text: string; readonly where: string };

/** Why a message is parked: kept whole, mapped by a later release or a mended configuration. */
export type Reason = { readonly code: string; readonly text: string; readonly where: string };

export type Authorities = {
  /** Names of the feed's own authority (namespace or universal id), the first canonical. Empty: MSH-4 as it stands. */
  readonly own: readonly string[];
  /** MSH-4 → the authority of that facility. Null: MSH-4 as it stands, as `feed try` without a configuration. */
  readonly facilities: ReadonlyMap<string, string> | null;
};

/** The record that a message speaks of, as one authority numbers it (RULES W5, W7). */
export type RecordKey = { readonly authority: string; readonly number: string; readonly key: string };

export type Context = {
  /** The same object in all messages that are mapped alike: same zone, key, names, delimiters, charset. */
  readonly settings: object;
  readonly zone: string;
  /** The authority of the sending facility: what a blank assigning authority means. */
  readonly authority: string;
  /** Names that mean the sending facility's own authority. */
  readonly own: ReadonlySet<string>;
  readonly record: RecordKey;
  readonly componentSeparator: string;
  readonly subcomponentSeparator: string;
  readonly repetitionSeparator: string;
  /** Security labels of all that is added here; left out = none. */
  readonly labels?: readonly Coding[];
  id(type: Resource["resourceType"], authority: string, sourceKey: string): string;
  issue(code: string, text: string, where: string): void;
  /** Adds a resource once per type and id: the first stands. `report`: id of the report, or of the order number, that its own key begins with. Returns its reference. */
  add(resource: Resource, report?: string): string;
  /** As `add`, but the last stands: a dose removed and given again in one message is the one given again. */
  put(resource: Resource): string;
  /** What stands under a reference. */
  held(reference: string): Resource | undefined;
  /** What the copy does with it to what others said. */
  act(act: Act): void;
  /** A resource that says only a state: the copy takes its act, and not the resource. */
  bare(reference: string): void;
};

export type Collected = {
  readonly context: Context;
  readonly issues: Issue[];
  readonly resources: Resource[];
  /** By reference: the report that a resource's key belongs to. */
  readonly reports: Map<string, string>;
  readonly acts: Act[];
  /** References. */
  readonly bare: Set<string>;
};

/** How many issues one message may carry; the rest are counted in the last. */
const MOST_ISSUES = 500;

/** Makes an empty context for one message. */
export function collect(
  settings: Omit<Context, "id" | "issue" | "add" | "put" | "held" | "act" | "bare"> & { readonly idKey: Uint8Array },
): Collected {
  const { idKey, ...rest } = settings;
  const issues: Issue[] = [];
  const resources: Resource[] = [];
  const seen = new Map<string, number>();
  const reports = new Map<string, string>();
  const acts: Act[] = [];
  const bare = new Set<string>();
  const context: Context = {
    ...rest,
    id: (type, authority, sourceKey) => resourceId(idKey, type, authority, sourceKey),
    issue(code, text, where) {
      if (issues.length < MOST_ISSUES) issues.push({ code, text, where });
      else if (issues.length === MOST_ISSUES)
        issues.push({ code: "more-issues", text: `more than ${MOST_ISSUES} fields could not be taken`, where });
    },
    add(resource, report) {
      const reference = `${resource.resourceType}/${resource.id}`;
      if (seen.has(reference)) return reference;
      seen.set(reference, resources.push(resource) - 1);
      if (report !== undefined) reports.set(reference, report);
      return reference;
    },
    put(resource) {
      const at = seen.get(`${resource.resourceType}/${resource.id}`);
      if (at === undefined) return context.add(resource);
      resources[at] = resource;
      return `${resource.resourceType}/${resource.id}`;
    },
    held(reference) {
      const at = seen.get(reference);
      return at === undefined ? undefined : resources[at];
    },
    act: act => void acts.push(act),
    bare: reference => void bare.add(reference),
  };
  return { context, issues, resources, reports, acts, bare };
}

export type FieldMaps<T> = ReadonlyMap<number, (segment: Segment, context: Context) => Partial<T> | undefined>;

/** Reads the fields of a segment that a table maps: empty ones say nothing, `""` deletes (RULES W2). */
export function readFields<T>(segment: Segment, maps: FieldMaps<T>, context: Context): FieldFact<T>[] {
  const facts: FieldFact<T>[] = [];
  for (const [number, map] of maps) {
    const field = `${segment.name}-${number}`;
    const sent = segment.raw(number);
    if (sent === '""') facts.push({ field, state: "deleted" });
    if (sent === "" || sent === '""') continue;
    const piece = map(segment, context);
    if (piece !== undefined) facts.push({ field, state: "set", piece });
  }
  return facts;
}
