// How a fold says of a record what it wrote: to whoever keeps charts, who reads that again and nothing else.

const [PART, RECORD] = ["part:", "record:"];
/** Before a record of which more was written than single parts: all of it is read again. */
export const WHOLE = "whole:";

/** Before what names are found by (similar-names.ts): whose names are alike may be others now. */
export const NAME = "name:";

/** The topic of one part that was written, or taken away. A record's id has no blank. */
export function partTopic(record: string, part: string): string {
  return `${PART}${record} ${part}`;
}

/** True for what pages hear; parts and names are the readers' business alone. */
export function isForPages(topic: string): boolean {
  return ![PART, WHOLE, NAME].some(start => topic.startsWith(start));
}

/** By record that was touched: the parts that were written; null = it must be read whole, as where nobody said which. */
export function touchedIn(topics: readonly string[]): ReadonlyMap<string, ReadonlySet<string> | null> {
  const touched = new Map<string, Set<string> | null>();
  const parts = new Map<string, Set<string>>();
  const whole = new Set<string>();
  for (const topic of topics) {
    if (topic.startsWith(RECORD)) touched.set(topic.slice(RECORD.length), null);
    else if (topic.startsWith(WHOLE)) whole.add(topic.slice(WHOLE.length));
    else if (topic.startsWith(PART)) {
      const end = topic.indexOf(" ");
      const record = topic.slice(PART.length, end);
      const named = parts.get(record);
      if (named === undefined) parts.set(record, new Set([topic.slice(end + 1)]));
      else named.add(topic.slice(end + 1));
    }
  }
  for (const [record, named] of parts) if (touched.has(record) && !whole.has(record)) touched.set(record, named);
  return touched;
}
