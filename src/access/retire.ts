// What a newer secret replaced proves nobody: its hash goes, and so does every session that it opened.
import { z } from "zod";
import type { ViewDatabase } from "./ports.ts";
import type { Secrets } from "./secrets.ts";
import type { Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** A secret stays while it stands in its own key (DESIGN §2, `replaces`). Entries replace only within one holder. */
export const REPLACED_SQL = `
  SELECT e.holder, json_extract(e.body, '$.secret') AS secret FROM roster_entry e
  WHERE e.kind = 'secret.set' AND EXISTS (
    SELECT 1 FROM roster_replaced r JOIN roster_entry b ON b.entry = r.by_entry
    WHERE r.entry = e.entry AND b.entry <> e.entry AND b.holder = e.holder AND b.kind = 'secret.set')`;

const Row = z.object({ holder: z.string(), secret: z.string() });

/**
 * Deletes the replaced secrets that are still kept, and ends the sessions of their holders. Called whenever the roster changed, by
 * whatever way the entry came: what was deleted before ends no session again. Returns the holders.
 */
export function retireReplaced(
  db: ViewDatabase,
  kept: { readonly secrets: Secrets; readonly tokens: Tokens; readonly sessions: Sessions },
): readonly string[] {
  const holders = new Set<string>();
  for (const row of db.prepare(REPLACED_SQL).all()) {
    const { holder, secret } = Row.parse(row);
    if (kept.secrets.drop([secret]) > 0 || kept.tokens.revoke(secret)) holders.add(holder);
  }
  for (const holder of holders) kept.sessions.endAllOf(holder);
  return [...holders];
}
