// Blobs: encrypted files beside the store, whole or not there, each proved by its name.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { inFolder, seeded, testKeys } from "../../tests/kit.ts";
import { BLOB_LIMITS, BLOBS, type Blobs, blobId, blobsOf } from "./blob.ts";
import { hex } from "./bytes.ts";

const CHUNK = 65_536;
const bytes = (text: string) => new TextEncoder().encode(text);
const open = (folder: string, limits = BLOB_LIMITS, seed = 1) => blobsOf(folder, testKeys().data, seeded(seed), limits);
const whole = (blobs: Blobs, id: Uint8Array) => Buffer.concat([...blobs.read(id)]);
const filesIn = (folder: string) =>
  readdirSync(join(folder, BLOBS), { recursive: true, withFileTypes: true }).flatMap(one =>
    one.isFile() ? [one.name] : [],
  );

test("what is written in any pieces is read as it was, of any length around a piece's end", () =>
  inFolder(async folder => {
    const blobs = open(folder);
    const random = seeded(3);
    for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 17]) {
      const content = random.bytes(length);
      const cut = fc.sample(fc.array(fc.nat(length), { maxLength: 8 }), { numRuns: 1, seed: length })[0] ?? [];
      const ends = [...cut.sort((a, b) => a - b), length];
      const pieces = ends.map((end, at) => content.subarray(ends[at - 1] ?? 0, end));
      const id = blobId(content);
      assert.equal(await blobs.put(id, length, pieces), null);
      assert.ok(whole(blobs, id).equals(content), `${length}`);
      assert.deepEqual([blobs.size(id), blobs.check(id)], [length, null]);
    }
  }));

test("a file says nothing: neither its content, nor its SHA-256, nor under another key its name", () =>
  inFolder(async folder => {
    const [one, two] = [join(folder, "one"), join(folder, "two")];
    const content = bytes("CONSENT of NGUYEN".repeat(20));
    const id = blobId(content);
    const here = open(one);
    const there = blobsOf(two, testKeys(7).data, seeded(1));
    for (const blobs of [here, there]) assert.equal(await blobs.put(id, null, [content]), null);
    const [name] = filesIn(one);
    assert.ok(name !== undefined && name !== hex(id) && name !== filesIn(two)[0]);
    const file = readFileSync(join(one, BLOBS, name));
    assert.ok(!file.includes("NGUYEN") && !file.includes(Buffer.from(id)));
    assert.equal(statSync(join(one, BLOBS, name)).mode & 0o777, 0o600);
    assert.equal(await here.put(id, null, [content]), null);
    assert.deepEqual(filesIn(one), [name], "the same content twice is one file");
    assert.notDeepEqual(readFileSync(join(one, BLOBS, name)), file, "never under the same nonces");
  }));

test("a file that is changed, cut, lengthened, emptied or another's is found, and no byte of it is believed", () =>
  inFolder(async folder => {
    const blobs = open(folder);
    const [content, other] = [seeded(4).bytes(2 * CHUNK + 100), seeded(5).bytes(2 * CHUNK + 100)];
    for (const one of [content, other]) assert.equal(await blobs.put(blobId(one), null, [one]), null);
    const [id, path] = [blobId(content), join(folder, BLOBS, blobs.nameOf(blobId(content)))];
    const good = readFileSync(path);
    const piece = CHUNK + 16;
    const damaged: readonly (readonly [string, Buffer])[] = [
      ...[0, 9, 30, 24 + piece + 5, good.length - 1].map(at => {
        const changed = Buffer.from(good);
        changed[at] = (changed[at] ?? 0) ^ 1;
        return [`byte ${at}`, changed] as const;
      }),
      ["cut in a piece", good.subarray(0, good.length - 20)],
      ["cut at a piece's end", good.subarray(0, 24 + piece)],
      ["cut in its head", good.subarray(0, 12)],
      ["empty", Buffer.alloc(0)],
      ["lengthened", Buffer.concat([good, Buffer.alloc(40)])],
      [
        "two pieces swapped",
        Buffer.concat([good.subarray(0, 24), good.subarray(24 + piece, 24 + 2 * piece), good.subarray(24, 24 + piece)]),
      ],
      ["another's", readFileSync(join(folder, BLOBS, blobs.nameOf(blobId(other))))],
    ];
    for (const [what, file] of damaged) {
      writeFileSync(path, file);
      assert.equal(blobs.check(id)?.code, "blob-damaged", what);
    }
    writeFileSync(path, good);
    assert.equal(blobs.check(id), null);
    assert.equal(blobs.check(blobId(bytes("never")))?.code, "blob-missing");
    truncateSync(path, 100);
    assert.equal(await blobs.put(id, null, [content]), null, "written again it is whole again");
    assert.equal(blobs.check(id), null);
  }));

test("what is too large, too many, not what was named, or finds no room leaves nothing behind", () =>
  inFolder(async folder => {
    const small = { blob_bytes: 1_000_000, count: 2, free_bytes: 0 };
    const blobs = open(folder, small);
    const large = new Uint8Array(1_000_001);
    assert.equal((await blobs.put(blobId(large), large.length, [large]))?.code, "too-large", "as it says");
    assert.equal((await blobs.put(blobId(large), null, [large]))?.code, "too-large", "as it comes");
    assert.equal((await blobs.put(blobId(bytes("a")), null, [bytes("b")]))?.code, "other-content");
    const full = open(folder, { ...small, free_bytes: Number.MAX_SAFE_INTEGER });
    assert.match((await full.put(blobId(bytes("a")), 1, [bytes("a")]))?.text ?? "", /disk is too full/);
    const begun = await blobs.begin(blobId(bytes("a")), null);
    assert.ok(begun.ok);
    await begun.writer.abort();
    assert.notEqual(await begun.writer.finish(), null, "given up is given up");
    const broken = (function* () {
      yield bytes("a");
      throw new Error("the sender is gone");
    })();
    await assert.rejects(blobs.put(blobId(bytes("a")), null, broken), /sender is gone/);
    assert.deepEqual(filesIn(folder), []);
    for (const text of ["a", "b"]) assert.equal(await blobs.put(blobId(bytes(text)), null, [bytes(text)]), null);
    assert.equal((await blobs.put(blobId(bytes("c")), null, [bytes("c")]))?.code, "too-many");
    blobs.erase(blobId(bytes("a")));
    assert.equal(await blobs.put(blobId(bytes("c")), null, [bytes("c")]), null);
    assert.equal(filesIn(folder).length, 2);
  }));

test("a blob that no entry names goes after its time; those that are named and those that are young stay", () =>
  inFolder(async folder => {
    const blobs = open(folder);
    const ids = ["named", "old", "young"].map(text => [text, blobId(bytes(text))] as const);
    for (const [text, id] of ids) assert.equal(await blobs.put(id, null, [bytes(text)]), null);
    for (const [text, id] of ids)
      if (text !== "young") utimesSync(join(folder, BLOBS, blobs.nameOf(id)), new Date(1_000), new Date(1_000));
    const named = new Set(ids.flatMap(([text, id]) => (text === "named" ? [blobs.nameOf(id)] : [])));
    assert.equal(blobs.sweep(named, 2_000), 1);
    assert.deepEqual(
      ids.map(([, id]) => blobs.has(id)),
      [true, false, true],
    );
  }));

const WRITER = `
  const { blobsOf, blobId } = await import(process.argv[1]);
  const { seeded, testKeys } = await import(process.argv[2]);
  const blobs = blobsOf(process.argv[3], testKeys().data, seeded(Number(process.argv[4])));
  const random = seeded(Number(process.argv[4]) + 1000);
  for (let n = 0; n < 1000; n++) {
    const content = random.bytes(1 + random.below(400_000));
    const error = await blobs.put(blobId(content), null, [content]);
    process.stdout.write(error === null ? "kept " + Buffer.from(blobId(content)).toString("hex") + "\\n" : JSON.stringify(error) + "\\n");
  }`;

/** A process that writes blobs into the folder; `limit`: the most that a file may have, in KiB. */
function writing(folder: string, seed: number, limit: number | null = null) {
  const at = (file: string) => new URL(file, import.meta.url).href;
  const given = [WRITER, at("./blob.ts"), at("../../tests/kit.ts"), folder, String(seed)];
  const args = ["--input-type=module", "-e", ...given];
  return limit === null
    ? spawn(process.execPath, args)
    : spawn("bash", ["-c", `ulimit -f ${limit}; trap '' XFSZ; exec "$0" "$@"`, process.execPath, ...args]);
}

test("killed at any moment it leaves no half blob, and what was answered is there", { timeout: 120_000 }, () =>
  inFolder(async folder => {
    const kills = process.env.SLOW === "1" ? 100 : 8;
    const blobs = open(folder);
    const random = seeded(11);
    let kept = 0;
    for (let seed = 0; seed < kills; seed++) {
      const process = writing(folder, seed);
      let said = "";
      const first = new Promise<void>(resolve =>
        process.stdout.on("data", (piece: Buffer) => {
          said += piece;
          resolve();
        }),
      );
      await first;
      await new Promise(resolve => setTimeout(resolve, random.below(60)));
      process.kill("SIGKILL");
      await new Promise(resolve => process.once("close", resolve));
      for (const [, id] of said.matchAll(/^kept ([0-9a-f]{64})\n/gm)) {
        kept += 1;
        assert.equal(blobs.check(Buffer.from(id ?? "", "hex")), null);
      }
    }
    blobs.sweepParts();
    // Also those that nobody was told of are whole: each name is of a content that its writer would have written.
    const possible = new Map<string, Uint8Array>();
    for (let seed = 0; seed < kills; seed++) {
      const draw = seeded(seed + 1000);
      for (let n = 0; n < 400; n++) {
        const id = blobId(draw.bytes(1 + draw.below(400_000)));
        possible.set(blobs.nameOf(id), id);
        if (n > 20 && !blobs.has(id)) break;
      }
    }
    for (const name of blobs.names()) {
      const id = possible.get(name);
      assert.ok(id !== undefined && blobs.check(id) === null, name);
    }
    assert.deepEqual(filesIn(folder).sort(), [...blobs.names()].sort(), "nothing half is left");
    assert.ok(kept > kills, `${kept} were answered`);
  }),
);

test("a disk that takes no more is said in words, and nothing of the blob stays", { timeout: 60_000 }, () =>
  inFolder(async folder => {
    mkdirSync(join(folder, BLOBS));
    const process = writing(folder, 5, 100);
    let said = "";
    process.stdout.on("data", (piece: Buffer) => {
      said += piece;
      if (said.includes("disk-full")) process.kill();
    });
    await new Promise(resolve => process.once("close", resolve));
    assert.match(said, /"code":"disk-full"/);
    const blobs = open(folder);
    for (const [, id] of said.matchAll(/^kept ([0-9a-f]{64})\n/gm))
      assert.equal(blobs.check(Buffer.from(id ?? "", "hex")), null, "the smaller ones were kept");
  }),
);
