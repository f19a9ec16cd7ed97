// Answers of a pure function, kept for a while: messages name the same people, places and times again and again.

/** At most this many, then all are forgotten: a bound, not a policy. */
const MOST = 20_000;

/** The value that `make` gives for a key, from before where it was asked before. `make` must depend on the key alone. */
export function remembered<T>(known: Map<string, T>, key: string, make: () => T, most = MOST): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  if (known.size >= most) known.clear();
  known.set(key, made);
  return made;
}
