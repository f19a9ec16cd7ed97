// What mapping made of the same text before: messages name the same people, places and codes again and again.
import type { Resource } from "../../fhir/index.ts";
import type { Context } from "./context.ts";

type Made<T> = {
  readonly value: T;
  readonly added: readonly { readonly resource: Resource; readonly report: string | undefined }[];
};

/** Values of one sort by the text that they were made of, for each way of mapping (`Context.settings`). */
export class Memory<T> {
  readonly #known = new WeakMap<object, Map<string, Made<T>>>();
  readonly #most: number;

  /** At most `most`, then all are forgotten: a bound, not a policy. */
  constructor(most: number) {
    this.#most = most;
  }

  /**
   * What `make` gives, from before where it was asked before; the resources that it adds are then added again, the same objects. `make`
   * must depend on the key and the settings alone. What raised an issue is made anew each time: an issue says where.
   */
  of(context: Context, key: string, make: (context: Context) => T): T {
    const known = this.#of(context.settings);
    const found = known.get(key);
    if (found !== undefined) {
      for (const { resource, report } of found.added) context.add(resource, report);
      return found.value;
    }
    const added: { resource: Resource; report: string | undefined }[] = [];
    let isPlain = true;
    const value = make({
      ...context,
      issue(code, text, where) {
        isPlain = false;
        context.issue(code, text, where);
      },
      add(resource, report) {
        added.push({ resource, report });
        return context.add(resource, report);
      },
      put(resource) {
        isPlain = false;
        return context.put(resource);
      },
    });
    if (!isPlain) return value;
    if (known.size >= this.#most) known.clear();
    known.set(key, { value, added });
    return value;
  }

  #of(settings: object): Map<string, Made<T>> {
    const known = this.#known.get(settings);
    if (known !== undefined) return known;
    const made = new Map<string, Made<T>>();
    this.#known.set(settings, made);
    return made;
  }
}
