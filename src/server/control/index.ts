// Commands and the running node: loaded by the node that runs and by the command that asks, never before.
export { textOf } from "../frequencies.ts";
export { answerAsk } from "./answer.ts";
export { askNode } from "./ask.ts";
export { type Desk, deskOf, servedFacility } from "./desk.ts";
export { giveSegment } from "./give.ts";
export {
  type Ask,
  type AskName,
  type AskOf,
  BLOB_PART_BYTES,
  type BrokenOnce,
  type Counts,
  type Looked,
  MESSAGE_LIMIT_BYTES,
  type Reply,
  refuse,
  type Value,
} from "./protocol.ts";
export { houseJob, type Progress, readBeside, TO_THE_END, type Waiting } from "./reader.ts";
export { type Control, openControl, SOCKET_FILE, socketPath } from "./socket.ts";
