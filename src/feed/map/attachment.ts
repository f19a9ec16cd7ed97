// What a message encapsulates (ED) or points to (RP) → Attachment (docs/decisions/mdm-document-reference.md).
import { createHash } from "node:crypto";
import { type Attachment, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import { mediaType } from "./media-type.ts";
import { parts } from "./parts.ts";

/** Larger data is named and not copied: 64 kB. */
const MOST_INLINE = 65_536;

/** A value that lies in the message has this, its place there, as url; a copy puts the message before it. */
const PLACE = "#";

/**
 * ED: source ^ type ^ subtype ^ encoding ^ data, or RP: pointer ^ application ^ type ^ subtype; one repetition of OBX-5. Undefined where
 * it is neither data nor a pointer: then it is text, or nothing.
 */
export function attachment(obx: Segment, repetition: number, type: "ED" | "RP"): Attachment | undefined {
  const of = parts(obx, 5, repetition);
  if (type === "RP") {
    const url = of.at(1);
    return url === undefined || /\s/.test(url)
      ? undefined
      : present<Attachment>({ contentType: mediaType(of.at(3), of.at(4)), url });
  }
  const bytes = decoded(of.at(4), of.at(5));
  if (bytes === undefined) return undefined;
  const contentType = mediaType(of.at(2), of.at(3));
  return present<Attachment>({
    ...contained(bytes, contentType),
    url: `${PLACE}OBX.${obx.ordinal}.5.${repetition}`,
  });
}

/** Text as an attachment, in UTF-8. `place`: where it is found again when it is too long to lie here; without one it always does. */
export function textAttachment(text: string, place?: string): Attachment {
  const bytes = Buffer.from(text, "utf8");
  if (place !== undefined && bytes.length > MOST_INLINE)
    return { ...contained(bytes, "text/plain"), url: `${PLACE}${place}` };
  return { ...contained(bytes, "text/plain"), data: bytes.toString("base64") };
}

/** The bytes of an attachment that lies in this message, by the place in its url; undefined where there is none. */
export function bytesAt(segments: readonly Segment[], place: string): Buffer | undefined {
  const [, ordinal, repetition] = /^OBX\.(\d{1,6})\.5\.(\d{1,6})$/.exec(place) ?? [];
  const obx = segments.find(one => one.name === "OBX" && one.ordinal === Number(ordinal));
  if (obx === undefined) return undefined;
  const of = parts(obx, 5, Number(repetition));
  return decoded(of.at(4), of.at(5));
}

/** The same without what lies in a message already: a FHIR reference names entry and place, its bytes are not copied. `entry` holds the message. */
export function inEntry(attachment: Attachment, entry: string): Attachment {
  const { data, url, ...rest } = attachment;
  if (!url?.startsWith(PLACE)) return attachment;
  return { ...rest, url: `Binary/${entry}.${url.slice(PLACE.length)}` };
}

function contained(bytes: Buffer, contentType: string | undefined): Attachment {
  return present<Attachment>({
    contentType,
    data: bytes.length <= MOST_INLINE ? bytes.toString("base64") : undefined,
    size: bytes.length,
    // FHIR's hash of an attachment is SHA-1 (R4 §2.24.0.2)
    hash: createHash("sha1").update(bytes).digest("base64"),
  });
}

function decoded(encoding: string | undefined, data: string | undefined): Buffer | undefined {
  const packed = data?.replaceAll(/\s/g, "");
  if (packed === undefined || packed === "") return undefined;
  switch (encoding?.toLowerCase()) {
    case "base64":
      return /^[A-Za-z0-9+/]+={0,2}$/.test(packed) && packed.length % 4 === 0
        ? Buffer.from(packed, "base64")
        : undefined;
    case "hex":
      return /^([0-9A-Fa-f]{2})+$/.test(packed) ? Buffer.from(packed, "hex") : undefined;
    default:
      return undefined;
  }
}
