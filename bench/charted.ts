// When each message was charted: rows of the journal say which message, the node's publications say when a row was shown.
import { join } from "node:path";
import { decodeBody, FILES, type Keys, openEncrypted, Store } from "../src/journal/index.ts";
import type { Timed } from "./sender.ts";

/** Journal rows behind `after` by the message that they hold. The node has ended. */
function rowsByMessage(folder: string, keys: Keys, after: number): Map<string, number> {
  const db = openEncrypted(join(folder, FILES.journal), keys.data, "full", { readonly: true });
  const store = new Store(db, { readonly: true });
  const rows = new Map<string, number>();
  let row = after;
  for (let batch = store.after(row, 1_000); batch.length > 0; batch = store.after(row, 1_000)) {
    for (const entry of batch) {
      row = entry.row;
      const body = entry.payload === null ? undefined : Object(decodeBody(entry.payload));
      if (body?.message instanceof Uint8Array) rows.set(Buffer.from(body.message).toString("latin1"), entry.row);
    }
  }
  db.close();
  return rows;
}

/** For each message, ms from its writing until the views showed it. `published`: (row, instant), rising. */
export function chartedLags(
  timed: readonly Timed[],
  published: readonly (readonly [row: number, at_ms: number])[],
  store: { readonly folder: string; readonly keys: Keys; readonly after: number },
): number[] {
  const rows = rowsByMessage(store.folder, store.keys, store.after);
  return timed.map(({ message, sent_ms }) => {
    const row = rows.get(Buffer.from(message.bytes).toString("latin1"));
    const shown = row === undefined ? undefined : published[firstAtLeast(published, row)];
    if (shown === undefined) throw new Error("a message that was acknowledged is not charted");
    return shown[1] - sent_ms;
  });
}

function firstAtLeast(published: readonly (readonly [number, number])[], row: number): number {
  let [low, high] = [0, published.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((published[middle]?.[0] ?? 0) >= row) high = middle;
    else low = middle + 1;
  }
  return low;
}
