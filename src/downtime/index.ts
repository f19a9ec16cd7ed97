// The public face of downtime.
export { downtimeKinds } from "./entries.ts";
export { type Begun, begun, type Declared, declaredAt, downtimeView, standingDowntime } from "./view.ts";
