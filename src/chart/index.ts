// The face of the chart room to other rooms.

export type * from "./routes.ts";
export { KINDS_OF_DATA } from "./routes.ts";
export { DEFAULT_LIMITS } from "./limits.ts";
export { type Movement, type Place, standingOf } from "./movements.ts";
export { type EpochParents, orderMessages, type PlacedMessage } from "./record-order.ts";
export { applyChanges, type Changes, type DoseGiven, EMPTY_RECORD, type RecordState, resourceOf, type StoredResource } from "./record-state.ts";
export { acceptSent } from "./sent.ts";
export { type Hearing, hear, NOTHING_HEARD } from "./trust.ts";
