// What a lawful erasure takes away, everywhere and for good, and what the journal still knows after it.
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { bedKind, inFolder, messageKind, noteKind, openTest, recordOne, testKeys } from "../../tests/kit.ts";
import { openEncrypted } from "./database.ts";
import { ENTRY_ERASED, erasureOf } from "./erase.ts";
import { entryErasedKind, FILES, type Journal, Kinds, readRuns, signRun } from "./index.ts";

const keys = testKeys();
const kinds = new Kinds([noteKind, bedKind, messageKind, entryErasedKind]);
const WHY = { why: "court order 12 of 2026", actor: "person:privacy" };
const SECRET = "HIV positive, told nobody";

const open = (folder: string, seed = 1) => openTest(folder, keys, { seed, kinds });
const erase = (journal: Journal, id: Uint8Array, header = false) => journal.erase(id, { ...WHY, header });
const notes = (journal: Journal) =>
  journal.views
    .prepare<[], { text: string }>("SELECT text FROM note ORDER BY text")
    .all()
    .map(row => row.text);

function give(from: Journal, to: Journal, only: (row: number) => boolean = () => true): void {
  const runs = from.store.runs().flatMap(chain => [...readRuns(from.store, chain, 1)]);
  for (const [index, { run, hash }] of runs.entries())
    if (only(index)) assert.ok(to.take(signRun(run, hash, from.signer).run, hash).ok);
  while (to.fold().folded > 0);
}

/** All that a file holds, also what was deleted in it, without its encryption. */
function plain(path: string): Buffer {
  const copy = `${path}.plain`;
  cpSync(path, copy);
  const db = openEncrypted(copy, keys.data, "full");
  db.pragma("journal_mode=DELETE");
  db.pragma("rekey=''");
  db.close();
  return readFileSync(copy);
}

test("erased content is in no file, no view and no answer; the chain verifies, and an entry says who did it and why", () =>
  inFolder(folder => {
    const journal = open(folder);
    recordOne(journal, "test.note", { text: "first" });
    const { id } = recordOne(journal, "test.note", { text: SECRET.repeat(8_000) });
    recordOne(journal, "test.note", { text: "last" });
    journal.store.db.pragma("wal_checkpoint(TRUNCATE)");
    const path = join(folder, FILES.journal);
    assert.ok(plain(path).includes(SECRET), "the test sees what lies in the file");
    const before = pagesOf(path);
    assert.ok(erase(journal, id).ok);
    const after = pagesOf(path);
    const kept = before.filter((page, index) => after[index]?.equals(page) === true).length;
    assert.ok(
      kept <= before.length - 48,
      `${kept} of ${before.length} pages, 48 of which held it, lie in the file as they lay`,
    );
    assert.deepEqual(notes(journal), ["first", "last"]);
    assert.deepEqual(journal.verify(), { entries: 4, heads: 0, findings: [], views: [] });
    const [row] = journal.store.byId(id);
    assert.deepEqual([row?.payload, row?.salt, row?.absence], [null, null, "erased"]);
    journal.close();
    for (const file of [FILES.journal, FILES.views])
      assert.ok(!plain(join(folder, file)).includes(SECRET), `${file} holds it still`);
  }));

test("where the header goes too, its key and what it replaced still hold", () =>
  inFolder(folder => {
    const journal = open(folder);
    const first = recordOne(journal, "test.bed", { bed: "4W-12", patient: "a" });
    const second = recordOne(journal, "test.bed", { bed: "4W-12", patient: SECRET }, { replaces: [first.id] });
    assert.ok(erase(journal, second.id, true).ok);
    assert.equal(journal.store.byId(second.id)[0]?.headerBytes, null);
    assert.deepEqual(journal.store.standing("bed|4W-12").map(hexOf), [hexOf(second.id)], "the first does not revive");
    assert.deepEqual(journal.verify().findings, []);
    // A node that never saw the header learns the same from what the erasure restates.
    const other = open(join(folder, "other"), 2);
    give(journal, other);
    assert.deepEqual(other.store.standing("bed|4W-12").map(hexOf), [hexOf(second.id)]);
    assert.deepEqual(other.verify().findings, []);
    other.close();
    journal.close();
  }));

test("content that comes after its erasure, from one who has not heard of it, is not taken; who dropped his own says so", () =>
  inFolder(folder => {
    const [a, b, c] = [1, 2, 3].map(seed => open(join(folder, String(seed)), seed));
    assert.ok(a !== undefined && b !== undefined && c !== undefined);
    recordOne(a, "test.note", { text: "first" });
    const { id } = recordOne(a, "test.note", { text: SECRET });
    // A resend that reached another node, which gave it on.
    recordOne(b, "test.note", { text: SECRET }, { id });
    give(a, b);
    assert.ok(erase(a, id).ok);
    give(a, c, index => index === 2);
    give(b, c);
    assert.deepEqual(notes(c), ["first"]);
    assert.deepEqual(
      c.store.byId(id).map(row => [row.payload, row.absence]),
      [
        [null, "erased"],
        [null, "erased"],
      ],
    );
    give(a, b);
    assert.deepEqual(notes(b), ["first"]);
    const own = b.store.db.prepare<[Uint8Array], { count: number }>(
      "SELECT count(*) AS count FROM entry e JOIN epoch p ON p.number = e.epoch WHERE p.node = ? AND e.seq > 1",
    );
    assert.equal(own.get(b.node)?.count, 1, "its own position is accounted for by an entry of its own");
    for (const node of [a, b, c]) {
      assert.deepEqual(node.verify().findings, []);
      node.close();
    }
  }));

test("what cannot be erased is said, and nothing is changed", () =>
  inFolder(folder => {
    const journal = open(folder);
    const opening = recordOne(journal, "test.note", { text: "opens the chain" });
    const draft = (text: string) => ({ kind: "test.note", actor: "person:a", body: { text } });
    const [group] = journal.commit([{ drafts: [draft("one"), draft("two")], online: true }]);
    assert.ok(group?.ok);
    const refused = (id: Uint8Array, header: boolean) => {
      const outcome = erase(journal, id, header);
      return outcome.ok ? "erased" : outcome.error.code;
    };
    assert.equal(refused(new Uint8Array(16), false), "no-entry");
    assert.equal(refused(opening.id, true), "not-erasable");
    assert.equal(refused(group.recorded[1]?.id ?? new Uint8Array(), true), "not-erasable");
    assert.equal(journal.store.position(), 3);
    assert.equal(refused(opening.id, false), "erased");
    assert.equal(refused(opening.id, false), "erased", "twice: the second says so");
    const said = journal.store.after(3, 1)[0];
    assert.ok(said !== undefined);
    assert.equal(refused(idOf(journal, 4), false), "not-erasable");
    assert.deepEqual(journal.verify().findings, []);
    journal.close();
  }));

test("an erased id that is offered again is answered as recorded, and its content dropped", () =>
  inFolder(folder => {
    const journal = open(folder);
    recordOne(journal, "test.note", { text: "first" });
    const { id, hash } = recordOne(journal, "test.note", { text: SECRET });
    assert.ok(erase(journal, id).ok);
    const drafts = [{ id, kind: "test.note", actor: "person:nurse", body: { text: SECRET } }];
    const [again] = journal.commit([{ drafts, online: true }]);
    assert.ok(again?.ok === true && again.repeated);
    assert.deepEqual(again.recorded[0]?.hash, hash);
    journal.rebuild();
    assert.deepEqual(notes(journal), ["first"]);
    journal.close();
  }));

test("killed between the entry and the views: the next start folds the views without it", () =>
  inFolder(folder => {
    const journal = open(folder);
    recordOne(journal, "test.note", { text: "first" });
    const { id } = recordOne(journal, "test.note", { text: SECRET });
    const made = erasureOf(journal.store, id, { ...WHY, header: false });
    assert.ok(made.ok);
    journal.commit([{ drafts: [{ kind: ENTRY_ERASED, actor: WHY.actor, body: made.body }], online: false }]);
    assert.deepEqual(notes(journal), [SECRET, "first"].sort(), "the views still stand as they were");
    journal.close();
    const next = open(folder, 2);
    assert.deepEqual(notes(next), ["first"]);
    assert.deepEqual(next.verify().findings, []);
    next.close();
  }));

test("a position that only says it was erased is found", () =>
  inFolder(folder => {
    const journal = open(folder);
    recordOne(journal, "test.note", { text: "first" });
    const { id } = recordOne(journal, "test.note", { text: "second" });
    journal.store.db.prepare("UPDATE entry SET payload = NULL, salt = NULL, absence = 2 WHERE id = ?").run(id);
    assert.deepEqual(
      journal.verify().findings.map(finding => [finding.code, finding.text]),
      [["entry-unaccounted", "It says that it was erased, and no entry says so."]],
    );
    journal.close();
  }));

test("an erasure reaches every node that hears of it, in any order, and none is filled again by one that did not", () =>
  inFolder(async root => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(2), fc.nat(2), fc.nat(7)), { minLength: 4, maxLength: 14 }),
        fc.boolean(),
        fc.boolean(),
        async (exchanges, header, isKeptByAnother) => {
          const folder = join(root, String(++run));
          const nodes = [1, 2, 3].map(seed => open(join(folder, String(seed)), seed + 10 * run));
          const [a, b] = nodes;
          assert.ok(a !== undefined && b !== undefined);
          recordOne(a, "test.note", { text: "first" });
          const { id } = recordOne(a, "test.note", { text: SECRET });
          recordOne(a, "test.note", { text: "last" });
          // Another node recorded the same id: a resend that reached two.
          if (isKeptByAnother) {
            recordOne(b, "test.note", { text: "first of b" });
            recordOne(b, "test.note", { text: SECRET }, { id });
          }
          give(a, b, index => index < 2);
          assert.ok(erase(a, id, header).ok);
          for (const [from, to, skipped] of exchanges) {
            const [giver, taker] = [nodes[from], nodes[to]];
            if (giver !== undefined && taker !== undefined && giver !== taker)
              give(giver, taker, index => index !== skipped);
          }
          for (let round = 0; round < 3; round++)
            for (const from of nodes) for (const to of nodes) if (from !== to) give(from, to);
          for (const node of nodes) {
            assert.deepEqual(notes(node), isKeptByAnother ? ["first", "first of b", "last"] : ["first", "last"]);
            assert.deepEqual(node.verify().findings, []);
            for (const row of node.store.after(0, 1_000))
              assert.ok(row.payload === null || !Buffer.from(row.payload).includes(SECRET));
          }
          for (const node of nodes) node.close();
        },
      ),
      { numRuns: 25 },
    );
  }));

function pagesOf(path: string): Buffer[] {
  const bytes = readFileSync(path);
  return Array.from({ length: bytes.length / 4_096 }, (_, page) => bytes.subarray(page * 4_096, (page + 1) * 4_096));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function idOf(journal: Journal, row: number): Uint8Array {
  return new Uint8Array(
    journal.store.db.prepare<[number], { id: Buffer }>("SELECT id FROM entry WHERE row = ?").get(row)?.id ?? [],
  );
}
