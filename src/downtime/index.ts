// The public face of downtime.
export { downtimeKinds } from "./entries.ts";
export {
  type Begun,
  begun,
  type Declared,
  declaredAt,
  downtimeView,
  type StandingEntry,
  standingDowntime,
} from "./view.ts";
