// Write-ahead logs that are copied back beside their writer, again and again while it commits: nothing is lost, and nothing is torn.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { inFolder } from "../../tests/kit.ts";
import { copyBackFrom, openEncrypted } from "./database.ts";
import { dataKey, openInMemory } from "./index.ts";

const KEY = new Uint8Array(32).fill(7);
const COMMITS = process.env.SLOW === "1" ? 20_000 : 1_500;

test("SQLite is one in which a commit and a copy at one instant cannot spoil a file (its WAL-reset bug ended with 3.51.3)", () => {
  const row = openInMemory().prepare("SELECT sqlite_version() AS version").get();
  const { version } = row as { readonly version: string };
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  assert.ok(major * 1e6 + minor * 1e3 + patch >= 3_051_003, version);
});

/** Copies back without a pause until it is told to stop; says how often it did. */
const COPIER = `
  const { parentPort, workerData } = require("node:worker_threads");
  import(workerData.module).then(({ copyBack, dataKey }) => {
    let copied = 0;
    parentPort.postMessage("begun");
    while (Atomics.load(workerData.stop, 0) === 0) {
      copyBack(workerData.path, dataKey(workerData.key), "full");
      copied += 1;
    }
    parentPort.postMessage(copied);
  });
`;

test("a log that another thread copies back while commits go into it", async () => {
  await inFolder(async folder => {
    const path = join(folder, "a.db");
    const db = openEncrypted(path, dataKey(KEY), "full");
    // Small, so that both begin the log anew again and again.
    copyBackFrom(db, 40);
    db.exec("CREATE TABLE t (n INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
    db.exec("CREATE TABLE last (one INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT");
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const module = new URL("./database.ts", import.meta.url).href;
    const worker = new Worker(COPIER, { eval: true, workerData: { module, path, key: KEY, stop } });
    const said = (): Promise<unknown> =>
      new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
    assert.equal(await said(), "begun");
    const insert = db.prepare("INSERT INTO t VALUES (?, ?)");
    const last = db.prepare("INSERT INTO last VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET n = excluded.n");
    for (let n = 1; n <= COMMITS; n++)
      db.transaction(() => {
        insert.run(n, Buffer.alloc(300 + ((n * 7_919) % 5_000), n));
        last.run(n);
      })();
    const copied = said();
    Atomics.store(stop, 0, 1);
    assert.ok(Number(await copied) > COMMITS / 100, "the copier had no turn");
    await worker.terminate();
    db.close();
    const again = openEncrypted(path, dataKey(KEY), "full");
    assert.deepEqual(again.pragma("integrity_check"), [{ integrity_check: "ok" }]);
    assert.deepEqual(again.prepare("SELECT count(*) AS all_of, max(n) AS n FROM t").get(), {
      all_of: COMMITS,
      n: COMMITS,
    });
    assert.deepEqual(again.prepare("SELECT n FROM last").get(), { n: COMMITS });
    again.close();
  });
});
