import { gather, type Piece, textOfBytes } from "../feed/index.ts";
import type { Counts } from "../server/control/index.ts";
import { withAsker } from "./asker.ts";
import { Keeper } from "./blobs.ts";
import type { FolderOptions } from "./folder.ts";
import { add, bytesOf, filesIn, NOTHING, tell } from "./import-files.ts";
import { progressBar } from "./progress.ts";

/** What goes over in one request, in letters. */
const BATCH = 2 * 1024 * 1024;

type Options = FolderOptions & { readonly own?: readonly string[]; readonly json?: boolean };

/** `tideover import fhir FILES…`: all files of a call are one set; references lead from one to the other. */
export async function fhir(paths: readonly string[], options: Options): Promise<void> {
  let counts: Counts = NOTHING;
  const texts: string[] = [];
  const read: string[] = [];
  for (const file of filesIn(paths)) {
    const bytes = bytesOf(file);
    if (bytes === null) {
      counts = add(counts, { ...NOTHING, refused: { unreadable: 1 } });
      process.stderr.write(`${file}: cannot be read; left out\n`);
    } else {
      texts.push(textOfBytes(bytes));
      read.push(file);
    }
  }
  const { pieces, refused } = gather(texts);
  counts = add(counts, { ...NOTHING, refused: { ...refused } });
  const bar = progressBar("entries");
  const keeper = await withAsker(options, async asker => {
    const { ask } = asker;
    const keeper = new Keeper(asker, "resources");
    for (const file of read) {
      const bytes = bytesOf(file);
      if (bytes !== null) await keeper.keep(file, bytes);
    }
    let done = 0;
    for (const batch of batches(pieces)) {
      bar.update(done, pieces.length);
      counts = add(counts, await ask("import.resources", { own: [...(options.own ?? [])], pieces: [...batch] }));
      done += batch.length;
    }
    bar.update(done, pieces.length);
    return keeper;
  });
  bar.end();
  tell(counts, "resources", options.json === true, keeper);
}

function* batches(pieces: readonly Piece[]): Generator<readonly Piece[]> {
  let batch: Piece[] = [];
  let size = 0;
  for (const piece of pieces) {
    const letters = piece.resources.reduce((sum, text) => sum + text.length, 0);
    if (batch.length === 500 || (batch.length > 0 && size + letters > BATCH)) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(piece);
    size += letters;
  }
  if (batch.length > 0) yield batch;
}
