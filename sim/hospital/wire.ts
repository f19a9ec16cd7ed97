// From a message's segments to its bytes: MSH, delimiters, line ends, charset.
import { buildMessage, encodeMessage, type FieldOf, type SegmentOf, STANDARD_DELIMITERS } from "../../src/hl7/build.ts";
import { HEARTBEAT, type SimFeed } from "./feeds.ts";
import type { MessageSpec, SegmentSpec } from "./spec.ts";
import { stamp } from "./times.ts";

export type Form = {
  readonly oddDelimiters?: boolean;
  readonly lineEnd?: "\r" | "\n" | "\r\n";
  /** Leaves MSH-18 out. */
  readonly noCharset?: boolean;
  /** ISO 8859-1 where every character fits it, else UTF-8. */
  readonly latin1?: boolean;
};

const ODD = { ...STANDARD_DELIMITERS, component: "$", repetition: "*", subcomponent: "@" };

function positional(spec: SegmentSpec): SegmentOf {
  const fields: FieldOf[] = [];
  for (const [number, value] of Object.entries(spec.fields)) fields[Number(number) - 1] = value;
  return [spec.name, ...Array.from(fields)];
}

/**
 * The bytes of one message. `at` is MSH-7, `control` MSH-10. The laboratory writes its offset into MSH-7,
 * the others leave the zone to the feed's configuration, as real ones do.
 */
export function wireBytes(
  feed: SimFeed,
  spec: MessageSpec,
  header: { readonly at: number; readonly zone: string; readonly control: string },
  form: Form = {},
): Uint8Array {
  const latin1 = form.latin1 === true && fitsLatin1(spec);
  const msh: SegmentOf = [
    "MSH",
    feed.sendingApplication,
    feed.sendingFacility,
    feed.receivingApplication,
    feed.receivingFacility,
    stamp(header.at, header.zone, feed.name === "lab"),
    undefined,
    spec.type.filter(part => part !== undefined),
    header.control,
    "P",
    "2.5.1",
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    form.noCharset ? undefined : latin1 ? "8859/1" : "UNICODE UTF-8",
  ];
  const text = buildMessage([msh, ...spec.segments.map(positional)], {
    ...(form.oddDelimiters ? { delimiters: ODD } : {}),
    ...(form.lineEnd === undefined ? {} : { lineEnd: form.lineEnd }),
  });
  return encodeMessage(text, latin1 ? "iso-8859-1" : "utf-8");
}

function fitsLatin1(spec: MessageSpec): boolean {
  // Every character up to U+00FF, in whatever depth.
  return Array.from(JSON.stringify(spec.segments)).every(character => character <= "\u00ff");
}

/** MSH alone, MSH-9 `ZHB^Z01`, MSH-3 the feed (see feeds.ts). */
export const HEARTBEAT_SPEC: MessageSpec = { type: HEARTBEAT, segments: [] };
