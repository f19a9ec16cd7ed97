// Power loss: the WAL as it could lie on disk, cut at many places, torn and with old bytes behind the cut.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, openTest, seeded, testKeys } from "../../tests/kit.ts";
import { openEncrypted } from "./database.ts";
import { FILES, Store } from "./index.ts";
import { verifyStore } from "./verify.ts";

const IMAGES = process.env.SLOW === "1" ? 2_000 : 150;

test("after a power loss at any byte of the WAL every acknowledged entry is there and the chains verify", context =>
  inFolder(folder => {
    const keys = testKeys();
    const random = seeded(41);
    const live = join(folder, "live");
    const journal = openTest(live, keys);
    journal.store.db.pragma("wal_autocheckpoint=0");
    journal.commit([{ drafts: [{ kind: "test.note", body: { text: "before" }, actor: "a" }], online: true }]);
    journal.store.db.pragma("wal_checkpoint(TRUNCATE)");
    const wal = join(live, `${FILES.journal}-wal`);
    // What was acknowledged once the WAL had this size.
    const acknowledged: { bytes: number; entries: number }[] = [{ bytes: 0, entries: 1 }];
    for (let batch = 0; batch < 40; batch++) {
      const requests = Array.from({ length: 1 + random.below(6) }, (_, n) => ({
        drafts: [{ kind: "test.note", body: { text: `${batch} ${n} ${"x".repeat(random.below(3_000))}` }, actor: "a" }],
        online: true,
      }));
      journal.commit(requests);
      acknowledged.push({ bytes: statSync(wal).size, entries: journal.store.position() });
    }
    const whole = readFileSync(wal);
    const base = join(folder, "base.db");
    copyFileSync(join(live, FILES.journal), base);
    journal.close();

    for (let image = 0; image < IMAGES; image++) {
      const cut = random.below(whole.length + 1);
      const torn = Buffer.from(whole.subarray(0, cut));
      // A third of the images tear the last sector, a third have noise behind the cut.
      const tail = image % 3 === 1 ? Buffer.from(random.bytes(random.below(4_096))) : Buffer.alloc(0);
      if (image % 3 === 2 && cut > 512) torn.fill(0, cut - 1 - random.below(511), cut);
      const isIntact = image % 3 !== 2;
      const at = join(folder, `image-${image}`);
      mkdirSync(at);
      copyFileSync(base, join(at, FILES.journal));
      writeFileSync(join(at, `${FILES.journal}-wal`), Buffer.concat([torn, tail]));
      const db = openEncrypted(join(at, FILES.journal), keys.data, "full");
      const store = new Store(db);
      const safe = isIntact ? cut : cut - 512;
      const promised = acknowledged.filter(a => a.bytes <= safe).at(-1)?.entries ?? 1;
      assert.ok(
        store.position() >= promised,
        `image ${image}: ${store.position()} of ${promised} acknowledged entries after a cut at ${cut}`,
      );
      assert.deepEqual(verifyStore(store, new Map()).findings, [], `image ${image}, cut at ${cut}`);
      db.close();
    }
    context.diagnostic(`figure: ${IMAGES} torn WAL images, 0 acknowledged entries lost`);
  }));

test("a full disk refuses the commit, records nothing of it, and goes on when there is room again", () =>
  inFolder(folder => {
    const journal = openTest(folder, testKeys());
    const note = (text: string) => ({ drafts: [{ kind: "test.note", body: { text }, actor: "a" }], online: true });
    journal.commit([note("before")]);
    const pages = (journal.store.db.pragma("page_count", { simple: true }) as number) + 2;
    journal.store.db.pragma(`max_page_count=${pages}`);
    assert.throws(() => journal.commit([note("small"), note("x".repeat(200_000))]), { code: "SQLITE_FULL" });
    assert.equal(journal.store.position(), 1, "not a part of the commit");
    journal.store.db.pragma("max_page_count=1000000");
    const [outcome] = journal.commit([note("after")]);
    assert.ok(outcome?.ok);
    assert.equal(outcome.recorded[0]?.position.seq, 2);
    assert.deepEqual(journal.verify().findings, []);
    journal.close();
  }));
