// Entries that name blobs: what is recorded, taken, proved, erased and left.
import assert from "node:assert/strict";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { attempt, inFolder, noteKind, openTest, recordOne, testClock, testKeys } from "../../tests/kit.ts";
import { BLOBS, blobId } from "./blob.ts";
import { bytesOf } from "./erase.ts";
import { defineKind, entryErasedKind, hex, type Journal, Kinds, readRuns, type Store } from "./index.ts";

const scanKind = defineKind({
  name: "test.scan",
  version: 1,
  schema: z.strictObject({ scan: bytesOf(32), of: z.string() }),
  chain: "care",
  permission: "test.write",
  blobs: body => [body.scan],
});
const kinds = new Kinds([noteKind, scanKind, entryErasedKind]);
const bytes = (text: string) => new TextEncoder().encode(text);
const open = (folder: string, seed = 1) => openTest(folder, testKeys(seed), { seed, kinds });

async function keep(journal: Journal, text: string): Promise<Uint8Array> {
  const id = blobId(bytes(text));
  assert.equal(await journal.blobs.put(id, null, [bytes(text)]), null);
  return id;
}

function takeAll(from: Journal, to: Journal): void {
  for (const chain of from.store.runs())
    for (const { run, hash } of readRuns(from.store, chain)) assert.ok(to.take(run, hash).ok);
}

const named = (store: Store) => store.namedBlobs().map(hex);

test("an entry that names a blob which is not here is refused in words; with it, it is recorded", () =>
  inFolder(async folder => {
    const journal = open(folder);
    const body = { scan: blobId(bytes("page")), of: "sheet" };
    const refused = attempt(journal, "test.scan", body);
    assert.ok(!refused.ok && refused.status === 422);
    assert.deepEqual([refused.error.code, journal.store.position()], ["blob-missing", 0]);
    await keep(journal, "page");
    assert.ok(attempt(journal, "test.scan", body).ok);
    assert.deepEqual(named(journal.store), [hex(body.scan)]);
    journal.close();
  }));

test("replicated it is taken without its blob, which stays wanted over starts, and is named by verify", () =>
  inFolder(async folder => {
    const [from, to] = [open(join(folder, "from")), open(join(folder, "to"), 2)];
    const scan = await keep(from, "page");
    recordOne(from, "test.scan", { scan, of: "sheet" });
    takeAll(from, to);
    assert.deepEqual(to.lackingBlobs().map(hex), [hex(scan)]);
    to.close();
    const again = open(join(folder, "to"), 2);
    assert.deepEqual(again.lackingBlobs().map(hex), [hex(scan)]);
    assert.deepEqual(
      again.verify().findings.map(one => one.code),
      ["blob-missing"],
    );
    await keep(again, "page");
    assert.deepEqual([again.lackingBlobs(), again.verify().findings], [[], []]);
    utimesSync(join(folder, "to", BLOBS, again.blobs.nameOf(scan)), new Date(0), new Date(0));
    assert.equal(again.sweepBlobs(), 0, "what is named stays, however old");
    for (const journal of [from, again]) journal.close();
  }));

test("erased: a blob that nothing else names goes, here and on every node that hears of it", () =>
  inFolder(async folder => {
    const [from, to] = [open(join(folder, "from")), open(join(folder, "to"), 2)];
    const [page, shared] = [await keep(from, "page"), await keep(from, "shared")];
    for (const text of ["page", "shared"]) await keep(to, text);
    const { id } = recordOne(from, "test.scan", { scan: page, of: "sheet" });
    const first = recordOne(from, "test.scan", { scan: shared, of: "one" });
    recordOne(from, "test.scan", { scan: shared, of: "two" });
    takeAll(from, to);
    for (const entry of [id, first.id])
      assert.ok(from.erase(entry, { why: "asked for", header: false, actor: "person:a" }).ok);
    for (const journal of [from, to]) {
      if (journal === to) takeAll(from, to);
      assert.deepEqual([journal.blobs.has(page), journal.blobs.has(shared)], [false, true]);
      assert.deepEqual([named(journal.store), journal.verify().findings], [[hex(shared)], []]);
    }
    assert.equal(from.blobs.names().size, 1);
    for (const journal of [from, to]) journal.close();
  }));

test("stopped between the erasure and its file, the next start erases the blob", () =>
  inFolder(async folder => {
    const journal = open(folder);
    const scan = await keep(journal, "page");
    const { id } = recordOne(journal, "test.scan", { scan, of: "sheet" });
    // The commit of the erasure alone, as it lies on disk when the power goes then.
    const [row] = journal.store.byId(id);
    journal.store.db.transaction(() => journal.store.strip(row?.row ?? 0, false))();
    assert.ok(journal.blobs.has(scan));
    journal.close();
    const again = open(folder);
    assert.ok(!again.blobs.has(scan));
    again.close();
  }));

test("what a kind names is found also in entries that came before this version knew the kind", () =>
  inFolder(async folder => {
    const from = open(join(folder, "from"));
    const scan = await keep(from, "page");
    recordOne(from, "test.scan", { scan, of: "sheet" });
    const older = openTest(join(folder, "to"), testKeys(2), { seed: 2, kinds: new Kinds([noteKind]) });
    takeAll(from, older);
    assert.deepEqual(named(older.store), []);
    older.close();
    const newer = open(join(folder, "to"), 2);
    assert.deepEqual(newer.lackingBlobs().map(hex), [hex(scan)]);
    for (const journal of [from, newer]) journal.close();
  }));

test("a blob that was sent and never named goes a day later; sent again it stays another day", () =>
  inFolder(async folder => {
    const clock = testClock(Date.now());
    const journal = openTest(folder, testKeys(), { kinds, clock });
    const id = await keep(journal, "never named");
    assert.equal(journal.sweepBlobs(), 0);
    clock.add(24 * 3_600_000 + 60_000);
    const path = join(folder, BLOBS, journal.blobs.nameOf(id));
    utimesSync(path, new Date(clock.now()), new Date(clock.now()));
    assert.equal(journal.sweepBlobs(), 0);
    utimesSync(path, new Date(), new Date());
    assert.equal(journal.sweepBlobs(), 1);
    journal.close();
  }));

test("a prunable kind cannot name blobs: what names a blob stays", () => {
  assert.throws(() => new Kinds([defineKind({ ...scanKind, prunable: true })]), /prunable/);
});
