import { decodeBody, headerOf, hex, type Stored, uuidText } from "../journal/index.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";

/** `tideover dump`: one line of JSON an entry, in order of arrival. Bodies only when asked for: they name patients. */
export async function dump(
  options: FolderOptions & { readonly bodies?: boolean; readonly after: string },
): Promise<void> {
  let row = Number(options.after);
  if (!Number.isSafeInteger(row) || row < 0) fail("--after takes a row's number.");
  const journal = await openJournal(options);
  for (let rows = journal.store.after(row, 500); rows.length > 0; rows = journal.store.after(row, 500)) {
    for (const entry of rows) process.stdout.write(`${JSON.stringify(lineOf(entry, options.bodies === true))}\n`);
    row = rows.at(-1)?.row ?? row;
  }
  journal.close();
}

function lineOf(entry: Stored, withBody: boolean): object {
  const header = headerOf(entry);
  return {
    row: entry.row,
    chain: entry.chain,
    node: uuidText(entry.node),
    epoch: uuidText(entry.epoch),
    seq: entry.seq,
    hash: hex(entry.hash),
    ...(entry.absence === null ? {} : { absence: entry.absence }),
    ...(header === undefined
      ? {}
      : {
          id: uuidText(header.id),
          time: header.time,
          wall: header.wall,
          actor: header.actor,
          kind: `${header.kind}@${header.version}`,
          ...(header.key === null ? {} : { key: header.key, replaces: header.replaces.map(uuidText) }),
          ...(header.group === null
            ? {}
            : { group: [uuidText(header.group.first), header.group.index, header.group.count] }),
          bytes: header.length,
        }),
    ...(withBody && entry.payload !== null ? { body: readable(decodeBody(entry.payload)) } : {}),
  };
}

function readable(value: unknown): unknown {
  if (value instanceof Uint8Array) return new TextDecoder("latin1").decode(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readable(inner)]));
  return value;
}
