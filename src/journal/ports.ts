// The world, behind ports, so that the real code runs in a simulator.

/** An instant: integer milliseconds since 1970-01-01T00:00Z. */
export type Instant = number & { readonly __brand: "Instant" };

/** Casts a checked integer to an Instant; throws a RangeError on anything else (a programming error). */
export function instant(ms: number): Instant {
  if (!Number.isSafeInteger(ms)) throw new RangeError("an instant is an integer of milliseconds");
  return ms as Instant;
}

/** Reads the wall clock. It may be wrong and may jump; nothing is ordered by it. */
export type Clock = { now(): Instant };

/** A source of random bytes, unguessable in production and seeded in the simulator. */
export type Random = { bytes(count: number): Uint8Array };
