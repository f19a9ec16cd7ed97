// The shapes of what the privacy office is answered. All instants are integer milliseconds since 1970-01-01T00:00Z.
import type { Broken, Review } from "./glass.ts";
import type { Seen } from "./who-saw.ts";

/** Whose records: as little as tells one from another. */
export type Whose = { readonly id: string; readonly name: string; readonly mrn: string };

export type GlassRow = Omit<Broken, "records" | "reviews"> & {
  /** Who broke it, by name; the id where nobody of it is enrolled any more. */
  readonly name: string;
  readonly whose: Whose;
  /** More than one: two reviewers wrote at once. */
  readonly reviews: readonly (Review & { readonly name: string })[];
};

/** Broken glass, not reviewed first, and the oldest of these first; a follow-up counts as not reviewed. */
export type GlassAnswer = {
  readonly at: number;
  readonly zone: string;
  readonly waiting: number;
  readonly rows: readonly GlassRow[];
};

/** Who looked at a patient, over all her linked records, newest first. */
export type LookedAnswer = {
  readonly at: number;
  readonly zone: string;
  readonly whose: Whose;
  /** Her numbers, with those of linked records. */
  readonly numbers: readonly string[];
  readonly opened: readonly LookedRow[];
  readonly listed: readonly LookedRow[];
  readonly printed: readonly LookedRow[];
  readonly asked: readonly LookedRow[];
  readonly glass: readonly GlassRow[];
};
export type LookedRow = Seen & { readonly name: string };
