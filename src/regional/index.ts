// The public face of what facilities can do: what other rooms may use.
export { type BoardFacts, boardOf } from "./board.ts";
export { regionalKinds } from "./entries.ts";
export { atomOf, capOf, fhirOf, haveOf, jsonOf } from "./feeds/index.ts";
export type { BoardAnswer } from "./routes.ts";
export { storiesOf } from "./stories.ts";
export { lastHeard, regionalView, saidUnder, standingRegional } from "./view.ts";
