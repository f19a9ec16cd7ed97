// The public face of the server.
export { composition } from "./composition.ts";
export { NotRecorded, type Published, Writer } from "./writer.ts";
