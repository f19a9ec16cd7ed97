// A message before it is bytes: segments with fields by their number.

import type { FieldOf } from "../../src/hl7/build.ts";

/** As the builder takes it: a text, a list of components, or `{ repeat }` for several repetitions. */
export type Field = FieldOf;
export type SegmentSpec = { readonly name: string; readonly fields: { readonly [field: number]: Field } };
export type MessageSpec = {
  /** MSH-9. */
  readonly type: readonly [code: string, trigger: string, structure?: string];
  /** All but MSH. */
  readonly segments: readonly SegmentSpec[];
};

/** A segment. Fields that are not named stay empty. */
export function segment(name: string, fields: { readonly [field: number]: Field }): SegmentSpec {
  return { name, fields };
}
