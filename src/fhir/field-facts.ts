// What an event says of single fields, and how the pieces of a resource come together again (RULES W2).

/** What an event says of one field: set, with the piece of the resource that it makes, or deleted. */
export type FieldFact<T> =
  | { readonly field: string; readonly state: "set"; readonly piece: Partial<T> }
  | { readonly field: string; readonly state: "deleted" };

/** Puts the pieces of fields together: lists join in order, inner objects merge, of a single value the first stands. */
export function assemble<T extends object>(facts: readonly FieldFact<T>[]): Partial<T> {
  const whole: Partial<Record<string, unknown>> = {};
  for (const fact of facts) {
    if (fact.state === "deleted") continue;
    for (const [name, value] of Object.entries(fact.piece))
      whole[name] = name === "meta" ? labelled(whole[name], value) : joined(whole[name], value);
  }
  // Each member came from a Partial<T> under its own name; joining keeps its type.
  return whole as Partial<T>;
}

function joined(standing: unknown, added: unknown): unknown {
  if (standing === undefined) return added;
  if (Array.isArray(standing) && Array.isArray(added)) return [...standing, ...added];
  if (isPlain(standing) && isPlain(added)) return { ...added, ...standing };
  return standing;
}

/** Of labels none is lost: those of two fields stand beside one another. */
function labelled(standing: unknown, added: unknown): unknown {
  if (!isPlain(standing) || !isPlain(added)) return standing ?? added;
  const security = joined(standing.security, added.security);
  return { ...added, ...standing, ...(security === undefined ? {} : { security }) };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
