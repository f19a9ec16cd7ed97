// As of an earlier moment where messages were cut off, and from a checkpoint where none were.
import assert from "node:assert/strict";
import { test } from "node:test";
import { config, keys, message, pv1, view } from "../../../tests/feed-chains.ts";
import { inFolder, seeded, testClock } from "../../../tests/kit.ts";
import {
  chainCutKind,
  checkpointMadeKind,
  entryErasedKind,
  headerOf,
  hostBy,
  Journal,
  Kinds,
  StoreWithin,
  sourceIn,
} from "../../journal/index.ts";
import { feedKinds } from "../entries.ts";
import { copyAsOf, oldestKept } from "./as-of.ts";

const kinds = new Kinds([...feedKinds, entryErasedKind, checkpointMadeKind, chainCutKind]);
const START = Date.UTC(2023, 7, 3, 12);
const MINUTE = 60_000;

type House = {
  readonly journal: Journal;
  readonly send: (at: number, bytes: Uint8Array) => void;
  readonly folder: string;
};

/** A journal whose clock is set to so many minutes before each message. */
function inHouse<T>(use: (house: House) => T): Promise<T> {
  return inFolder(folder => {
    const clock = testClock(START);
    const opened = Journal.open(folder, keys, { kinds, views: [view], ports: { clock, random: seeded(3) } });
    if (!opened.ok) throw new Error(opened.error.text);
    const { journal } = opened;
    const write = (kind: string, body: unknown) => {
      const [outcome] = journal.commit([{ drafts: [{ kind, actor: "feed:adt", body }], online: false }]);
      assert.equal(outcome?.ok, true);
      while (journal.fold().folded > 0);
    };
    write("feed.configured", config());
    let minutes = 0;
    const send = (at: number, bytes: Uint8Array) => {
      clock.add((at - minutes) * MINUTE);
      minutes = at;
      write("feed.message", { feed: "adt", message: bytes, peer: null });
    };
    try {
      return use({ journal, send, folder });
    } finally {
      journal.close();
    }
  });
}

const lies = (n: number, bed: string, mrn: string) =>
  message("ADT", n === 1 ? "A01" : "A02", n, [pv1(bed, `V${mrn}`)], mrn);
const recordOf = (journal: Journal, mrn: string) =>
  journal.views.prepare("SELECT record FROM chart_record WHERE words LIKE ?").pluck().get(`% ${mrn}%`) as string;

test("of what was cut off only the checkpoint speaks, and it says so; who came since is shown as of any moment", async () => {
  await inHouse(({ journal, send }) => {
    send(1, lies(1, "401", "1001"));
    send(10, lies(2, "402", "1001"));
    const cut = journal.prune(journal.planCut({ facility: "HMG", before: (START + 60 * MINUTE) * 1_000, keep: [] }), {
      actor: "person:keeper",
      facility: "HMG",
    });
    assert.ok(cut.ok, JSON.stringify(cut));
    send(70, lies(3, "403", "1001"));
    send(71, lies(1, "404", "1002"));
    send(80, lies(4, "405", "1002"));
    const parts = { views: journal.views, source: sourceIn(journal.store, kinds), idKey: keys.id };
    const bedAt = (mrn: string, minutes: number) => {
      const then = copyAsOf(parts, recordOf(journal, mrn), START + minutes * MINUTE);
      const bed = then.db.prepare("SELECT bed FROM chart_bed").pluck().get();
      const said = [bed, then.at - START, then.is_oldest];
      then.db.close();
      return said;
    };
    const oldest = oldestKept(journal.views) - START;
    assert.ok(oldest >= 10 * MINUTE && oldest < 70 * MINUTE);
    assert.deepEqual(bedAt("1001", 5), ["402-A", oldest, true], "where she was when it was made");
    assert.deepEqual(bedAt("1001", 60), ["402-A", 60 * MINUTE, false]);
    assert.deepEqual(bedAt("1001", 75), ["403-A", 75 * MINUTE, false]);
    assert.deepEqual(bedAt("1002", 75), ["404-A", 75 * MINUTE, false]);
    assert.deepEqual(bedAt("1002", 85), ["405-A", 85 * MINUTE, false]);
    assert.deepEqual(
      bedAt("1002", 5),
      [undefined, 5 * MINUTE, false],
      "she was not here, and nothing of her is cut off",
    );
  });
});

test("the house is folded on from the newest checkpoint of before, and is the same as folded from the beginning", async () => {
  await inHouse(({ journal, send, folder }) => {
    send(1, lies(1, "401", "1001"));
    send(2, new TextEncoder().encode("MSH|^~\\&|EHR|HMG|||20230803||QRY^Q01|P1|P|2.5.1\r"));
    send(3, message("ADT", "A40", 3, [["MRG", ["1002", undefined, undefined, "HMG", "MR"]]], "1001"));
    const made = journal.checkpoint({ actor: "person:keeper", keep: 3 });
    assert.ok(made.ok);
    send(20, lies(2, "402", "1001"));
    send(30, lies(1, "404", "1003"));
    for (const [minutes, isBased] of [
      [2, false],
      [25, true],
      [40, true],
    ] as const) {
      const by = (START + minutes * MINUTE) * 1_000;
      const store = new StoreWithin(journal.store.db, row => (headerOf(row)?.wall ?? 0) <= by);
      const fold = (name: string, given: number) => {
        const host = hostBy(`${folder}/${name}`, keys.data, store, kinds, [view], folder, given);
        const based = host.db.prepare("SELECT value FROM fold WHERE name = 'based'").pluck().get();
        host.catchUp();
        const digests = host.digests();
        host.db.close();
        return { digests, based };
      };
      const [on, anew] = [fold("on.db", by), fold("anew.db", 0)];
      assert.deepEqual([on.based, anew.based], [isBased ? '["copy"]' : undefined, undefined]);
      assert.deepEqual(on.digests, anew.digests, `as of minute ${minutes}`);
    }
  });
});
