// The public face of downtime.
export { conflictsIn } from "./conflicts.ts";
export { downtimeKinds } from "./entries.ts";
export type { DowntimeAnswer } from "./routes.ts";
export {
  type Begun,
  begun,
  type Declared,
  declaredAt,
  downtimeView,
  type StandingEntry,
  standingDowntime,
} from "./view.ts";
