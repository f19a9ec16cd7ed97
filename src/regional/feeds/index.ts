// The board for machines: pure functions of the board's answer, no clock, no I/O.
export { type AtomGiven, atomOf } from "./atom.ts";
export { type CapAlert, type CapGiven, capOf, type DiversionStep, type DiversionStory } from "./cap.ts";
export { fhirOf } from "./fhir.ts";
export { haveOf } from "./have.ts";
export { type FeedBoard, jsonOf } from "./json.ts";
