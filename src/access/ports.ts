// What this room needs from outside, typed by shape: the journal's record() and fold fit it.

/** An integer of milliseconds since 1970-01-01T00:00Z. */
export type Clock = { now(): number };

/** Unguessable bytes in production, seeded in the simulator. */
export type Random = { bytes(count: number): Uint8Array };

export type Fault = { readonly code: string; readonly text: string; readonly where: string };

/** What somebody wants recorded. `id` is a UUIDv7 in text; a resend brings the same. */
export type Draft = {
  readonly id?: string;
  readonly kind: string;
  readonly body: unknown;
  readonly actor: string;
  readonly device?: string;
  readonly happened?: string;
  readonly replaces?: readonly string[];
};

export type Recorded =
  | { readonly ok: true; readonly id: string; readonly position: number }
  | { readonly ok: false; readonly status: 403 | 409 | 422; readonly error: Fault };

/** Resolves after its own fold, one answer a draft. Rejects where nothing could be written (disk full). */
export type RecordDrafts = (drafts: readonly Draft[]) => Promise<readonly Recorded[]>;

/** The part of a database that a fold and a query use. */
export type ViewDatabase = {
  prepare(sql: string): {
    run(...values: unknown[]): unknown;
    get(...values: unknown[]): unknown;
    all(...values: unknown[]): unknown[];
  };
};

/** An entry as a fold sees it. `wall` is integer µs. */
export type FoldedEntry = {
  readonly header: {
    readonly id: Uint8Array;
    readonly kind: string;
    readonly wall: number;
    readonly actor: string;
    readonly replaces: readonly Uint8Array[];
  };
  readonly body: unknown;
};
