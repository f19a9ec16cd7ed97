// Puts the rooms together: every kind and every view that this version knows.
import { type IdKey, Kinds, type View } from "../journal/index.ts";

/** All kinds and views. The id key is what ids of records and resources are made under. */
export function composition(_given: { readonly idKey: IdKey }): {
  readonly kinds: Kinds;
  readonly views: readonly View[];
} {
  return { kinds: new Kinds([]), views: [] };
}
