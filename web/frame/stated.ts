// What the page on screen states, for the frame around it: the strip is true of this page, not of the app.
import { useLayoutEffect, useMemo, useSyncExternalStore } from "react";
import type { Ages, DowntimeState, KindOfData, Stated } from "../../src/chart/routes.ts";

export type PageStates = {
  readonly ages: Ages;
  readonly zone: string;
  readonly downtime: DowntimeState | null;
  readonly kinds: readonly KindOfData[];
  readonly facility: string;
  readonly place: string | null;
  /** Where the page is of an earlier moment. */
  readonly as_of?: AsOf | undefined;
};

export type AsOf = NonNullable<Stated["as_of"]>;

function store<Value>(initial: Value) {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next: Value) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const page = store<PageStates | null>(null);
const silence = store<number | null>(null);
/** Joined, so that the same words told every 5 s are the same value. */
const node = store<string>("");

/** Says what this page states; null while it is still being read. Taken back when the page goes. */
export function usePageStates(states: PageStates | null): void {
  useLayoutEffect(() => page.set(states), [states]);
  useLayoutEffect(() => () => page.set(null), []);
}

/** Says what an answer of the copy states on this page, of these kinds of data; undefined while it is still being read. */
export function useAnswerStates(
  answer: Stated | undefined,
  kinds: readonly KindOfData[],
  place: string | null | undefined,
): void {
  usePageStates(
    useMemo(() => {
      if (answer === undefined) return null;
      const { ages, zone, downtime, facility, as_of } = answer;
      return { ages, zone, downtime, kinds, facility: facility.name, place: place ?? null, as_of };
    }, [answer, kinds, place]),
  );
}

/** What the page on screen states. */
export function useStated(): PageStates | null {
  return useSyncExternalStore(page.subscribe, page.get);
}

/** Since when the node has not been heard; null while it is. */
export function useSilence(): number | null {
  return useSyncExternalStore(silence.subscribe, silence.get);
}

export const setSilence = silence.set;

/** What the node says of itself, in words; "" = nothing. */
export function useSaid(): string {
  return useSyncExternalStore(node.subscribe, node.get);
}

/** Hears what the node says of itself. */
export function setSaid(words: readonly string[]): void {
  node.set(words.join(" · "));
}
