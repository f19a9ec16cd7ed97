// Replays one patient as of an earlier moment beside the running node, so that charts and acknowledgements do not wait for it.
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { copyAsOf } from "../../feed/index.ts";
import {
  type DataKey,
  dataKey,
  FILES,
  type IdKey,
  idKey,
  type Kinds,
  openEncrypted,
  Store,
  sourceIn,
} from "../../journal/index.ts";
import { composition } from "../composition.ts";

export type ThreadData = {
  readonly folder: string;
  readonly dataKey: Uint8Array;
  readonly idKey: Uint8Array;
};
export type Asked = { readonly ticket: number; readonly record: string; readonly at: number };
/** `bytes`: the copy in memory, serialized; null where the store could not be read. */
export type Replayed = {
  readonly ticket: number;
  readonly copy: { readonly bytes: Uint8Array; readonly at: number; readonly is_oldest: boolean } | null;
};

type Parts = { readonly folder: string; readonly data: DataKey; readonly id: IdKey; readonly kinds: Kinds };

function replay({ folder, data, id, kinds }: Parts, { record, at }: Asked): Replayed["copy"] {
  // Opened anew for each question: views that were folded anew lie in another file.
  const open = (file: string) => openEncrypted(join(folder, file), data, "full", { readonly: true });
  const [views, journal] = [open(FILES.views), open(FILES.journal)];
  try {
    views.exec("BEGIN");
    const then = copyAsOf(
      { views, source: sourceIn(new Store(journal, { readonly: true }), kinds), idKey: id },
      record,
      at,
    );
    const bytes = new Uint8Array(then.db.serialize());
    then.db.close();
    return { bytes, at: then.at, is_oldest: then.is_oldest };
  } finally {
    views.close();
    journal.close();
  }
}

const port = parentPort;
if (port !== null) {
  // Given by whoever started the thread.
  const given = workerData as ThreadData;
  const [data, id] = [dataKey(given.dataKey), idKey(given.idKey)];
  const { kinds } = composition({ idKey: id });
  port.on("message", (asked: Asked) => {
    let copy: Replayed["copy"] = null;
    try {
      copy = replay({ folder: given.folder, data, id, kinds }, asked);
    } catch {
      // Said to whoever asked; what failed may name a patient.
    }
    port.postMessage({ ticket: asked.ticket, copy } satisfies Replayed);
  });
}
