// The public face of the server.
export { type SharedClock, standingClock } from "./clock.ts";
export { composition } from "./composition.ts";
export { NodeConfig } from "./config.ts";
export {
  type AskName,
  type AskOf,
  answerAsk,
  askNode,
  deskOf,
  type Reply,
  SOCKET_FILE,
  type Value,
} from "./control/index.ts";
export { type NodeParts, type Running, startNode, VERSION } from "./node.ts";
export { NotRecorded, type Published, Writer } from "./writer.ts";
