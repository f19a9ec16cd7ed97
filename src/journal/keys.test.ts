import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, openTest, recordOne, testKeys } from "../../tests/kit.ts";
import { FILES, hex, Journal, newIdentity, type Opener, openSlot, slotsOf, writeSlot } from "./index.ts";

test("a store opens from each key slot alone, and from no other key", () =>
  inFolder(async folder => {
    const keys = testKeys();
    const openers: Opener[] = [
      { slot: "passphrase", passphrase: "correct horse battery" },
      { slot: "key-file", identity: await newIdentity() },
      { slot: "recovery", identity: await newIdentity() },
    ];
    for (const opener of openers) await writeSlot(folder, keys, opener);
    const journal = openTest(folder, keys);
    recordOne(journal, "test.note", { text: "NGUYEN penicillin" });
    journal.close();
    assert.deepEqual(slotsOf(folder), ["passphrase", "key-file", "recovery"]);
    for (const opener of openers) {
      const opened = await openSlot(folder, opener);
      assert.ok(opened.ok);
      assert.equal(hex(opened.keys.id), hex(keys.id));
      const again = openTest(folder, opened.keys, { seed: 5 });
      assert.equal(again.store.position(), 1);
      again.close();
    }
    for (const wrong of [
      { slot: "passphrase", passphrase: "wrong" },
      { slot: "key-file", identity: await newIdentity() },
      { slot: "recovery", identity: "AGE-SECRET-KEY-NOT-ONE" },
    ] satisfies Opener[]) {
      const opened = await openSlot(folder, wrong);
      assert.ok(!opened.ok && opened.error.code === "wrong-key");
    }
    writeFileSync(join(folder, "key.recovery.age"), "torn");
    const torn = await openSlot(folder, openers[2] as Opener);
    assert.ok(!torn.ok);
  }));

test("a wrong data key is an outcome, and a copied disk says nothing", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys(1));
    for (let n = 0; n < 50; n++) recordOne(journal, "test.note", { text: "NGUYEN, Thi Hong penicillin" });
    const wrong = Journal.open(join(folder), testKeys(1), {
      kinds: journal.kinds,
      views: [],
      ports: { clock: { now: () => 0 as never }, random: { bytes: n => new Uint8Array(n) } },
    });
    assert.ok(!wrong.ok && wrong.error.code === "locked");
    journal.close();
    const refused = Journal.open(folder, testKeys(2), {
      kinds: journal.kinds,
      views: [],
      ports: { clock: { now: () => 0 as never }, random: { bytes: n => new Uint8Array(n) } },
    });
    assert.ok(!refused.ok && refused.error.code === "wrong-key");
    for (const file of Object.values(FILES)) {
      const raw = readFileSync(join(folder, file));
      assert.ok(!raw.includes("NGUYEN") && !raw.includes("SQLite format 3"), file);
    }
  }));
