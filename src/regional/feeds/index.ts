// The board for machines: pure functions of the board's answer, no clock, no I/O.
export { atomOf } from "./atom.ts";
export { capOf, type DiversionStep, type DiversionStory } from "./cap.ts";
export { fhirOf } from "./fhir.ts";
export { haveOf } from "./have.ts";
export { jsonOf } from "./json.ts";
