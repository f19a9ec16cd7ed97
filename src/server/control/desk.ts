// What a command needs of a node. A running node has its own desk; of a stopped one the command opens the folder and sits down itself.
import { randomUUID } from "node:crypto";
import { Looks, Witness } from "../../access/index.ts";
import { type CopyContext, standingFrequencies } from "../../feed/index.ts";
import {
  BLOB_LIMITS,
  type Blobs,
  blobsOf,
  hex,
  type IdKey,
  type Journal,
  type layCheckpoint,
  type Outcome,
  type Random,
  type Request,
  removeCheckpoint,
  type Sqlite,
  sweepCheckpoints,
} from "../../journal/index.ts";
import type { Facility } from "../../places/index.ts";
import { facilityIds, standingFacility } from "../../places/index.ts";
import { copyContext } from "../copy-context.ts";
import { MACHINE_RANDOM } from "../random.ts";
import { recorder } from "../record.ts";
import { openPress, type Press, recordSheets, type SheetParts } from "../sheets.ts";
import { openSpill } from "../spill.ts";
import type { Bringing } from "./blobs.ts";
import { giveSegment } from "./give.ts";
import type { Applied, Refusal, Reply } from "./protocol.ts";
import { houseJob, readBeside, type Waiting } from "./reader.ts";

export type Desk = {
  /** Resolves when it is on disk and the views show it. */
  readonly record: (requests: readonly Request[]) => Promise<readonly Outcome[]>;
  readonly views: Sqlite;
  readonly secrets: Sqlite;
  readonly node: Uint8Array;
  readonly idKey: IdKey;
  /** The facility that this folder serves; null before its first start. */
  readonly facility: () => Facility | null;
  /** The copy as it stands at an instant (integer ms); null before the first start. */
  readonly copy: (at: number) => CopyContext | null;
  readonly signHead: () => Promise<string>;
  readonly printed: SheetParts["printed"];
  readonly press: Press;
  readonly looks: Looks;
  readonly blobs: Blobs;
  readonly bringing: Bringing;
  /** Every blob that an entry names. */
  readonly namedBlobs: () => readonly Uint8Array[];
  readonly give: (recipients: readonly string[]) => Promise<Reply<"segment.give">>;
  readonly verify: (waiting: Waiting) => Promise<Reply<"verify">>;
  /** The house as of `at` (integer ms), one unit or which there were; `now` is the copy of now. It may take minutes. */
  readonly house: (now: CopyContext, at: number, unit: string | null, waiting: Waiting) => Promise<Reply<"asof">>;
  /** Lays a checkpoint's file; its entry is the caller's. One at a time. */
  readonly lay: (waiting: Waiting) => Promise<ReturnType<typeof layCheckpoint> | Refusal>;
  /** Removes the file of a checkpoint that was laid, and has no entry. */
  readonly unlay: (checkpoint: Uint8Array) => void;
  /** Removes checkpoints but the newest so many, and those that are needed. */
  readonly sweep: (keep: number) => void;
  /** Hears that feeds were configured anew. */
  readonly configured: (applied: readonly Applied[]) => void;
  /** Integer ms. */
  readonly now: () => number;
  readonly random: Random;
};

/** The desk of a folder that this process opened as its one writer. */
export function deskOf(journal: Journal, folder: string): Desk {
  const record: Desk["record"] = async requests => {
    const outcomes = journal.commit(requests);
    while (journal.fold().folded > 0);
    return outcomes;
  };
  const drafts = recorder({ record: async requests => [...(await record(requests))] });
  const facility = () => servedFacility(journal.views);
  let head = hex(journal.signHead());
  return {
    record,
    get views() {
      return journal.views;
    },
    secrets: journal.secrets,
    node: journal.node,
    idKey: journal.keys.id,
    facility,
    copy: at => {
      const served = facility();
      if (served === null) return null;
      const frequencies = standingFrequencies(journal.views, served.id);
      const position = journal.foldedPosition();
      return copyContext({ views: journal.views, facility: served, position, head, frequencies }, at);
    },
    signHead: async () => {
      head = hex(journal.signHead());
      return head;
    },
    printed: recordSheets(drafts),
    press: openPress(),
    looks: new Looks(new Witness(drafts, openSpill(folder, journal.keys, MACHINE_RANDOM), randomUUID)),
    blobs: blobsOf(folder, journal.keys.data, MACHINE_RANDOM, BLOB_LIMITS),
    bringing: new Map(),
    namedBlobs: () => journal.store.namedBlobs(),
    give: recipients => giveSegment(journal.store, journal.signer, recipients, MACHINE_RANDOM),
    verify: async ({ progress }) => {
      const of = journal.store.position();
      const { entries, heads, findings, views } = journal.verify(row => progress(row, of));
      return { ok: true, value: { entries, heads, findings: [...findings], views: [...views] } };
    },
    house: (now, at, unit, waiting) => readBeside(folder, journal.keys, houseJob(now, at, unit), waiting),
    lay: async ({ progress }) => {
      while (journal.fold().folded > 0);
      return journal.layCheckpoint(progress);
    },
    unlay: checkpoint => removeCheckpoint(folder, checkpoint),
    sweep: keep => sweepCheckpoints(folder, journal.store, keep, Date.now()),
    configured: () => {},
    now: () => Date.now(),
    random: MACHINE_RANDOM,
  };
}

/** The facility of the newest listener, else the only one that stands. */
export function servedFacility(views: Sqlite): Facility | null {
  const newest = views.prepare<[], { body: string }>("SELECT body FROM feed_config ORDER BY wall DESC LIMIT 1").get();
  const ofFeed: unknown = newest === undefined ? undefined : JSON.parse(newest.body).facility;
  const ids = facilityIds(views);
  const id = typeof ofFeed === "string" ? ofFeed : ids.length === 1 ? ids[0] : undefined;
  return id === undefined ? null : (standingFacility(views, id)[0]?.body ?? null);
}
