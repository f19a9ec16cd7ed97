// The machine's random source, drawn in advance: a call of the system for each salt and each id costs more than hashing the entry.
import { randomFillSync } from "node:crypto";
import type { Random } from "../access/index.ts";

const POOL_BYTES = 4_096;
const pool = new Uint8Array(POOL_BYTES);
let at = POOL_BYTES;

export const MACHINE_RANDOM: Random = {
  bytes(count) {
    if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
    if (at + count > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const drawn = pool.slice(at, at + count);
    // What was given out is nowhere else.
    pool.fill(0, at, at + count);
    at += count;
    return drawn;
  },
};
