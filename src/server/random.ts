// The machine's random source. An entry draws 32 bytes: asked for one by one they cost more than hashing it.
import { randomFillSync } from "node:crypto";
import type { Random } from "../journal/index.ts";

const POOL_BYTES = 4_096;
const pool = new Uint8Array(POOL_BYTES);
let used = POOL_BYTES;

/** Cryptographically strong bytes. Each byte of the pool is given once, and wiped as it is given. */
export const MACHINE_RANDOM: Random = {
  bytes(count) {
    if (count > POOL_BYTES) return randomFillSync(new Uint8Array(count));
    if (used + count > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const drawn = pool.slice(used, used + count);
    pool.fill(0, used, used + count);
    used += count;
    return drawn;
  },
};
