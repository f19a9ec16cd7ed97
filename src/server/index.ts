// The public face of the server.
export { type SharedClock, standingClock } from "./clock.ts";
export { composition, keepFrom } from "./composition.ts";
export { NodeConfig } from "./config.ts";
export type { NodeParts, Running } from "./node.ts";
export { MACHINE_RANDOM } from "./random.ts";
export { startNode } from "./start.ts";
export { NotRecorded, type Published, Writer } from "./writer.ts";
