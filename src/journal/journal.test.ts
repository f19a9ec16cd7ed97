import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  attempt,
  hexes,
  inFolder,
  noteView,
  openTest,
  recordOne,
  seeded,
  testClock,
  testKeys,
  testKinds,
} from "../../tests/kit.ts";
import { decodeHeader, encodeHeader, type Header } from "./header.ts";
import { defineView, FILES, hex, Journal, newId, openEncrypted, Store } from "./index.ts";
import { headerOf } from "./store.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const anyHeader: fc.Arbitrary<Header> = fc
  .record(
    {
      id: bytes(16),
      node: bytes(16),
      chain: fc.constantFrom("feed" as const, "care" as const, "operations" as const, "looks" as const),
      epoch: bytes(16),
      seq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      time: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
      wall: fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
      happened: fc.option(fc.string({ unit: "grapheme", maxLength: 40 })),
      actor: fc.string({ unit: "grapheme", maxLength: 60 }),
      device: fc.option(fc.string({ maxLength: 40 })),
      kind: fc.string({ maxLength: 40 }),
      version: fc.nat(),
      key: fc.option(fc.string({ unit: "grapheme", maxLength: 60 })),
      replaces: fc.array(bytes(16), { maxLength: 3 }),
      subjects: fc.array(bytes(16), { maxLength: 3 }),
      parents: fc.array(bytes(32), { maxLength: 4 }),
      group: fc.option(
        fc.record(
          { first: bytes(16), index: fc.constant(0), count: fc.integer({ min: 1, max: 9 }) },
          { noNullPrototype: true },
        ),
      ),
      act: fc.option(bytes(32)),
      length: fc.nat(),
      commit: bytes(32),
    },
    { noNullPrototype: true },
  )
  .map(header => ({ ...header, parents: header.seq === 1 ? header.parents : null }));

test("a header has one way to be written: what is read back is the same, and writes the same bytes", () => {
  fc.assert(
    fc.property(anyHeader, header => {
      const written = encodeHeader(header);
      assert.deepEqual(decodeHeader(written), header);
    }),
  );
});

test("a header that is not written the one way is not folded: any changed byte is refused or reads as another header", () => {
  fc.assert(
    fc.property(anyHeader, fc.nat(), fc.integer({ min: 1, max: 255 }), (header, at, change) => {
      const written = encodeHeader(header);
      const changed = new Uint8Array(written);
      const place = at % changed.length;
      changed[place] = (changed[place] ?? 0) ^ change;
      const read = decodeHeader(changed);
      if (read !== undefined) assert.deepEqual(encodeHeader(read), changed);
    }),
  );
});

test("the same key twice in a header is not read", () => {
  const header = encodeHeader(fc.sample(anyHeader, { numRuns: 1, seed: 4 })[0] as Header);
  const entries = (header[1] ?? 0) - 0xa0;
  assert.ok(entries >= 0 && entries < 23);
  const doubled = Uint8Array.from([header[0] ?? 0, 0xa0 + entries + 1, ...header.subarray(2), 0x12, 0x00]);
  assert.equal(decodeHeader(doubled), undefined);
});

test("what is recorded is there after a start, under a new epoch that names the heads it continues", () =>
  inFolder(folder => {
    const keys = testKeys();
    const first = openTest(folder, keys, { seed: 1 });
    const note = recordOne(first, "test.note", { text: "first" });
    recordOne(first, "test.bed", { bed: "418", patient: "a" });
    first.close();
    const second = openTest(folder, keys, { seed: 2 });
    const leavesBefore = hexes(second.store.leaves());
    const next = recordOne(second, "test.note", { text: "second" });
    assert.notEqual(hex(next.position.epoch), hex(note.position.epoch));
    assert.equal(next.position.seq, 1);
    const header = headerOf(second.store.byId(next.id)[0] ?? assert.fail());
    assert.deepEqual(hexes(header?.parents ?? []), leavesBefore, "the leaf heads of all four chains");
    assert.equal(leavesBefore.length, 2);
    // The first header of the other chain in this epoch names the same heads, as they stood at the start.
    const bed = recordOne(second, "test.bed", { bed: "419", patient: "b" });
    assert.deepEqual(hexes(headerOf(second.store.byId(bed.id)[0] ?? assert.fail())?.parents ?? []), leavesBefore);
    assert.equal(second.store.leaves().length, 2);
    assert.deepEqual(second.verify().findings, []);
    second.close();
  }));

test("an epoch is opened by the first real entry: a start that records nothing leaves no trace", () =>
  inFolder(folder => {
    const keys = testKeys();
    for (let start = 0; start < 3; start++) openTest(folder, keys, { seed: start }).close();
    const journal = openTest(folder, keys);
    assert.equal(journal.store.runs().length, 0);
    journal.close();
  }));

test("time rises strictly over all four chains while the wall stutters, goes back, and leaves the century", () =>
  inFolder(folder => {
    const clock = testClock();
    const journal = openTest(folder, testKeys(), { clock });
    const walls = [
      Date.UTC(2023, 7, 3),
      Date.UTC(2023, 7, 3),
      Date.UTC(2023, 7, 2),
      0,
      -5,
      Date.UTC(2300, 0, 1),
      Date.UTC(2023, 7, 4),
    ];
    const times = walls.map((wall, index) => {
      clock.set(wall);
      const id = recordOne(
        journal,
        index % 2 === 0 ? "test.note" : "test.bed",
        index % 2 === 0 ? { text: `${index}` } : { bed: `${index}`, patient: null },
      ).id;
      const header = headerOf(journal.store.byId(id)[0] ?? assert.fail());
      assert.equal(header?.wall, Math.min(wall * 1000, Number.MAX_SAFE_INTEGER), "what the clock said is kept");
      return header?.time ?? 0;
    });
    for (let index = 1; index < times.length; index++) assert.ok((times[index] ?? 0) > (times[index - 1] ?? 0));
    assert.ok((times.at(-1) ?? 0) < Date.UTC(2200, 0, 1) * 1000);
    journal.close();
  }));

test("the same id with the same content is answered as recorded, with other content 422", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys());
    const id = newId(testClock(), seeded(7));
    const first = recordOne(journal, "test.note", { text: "once" }, { id });
    const again = attempt(journal, "test.note", { text: "once" }, { id });
    assert.ok(again.ok && again.repeated);
    assert.deepEqual(again.recorded[0]?.position, first.position);
    assert.equal(journal.store.position(), 1);
    const other = attempt(journal, "test.note", { text: "other" }, { id });
    assert.ok(!other.ok && other.status === 422 && other.error.code === "id-clash");
    const otherActor = attempt(journal, "test.note", { text: "once" }, { id, actor: "person:park" });
    assert.ok(!otherActor.ok && otherActor.status === 422);
    // Replicated or queued it is never refused: both are kept as a clash.
    const queued = attempt(journal, "test.note", { text: "other" }, { id, online: false });
    assert.ok(queued.ok && !queued.repeated);
    assert.equal(journal.store.byId(id).length, 2);
    journal.close();
  }));

test("replaces: 409 only if something stands that the draft does not name; after that beside it, a shown conflict", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys());
    const a = recordOne(journal, "test.bed", { bed: "418", patient: "a" });
    const stale = attempt(journal, "test.bed", { bed: "418", patient: "b" });
    assert.ok(!stale.ok && stale.status === 409);
    assert.deepEqual(hexes(stale.standing), [hex(a.id)]);
    const unknown = newId(testClock(), seeded(8));
    const b = recordOne(journal, "test.bed", { bed: "418", patient: "b" }, { replaces: [a.id, unknown] });
    assert.deepEqual(hexes(journal.store.standing("bed|418")), [hex(b.id)]);
    const beside = attempt(journal, "test.bed", { bed: "418", patient: "c" }, { replaces: [a.id], beside: true });
    assert.ok(beside.ok);
    assert.equal(journal.store.standing("bed|418").length, 2, "a conflict, for a person to settle");
    // A replaces counts only within its own key.
    recordOne(journal, "test.bed", { bed: "419", patient: "d" }, { replaces: [b.id] });
    assert.equal(journal.store.standing("bed|418").length, 2);
    journal.close();
  }));

test("self-replacement is refused, and a key none of whose entries stands shows all", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys());
    const [x, y] = [newId(testClock(), seeded(1)), newId(testClock(), seeded(2))];
    const self = attempt(journal, "test.bed", { bed: "1", patient: null }, { id: x, replaces: [x] });
    assert.ok(!self.ok && self.error.code === "self-replacement");
    recordOne(journal, "test.bed", { bed: "1", patient: "a" }, { id: x, replaces: [y] });
    attempt(journal, "test.bed", { bed: "1", patient: "b" }, { id: y, replaces: [x], online: false });
    assert.deepEqual(hexes(journal.store.standing("bed|1")), hexes([x, y]));
    journal.close();
  }));

test("a group stands or falls together and lies contiguous; one bad draft refuses all of it and disturbs no other request", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys());
    const draft = (text: unknown) => ({ kind: "test.note", body: { text }, actor: "person:cole" });
    const outcomes = journal.commit([
      { drafts: [draft("a"), draft("b"), draft("c")], online: true },
      { drafts: [draft("d"), draft(7)], online: true },
      { drafts: [draft("e")], online: true },
    ]);
    assert.deepEqual(
      outcomes.map(outcome => outcome.ok),
      [true, false, true],
    );
    assert.equal(journal.store.position(), 4);
    const headers = journal.store.after(0, 3).map(headerOf);
    assert.deepEqual(
      headers.map(header => [header?.group?.index, header?.group?.count]),
      [
        [0, 3],
        [1, 3],
        [2, 3],
      ],
    );
    const mixed = journal.commit([
      { drafts: [draft("x"), { kind: "test.bed", body: { bed: "1", patient: null }, actor: "a" }], online: true },
    ]);
    assert.ok(mixed[0] !== undefined && !mixed[0].ok && mixed[0].error.code === "group-chains");
    journal.close();
  }));

test("rebuilt views are the live views, and a stop between commit and fold loses nothing", () =>
  inFolder(folder => {
    const keys = testKeys();
    const journal = openTest(folder, keys);
    for (let n = 0; n < 20; n++) recordOne(journal, "test.note", { text: `note ${n % 5}` });
    journal.commit([{ drafts: [{ kind: "test.note", body: { text: "not folded" }, actor: "a" }], online: true }]);
    assert.equal(journal.lag(), 1);
    journal.close();
    const again = openTest(folder, keys, { seed: 5 });
    assert.equal(again.lag(), 0);
    assert.deepEqual(again.differingViews(), []);
    again.rebuild();
    assert.deepEqual(again.differingViews(), []);
    assert.equal((again.views.prepare("SELECT count(*) AS n FROM note").get() as { n: number }).n, 21);
    again.close();
  }));

test("P1: a data folder has one writer", () =>
  inFolder(folder => {
    const keys = testKeys();
    const journal = openTest(folder, keys);
    const second = Journal.open(folder, keys, {
      kinds: journal.kinds,
      views: [],
      ports: { clock: testClock(), random: seeded(3) },
    });
    assert.ok(!second.ok && second.error.code === "locked");
    journal.close();
    openTest(folder, keys, { seed: 9 }).close();
  }));

test("a fold that fails leaves its entry counted and stops nothing; of one whole entry, no half is shown", () =>
  inFolder(folder => {
    const failing = defineView({
      ...noteView,
      fold(db, entry, source) {
        const topics = noteView.fold(db, entry, source);
        if ((entry.body as { text: string }).text === "bad") throw new RangeError("a programming error");
        return topics;
      },
    });
    const ports = { clock: testClock(), random: seeded(1) };
    const opened = Journal.open(folder, testKeys(), { kinds: testKinds, views: [failing], ports });
    assert.ok(opened.ok);
    for (const text of ["before", "bad", "after"]) recordOne(opened.journal, "test.note", { text });
    assert.equal(opened.journal.lag(), 0);
    const { views } = opened.journal;
    assert.deepEqual(views.prepare("SELECT text FROM note ORDER BY text").pluck().all(), ["after", "before"]);
    assert.deepEqual(views.prepare("SELECT row, kind, why FROM unfolded").all(), [
      { row: 2, kind: "test.note", why: "the fold note failed: RangeError" },
    ]);
    opened.journal.close();
  }));

test("a store of a newer format is refused in words and left as it is", () =>
  inFolder(folder => {
    const keys = testKeys();
    const journal = openTest(folder, keys);
    recordOne(journal, "test.note", { text: "kept" });
    journal.store.setMeta("format", Uint8Array.of(2));
    journal.close();
    const ports = { clock: testClock(), random: seeded(2) };
    const opened = Journal.open(folder, keys, { kinds: testKinds, views: [noteView], ports });
    assert.ok(!opened.ok && opened.error.code === "newer-format");
    // Nothing holds the folder: the newer program opens it.
    const db = openEncrypted(join(folder, FILES.journal), keys.data, "full");
    assert.equal(new Store(db).position(), 1);
    db.close();
  }));
