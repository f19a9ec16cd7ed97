// `feed try --json`: each message of a file judged alone, one line of JSON each. Stores nothing (RULES M3).
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { StoredResource } from "../chart/index.ts";
import { PUBLISHED_ID_KEY } from "../fhir/index.ts";
import { splitFile } from "../hl7/index.ts";
import { fhirText, tryText } from "./import/try-resources.ts";
import type { Issue, Reason } from "./map/context.ts";
import { type MapOptions, type Mapped, mapMessage, NO_HEAD, parked } from "./map-message.ts";

/** One line of the answer. `index` counts the messages of a file from 0. */
export type Tried = {
  readonly file: string;
  readonly index: number;
  readonly control: string | null;
  readonly type: string | null;
  readonly version: string | null;
  readonly outcome: "mapped" | "parked";
  readonly reason: Reason | null;
  readonly issues: readonly Issue[];
  readonly resources: readonly (Mapped["resources"][number] | StoredResource)[];
};

/** How `feed try` maps without a configuration: UTC, MSH-4 as it stands, the published id key. */
export const TRY_OPTIONS: MapOptions = {
  zone: "UTC",
  authorities: { own: [], facilities: null },
  idKey: PUBLISHED_ID_KEY,
};

/** The largest file that is read, in bytes. */
const LARGEST_FILE = 512 * 1024 * 1024;

/** Judges the messages of one file's bytes in order, or its FHIR Bundles and resources. A file without either gives one line that says so. */
export function* tryBytes(file: string, bytes: Uint8Array, options: MapOptions): Generator<Tried> {
  const text = fhirText(bytes);
  if (text !== null) {
    yield* tryText(file, text, options.idKey);
    return;
  }
  const messages = splitFile(bytes);
  if (messages.length === 0)
    yield lineOf(file, 0, parked(NO_HEAD, { code: "no-message", text: "no line begins with MSH", where: "MSH[1]" }));
  for (const [index, message] of messages.entries()) yield lineOf(file, index, mapMessage(message, options));
}

/** Judges the messages of one file. A path that cannot be read gives one line that says so. */
export async function* tryFile(file: string, options: MapOptions): AsyncGenerator<Tried> {
  const bytes = await readFile(file).catch(() => undefined);
  if (bytes === undefined || bytes.length > LARGEST_FILE) {
    const text = bytes === undefined ? "the file cannot be read" : `the file is larger than ${LARGEST_FILE} bytes`;
    yield lineOf(file, 0, parked(NO_HEAD, { code: "unreadable", text, where: "" }));
    return;
  }
  yield* tryBytes(file, bytes, options);
}

/** A message that two configurations map otherwise. */
export type Differing = {
  readonly file: string;
  readonly index: number;
  readonly control: string | null;
  readonly type: string | null;
  readonly differs: readonly (typeof COMPARED)[number][];
  readonly now: Pick<Tried, "outcome" | "reason" | "issues">;
  readonly against: Pick<Tried, "outcome" | "reason" | "issues">;
  /** Resources of one and not, or otherwise, of the other: `Type/id`. */
  readonly resources: readonly string[];
};
const COMPARED = ["outcome", "reason", "issues", "resources"] as const;

/** The messages of one file that `options` maps otherwise than `other`, in order. */
export async function* compareFile(file: string, options: MapOptions, other: MapOptions): AsyncGenerator<Differing> {
  const against = tryFile(file, other);
  for await (const now of tryFile(file, options)) {
    const next = await against.next();
    if (next.done === true) return;
    const then = next.value;
    const differs = COMPARED.filter(part => !isDeepStrictEqual(now[part], then[part]));
    if (differs.length === 0) continue;
    const { index, control, type } = now;
    const said = ({ outcome, reason, issues }: Tried) => ({ outcome, reason, issues });
    const resources = differing(now.resources, then.resources);
    yield { file, index, control, type, differs, now: said(now), against: said(then), resources };
  }
}

function differing(a: Tried["resources"], b: Tried["resources"]): string[] {
  const by = (all: Tried["resources"]) => new Map(all.map(one => [`${one.resourceType}/${one.id ?? ""}`, one]));
  const [now, then] = [by(a), by(b)];
  return [...new Set([...now.keys(), ...then.keys()])].filter(key => !isDeepStrictEqual(now.get(key), then.get(key)));
}

function lineOf(file: string, index: number, mapped: Mapped): Tried {
  const { control, type, version, outcome, reason, issues, resources } = mapped;
  return { file, index, control, type, version, outcome, reason, issues, resources };
}
