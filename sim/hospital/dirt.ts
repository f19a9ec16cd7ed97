// The dirt of the field: what real senders do to good messages. Each kind can be switched, all are seeded.
import type { Seeded } from "../random.ts";
import type { MessageSpec, SegmentSpec } from "./spec.ts";
import type { Form } from "./wire.ts";

/** How probable each is, for one message; 0 = never. */
export type Dirt = {
  /** The same bytes once more, at once or a few messages later. */
  readonly duplicates: number;
  /** Comes one to three places too late on its feed. */
  readonly outOfOrder: number;
  readonly oddDelimiters: number;
  /** Fields that a sender may leave out are left out. */
  readonly missingFields: number;
  readonly crlf: number;
  readonly noCharset: number;
  /** ISO 8859-1 bytes, with MSH-18 or, together with `noCharset`, without. */
  readonly latin1: number;
};
export const CLEAN: Dirt = {
  duplicates: 0,
  outOfOrder: 0,
  oddDelimiters: 0,
  missingFields: 0,
  crlf: 0,
  noCharset: 0,
  latin1: 0,
};
export const FIELD_DIRT: Dirt = {
  duplicates: 0.006,
  outOfOrder: 0.006,
  oddDelimiters: 0.01,
  missingFields: 0.02,
  crlf: 0.02,
  noCharset: 0.05,
  latin1: 0.02,
};
export type DirtKind = keyof Dirt;
export const DIRT_KINDS: readonly DirtKind[] = [
  "duplicates",
  "outOfOrder",
  "oddDelimiters",
  "missingFields",
  "crlf",
  "noCharset",
  "latin1",
];

/** What may be absent without the message losing its meaning: by segment, the fields. */
const OPTIONAL: { readonly [segment: string]: readonly number[] } = {
  PID: [11, 15, 18],
  PV1: [7],
  ORC: [9, 12],
  RXA: [10, 11, 22],
  OBR: [16, 22],
  OBX: [7],
  DG1: [5],
  AL1: [4, 5],
  RXR: [],
};

/** Leaves out what a careless sender leaves out. */
export function withoutOptional(spec: MessageSpec): MessageSpec {
  const strip = (one: SegmentSpec): SegmentSpec => ({
    name: one.name,
    fields: Object.fromEntries(
      Object.entries(one.fields).filter(([field]) => !OPTIONAL[one.name]?.includes(Number(field))),
    ),
  });
  return { type: spec.type, segments: spec.segments.map(strip) };
}

/** Draws what befalls one message. The draws are the same whatever is switched on. */
export function drawDirt(random: Seeded, dirt: Dirt): ReadonlySet<DirtKind> {
  return new Set(DIRT_KINDS.filter(kind => random.unit() < dirt[kind]));
}

/** The form of the bytes under this dirt. */
export function formOf(kinds: ReadonlySet<DirtKind>): Form {
  return {
    oddDelimiters: kinds.has("oddDelimiters"),
    lineEnd: kinds.has("crlf") ? "\r\n" : "\r",
    noCharset: kinds.has("noCharset"),
    latin1: kinds.has("latin1"),
  };
}
