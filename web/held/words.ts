import type { HoldNow } from "../../src/feed/routes.ts";

const EFFECTS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  merge: ["Merge or link", "merges or links"],
  delete: ["Deletion", "deletions"],
  discharge: ["Discharge", "discharges"],
  cancel: ["Cancel", "cancels"],
  "freed bed": ["Move without a bed", "moves without a bed"],
  "garbled message": ["Garbled message", "garbled messages"],
  "another person": ["Another person", "messages with another name"],
};

/** What a message would do, in words. */
export function effectWords(effect: string): string {
  return EFFECTS[effect]?.[0] ?? effect;
}

/** `Feed adt: 43 discharges, 1 merge`. */
export function holdTitle({ feed, waiting }: Pick<HoldNow, "feed" | "waiting">): string {
  const parts = waiting.map(({ effect, count }) => {
    const [one, many] = EFFECTS[effect] ?? [effect, effect];
    return `${count} ${count === 1 ? one.toLowerCase() : many}`;
  });
  const what = parts.length === 0 ? "nothing waits yet" : parts.join(", ");
  return feed === null ? `By a rule: ${what}` : `Feed ${feed}: ${what}`;
}
