// FHIR has no null and no empty list (R4 §2.6.2): what is not known is left out.

type Optional<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];

/** A shape whose optional members may be spelled `undefined`; required ones may not. */
export type Loose<T> = { [K in Exclude<keyof T, Optional<T>>]: T[K] } & { [K in Optional<T>]?: T[K] | undefined };

/** Drops undefined members and empty lists, keeping the order written. What remains is a `T`. */
export function present<T extends object, L extends Loose<T> = Loose<T>>(loose: L): T {
  const kept: Record<string, unknown> = {};
  // Half of the time of Object.entries, in what mapping calls most.
  for (const name in loose) {
    const value: unknown = loose[name];
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) kept[name] = value;
  }
  // The only members removed are optional ones that were undefined or an empty list: exactly T.
  return kept as T;
}

/** A list of what is there, or undefined where nothing is: the empty list does not exist in FHIR. */
export function list<T>(...items: readonly (T | undefined)[]): T[] | undefined {
  const kept = items.filter(item => item !== undefined);
  return kept.length === 0 ? undefined : kept;
}

/** The value unless it has no members: the empty object does not exist in FHIR either. */
export function filled<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
