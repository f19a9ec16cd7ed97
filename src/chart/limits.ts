// How long a kind of data may be silent before the copy stops being current to now (RULES A1, A2): fixed, never learnt.
import type { KindOfData } from "./routes.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Milliseconds a kind; a setting may give others, and then what was heard is folded again. */
export type Limits = { readonly [kind in KindOfData]: number };

export const DEFAULT_LIMITS: Limits = {
  movements: 30 * MINUTE,
  demographics: 30 * MINUTE,
  allergies: 30 * MINUTE,
  problems: 30 * MINUTE,
  orders: 30 * MINUTE,
  "medication orders": 30 * MINUTE,
  administrations: 15 * MINUTE,
  results: 30 * MINUTE,
  vitals: 30 * MINUTE,
  documents: DAY,
  appointments: DAY,
};

/** How long after a dose it is charted at the latest (RULES D1); the default of a setting. */
export const DEFAULT_CHARTING_DELAY_MS = 60 * MINUTE;
