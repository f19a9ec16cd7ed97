// What is computed of a chart alone is computed once: a chart into which nothing was folded is the same object.

/** The same function, which remembers its answer for as long as what it was asked of lives. It must be pure, and its answer is shared: nobody changes it. */
export function once<Asked extends object, Answer>(compute: (asked: Asked) => Answer): (asked: Asked) => Answer {
  const known = new WeakMap<Asked, { readonly answer: Answer }>();
  return asked => {
    const found = known.get(asked);
    if (found !== undefined) return found.answer;
    const answer = compute(asked);
    known.set(asked, { answer });
    return answer;
  };
}
