// The public face of what facilities can do: what other rooms may use.
export { type BoardFacts, boardOf } from "./board.ts";
export { regionalKinds } from "./entries.ts";
export type { BoardAnswer } from "./routes.ts";
export { lastHeard, regionalView, saidUnder, standingRegional } from "./view.ts";
