// The HTTP side of a node, for composition.
export {
  actorOf,
  BACKGROUND_HEADER,
  type Caller,
  lookerOf,
  type PersonCaller,
  type ProgramCaller,
  readerOf,
  type SignedIn,
} from "./caller.ts";
export { createHttp, type Http, type HttpParts, type Mounted } from "./create.ts";
export { type Change, Events, eventsRoute, HEARTBEAT_MS, type SessionNow } from "./events.ts";
export { type Answer, type FaultWriter, type Refused, refused } from "./fault.ts";
export { Health, healthRoute } from "./health.ts";
export { RecordAnswer, recordRoute } from "./record.ts";
export { type Access, type Context, type Route, rawRoute, route, streamRoute } from "./route.ts";
export { MeAnswer, PeopleAnswer, SignedInAnswer, type SignInParts, signInRoutes } from "./sign-in.ts";
export { WhoSawAnswer, whoSawRoute } from "./who-saw.ts";
