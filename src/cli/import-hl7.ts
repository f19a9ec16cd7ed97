import { splitFile } from "../hl7/index.ts";
import { type Counts, MESSAGE_LIMIT_BYTES } from "../server/control/index.ts";
import { withAsker } from "./asker.ts";
import { Keeper } from "./blobs.ts";
import type { FolderOptions } from "./folder.ts";
import { add, bytesOf, filesIn, NOTHING, tell } from "./import-files.ts";
import { progressBar } from "./progress.ts";

/** What goes over in one request. */
const BATCH = { messages: 500, bytes: MESSAGE_LIMIT_BYTES } as const;

type Options = FolderOptions & { readonly feed?: string; readonly json?: boolean };

/** `tideover import hl7 FILES…`: each message as an entry of the feed, in the order of the files. */
export async function hl7(paths: readonly string[], options: Options): Promise<void> {
  const files = filesIn(paths);
  const bar = progressBar("files");
  let counts: Counts = NOTHING;
  const keeper = await withAsker(options, async asker => {
    const { ask } = asker;
    const keeper = new Keeper(asker, "messages");
    let begins = true;
    const send = async (messages: readonly Uint8Array[]) => {
      const encoded = messages.map(message => Buffer.from(message).toString("base64"));
      counts = add(counts, await ask("import.messages", { feed: options.feed ?? null, begins, messages: encoded }));
      begins = false;
    };
    for (const [at, file] of files.entries()) {
      bar.update(at, files.length);
      const bytes = bytesOf(file);
      const all = bytes === null ? [] : splitFile(bytes);
      if (bytes !== null) await keeper.keep(file, bytes);
      if (all.length === 0) {
        const code = bytes === null ? "unreadable" : "no-message";
        counts = add(counts, { ...NOTHING, refused: { [code]: 1 } });
        process.stderr.write(`${file}: ${bytes === null ? "cannot be read" : "holds no message"}; left out\n`);
      }
      const fit = all.filter(message => message.length <= MESSAGE_LIMIT_BYTES);
      if (fit.length < all.length)
        counts = add(counts, { ...NOTHING, refused: { "too-large": all.length - fit.length } });
      for (const batch of batches(fit)) await send(batch);
    }
    // Also where nothing could be read: the feed's name is judged.
    if (begins) await send([]);
    return keeper;
  });
  bar.update(files.length, files.length);
  bar.end();
  tell(counts, "messages", options.json === true, keeper);
}

/** In their order. */
function* batches(messages: readonly Uint8Array[]): Generator<readonly Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let size = 0;
  for (const message of messages) {
    if (batch.length === BATCH.messages || (batch.length > 0 && size + message.length > BATCH.bytes)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(message);
    size += message.length;
  }
  if (batch.length > 0) yield batch;
}
