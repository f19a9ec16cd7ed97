// Files and long texts inside messages: a chart names them, the message keeps them, and here they are found again.
import type { StoredResource } from "../chart/index.ts";
import type { Resource } from "../fhir/index.ts";
import { readMessage } from "../hl7/index.ts";
import { bytesAt, inEntry } from "./map/attachment.ts";
import { DOCUMENT_TEXT, documentText } from "./map/txa.ts";
import type { MapOptions } from "./map-message.ts";

type Stored = Resource & StoredResource;

/** The resource as a chart keeps it: what lies in its message is named and not copied. `entry` holds the message. */
export function withoutBytes(resource: Stored, entry: string): Stored {
  if (resource.resourceType === "DocumentReference")
    return {
      ...resource,
      content: resource.content.map(one => ({ ...one, attachment: inEntry(one.attachment, entry) })),
    };
  if (resource.resourceType !== "Observation" || resource.extension === undefined) return resource;
  if (!resource.extension.some(one => one.valueAttachment !== undefined)) return resource;
  return {
    ...resource,
    extension: resource.extension.map(one =>
      one.valueAttachment === undefined ? one : { ...one, valueAttachment: inEntry(one.valueAttachment, entry) },
    ),
  };
}

/** The bytes of an attachment of a message by its place, `OBX.3.5.1`; undefined where the message holds none there. */
export function attachedBytes(
  message: Uint8Array,
  place: string,
  { charset, dialect }: Pick<MapOptions, "charset" | "dialect"> = {},
): Uint8Array | undefined {
  const read = readMessage(message, charset === undefined ? {} : { charset });
  if (!read.ok) return undefined;
  // As it was mapped: a dialect may have put there what is asked for.
  const { segments, delimiters } = dialect?.rewrite(read.message).message ?? read.message;
  if (place !== DOCUMENT_TEXT) return bytesAt(segments, place);
  const at = segments.findIndex(one => one.name === "TXA");
  const behind = segments.slice(at + 1).filter(one => one.name === "OBX");
  const text = documentText(behind, {
    componentSeparator: delimiters.component,
    subcomponentSeparator: delimiters.subcomponent,
  });
  return at < 0 || text === undefined ? undefined : Buffer.from(text, "utf8");
}
