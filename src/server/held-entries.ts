// Entries of the journal read again for a person: beside the writer, by id, and only when somebody asks.
import { join } from "node:path";
import type { HeldEntry } from "../feed/index.ts";
import {
  decodeBody,
  FILES,
  fromHex,
  headerOf,
  type Keys,
  type Kinds,
  openEncrypted,
  Store,
  type Stored,
} from "../journal/index.ts";

export type HeldEntries = {
  /** The entry of an id (32 hex digits), once for each position at which its content is here. */
  read(id: string): readonly HeldEntry[];
  /** The rows that name a blob, as they stand now. */
  naming(blob: Uint8Array): readonly Stored[];
  /** Every blob that an entry names. */
  namedBlobs(): readonly Uint8Array[];
  close(): void;
};

/** Reads the journal of a folder. It is opened with the first question. */
export function heldEntries(folder: string, keys: Keys, kinds: Kinds): HeldEntries {
  let store: Store | null = null;
  const open = () => {
    store ??= new Store(openEncrypted(join(folder, FILES.journal), keys.data, "full", { readonly: true }), {
      readonly: true,
    });
    return store;
  };
  return {
    read(id) {
      const bytes = fromHex(id);
      if (bytes === undefined) return [];
      return open()
        .byId(bytes)
        .flatMap(row => {
          const header = headerOf(row);
          if (header === undefined || row.payload === null) return [];
          const body = kinds.read(header.kind, header.version, decodeBody(row.payload));
          return body === undefined ? [] : [{ place: row, wall: header.wall, body }];
        });
    },
    naming: blob => open().rowsNaming(blob),
    namedBlobs: () => open().namedBlobs(),
    close: () => store?.db.close(),
  };
}
