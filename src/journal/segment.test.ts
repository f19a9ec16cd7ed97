import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { attempt, hexes, inFolder, openTest, recordOne, seeded, testKeys } from "../../tests/kit.ts";
import { digestOf, hashOf, originOf } from "./hash.ts";
import { encodeHeader } from "./header.ts";
import {
  decodeSegment,
  encodeSegment,
  headerOf,
  hex,
  type Journal,
  newIdentity,
  readRuns,
  recipientOf,
  type Segment,
  signRun,
  trailerHolds,
} from "./index.ts";

function everything(journal: Journal): Segment {
  return {
    runs: journal.store
      .runs()
      .flatMap(chain => [...readRuns(journal.store, chain)].map(({ run, hash }) => signRun(run, hash, journal.signer))),
  };
}

function takeAll(journal: Journal, segment: Segment): void {
  for (const signed of segment.runs) {
    assert.ok(trailerHolds(signed));
    const result = journal.take(signed.run, signed.hash);
    assert.ok(result.ok);
  }
  while (journal.fold().folded > 0);
}

test("a segment is read by its reader as it was written, and by nobody else", async () =>
  inFolder(async folder => {
    const journal = openTest(folder, testKeys());
    for (let n = 0; n < 5; n++) recordOne(journal, "test.note", { text: `a note ${n}` });
    const identity = await newIdentity();
    const file = await encodeSegment(everything(journal), [await recipientOf(identity)], seeded(3));
    assert.ok(!Buffer.from(file).includes("a note 3"), "nothing readable in it");
    const read = await decodeSegment(file, [identity]);
    assert.ok(read.ok);
    assert.equal(read.segment.runs[0]?.run.entries.length, 5);
    const other = await decodeSegment(file, [await newIdentity()]);
    assert.ok(!other.ok && other.error.code === "not-for-us");
    // Damaged anywhere, cut anywhere: an error value, never an exception, never a part of it.
    for (let at = 0; at < file.length; at += Math.ceil(file.length / 97)) {
      const damaged = new Uint8Array(file);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      assert.equal((await decodeSegment(damaged, [identity])).ok, false, `byte ${at}`);
      assert.equal((await decodeSegment(file.subarray(0, at), [identity])).ok, false, `cut at ${at}`);
    }
    journal.close();
  }));

test("two journals cut apart and joined hold the same entries, the same views, and the conflict", () =>
  inFolder(a =>
    inFolder(b => {
      const keys = testKeys();
      const left = openTest(a, keys, { seed: 11 });
      const right = openTest(b, keys, { seed: 22 });
      const bed = recordOne(left, "test.bed", { bed: "418", patient: "nguyen" });
      takeAll(right, everything(left));
      // Cut apart: both move the bed on, both saw the same standing entry.
      const onLeft = recordOne(left, "test.bed", { bed: "418", patient: "cole" }, { replaces: [bed.id] });
      const onRight = recordOne(right, "test.bed", { bed: "418", patient: "park" }, { replaces: [bed.id] });
      recordOne(left, "test.note", { text: "left" });
      recordOne(right, "test.note", { text: "right" });
      // Joined, in either order.
      const [fromLeft, fromRight] = [everything(left), everything(right)];
      takeAll(right, fromLeft);
      takeAll(left, fromRight);
      for (const journal of [left, right]) {
        assert.deepEqual(
          hexes(journal.store.standing("bed|418")),
          hexes([onLeft.id, onRight.id]),
          "a conflict for a person",
        );
        assert.deepEqual(journal.differingViews(), []);
        assert.deepEqual(
          journal.verify().findings.filter(f => f.code !== "head-unsigned"),
          [],
        );
      }
      assert.deepEqual(hexes(left.store.leaves()), hexes(right.store.leaves()));
      // A person settles it by a new entry that names both.
      const settled = attempt(left, "test.bed", { bed: "418", patient: "cole" }, { replaces: [onLeft.id, onRight.id] });
      assert.ok(settled.ok);
      takeAll(right, everything(left));
      assert.equal(right.store.standing("bed|418").length, 1);
      left.close();
      right.close();
    }),
  ));

test("a run that was changed, misplaced, or does not end at a proved hash takes nothing", () =>
  inFolder(a =>
    inFolder(b => {
      const left = openTest(a, testKeys(), { seed: 11 });
      const right = openTest(b, testKeys(), { seed: 22 });
      for (let n = 0; n < 4; n++) recordOne(left, "test.note", { text: `n${n}` });
      const [signed] = everything(left).runs;
      assert.ok(signed !== undefined);
      const { run, hash } = signed;
      const changed = run.entries.map((entry, index) =>
        index === 1 && entry.payload !== null ? { ...entry, payload: Uint8Array.from([...entry.payload, 1]) } : entry,
      );
      const cases = [
        [{ ...run, entries: changed }, hash, "changed"],
        [{ ...run, from: 2 }, hash, "misplaced"],
        [{ ...run, entries: run.entries.slice(0, 3) }, hash, "unproved"],
        [{ ...run, entries: [...run.entries].reverse() }, hash, "misplaced"],
      ] as const;
      for (const [bad, proved, code] of cases) {
        const result = right.take(bad, proved);
        assert.ok(!result.ok && result.error.code === code);
        assert.equal(right.store.position(), 0);
      }
      left.close();
      right.close();
    }),
  ));

test("restored from an older backup, a node that meets its own lost entries goes on under a new epoch that names them", () =>
  inFolder(a =>
    inFolder(b => {
      const keys = testKeys();
      const before = openTest(a, keys, { seed: 1 });
      recordOne(before, "test.note", { text: "in the backup" });
      before.close();
      const backup = join(b, "restored");
      cpSync(a, backup, { recursive: true });
      const node = openTest(a, keys, { seed: 2 });
      for (let n = 0; n < 3; n++) recordOne(node, "test.note", { text: `after the backup ${n}` });
      const kept = everything(node);
      node.close();
      const restored = openTest(backup, keys, { seed: 3 });
      assert.equal(hex(restored.node), hex(node.node));
      const early = recordOne(restored, "test.note", { text: "written before the peer was met" });
      takeAll(restored, kept);
      const late = recordOne(restored, "test.note", { text: "written after" });
      assert.notEqual(hex(late.position.epoch), hex(early.position.epoch), "a new epoch");
      assert.equal(late.position.seq, 1);
      assert.equal(restored.store.leaves().length, 1, "it names both branches");
      assert.equal(
        (restored.views.prepare("SELECT count(*) AS n FROM note").get() as { n: number }).n,
        6,
        "both branches stand",
      );
      assert.deepEqual(restored.verify().findings, []);
      restored.close();
    }),
  ));

test("a salt that came without content proves nothing: the one that comes with the content is kept", () =>
  inFolder(a =>
    inFolder(b => {
      const left = openTest(a, testKeys(), { seed: 11 });
      const right = openTest(b, testKeys(), { seed: 22 });
      recordOne(left, "test.note", { text: "withheld" });
      const [signed] = everything(left).runs;
      assert.ok(signed !== undefined);
      const entries = signed.run.entries.map(entry => ({ ...entry, payload: null, salt: seeded(1).bytes(16) }));
      assert.ok(right.take({ ...signed.run, entries }, signed.hash).ok);
      takeAll(right, everything(left));
      assert.deepEqual(right.verify().findings, []);
      left.close();
      right.close();
    }),
  ));

test("a full disk refuses a run whole; taken again when there is room, all of it is there and a start finds it", () =>
  inFolder(a =>
    inFolder(b => {
      const left = openTest(a, testKeys(), { seed: 11 });
      const right = openTest(b, testKeys(), { seed: 22 });
      for (let n = 0; n < 20; n++) recordOne(left, "test.note", { text: `${n} ${"x".repeat(5_000)}` });
      const [signed] = everything(left).runs;
      assert.ok(signed !== undefined);
      const pages = right.store.db.pragma("page_count", { simple: true }) as number;
      right.store.db.pragma(`max_page_count=${pages + 4}`);
      assert.throws(() => right.take(signed.run, signed.hash), { code: "SQLITE_FULL" });
      assert.equal(right.store.position(), 0);
      right.store.db.pragma("max_page_count=1000000");
      takeAll(right, everything(left));
      assert.equal(right.store.after(0, 100).length, 20);
      assert.deepEqual(right.verify().findings, []);
      left.close();
      right.close();
    }),
  ));

test("more leaves than a header holds: a start names its own before others, and goes on recording", () =>
  inFolder(folder => {
    const keys = testKeys();
    const random = seeded(5);
    const before = openTest(folder, keys, { seed: 1 });
    const mine = recordOne(before, "test.note", { text: "mine" });
    for (let n = 0; n < 1_200; n++) {
      const [node, epoch, id] = [random.bytes(16), random.bytes(16), random.bytes(16)];
      const place = { node, chain: "care" as const, epoch, seq: 1 };
      const rest = { happened: null, actor: "a", device: null, kind: "test.note", version: 1, key: null, group: null };
      const lists = { replaces: [], subjects: [], parents: [], act: null, length: 0, commit: new Uint8Array(32) };
      const header = encodeHeader({ id, ...place, time: 1, wall: 1, ...rest, ...lists });
      const digest = digestOf(header);
      const previous = originOf(node, epoch, 2);
      const entries = [{ digest, header, salt: null, payload: null, absence: null }];
      assert.ok(before.take({ node, chain: "care", epoch, from: 1, previous, entries }, hashOf(previous, digest)).ok);
    }
    before.close();
    const journal = openTest(folder, keys, { seed: 2 });
    const next = recordOne(journal, "test.note", { text: "goes on" });
    const header = headerOf(journal.store.byId(next.id)[0] ?? assert.fail());
    assert.equal(header?.parents?.length, 500);
    assert.ok(header.parents.some(parent => hex(parent) === hex(mine.hash)));
    journal.close();
  }));

test("an entry that came without its content is raised when it comes again with it, and is folded then", () =>
  inFolder(a =>
    inFolder(b => {
      const left = openTest(a, testKeys(), { seed: 11 });
      const right = openTest(b, testKeys(), { seed: 22 });
      recordOne(left, "test.note", { text: "withheld" });
      const [signed] = everything(left).runs;
      assert.ok(signed !== undefined);
      const bare = {
        ...signed.run,
        entries: signed.run.entries.map(entry => ({ ...entry, header: null, salt: null, payload: null })),
      };
      assert.ok(right.take(bare, signed.hash).ok);
      right.fold();
      assert.equal((right.views.prepare("SELECT count(*) AS n FROM note").get() as { n: number }).n, 0);
      assert.deepEqual(right.verify().findings, [], "it verifies as withheld");
      const raised = right.take(signed.run, signed.hash);
      assert.ok(raised.ok && raised.taken.raised === 1);
      right.fold();
      assert.equal((right.views.prepare("SELECT count(*) AS n FROM note").get() as { n: number }).n, 1);
      left.close();
      right.close();
    }),
  ));
