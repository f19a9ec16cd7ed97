// Builds a message from nested lists: the simulator, ACKs and what goes back to the EHR are written with it.
import { escapeText } from "./escape.ts";
import type { Delimiters } from "./message.ts";

export const STANDARD_DELIMITERS: Delimiters = {
  field: "|",
  component: "^",
  repetition: "~",
  escape: "\\",
  subcomponent: "&",
};

/** Text; null = delete (`""`); undefined = empty. */
export type Leaf = string | number | null | undefined;
/** A component: text, or its subcomponents. */
export type ComponentOf = Leaf | { readonly sub: readonly Leaf[] };
/** A field: text, its components in a list, or its repetitions. */
export type FieldOf = Leaf | readonly ComponentOf[] | { readonly repeat: readonly (Leaf | readonly ComponentOf[])[] };
/** A segment: its name, then field 1, 2, … For MSH, field 3 comes first behind the name: MSH-1 and MSH-2 are the delimiters. */
export type SegmentOf = readonly [name: string, ...fields: FieldOf[]];

export type BuildOptions = { readonly delimiters?: Delimiters; readonly lineEnd?: "\r" | "\n" | "\r\n" };

/** Writes segments as the text of a message, every text escaped, trailing empty fields left off. */
export function buildMessage(segments: readonly SegmentOf[], options: BuildOptions = {}): string {
  const delimiters = options.delimiters ?? STANDARD_DELIMITERS;
  const lineEnd = options.lineEnd ?? "\r";
  return segments.map(segment => segmentText(segment, delimiters) + lineEnd).join("");
}

/** The message as bytes: UTF-8, or ISO 8859-1 where every character fits it (a RangeError where one does not). */
export function encodeMessage(text: string, charset: "utf-8" | "iso-8859-1" = "utf-8"): Uint8Array {
  if (charset === "utf-8") return new TextEncoder().encode(text);
  return Uint8Array.from(text, character => {
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xff) throw new RangeError("a character is not in ISO 8859-1");
    return code;
  });
}

function segmentText([name, ...fields]: SegmentOf, delimiters: Delimiters): string {
  const { field, component, repetition, escape: mark, subcomponent } = delimiters;
  const cells = fields.map(value => fieldText(value, delimiters));
  const isHeader = name === "MSH" || name === "FHS" || name === "BHS";
  const all = isHeader ? [component + repetition + mark + subcomponent, ...cells] : cells;
  while (all.length > 0 && all.at(-1) === "") all.pop();
  return [name, ...all].join(field);
}

function fieldText(value: FieldOf, delimiters: Delimiters): string {
  if (typeof value === "object" && value !== null && "repeat" in value) {
    return value.repeat.map(one => repetitionText(one, delimiters)).join(delimiters.repetition);
  }
  return repetitionText(value, delimiters);
}

function repetitionText(value: Leaf | readonly ComponentOf[], delimiters: Delimiters): string {
  if (!isList(value)) return leafText(value, delimiters);
  const parts = value.map(part =>
    typeof part === "object" && part !== null
      ? part.sub.map(leaf => leafText(leaf, delimiters)).join(delimiters.subcomponent)
      : leafText(part, delimiters),
  );
  while (parts.length > 1 && parts.at(-1) === "") parts.pop();
  return parts.join(delimiters.component);
}

function isList(value: Leaf | readonly ComponentOf[]): value is readonly ComponentOf[] {
  return Array.isArray(value);
}

function leafText(value: Leaf, delimiters: Delimiters): string {
  if (value === null) return '""';
  return value === undefined ? "" : escapeText(String(value), delimiters);
}
