// What verify finds, one planted change a test. What a store alone cannot show is said at the end, and asserted too.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, openTest, recordOne, testKeys } from "../../tests/kit.ts";
import { openEncrypted, type Sqlite } from "./database.ts";
import { FILES, type Journal, type Keys } from "./index.ts";

const keys: Keys = testKeys();

/** Fills a folder over two starts, closes it, lets `change` at its file, opens it again and verifies. */
async function findings(
  change: (db: Sqlite) => void,
  file: string = FILES.journal,
): Promise<{ codes: string[]; views: readonly string[] }> {
  return inFolder(folder => {
    for (const seed of [1, 2]) {
      const journal = openTest(folder, keys, { seed });
      for (let n = 0; n < 6; n++) recordOne(journal, "test.note", { text: `note ${seed} ${n}` });
      recordOne(journal, "test.bed", { bed: `${seed}`, patient: "a" });
      journal.close();
    }
    const db = openEncrypted(join(folder, file), keys.data, "full");
    change(db);
    db.close();
    const journal: Journal = openTest(folder, keys, { seed: 3 });
    const { findings: found, views } = journal.verify();
    journal.close();
    return { codes: [...new Set(found.map(finding => finding.code))].sort(), views };
  });
}

test("an untouched store has no findings", async () => {
  assert.deepEqual(await findings(() => {}), { codes: [], views: [] });
});

test("a changed payload byte is found and named", async () => {
  const { codes } = await findings(db =>
    db.exec("UPDATE entry SET payload = CAST(payload || x'00' AS BLOB) WHERE row = 3"),
  );
  assert.deepEqual(codes, ["payload-changed"]);
});

test("salt and payload swapped between two entries are found", async () => {
  const { codes } = await findings(db =>
    db.exec(`CREATE TEMP TABLE two AS SELECT row, salt, payload FROM entry WHERE row IN (2, 3);
             UPDATE entry SET (salt, payload) = (SELECT salt, payload FROM two WHERE two.row = 5 - entry.row) WHERE row IN (2, 3)`),
  );
  assert.deepEqual(codes, ["payload-changed"]);
});

test("two entries swapped are found", async () => {
  const { codes } = await findings(db =>
    db.exec(`CREATE TEMP TABLE two AS SELECT row, hash, previous, digest, header, salt, payload, id FROM entry WHERE row IN (2, 3);
             UPDATE entry SET (hash, previous, digest, header, salt, payload, id) =
               (SELECT hash, previous, digest, header, salt, payload, id FROM two WHERE two.row = 5 - entry.row) WHERE row IN (2, 3)`),
  );
  assert.ok(codes.includes("entry-misplaced"));
});

test("a missing middle entry is found", async () => {
  const { codes } = await findings(db => db.exec("DELETE FROM entry WHERE row = 3"));
  assert.ok(codes.includes("entry-missing"));
});

test("a missing epoch is found: later epochs name its heads", async () => {
  const { codes } = await findings(db => db.exec("DELETE FROM entry WHERE epoch = (SELECT min(number) FROM epoch)"));
  assert.ok(codes.includes("parent-missing"));
});

test("a cut tail of a closed epoch is found", async () => {
  const { codes } = await findings(db =>
    db.exec("DELETE FROM entry WHERE epoch = (SELECT min(number) FROM epoch) AND chain = 2 AND seq = 6"),
  );
  assert.ok(codes.includes("parent-missing") && codes.includes("head-gone"));
});

test("a cut tail of the open epoch is found where a signed head covers it", async () => {
  const { codes } = await findings(db =>
    db.exec("DELETE FROM entry WHERE epoch = (SELECT max(number) FROM epoch) AND chain = 2 AND seq = 6"),
  );
  assert.ok(codes.includes("head-gone"));
});

test("a rewritten header is found", async () => {
  const { codes } = await findings(db =>
    db.exec(
      "UPDATE entry SET header = CAST(substr(header, 1, 30) || x'ff' || substr(header, 32) AS BLOB) WHERE row = 3",
    ),
  );
  assert.ok(codes.includes("header-changed"));
});

test("content that is gone without an entry that says why is found", async () => {
  const { codes } = await findings(db => db.exec("UPDATE entry SET payload = NULL WHERE row = 4"));
  assert.deepEqual(codes, ["entry-unaccounted"]);
});

test("a forged signed head is found", async () => {
  const { codes } = await findings(db =>
    db.exec("UPDATE head SET body = CAST(substr(body, 1, 25) || x'00' || substr(body, 27) AS BLOB) WHERE number = 1"),
  );
  assert.deepEqual(codes, ["head-unsigned"]);
});

test("a view row changed by hand is found and the view is named", async () => {
  const { codes, views } = await findings(
    db => db.exec("UPDATE note SET text = 'another patient' WHERE text = 'note 1 2'"),
    FILES.views,
  );
  assert.deepEqual(codes, []);
  assert.deepEqual(views, ["note"]);
});

test("what a store alone cannot show: the tail after the newest signed head, cut together with that head", async () => {
  const { codes } = await findings(db => {
    db.exec("DELETE FROM head WHERE number = (SELECT max(number) FROM head)");
    db.exec("DELETE FROM entry WHERE epoch = (SELECT max(number) FROM epoch) AND chain = 2 AND seq = 6");
    db.exec("DELETE FROM leaf WHERE chain = 2");
  });
  assert.deepEqual(codes, [], "docs/FORMAT.md says so; a peer, a browser or a page is needed");
});
