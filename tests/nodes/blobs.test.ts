// Nodes that lose files, seeded: a blob vanishes, is cut, changed or put in another's place; the entries stand, verify names each, and it
// comes back from any node that has it whole.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { BLOBS, blobId } from "../../src/journal/blob.ts";
import { bytesOf } from "../../src/journal/erase.ts";
import { besideSegment, givenBlobs } from "../../src/journal/given-blobs.ts";
import { copyBlobs, defineKind, hex, type Journal, Kinds, openGivenBlobs, readRuns } from "../../src/journal/index.ts";
import { newIdentity, recipientOf } from "../../src/journal/keys.ts";
import { inFolder, noteKind, openTest, recordOne, seeded, testKeys } from "../kit.ts";

const SEEDS = process.env.SLOW === "1" ? 300 : 12;

const scanKind = defineKind({
  name: "test.scan",
  version: 1,
  schema: z.strictObject({ scan: bytesOf(32), of: z.string() }),
  chain: "care",
  permission: "test.write",
  blobs: body => [body.scan],
});
const kinds = new Kinds([noteKind, scanKind]);

type Loss = "gone" | "cut" | "changed" | "another's" | "empty";
const LOSSES: readonly Loss[] = ["gone", "cut", "changed", "another's", "empty"];
type Node = { readonly folder: string; readonly journal: Journal; readonly harmed: Map<string, Loss> };

test("whatever happens to files of blobs, no entry is lost, verify names each, and what one node has whole comes back to all", async context => {
  const sum = { harmed: 0, healed: 0, lost: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) await inFolder(root => play(root, seed, sum));
  context.diagnostic(`figure: ${SEEDS} histories of files, ${JSON.stringify(sum)}`);
  for (const [name, count] of Object.entries(sum)) assert.ok(count > SEEDS / 4, `${count} ${name}: it is blind`);
});

async function play(root: string, seed: number, sum: { harmed: number; healed: number; lost: number }): Promise<void> {
  const random = seeded(seed);
  const nodes = [0, 1, 2].map((nth): Node => {
    const folder = join(root, `n${nth}`);
    return {
      folder,
      journal: openTest(folder, testKeys(nth + 1), { seed: seed * 10 + nth, kinds }),
      harmed: new Map(),
    };
  });
  const contents = new Map<string, Buffer>();
  for (const { journal } of nodes)
    for (let made = 0; made < 3; made++) {
      const content = Buffer.from(random.bytes(1 + random.below(200_000)));
      const scan = blobId(content);
      contents.set(hex(scan), content);
      assert.equal(await journal.blobs.put(scan, null, [content]), null);
      recordOne(journal, "test.scan", { scan, of: `sheet ${made}` });
    }
  const all = [...contents.keys()];
  for (const to of nodes) for (const from of nodes) if (from !== to) await give(root, from, to);
  for (const node of nodes) hold(node, contents);
  for (const node of nodes)
    for (const id of all)
      if (random.below(100) < 45) harm(node, id, LOSSES[random.below(LOSSES.length)] ?? "gone", all);
  sum.harmed += nodes.reduce((count, node) => count + node.harmed.size, 0);
  for (const node of nodes) hold(node, contents);

  // Two rounds of a ring: what one has whole all have.
  const isWhole = (id: string) => nodes.some(node => !node.harmed.has(id));
  for (let round = 0; round < 2; round++)
    for (const [nth, from] of nodes.entries()) {
      const to = nodes[(nth + 1) % nodes.length] ?? assert.fail();
      const healed = await give(root, from, to);
      sum.healed += healed;
      hold(to, contents);
    }
  for (const node of nodes)
    assert.deepEqual([...node.harmed.keys()].sort(), all.filter(id => !isWhole(id)).sort(), "all that any node had");
  sum.lost += all.filter(id => !isWhole(id)).length;
  // Brought again as a file, what all lost is there again.
  for (const node of nodes)
    for (const id of [...node.harmed.keys()]) {
      const content = contents.get(id) ?? assert.fail();
      assert.equal(await node.journal.blobs.put(blobId(content), null, [content]), null);
      node.harmed.delete(id);
    }
  for (const node of nodes) {
    hold(node, contents);
    node.journal.close();
  }
}

function harm({ folder, journal, harmed }: Node, id: string, loss: Loss, all: readonly string[]): void {
  const pathOf = (one: string) => join(folder, BLOBS, journal.blobs.nameOf(Buffer.from(one, "hex")));
  const path = pathOf(id);
  const file = readFileSync(path);
  const other = all.find(one => one !== id && !harmed.has(one)) ?? assert.fail();
  if (loss === "gone") rmSync(path);
  else if (loss === "cut") writeFileSync(path, file.subarray(0, file.length - 1 - (file.length % 7)));
  else if (loss === "empty") writeFileSync(path, "");
  else if (loss === "another's") writeFileSync(path, readFileSync(pathOf(other)));
  else {
    file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, file);
  }
  harmed.set(id, loss);
}

/** As `segment give` and `segment take` do it. Returns how many came that were harmed. */
async function give(root: string, from: Node, to: Node): Promise<number> {
  for (const chain of from.journal.store.runs())
    for (const { run, hash } of readRuns(from.journal.store, chain)) assert.ok(to.journal.take(run, hash).ok);
  const identity = await newIdentity();
  const dir = besideSegment(join(root, "given.seg"));
  rmSync(dir, { recursive: true, force: true });
  const sent = await givenBlobs(dir, [await recipientOf(identity)], seeded(7));
  await copyBlobs(from.journal.blobs, sent, from.journal.store.namedBlobs());
  const given = (await openGivenBlobs(dir, [identity], seeded(8))) ?? assert.fail();
  const wanted = [...to.journal.lackingBlobs(), ...to.journal.damagedBlobs(id => given.has(id))];
  const { lacking, error } = await copyBlobs(given, to.journal.blobs, wanted);
  assert.equal(error, null);
  const stillLacking = new Set(lacking.map(hex));
  const healed = wanted.map(hex).filter(id => !stillLacking.has(id) && to.harmed.delete(id));
  for (const id of healed) assert.ok(!from.harmed.has(id), "nothing comes from a file that is harmed");
  return healed.length;
}

/** The entries are whole, each harmed file is named by verify with what to do, and of every other its content is read as it was. */
function hold({ journal, harmed }: Node, contents: ReadonlyMap<string, Buffer>): void {
  const { findings, entries } = journal.verify();
  assert.equal(entries, contents.size);
  const codes = [...harmed.values()].map(loss => (loss === "gone" ? "blob-missing" : "blob-damaged"));
  assert.deepEqual(findings.map(one => one.code).sort(), codes.sort());
  for (const { text } of findings) assert.match(text, /another node or a backup/);
  for (const [id, content] of contents) {
    const name = Buffer.from(id, "hex");
    if (harmed.has(id)) assert.notEqual(journal.blobs.check(name), null);
    else assert.ok(Buffer.concat([...journal.blobs.read(name)]).equals(content));
  }
}
