// Commands and the running node, for composition and the command line.
export { answerAsk } from "./answer.ts";
export { askNode } from "./ask.ts";
export { type Desk, deskOf } from "./desk.ts";
export type { Ask, AskName, AskOf, Reply, Value } from "./protocol.ts";
export { readBeside } from "./reader.ts";
export { type Control, openControl, SOCKET_FILE, socketPath } from "./socket.ts";
