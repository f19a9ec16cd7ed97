// The public face of hl7: HL7 v2 as a library that knows no medicine and no journal.

export { type Acknowledgement, acknowledge, type Complaint, type Verdict } from "./acknowledge.ts";
export { buildMessage, encodeMessage, type SegmentOf, STANDARD_DELIMITERS } from "./build.ts";
export { escapeText, unescapeText } from "./escape.ts";
export * from "./message.ts";
export { type Client, connect, type Sent } from "./mllp/client.ts";
export { type FrameEvent, FrameReader, frame } from "./mllp/frame.ts";
export { DEFAULT_LIMITS, type Limits, type Listener, listen, type Peer } from "./mllp/server.ts";
export { headerLine, MESSAGE_LIMITS, type Read, type ReadError, readMessage, readSegment } from "./read.ts";
export { splitFile } from "./split.ts";
