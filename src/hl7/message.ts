// What a read message looks like: access by position, as the standard numbers things, from 1.

/** A position within a segment: field, repetition, component, subcomponent, all from 1 (HL7 v2 §2.5). */
export type Position = {
  readonly field: number;
  readonly repetition?: number;
  readonly component?: number;
  readonly subcomponent?: number;
};

/** What stands at a position. `empty` means unchanged, `deleted` is the two characters `""` (HL7 v2 §2.5.3, RULES W2). */
export type Value =
  | { readonly kind: "empty" }
  | { readonly kind: "deleted" }
  | { readonly kind: "text"; readonly text: string };

export type Delimiters = {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
};

export interface Segment {
  /** Three characters, `PID`; whatever stands there if it is shorter. */
  readonly name: string;
  /** The how-many-th segment of this name in the message, from 1: `OBX[3]`. */
  readonly ordinal: number;
  /** The unescaped text at a position; undefined where it is empty, absent or deleted. */
  text(field: number, repetition?: number, component?: number, subcomponent?: number): string | undefined;
  /** As `text`, but tells empty and deleted apart. */
  value(field: number, repetition?: number, component?: number, subcomponent?: number): Value;
  /** How many repetitions a field has; 0 where it is empty. */
  repetitions(field: number): number;
  /** How many components a repetition has; 0 where it is empty. */
  components(field: number, repetition?: number): number;
  /** How many subcomponents a component has; 0 where it is empty. */
  subcomponents(field: number, repetition?: number, component?: number): number;
  /** The field exactly as sent, still escaped, with its inner delimiters. */
  raw(field: number): string;
  /** The whole segment exactly as sent. */
  readonly line: string;
  /** How many fields the segment has. */
  readonly fields: number;
}

export type ReadIssue = { readonly code: string; readonly text: string; readonly where: string };

export interface Message {
  readonly delimiters: Delimiters;
  /** MSH is segments[0]. */
  readonly segments: readonly Segment[];
  /** The first segment of a name. */
  segment(name: string): Segment | undefined;
  /** All segments of a name, in order. */
  all(name: string): readonly Segment[];
  /** The charset that the bytes were read in, and how it was found (RULES M1). */
  readonly charset: string;
  /** What was odd but readable: `charset-guessed` and the like. */
  readonly issues: readonly ReadIssue[];
}

/** Writes a position as RULES M3 says: `OBX[3]-5[1].2`. The ordinal always, the repetition when given, the component when given. */
export function where(segment: { readonly name: string; readonly ordinal: number }, position?: Position): string {
  const head = `${segment.name}[${segment.ordinal}]`;
  if (position === undefined) return head;
  const repetition = position.repetition === undefined ? "" : `[${position.repetition}]`;
  const component = position.component === undefined ? "" : `.${position.component}`;
  const subcomponent = position.subcomponent === undefined ? "" : `.${position.subcomponent}`;
  return `${head}-${position.field}${repetition}${component}${subcomponent}`;
}
