// A store of format version 1, kept as it was written: every later version opens it, verifies it and folds it.
import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { hex } from "../src/journal/index.ts";
import { headerOf } from "../src/journal/store.ts";
import { inFolder, openTest, recordOne, testKeys } from "./kit.ts";

test("a store of version 1 opens, verifies, folds, and goes on", () =>
  inFolder(folder => {
    const at = join(folder, "store");
    cpSync(join(import.meta.dirname, "fixtures", "store-v1"), at, { recursive: true });
    const journal = openTest(at, testKeys(), { seed: 77 });
    assert.equal(journal.store.position(), 18);
    const { findings, heads, views } = journal.verify();
    assert.deepEqual([findings, views, heads], [[], [], 2]);
    assert.equal((journal.views.prepare("SELECT count(*) AS n FROM note").get() as { n: number }).n, 14);
    // Pinned: a change of the header, the hashes or the order of the chains would give another.
    const last = journal.store.after(17, 1)[0] ?? assert.fail();
    assert.equal(hex(last.hash), PINNED);
    assert.equal(headerOf(last)?.group?.count, 2);
    assert.equal(journal.store.standing("bed|418").length, 1);
    recordOne(journal, "test.note", { text: "of a later version" });
    assert.deepEqual(journal.verify().findings, []);
    journal.close();
  }));

const PINNED = "274dc2d6e4ac2ad25057450bcfa1f9d9fea9315122fb085ecdce8a69931d0abb";
