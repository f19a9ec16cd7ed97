export { dateOf, isZone, type Moment, type Precision, readMoment, readTime } from "./date-time.ts";
export { PUBLISHED_ID_KEY, resourceId } from "./id.ts";
export { filled, type Loose, list, present } from "./present.ts";
export type * from "./types.ts";
