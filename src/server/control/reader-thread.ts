// Long reading beside a running node, in a thread: a segment of all entries, or the proof of the store. It writes nothing of the node's.
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { CopyContext } from "../../feed/index.ts";
import {
  BaseError,
  blobsOf,
  dataKey,
  FILES,
  FoldHost,
  foundBase,
  freshHost,
  idKey,
  layCheckpoint,
  nodeSigner,
  openEncrypted,
  removeDatabase,
  type Sqlite,
  Store,
  type Stored,
  verifyStore,
} from "../../journal/index.ts";
import { houseAsOf } from "../as-of/house.ts";
import { composition } from "../composition.ts";
import { MACHINE_RANDOM } from "../random.ts";
import { giveSegment } from "./give.ts";
import { type Reply, refuse } from "./protocol.ts";
import type { Progress } from "./reader.ts";

export type ReadJob =
  | { readonly job: "give"; readonly recipients: readonly string[] }
  | { readonly job: "verify" }
  | { readonly job: "checkpoint" }
  | HouseJob;
export type HouseJob = {
  readonly job: "house";
  readonly now: Pick<CopyContext, "facility" | "position" | "head" | "now">;
  /** Integer ms. */
  readonly at: number;
  readonly unit: string | null;
};
/** What a thread says: at the end the reply, before it how far it is. */
export type FromReader = { readonly progress: readonly [done: number, of: number] } | { readonly reply: unknown };
/** What was laid: its entry is recorded by whoever asked. */
export type Laid = ReturnType<typeof layCheckpoint>;
export type ReaderData = {
  readonly folder: string;
  readonly dataKey: Uint8Array;
  readonly idKey: Uint8Array;
  readonly job: ReadJob;
  /** Not 0 when nobody waits for it any more. */
  readonly stop: Int32Array;
};

/** Thrown where the work would say how far it is, when nobody waits for it: what it laid beside goes. */
class Stopped extends Error {}

type Done = Reply<"segment.give"> | Reply<"verify"> | Reply<"asof"> | Laid;

async function run({ folder, job, ...given }: Omit<ReaderData, "stop">, progress: Progress): Promise<Done> {
  const data = dataKey(given.dataKey);
  const open = (file: string) => openEncrypted(join(folder, file), data, "full", { readonly: true });
  if (job.job === "checkpoint") return layBeside(folder, open, data, idKey(given.idKey), progress);
  const journal = open(FILES.journal);
  try {
    // One look at the store for the whole job, whatever is recorded meanwhile.
    journal.exec("BEGIN");
    if (job.job === "house") return houseAsOf({ folder, journal, open, data, id: idKey(given.idKey) }, job, progress);
    if (job.job === "verify")
      return verifyBeside(folder, journal, open(FILES.views), data, idKey(given.idKey), progress);
    const secrets = open(FILES.secrets);
    const signer = nodeSigner(secrets);
    secrets.close();
    if (signer === undefined) return refuse("no-signer", "This node has no signing key. Nothing was written.");
    return await giveSegment(new Store(journal, { readonly: true }), signer, job.recipients, MACHINE_RANDOM);
  } finally {
    journal.close();
  }
}

/** Lays a checkpoint of the views as far as they have come: what is recorded meanwhile lies behind it. */
function layBeside(
  folder: string,
  open: (file: string) => Sqlite,
  data: ReturnType<typeof dataKey>,
  id: ReturnType<typeof idKey>,
  progress: Progress,
): Laid {
  const [views, journal] = [open(FILES.views), open(FILES.journal)];
  try {
    const folds = { db: views, views: composition({ idKey: id }).views };
    const store = new Store(journal, { readonly: true });
    progress(0, store.position());
    return layCheckpoint(folder, data, store, folds, MACHINE_RANDOM, progress);
  } finally {
    views.close();
    journal.close();
  }
}

/** Proves the store, and the views as far as they had come against a fold laid beside. */
function verifyBeside(
  folder: string,
  journal: Sqlite,
  views: Sqlite,
  data: ReturnType<typeof dataKey>,
  id: ReturnType<typeof idKey>,
  progress: Progress,
): Reply<"verify"> {
  const beside = join(folder, `${FILES.views}.check-${randomBytes(4).toString("hex")}`);
  let fresh: FoldHost | undefined;
  try {
    views.exec("BEGIN");
    const { kinds, views: all } = composition({ idKey: id });
    const whole = new Store(journal, { readonly: true });
    const here = new FoldHost(views, whole, kinds, all);
    const blobs = blobsOf(folder, data, MACHINE_RANDOM);
    const { entries, heads, findings } = verifyStore(whole, whole.publicKeys(), { kinds, blobs });
    try {
      fresh = freshHost(beside, data, new StoreUpTo(journal, here.position()), kinds, all);
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      return { ok: true, value: { entries, heads, findings: [...findings, foundBase(error)], views: [] } };
    }
    fresh.catchUp(progress);
    const [now, anew] = [here.digests(), fresh.digests()];
    const differing = [...anew].filter(([name, digest]) => now.get(name) !== digest).map(([name]) => name);
    return { ok: true, value: { entries, heads, findings: [...findings], views: differing } };
  } finally {
    fresh?.db.close();
    views.close();
    removeDatabase(beside);
  }
}

/** The store as far as the views had folded it. */
class StoreUpTo extends Store {
  readonly #last: number;

  constructor(db: Sqlite, last: number) {
    super(db, { readonly: true });
    this.#last = last;
  }

  override after(row: number, count: number): Stored[] {
    return super.after(row, count).filter(entry => entry.row <= this.#last);
  }
}

const port = parentPort;
if (port !== null) {
  const say = (message: FromReader) => port.postMessage(message);
  const { stop, ...data } = workerData as ReaderData;
  const progress: Progress = (done, of) => {
    if (Atomics.load(stop, 0) !== 0) throw new Stopped();
    say({ progress: [done, of] });
  };
  void run(data, progress)
    .catch(error =>
      error instanceof Stopped
        ? refuse("stopped", "Stopped before it was done. Nothing of it was kept.")
        : refuse("not-readable", "The store could not be read beside the running node. Stop the node and try again."),
    )
    .then(reply => say({ reply }));
}
