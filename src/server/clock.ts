// The node's clock: the machine's, or one that is turned from outside. The writer's thread reads the same.
import type { Clock } from "../access/index.ts";

/** A clock that two threads read: integer ms in a shared cell; cell null = the machine's own. */
export type SharedClock = Clock & { readonly cell: SharedArrayBuffer | null };

export const MACHINE_CLOCK: SharedClock = clockOf(null);

/** The clock of a cell, in whichever thread. */
export function clockOf(cell: SharedArrayBuffer | null): SharedClock {
  if (cell === null) return { cell, now: () => Date.now() };
  const instant = new BigInt64Array(cell);
  return { cell, now: () => Number(Atomics.load(instant, 0)) };
}

/** A clock that stands until it is set, in integer ms. */
export function standingClock(at: number): SharedClock & { set(at: number): void } {
  const cell = new SharedArrayBuffer(8);
  const instant = new BigInt64Array(cell);
  const set = (to: number) => {
    Atomics.store(instant, 0, BigInt(to));
  };
  set(at);
  return { ...clockOf(cell), set };
}
