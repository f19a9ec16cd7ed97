// A kind of entry: its schema, chain, permission and what it sets. Rooms define theirs in their entries.ts.
import type { z } from "zod";
import type { Bytes } from "./bytes.ts";
import type { Chain } from "./header.ts";
import { decodeBody } from "./payload.ts";

/** A permission's name; composition checks each against the one table of access/. */
export type PermissionName = string;

/** What `refuse` may read: the standing entries of a key, as they are in the journal at this moment. */
export type StandingReader = {
  standing(key: string): readonly { readonly id: Bytes; readonly kind: string; readonly body: unknown }[];
};

export type Refusal = { readonly code: string; readonly text: string; readonly where: string };

export type Kind<Body = unknown> = {
  readonly name: string;
  /** A shipped version is never edited: a new version, with an upcaster from the one before. */
  readonly version: number;
  readonly schema: z.ZodType<Body>;
  readonly chain: Chain;
  /** The chain of one entry, where it is not the kind's: what the journal says of an entry stands in that entry's chain. */
  chainOf(body: Body): Chain;
  readonly permission: PermissionName;
  /** Keyed record ids (RULES W7) that it speaks of; 16 bytes each. */
  subjects(body: Body): readonly Bytes[];
  /** What it sets, computed once when recorded; null = it sets nothing. */
  key(body: Body): string | null;
  /** SHA-256 of the blobs that it names (blob.ts). Not of a prunable kind: what names a blob stays. */
  blobs?(body: Body): readonly Bytes[];
  /** Who may read the blobs that it names; left out = nobody by the pages' server. */
  readonly reads?: PermissionName;
  /** For people online only, never for replicated or queued entries. `at` is integer ms. */
  refuse(body: Body, read: StandingReader, at: number): Refusal | null;
  /** From the version before this one to this one. */
  readonly upcast: Readonly<Record<number, (body: unknown) => unknown>>;
  /** True for raw messages only: the payload may be pruned after a checkpoint covers it. */
  readonly prunable: boolean;
};

type Given<Body> = Pick<Kind<Body>, "name" | "version" | "schema" | "chain" | "permission"> & Partial<Kind<Body>>;

/** Declares a kind. What is left out: no subjects, no key, no blobs, never refused, not prunable. */
export function defineKind<Body>(given: Given<Body>): Kind<Body> {
  return {
    chainOf: () => given.chain,
    subjects: () => [],
    key: () => null,
    refuse: () => null,
    upcast: {},
    prunable: false,
    ...given,
  };
}

/** All kinds that this version knows, by name. A name twice, or a prunable kind that names blobs, is a programming error. */
export class Kinds {
  readonly #byName = new Map<string, Kind>();

  constructor(kinds: readonly Kind[]) {
    for (const kind of kinds) {
      if (this.#byName.has(kind.name)) throw new Error(`two kinds are named ${kind.name}`);
      if (kind.prunable && kind.blobs !== undefined) throw new Error(`${kind.name} is prunable and names blobs`);
      this.#byName.set(kind.name, kind);
    }
  }

  /** The blobs that an entry names; none where its kind is not known here. */
  blobsOf(name: string, version: number, payload: Bytes): readonly Bytes[] {
    const kind = this.#byName.get(name);
    if (kind?.blobs === undefined) return [];
    const body = this.read(name, version, decodeBody(payload));
    return body === undefined ? [] : kind.blobs(body);
  }

  /** Names and versions of the kinds that name blobs. */
  naming(): string[] {
    return this.all().flatMap(kind => (kind.blobs === undefined ? [] : [`${kind.name}@${kind.version}`]));
  }

  get(name: string): Kind | undefined {
    return this.#byName.get(name);
  }

  all(): readonly Kind[] {
    return [...this.#byName.values()];
  }

  /** The body as the newest version of its kind. undefined: unknown kind, newer version, or a body its schema does not take. */
  read(name: string, version: number, body: unknown): unknown {
    const kind = this.#byName.get(name);
    if (kind === undefined || version > kind.version) return undefined;
    let current = body;
    for (let from = version; from < kind.version; from++) {
      const upcast = kind.upcast[from];
      if (upcast === undefined) return undefined;
      current = upcast(current);
    }
    const parsed = (kind.schema as z.ZodType<unknown>).safeParse(current);
    return parsed.success ? parsed.data : undefined;
  }
}
