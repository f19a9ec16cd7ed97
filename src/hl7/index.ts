// The public face of hl7: HL7 v2 as a library that knows no medicine and no journal.
export { buildMessage, encodeMessage, type SegmentOf, STANDARD_DELIMITERS } from "./build.ts";
export { escapeText, unescapeText } from "./escape.ts";
export * from "./message.ts";
export { MESSAGE_LIMITS, type Read, type ReadError, readMessage } from "./read.ts";
export { splitFile } from "./split.ts";
