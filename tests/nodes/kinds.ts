// What the nodes record, in two builds of the program: the newer knows kinds and a version that the older does not.
import { z } from "zod";
import { defineKind, defineView, type Kind, Kinds, type View } from "../../src/journal/index.ts";
import { bedKind, messageKind, noteKind } from "../kit.ts";

const lookKind = defineKind({
  name: "test.look",
  version: 1,
  schema: z.object({ of: z.string() }),
  chain: "looks",
  permission: "test.write",
});

const laterNoteKind = defineKind({
  name: "later.note",
  version: 1,
  schema: z.object({ text: z.string() }),
  chain: "care",
  permission: "test.write",
});

/** Sets the same key as a bed does: a node that does not know this kind must honour it all the same. */
const laterTransferKind = defineKind({
  name: "later.transfer",
  version: 1,
  schema: z.object({ bed: z.string(), to: z.string() }),
  chain: "operations",
  permission: "test.write",
  key: body => `bed|${body.bed}`,
});

/** What the newer build says of a bed that was set before it asked. */
const NOT_ASKED = { isolation: "not asked" };

const laterBedKind = defineKind({
  name: bedKind.name,
  version: 2,
  schema: z.object({
    bed: z.string(),
    patient: z.string().nullable(),
    isolation: z.string().nullable().default(null),
  }),
  chain: bedKind.chain,
  permission: bedKind.permission,
  key: body => `bed|${body.bed}`,
  upcast: { 1: body => (typeof body === "object" ? { ...body, ...NOT_ASKED } : body) },
});

/** A body as the view shows it and as the model expects it. */
export function textOf(body: unknown): string {
  return JSON.stringify(Object.entries(typeof body === "object" && body !== null ? body : {}).sort());
}

function saidView(version: number, kinds: readonly Kind[]): View {
  return defineView({
    name: "said",
    version,
    ddl: [
      "CREATE TABLE IF NOT EXISTS said (kind TEXT NOT NULL, id BLOB NOT NULL, text TEXT NOT NULL, PRIMARY KEY (kind, id, text)) STRICT, WITHOUT ROWID",
    ],
    tables: ["said"],
    kinds: kinds.map(kind => kind.name),
    fold(db, { header, body }) {
      db.prepare("INSERT OR IGNORE INTO said VALUES (?, ?, ?)").run(header.kind, header.id, textOf(body));
      return [];
    },
  });
}

export type Build = { readonly kinds: Kinds; readonly views: readonly View[] };

function build(version: number, kinds: readonly Kind[]): Build {
  return { kinds: new Kinds(kinds), views: [saidView(version, kinds)] };
}

const OLDER = [noteKind, bedKind, messageKind, lookKind] as const;

export const BUILDS = {
  older: build(1, OLDER as readonly Kind[]),
  newer: build(2, [noteKind, laterBedKind, messageKind, lookKind, laterNoteKind, laterTransferKind] as readonly Kind[]),
};
export type BuildName = keyof typeof BUILDS;

/** What a build reads of a body, said without the code that reads it; undefined = this build does not know it. */
export function asRead(name: BuildName, kind: string, version: number, body: unknown): unknown {
  if (name === "older" && (kind.startsWith("later.") || version > 1)) return undefined;
  const isRaised = name === "newer" && kind === bedKind.name && version === 1;
  return isRaised && typeof body === "object" ? { ...body, ...NOT_ASKED } : body;
}

/** What a build writes of a body that it is given. */
export function asWritten(name: BuildName, kind: string, body: unknown): unknown {
  return name === "newer" && kind === bedKind.name && typeof body === "object" ? { ...body, isolation: null } : body;
}
