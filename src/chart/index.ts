// The face of the chart room to other rooms.

export { ageOfFeed, trustOf, worstAge } from "./age.ts";
export type { FrequencyTable } from "./frequency.ts";
export { readFrequencies } from "./frequency-csv.ts";
export { administrationsOf, medicationOrders, resources, staysOf, words } from "./from-record.ts";
export { currentVisit, identityOf } from "./identity.ts";
export { DEFAULT_CHARTING_DELAY_MS, DEFAULT_LIMITS } from "./limits.ts";
export { marOf } from "./mar.ts";
export type { ChartingHere } from "./medication-order.ts";
export { type Movement, type Place, standingOf } from "./movements.ts";
export { type EpochParents, orderMessages, type PlacedMessage } from "./record-order.ts";
export {
  applyChanges,
  type Changes,
  type DoseGiven,
  EMPTY_RECORD,
  type RecordState,
  resourceOf,
  type StoredResource,
} from "./record-state.ts";
export { latestResults, vitalsOf } from "./results.ts";
export type * from "./routes.ts";
export { KINDS_OF_DATA } from "./routes.ts";
export { safetyCard } from "./safety-card.ts";
export { acceptSent } from "./sent.ts";
export { type Hearing, hear, NOTHING_HEARD } from "./trust.ts";
