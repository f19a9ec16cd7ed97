import { fail } from "./fail.ts";

/** `--include-marked --reason TEXT`. */
export type Reasoned = { readonly includeMarked?: boolean; readonly reason?: string };

/** Why what is marked is included; null = it is left out. Ends the process where one is given without the other. */
export function reasonOf({ includeMarked = false, reason }: Reasoned, nothing: string): string | null {
  if (!includeMarked) return reason === undefined ? null : fail(`--reason goes with --include-marked. ${nothing}`);
  const words = reason?.trim() ?? "";
  if (words.length < 5 || words.length > 500 || /\p{Cc}/u.test(words))
    return fail(`Say why with --reason, in 5 to 500 letters: it is recorded. ${nothing}`);
  return words;
}
