// Files of imports by the real commands: kept beside a running node, read again, given, taken, lacking, erased.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { admit, realConfig, startNode, succeed, tideover } from "../../tests/cli-kit.ts";
import { inFolder } from "../../tests/kit.ts";

test(
  "an import keeps its files: read again, given beside the entries, asked for where they lack, erased with their entry",
  {
    timeout: 600_000,
  },
  () =>
    inFolder(async root => {
      const at = (...names: string[]) => join(root, ...names);
      const keyed = (name: string) => ["--data", at(name), "--key-file", at("node.key")];
      await succeed(["init", ...keyed("data")]);
      const node = await startNode(["--config", realConfig(root), ...keyed("data")]);
      const book = `number,mrn,date,time,place\n${Array.from({ length: 90_000 }, (_, n) => `${n},1001,2026-11-24,no time at all ${"x".repeat(50)},Clinic\n`).join("")}`;
      const hl7 = Buffer.concat([
        admit("1001", "NGUYEN", "4W", "12"),
        Buffer.from("\n"),
        admit("1002", "SILVA", "4W", "2"),
      ]);
      writeFileSync(at("night.hl7.gz"), gzipSync(hl7));
      writeFileSync(at("book.csv"), book.slice(0, 400));
      // Larger than what one request holds: it goes over in parts.
      writeFileSync(at("large.hl7"), Buffer.concat([hl7, Buffer.from(`\n${book}`)]));
      assert.ok(statSync(at("large.hl7")).size > 4 * 1024 * 1024);
      const imported = async (...args: string[]) =>
        JSON.parse((await tideover(["import", ...args, "--json", "--data", at("data")])).out).files;
      assert.deepEqual(await imported("hl7", at("night.hl7.gz"), at("gone.hl7")), { kept: 1, not_kept: 0 });
      assert.deepEqual(await imported("hl7", at("large.hl7")), { kept: 1, not_kept: 0 });
      assert.deepEqual(await imported("appointments", at("book.csv")), { kept: 1, not_kept: 0 });
      assert.deepEqual(await imported("appointments", at("book.csv")), { kept: 1, not_kept: 0 }, "again: no new file");
      const blobs = at("data", "blobs");
      assert.equal(readdirSync(blobs).filter(name => name !== "part").length, 3);

      const list = async (name: string): Promise<{ file: string; name: string; is_here: boolean }[]> =>
        (await succeed(["import", "kept", "--json", ...keyed(name)]))
          .trim()
          .split("\n")
          .map(line => JSON.parse(line))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      const kept = await list("data");
      assert.deepEqual(
        kept.map(one => one.name),
        ["book.csv", "large.hl7", "night.hl7.gz"],
      );
      const [, large, night] = kept;
      const read = (file: string | undefined, out: string, name: string) =>
        tideover(["import", "kept", file ?? "", "--out", at(out), ...keyed(name)]);
      assert.equal((await read(large?.file, "again.hl7", "data")).code, 0, "also beside the running node");
      assert.ok(readFileSync(at("again.hl7")).equals(readFileSync(at("large.hl7"))));
      assert.equal((await read(night?.file, "night.hl7", "data")).code, 0);
      assert.ok(readFileSync(at("night.hl7")).equals(hl7), "unpacked, as its rows were read");

      const recipient = /recipient: (age1\S+)/.exec(readFileSync(at("node.key"), "utf8"))?.[1] ?? assert.fail();
      const give = ["segment", "give", at("all.seg"), "--for", recipient, "--data", at("data")];
      assert.match(await succeed(give), /3 files are in .*all\.seg\.blobs: give both\./);
      assert.match((await tideover(give)).err, /all\.seg\.blobs is not empty/);
      assert.match(await succeed(["verify", "--data", at("data")]), /nothing found/);
      await node.stop();
      for (const name of readdirSync(at("all.seg.blobs")))
        assert.ok(!readFileSync(at("all.seg.blobs", name)).includes("NGUYEN"), "sealed to its reader");

      mkdirSync(at("new"));
      for (const name of readdirSync(at("data")))
        if (name.startsWith("key.")) cpSync(at("data", name), at("new", name));
      const take = ["segment", "take", at("all.seg"), "--trust", ...keyed("new")];
      renameSync(at("all.seg.blobs"), at("elsewhere"));
      assert.match(await succeed(take), /0 files taken; 3 that entries name are not here yet/);
      const lacking = await tideover(["verify", ...keyed("new")]);
      assert.equal(lacking.code, 2);
      assert.equal([...lacking.out.matchAll(/^blob-missing {2}file [0-9a-f]{8}, named by feed/gm)].length, 3);
      renameSync(at("elsewhere"), at("all.seg.blobs"));
      // One of them was damaged on its way.
      const [first] = readdirSync(at("all.seg.blobs")).filter(name => /^[0-9a-f]{64}$/.test(name));
      const good = readFileSync(at("all.seg.blobs", first ?? ""));
      writeFileSync(at("all.seg.blobs", first ?? ""), good.subarray(0, good.length - 1));
      assert.match(await succeed(take), /2 files taken; 1 that entries name are not here yet/);
      writeFileSync(at("all.seg.blobs", first ?? ""), good);
      assert.match(await succeed(take), /1 files taken\.\n/);
      assert.match(await succeed(["verify", ...keyed("new")]), /nothing found/);

      // A whole node from a checkpoint, its files with it.
      await succeed(["checkpoint", "make", ...keyed("data")]);
      assert.match(
        await succeed(["checkpoint", "give", at("given"), "--for", recipient, ...keyed("data")]),
        /3 files with them\./,
      );
      mkdirSync(at("back"));
      for (const name of readdirSync(at("data")))
        if (name.startsWith("key.")) cpSync(at("data", name), at("back", name));
      assert.match(await succeed(["restore", "--from", at("given"), "--trust", ...keyed("back")]), /3 files taken\./);

      // Erased where it was imported; the other node hears of it.
      const entries = (await succeed(["dump", ...keyed("data")]))
        .trim()
        .split("\n")
        .map(line => JSON.parse(line));
      const [entry] = entries.filter(one => one.kind === "feed.file.kept@1");
      await succeed(["erase", entry.id, "--why", "asked for", "--by", "berg", ...keyed("data")]);
      assert.equal((await list("data")).length, 2);
      await succeed(["segment", "give", at("later.seg"), "--for", recipient, ...keyed("data")]);
      await succeed(["segment", "take", at("later.seg"), "--trust", ...keyed("new")]);
      for (const name of ["data", "new"]) {
        assert.equal(readdirSync(at(name, "blobs")).filter(file => file !== "part").length, 2);
        assert.match(await succeed(["verify", ...keyed(name)]), /nothing found/);
      }
    }),
);
