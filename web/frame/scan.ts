// A keyboard-wedge scanner types like a very fast hand and ends with Enter. What it sends opens a thing; it must never
// land in a text box by accident.

/** Longest gap between two characters of one scan, ms; the fastest typists stay above 60. */
export const SCAN_GAP_MS = 35;

/** Fewest characters of a scan; fewer are a hand. */
export const SCAN_LEAST = 5;

export type Burst = { readonly text: string; readonly last: number };
export type Key = { readonly key: string; readonly at: number };

export const NO_BURST: Burst = { text: "", last: Number.NEGATIVE_INFINITY };

/**
 * Takes one key into the burst. `scanned` is the whole text when an Enter ended a scan, else null; `fast` says that
 * this key continues a burst, so that a box under the caret should not have it.
 */
export function takeKey(burst: Burst, { key, at }: Key): { burst: Burst; scanned: string | null; fast: boolean } {
  const follows = at - burst.last <= SCAN_GAP_MS;
  if (key === "Enter") {
    const scanned = follows && burst.text.length >= SCAN_LEAST ? burst.text : null;
    return { burst: NO_BURST, scanned, fast: scanned !== null };
  }
  // Shift and its like come between the characters of a scan and are no part of it.
  if (key.length !== 1) return { burst: follows ? { ...burst, last: at } : NO_BURST, scanned: null, fast: false };
  const text = follows ? burst.text + key : key;
  return { burst: { text: text.slice(-256), last: at }, scanned: null, fast: follows && text.length >= SCAN_LEAST };
}
