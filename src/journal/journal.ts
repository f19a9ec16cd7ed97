// A data folder opened for writing: journal.db the truth, views.db its fold, secrets.db what is never in the journal.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Appender, type Outcome, type Request } from "./append.ts";
import { adoptCut, BaseError, baseFromViews, scrubbed } from "./base.ts";
import { type Blobs, blobsOf } from "./blob.ts";
import { placeCheckpoint } from "./bundle.ts";
import { type Bytes, hex, own, same } from "./bytes.ts";
import {
  CHECKPOINT_MADE,
  type Checkpoint,
  type CheckpointError,
  type CheckpointMade,
  checkpointFiles,
  checkpointsOf,
  layCheckpoint,
  openCheckpoint,
  removeCheckpoint,
  sweepCheckpoints,
} from "./checkpoint.ts";
import {
  believeCuts,
  CHAIN_CUT,
  type ChainCut,
  type CutPlan,
  coveredRows,
  type KeptFrom,
  MOST_KEPT,
  planCut,
  standingCuts,
} from "./cut.ts";
import { copyBackFrom, type DataKey, openEncrypted, type Sqlite } from "./database.ts";
import { ENTRY_ERASED, type EntryErased, type EraseError, erasureOf, onAnothersWord } from "./erase.ts";
import { type FoldHost, type FoldRound, foldBeside, freshHost, openBeside, openViews, swapIn } from "./fold.ts";
import { FORMAT_VERSION } from "./hash.ts";
import { decodeHeader } from "./header.ts";
import { newId } from "./identifier.ts";
import type { Keys } from "./keys.ts";
import type { Kinds, Refusal } from "./kind.ts";
import { lockFolder } from "./lock.ts";
import type { Clock, Instant, Random } from "./ports.ts";
import { removeDatabase } from "./remove.ts";
import { type SignedRun, trailerHolds } from "./segment.ts";
import { encodeHead, newSigningKey, type SigningKey, signBytes, signingKey } from "./sign.ts";
import { Store } from "./store.ts";
import { type Run, type TakeError, type Taken, takeRun } from "./take.ts";
import { foundBase, type Verified, verifyStore } from "./verify.ts";
import type { View } from "./view.ts";
import { StoreWithin } from "./within.ts";

export type JournalPorts = { readonly clock: Clock; readonly random: Random };
export type OpenError = {
  readonly code: "locked" | "newer-format" | "wrong-key" | BaseError["code"];
  readonly text: string;
};
export type Progress = (done: number, of: number) => void;

export const FILES = { journal: "journal.db", views: "views.db", secrets: "secrets.db" } as const;

const UNNAMED_BLOB_MS = 24 * 3_600_000;
const HEAD_EVERY_ENTRIES = 1_000;
const HEAD_EVERY_MS = 60_000;

/** One writer's journal. Everything in it is synchronous; the writer thread owns it. */
export class Journal {
  readonly store: Store;
  readonly secrets: Sqlite;
  readonly node: Bytes;
  readonly keys: Keys;
  readonly kinds: Kinds;
  readonly blobs: Blobs;
  readonly #folder: string;
  readonly #ports: JournalPorts;
  readonly #views: readonly View[];
  readonly #appender: Appender;
  readonly #signer: SigningKey;
  readonly #unlock: () => void;
  #folds: FoldHost;
  /** Position of the old views while they serve, and these are folded beside them; null = these serve. */
  #served: number | null;
  #signedRow = 0;
  #signedAt: Instant;

  private constructor(given: {
    folder: string;
    keys: Keys;
    kinds: Kinds;
    views: readonly View[];
    ports: JournalPorts;
    store: Store;
    secrets: Sqlite;
    folds: FoldHost;
    served: number | null;
    unlock: () => void;
    node: Bytes;
    signer: SigningKey;
  }) {
    this.#folder = given.folder;
    this.keys = given.keys;
    this.kinds = given.kinds;
    this.#views = given.views;
    this.#ports = given.ports;
    this.store = given.store;
    this.secrets = given.secrets;
    this.#folds = given.folds;
    this.#served = given.served;
    this.#unlock = given.unlock;
    this.node = given.node;
    this.#signer = given.signer;
    this.#signedAt = given.ports.clock.now();
    this.blobs = blobsOf(given.folder, given.keys.data, given.ports.random);
    const hasBlob = (id: Bytes) => this.blobs.has(id);
    this.#appender = new Appender(given.store, given.kinds, given.node, { ...given.ports, hasBlob });
  }

  /**
   * Opens a folder, making its files where they are missing. The views are brought up to date, with progress; with `servesOld`
   * old ones that can be read go on serving, and `isRebuilding` says that the caller has new ones to fold and to swap in.
   */
  static open(
    folder: string,
    keys: Keys,
    given: { kinds: Kinds; views: readonly View[]; ports: JournalPorts; progress?: Progress; servesOld?: boolean },
  ): { ok: true; journal: Journal } | { ok: false; error: OpenError } {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const lock = lockFolder(folder);
    if (lock === undefined) {
      return {
        ok: false,
        error: { code: "locked", text: "Another Tideover writes to this data folder. Stop it first, or speak to it." },
      };
    }
    let opened: Sqlite[] = [];
    try {
      const journalDb = openEncrypted(join(folder, FILES.journal), keys.data, "full");
      opened = [journalDb];
      const secrets = openEncrypted(join(folder, FILES.secrets), keys.data, "full");
      opened.push(secrets);
      const store = new Store(journalDb);
      const format = store.meta("format")?.[0];
      if (format !== undefined && format > FORMAT_VERSION) {
        for (const db of opened) db.close();
        lock.release();
        return {
          ok: false,
          error: {
            code: "newer-format",
            text: `This store has format ${format}; this Tideover reads up to ${FORMAT_VERSION}. Use the newer Tideover.`,
          },
        };
      }
      const { node, signer } = identityOf(store, secrets, given.ports);
      nameBlobs(store, given.kinds);
      const views = join(folder, FILES.views);
      adoptCut(folder, store);
      const openTheirs = () => openViews(views, keys.data, store, given.kinds, given.views, given);
      let made: CheckpointMade | undefined;
      const { host, served } = orElse(openTheirs, error => {
        made = baseFromViews(folder, keys.data, store, given.views, given.ports.random);
        if (made === undefined) throw error;
        return openTheirs();
      });
      if (served === null) host.catchUp(given.progress);
      const unlock = () => lock.release();
      const journal = new Journal({
        ...given,
        folder,
        keys,
        store,
        secrets,
        folds: host,
        served,
        unlock,
        node,
        signer,
      });
      journal.blobs.sweepParts();
      journal.#eraseBlobs();
      if (made !== undefined) journal.#say(CHECKPOINT_MADE, "node", made);
      const isScrubDue = store.erasures() !== countOf(store.meta("scrubbed")) && checkpointFiles(folder).length > 0;
      if (served === null && isScrubDue) journal.#settleErasure();
      return { ok: true, journal };
    } catch (error) {
      for (const db of opened) db.close();
      lock.release();
      if (error instanceof BaseError) return { ok: false, error: { code: error.code, text: error.message } };
      if (error instanceof Error && "code" in error && error.code === "SQLITE_NOTADB") {
        return {
          ok: false,
          error: { code: "wrong-key", text: "The key does not open this store. Nothing was changed." },
        };
      }
      throw error;
    }
  }

  /** Commits; on return what is answered as recorded is on disk. Not folded yet: call `fold`. */
  commit(requests: readonly Request[]): Outcome[] {
    const outcomes = this.#appender.commit(requests);
    const isDue =
      newestOf(outcomes) - this.#signedRow >= HEAD_EVERY_ENTRIES ||
      this.#ports.clock.now() - this.#signedAt >= HEAD_EVERY_MS;
    if (isDue) this.signHead();
    return outcomes;
  }

  /** Folds what was committed since: at most `limit` rows, and until `isEnough` after one. */
  fold(limit?: number, isEnough?: () => boolean): FoldRound {
    return this.#folds.advance(limit, isEnough);
  }

  /** Somebody else copies the write-ahead logs back (`copyBack`): a commit does it itself only where they have grown to 16 MiB. */
  leaveCopyingBack(): void {
    for (const db of [this.store.db, this.#folds.db]) copyBackFrom(db, 4_000);
  }

  get views(): Sqlite {
    return this.#folds.db;
  }

  /** How many committed rows are not folded yet. */
  lag(): number {
    return this.store.position() - this.#folds.position();
  }

  foldedPosition(): number {
    return this.#folds.position();
  }

  /** The row up to which the views that are shown are folded: while new ones are folded, the old ones'. */
  servedPosition(): number {
    return this.#served ?? this.#folds.position();
  }

  /** True while old views serve and `fold` goes into new ones beside them. */
  get isRebuilding(): boolean {
    return this.#served !== null;
  }

  /** Puts the new views in the place of the old ones where they have caught up; true where they have. Throws where the disk fails: the old ones go on serving. */
  finishRebuild(): boolean {
    if (this.#served === null || this.lag() > 0) return false;
    const path = join(this.#folder, FILES.views);
    try {
      this.#folds = swapIn(this.#folds, path, this.keys.data, this.store, this.kinds, this.#views);
    } catch (error) {
      this.#folds = openBeside(path, this.keys.data, this.store, this.kinds, this.#views);
      throw error;
    }
    this.#served = null;
    return true;
  }

  /** Folds everything anew beside the old views, and swaps. Throws a BaseError where it cannot: the old views go on serving. */
  rebuild(progress?: Progress): void {
    const path = join(this.#folder, FILES.views);
    const host = foldBeside(path, this.keys.data, this.store, this.kinds, this.#views, progress);
    this.#folds.db.close();
    this.#folds = swapIn(host, path, this.keys.data, this.store, this.kinds, this.#views);
    // Where old views served meanwhile, these have caught up.
    this.#served = null;
  }

  /** Views whose older tables were taken on, with the version that folded them: what lies behind a checkpoint is not here. */
  carriedViews(): readonly string[] {
    return this.#folds.carried();
  }

  /** Every checkpoint that an entry here names. */
  checkpoints(): Checkpoint[] {
    return checkpointsOf(this.#folder, this.store);
  }

  /** Proves a checkpoint's file against its entry; an error in words where it does not hold. */
  verifyCheckpoint(made: CheckpointMade): CheckpointError | null {
    const opened = openCheckpoint(this.#folder, this.keys.data, made);
    if (!opened.ok) return opened.error;
    opened.db.close();
    return null;
  }

  /** Lays the file of a checkpoint of the views as they stand; the entry that names it is the caller's. */
  layCheckpoint(progress?: Progress): ReturnType<typeof layCheckpoint> {
    const folds = { db: this.#folds.db, views: this.#views };
    return layCheckpoint(this.#folder, this.keys.data, this.store, folds, this.#ports.random, progress);
  }

  /** Makes a checkpoint of the views as they stand, and records it. Of its like the newest `keep` stay. */
  checkpoint(given: {
    readonly actor: string;
    readonly keep: number;
    readonly progress?: Progress;
  }): { ok: true; body: CheckpointMade } | { ok: false; error: CheckpointError } {
    while (this.fold().folded > 0);
    const laid = this.layCheckpoint(given.progress);
    if (!laid.ok) return laid;
    this.#say(CHECKPOINT_MADE, given.actor, laid.body);
    sweepCheckpoints(this.#folder, this.store, given.keep, this.#ports.clock.now());
    return laid;
  }

  /** What a cut would cover and drop; nothing is changed. */
  planCut(given: { readonly facility: string; readonly before: number; readonly keep: readonly KeptFrom[] }): CutPlan {
    return planCut(this.store, this.kinds, given);
  }

  /**
   * Cuts what the plan says (cut.ts): folds what it covers into a checkpoint, records both, drops the content of the messages, and folds
   * the views anew from there. `vouched`: nodes that were not heard, and for which the actor stands.
   */
  prune(
    plan: CutPlan,
    given: {
      readonly actor: string;
      readonly facility: string;
      readonly vouched?: readonly Bytes[];
      readonly progress?: Progress;
    },
  ): { ok: true; pruned: number; body: ChainCut } | { ok: false; error: CheckpointError | Refusal } {
    const refused = (code: string, text: string) => ({ ok: false as const, error: { code, text, where: "" } });
    if (plan.positions.length === 0)
      return refused(
        "nothing-to-cut",
        "No message lies before this moment that could be cut off. Nothing was changed.",
      );
    const base = this.store.meta("base");
    if (standingCuts(this.store).some(cut => base === undefined || !same(cut.checkpoint, base)))
      return refused(
        "cut-without-checkpoint",
        "Another node cut messages off, and its checkpoint is not here. Take it first (tideover checkpoint take). Nothing was changed.",
      );
    const laid = this.#layCut(plan, given.progress);
    if (!laid.ok) return laid;
    const { body: made, kept } = laid;
    if (kept.length > MOST_KEPT) {
      removeCheckpoint(this.#folder, made.checkpoint);
      return refused(
        "too-many-open",
        `More than ${MOST_KEPT} messages before it wait to be mapped. Nothing was changed.`,
      );
    }
    const { positions, before } = plan;
    const body: ChainCut = {
      facility: given.facility,
      checkpoint: made.checkpoint,
      before,
      positions: [...positions],
      kept,
      vouched: [...(given.vouched ?? [])],
    };
    this.#cut(given.actor, made, body);
    const pruned = this.#carryOut(body);
    this.rebuild(given.progress);
    return { ok: true, pruned, body };
  }

  /** The checkpoint of what a cut covers, and no more. */
  #layCut(
    { positions }: CutPlan,
    progress?: Progress,
  ): { ok: true; body: CheckpointMade; kept: Bytes[] } | { ok: false; error: CheckpointError } {
    const ends = new Map(positions.map(({ epoch, node, to }) => [`${hex(node)} ${hex(epoch)}`, to]));
    const isCovered = (row: { node: Bytes; epoch: Bytes; chain: string; seq: number }) =>
      row.chain === "feed" && row.seq <= (ends.get(`${hex(row.node)} ${hex(row.epoch)}`) ?? 0);
    const within = new StoreWithin(this.store.db, isCovered);
    const path = join(this.#folder, `${FILES.views}.cut`);
    const host = freshHost(path, this.keys.data, within, this.kinds, this.#views);
    try {
      host.catchUp(progress);
      const folds = { db: host.db, views: this.#views };
      const laid = layCheckpoint(this.#folder, this.keys.data, within, folds, this.#ports.random, progress);
      if (!laid.ok) return laid;
      const opened = openCheckpoint(this.#folder, this.keys.data, laid.body);
      if (!opened.ok) return opened;
      const open = opened.db.prepare<[], { hash: Buffer }>("SELECT hash FROM open_entry ORDER BY hash").all();
      opened.db.close();
      return { ...laid, kept: open.map(row => own(row.hash)) };
    } finally {
      host.db.close();
      removeDatabase(path);
    }
  }

  /** Records a checkpoint and the cut that names it, in one commit; from then on the views begin from it. */
  #cut(actor: string, made: CheckpointMade, body: ChainCut): void {
    const replaces = body.before === null ? [] : [body.before];
    const outcomes = this.commit([
      { drafts: [{ kind: CHECKPOINT_MADE, actor, body: made }], online: false },
      { drafts: [{ kind: CHAIN_CUT, actor, body, replaces }], online: false },
    ]);
    const refused = outcomes.find(outcome => !outcome.ok);
    if (refused !== undefined) throw new Error(refused.error.code);
    this.store.setMeta("base", made.checkpoint);
  }

  /** Drops the content that a cut covers. May be done again: what is gone is passed over. Returns how many messages lost theirs. */
  #carryOut(cut: Pick<ChainCut, "positions" | "kept">): number {
    let count = 0;
    this.#overwriting(() => {
      let rows: number[] = [];
      const drop = this.store.db.transaction(() => {
        for (const row of rows) this.store.prune(row);
      });
      for (const row of [...coveredRows(this.store, this.kinds, cut)].reverse()) {
        if (row.payload === null) continue;
        rows.push(row.row);
        count += 1;
        if (rows.length < 5_000) continue;
        drop();
        rows = [];
      }
      drop();
    });
    this.store.db.pragma("wal_checkpoint(TRUNCATE)");
    return count;
  }

  /** Takes a run that ends at a proved hash. Own entries that were lacking open a new epoch. */
  take(run: Run, proved: Bytes): { ok: true; taken: Taken } | { ok: false; error: TakeError } {
    const before = this.store.erasures();
    const result = this.#overwriting(() => takeRun(this.store, run, proved, this.node));
    if (!result.ok) return result;
    const isErasureHeard = this.store.erasures() !== before;
    const { ownLost, erased } = result.taken;
    if (run.chain === "feed" && run.entries.some(entry => entry.payload === null || isCutIn(entry.header)))
      this.store.db.transaction(() => believeCuts(this.store, this.kinds))();
    if (ownLost) this.#appender.newEpoch();
    // A node that drops a position of its own chain on another's word says so itself.
    for (const body of onAnothersWord(erased.filter(row => same(row.node, this.node))))
      this.commit([{ drafts: [{ kind: ENTRY_ERASED, actor: "node", body }], online: false }]);
    // Of an entry that is not here only a checkpoint may hold something.
    if (erased.length > 0 || (isErasureHeard && checkpointFiles(this.#folder).length > 0)) this.#settleErasure();
    else if (isErasureHeard) this.#folds.stamp();
    return result;
  }

  /**
   * Erases an entry by its id (docs/FORMAT.md, "Erasing"): content and salt at every position, the header too where asked. Records
   * `entry.erased`, and folds the views anew without it. What is refused changes nothing. Copies given away before are not reached.
   */
  erase(
    id: Bytes,
    given: { readonly why: string; readonly header: boolean; readonly actor: string },
  ): { ok: true; body: EntryErased } | { ok: false; error: EraseError | Refusal } {
    const made = erasureOf(this.store, id, given);
    if (!made.ok) return made;
    const draft = { kind: ENTRY_ERASED, actor: given.actor, body: made.body };
    const [outcome] = this.#overwriting(() => this.commit([{ drafts: [draft], online: false }]));
    if (outcome?.ok !== true)
      return { ok: false, error: outcome?.error ?? { code: "failed", text: "Nothing was erased.", where: "" } };
    this.#settleErasure();
    return made;
  }

  /** Blobs that entries name and whose files are not here: they are asked for wherever entries are taken. */
  lackingBlobs(): Bytes[] {
    const here = this.blobs.names();
    return this.store.namedBlobs().filter(id => !here.has(this.blobs.nameOf(id)));
  }

  /** Of the blobs that entries name those whose files are here and damaged, among those that are asked about. Reads each of them whole. */
  damagedBlobs(isAsked: (id: Bytes) => boolean, progress: Progress = () => {}): Bytes[] {
    const asked = this.store.namedBlobs().filter(id => this.blobs.has(id) && isAsked(id));
    return asked.filter((id, at) => {
      progress(at, asked.length);
      return this.blobs.check(id) !== null;
    });
  }

  /** Removes files that no entry names, a day after they were written: whoever sent them has given up. Returns how many. */
  sweepBlobs(): number {
    const named = new Set(this.store.namedBlobs().map(id => this.blobs.nameOf(id)));
    return this.blobs.sweep(named, this.#ports.clock.now() - UNNAMED_BLOB_MS);
  }

  /** Blobs that only erased entries named go; after a crash before that the next start does it. */
  #eraseBlobs(): void {
    const unnamed = this.store.unnamedBlobs();
    for (const id of unnamed) this.blobs.erase(id);
    if (unnamed.length > 0) this.store.forgetUnnamed();
  }

  /** The log is emptied, and views without it take the place of those with it; after a crash before that the next start folds them anew. */
  #settleErasure(): void {
    this.store.db.pragma("wal_checkpoint(TRUNCATE)");
    this.#eraseBlobs();
    this.#scrub();
    this.rebuild();
  }

  /** Checkpoints hold what was erased since: those that nothing needs go, and in place of the others come such without it. */
  #scrub(): void {
    const { store } = this;
    const cuts = standingCuts(store);
    const base = store.meta("base");
    for (const made of this.checkpoints().filter(one => one.isHere)) {
      const { wall: _, actor: __, isHere: ___, ...body } = made;
      const isBase = base !== undefined && same(base, made.checkpoint);
      const cut = cuts.find(one => same(one.checkpoint, made.checkpoint));
      const without = orElse(
        () => scrubbed(this.#folder, this.keys.data, store, { views: this.#views, random: this.#ports.random }, body),
        () => undefined,
      );
      if (without === undefined) continue;
      if (cut !== undefined) {
        const { id, ...said } = cut;
        this.#cut("node", without, { ...said, checkpoint: without.checkpoint, before: id });
      } else if (isBase) {
        this.#say(CHECKPOINT_MADE, "node", without);
        store.setMeta("base", without.checkpoint);
      } else removeCheckpoint(this.#folder, without.checkpoint);
      removeCheckpoint(this.#folder, made.checkpoint);
    }
    // A file that no entry names may hold it too.
    const named = new Set(this.checkpoints().map(one => hex(one.checkpoint)));
    for (const id of checkpointFiles(this.#folder)) if (!named.has(hex(id))) removeCheckpoint(this.#folder, id);
    store.setMeta("scrubbed", countBytes(store.erasures()));
  }

  /** Records what the journal says of itself. */
  #say(kind: string, actor: string, body: unknown): void {
    const [outcome] = this.commit([{ drafts: [{ kind, actor, body }], online: false }]);
    if (outcome?.ok !== true) throw new Error(outcome?.error.code ?? "not recorded");
  }

  /** What is deleted meanwhile is overwritten in the file, not only let go. */
  #overwriting<T>(work: () => T): T {
    this.store.db.pragma("secure_delete=ON");
    try {
      return work();
    } finally {
      this.store.db.pragma("secure_delete=OFF");
    }
  }

  /** Takes a run from a peer, a stick or a backup: its end is signed by a node that we trust, or named by an entry that is here. */
  receive(signed: SignedRun): { ok: true; taken: Taken } | { ok: false; error: TakeError } {
    const { run, hash } = signed;
    const isSigned = [...this.publicKeys().values()].some(key => same(key, signed.signer)) && trailerHolds(signed);
    if (!isSigned && !this.store.isNamed({ ...run, seq: run.from + run.entries.length - 1, hash })) {
      return {
        ok: false,
        error: {
          code: "unproved",
          text: "No node that is trusted here signed these entries. Nothing of them was taken.",
          where: `${run.chain} ${run.from}`,
        },
      };
    }
    return this.take(run, hash);
  }

  /**
   * Takes a checkpoint that was given: an entry here must name it. From then on the views begin from it where what lies behind it is not
   * here. What was erased since is not in them. A next entry opens an epoch that names all that came.
   */
  takeCheckpoint(
    given: { readonly path: string; readonly checkpoint: Bytes; readonly key: DataKey },
    progress?: Progress,
  ): CheckpointError | null {
    const made = this.checkpoints().find(one => same(one.checkpoint, given.checkpoint));
    if (made === undefined)
      return {
        code: "checkpoint-missing",
        text: "No entry that is here names this checkpoint. Take the entries that were given with it. Nothing of it was taken.",
      };
    const error = placeCheckpoint(this.#folder, this.keys.data, { ...given, made });
    if (error !== null) return error;
    this.#appender.newEpoch();
    this.store.setMeta("base", made.checkpoint);
    this.#scrub();
    this.rebuild(progress);
    return null;
  }

  /** Signs the four chains as they stand. Returns the first 16 bytes of the signature, whose first 8 hex digits are printed on paper. */
  signHead(): Bytes {
    const row = this.store.position();
    const body = encodeHead({
      node: this.node,
      row,
      time: this.#ports.clock.now(),
      heads: this.#appender.heads(),
      peers: this.store.leaves().slice(0, 64),
    });
    const signature = signBytes(this.#signer, body);
    this.store.db.prepare("INSERT INTO head (row, body, signature) VALUES (?, ?, ?)").run(row, body, signature);
    this.#signedRow = row;
    this.#signedAt = this.#ports.clock.now();
    return own(signature.subarray(0, 16));
  }

  get signer(): SigningKey {
    return this.#signer;
  }

  /** Proves the store, and the views against a fold of it laid beside. */
  verify(progress?: (row: number) => void): Verified & { readonly views: readonly string[] } {
    const store = verifyStore(this.store, this.publicKeys(), { kinds: this.kinds, blobs: this.blobs, progress });
    return orElse(
      () => ({ ...store, views: this.differingViews() }),
      error => ({ ...store, findings: [...store.findings, foundBase(error)], views: [] }),
    );
  }

  /** Names of the views whose rows are not what a fresh fold gives. */
  differingViews(): string[] {
    const beside = join(this.#folder, `${FILES.views}.check`);
    const fresh = freshHost(beside, this.keys.data, this.store, this.kinds, this.#views);
    try {
      fresh.catchUp();
      const here = this.#folds.digests();
      return [...fresh.digests()].filter(([name, digest]) => here.get(name) !== digest).map(([name]) => name);
    } finally {
      fresh.db.close();
      removeDatabase(beside);
    }
  }

  /** Public signing keys by node, in hex: our own, and those of the nodes that were enrolled. */
  publicKeys(): Map<string, Bytes> {
    return this.store.publicKeys();
  }

  /** Trusts a node's signing key from now on. */
  trust(node: Bytes, publicKey: Bytes): void {
    this.store.setMeta(`signer:${hex(node)}`, publicKey);
  }

  close(): void {
    if (this.store.position() > this.#signedRow) this.signHead();
    this.#folds.db.close();
    this.secrets.close();
    this.store.db.close();
    this.#unlock();
  }
}

/** `work`, or where no checkpoint could be used what `other` says. */
function orElse<T, U>(work: () => T, other: (error: BaseError) => U): T | U {
  try {
    return work();
  } catch (error) {
    if (error instanceof BaseError) return other(error);
    throw error;
  }
}

/** What a version newly knows of kinds may name blobs in entries that came before it. */
function nameBlobs(store: Store, kinds: Kinds): void {
  store.blobsOf = (header, payload) => kinds.blobsOf(header.kind, header.version, payload);
  const naming = kinds.naming().sort();
  const stamp = new TextEncoder().encode(naming.join(" "));
  if (same(store.meta("blobs") ?? new Uint8Array(), stamp)) return;
  store.db.transaction(() => {
    store.nameBlobs(naming.map(one => one.slice(0, one.lastIndexOf("@"))));
    store.setMeta("blobs", stamp);
  })();
}

function isCutIn(header: Bytes | null): boolean {
  return header !== null && decodeHeader(header)?.kind === CHAIN_CUT;
}

function countOf(bytes: Bytes | undefined): number {
  return bytes === undefined ? 0 : Number(new TextDecoder().decode(bytes));
}

function countBytes(count: number): Bytes {
  return new TextEncoder().encode(String(count));
}

/** The newest row among what was recorded; 0 where nothing was. */
function newestOf(outcomes: readonly Outcome[]): number {
  let newest = 0;
  for (const outcome of outcomes)
    if (outcome.ok) for (const { position } of outcome.recorded) newest = Math.max(newest, position.row);
  return newest;
}

/** The node's id and signing key: made at the first start. The key lies in secrets.db, never in the journal. */
function identityOf(store: Store, secrets: Sqlite, ports: JournalPorts): { node: Bytes; signer: SigningKey } {
  secrets.exec(
    "CREATE TABLE IF NOT EXISTS node_secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
  );
  const found = secrets
    .prepare<[string], { value: Buffer }>("SELECT value FROM node_secret WHERE name = ?")
    .get("signing");
  const node = store.meta("node");
  if (found !== undefined && node !== undefined) return { node, signer: signingKey(own(found.value)) };
  const { key, der } = newSigningKey();
  const id = node ?? newId(ports.clock, ports.random);
  secrets.prepare("INSERT OR REPLACE INTO node_secret VALUES ('signing', ?)").run(der);
  store.db.transaction(() => {
    store.setMeta("format", Uint8Array.of(FORMAT_VERSION));
    store.setMeta("node", id);
    store.setMeta(`signer:${hex(id)}`, key.public);
  })();
  return { node: id, signer: key };
}
