// Files that came in messages: a chart names each, its bytes stay in the message that brought it.
import type { Attachment } from "../fhir/index.ts";
import type { ChartFile } from "./routes.ts";

/** `Binary/ENTRY.PLACE`: a FHIR reference, and the end of the file's address under its patient. */
const HERE = /^Binary\/([0-9a-f]{32}\.[A-Za-z0-9.]{1,31})$/;

/** The file that an attachment names; undefined where it has no bytes anywhere, or is text that stands in the chart. */
export function fileOf(attachment: Attachment): ChartFile | undefined {
  const { url, title, contentType, size, data } = attachment;
  if (url === undefined && (data === undefined || isText(attachment))) return undefined;
  const id = HERE.exec(url ?? "")?.[1] ?? null;
  return {
    id,
    title: title ?? null,
    type: contentType ?? null,
    bytes: size ?? null,
    elsewhere: id === null && url !== undefined ? url : null,
  };
}

/** The words of an attachment that holds text itself; undefined where it holds none. */
export function textOf(attachment: Attachment): string | undefined {
  if (attachment.data === undefined || !isText(attachment)) return undefined;
  return Buffer.from(attachment.data, "base64").toString("utf8");
}

function isText({ contentType }: Attachment): boolean {
  return contentType === undefined || /^text\/plain\b/.test(contentType);
}
