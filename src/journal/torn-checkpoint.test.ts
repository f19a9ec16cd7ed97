// A checkpoint's file that is torn anywhere: said in words at every edge, never begun from, never half installed.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { heardOf, openKeeping } from "../../tests/keeping.ts";
import { inFolder, recordOne, seeded, testKeys } from "../../tests/kit.ts";
import { giveCheckpoint, openGiven } from "./bundle.ts";
import { CHECKPOINTS, checkpointPath } from "./checkpoint.ts";
import { FILES, hex, type Journal, readRuns } from "./index.ts";
import { newIdentity, recipientOf } from "./keys.ts";

const RUNS = process.env.SLOW === "1" ? 600 : 40;
const PAGE = 4_096;
const WORDS =
  /^(The checkpoint( [0-9a-f]{8} is|'s file is)) (damaged|not the one).*(another node or a backup|copy it again)/;

type Torn = (whole: Buffer) => Buffer;
const cut =
  (at: number): Torn =>
  whole =>
    whole.subarray(0, at);
const changed =
  (at: number, bit: number): Torn =>
  whole => {
    const torn = Buffer.from(whole);
    torn[at % whole.length] = (torn[at % whole.length] ?? 0) ^ (1 << bit);
    return torn;
  };
/** As a disk that lost a page: all noughts. */
const blank =
  (page: number): Torn =>
  whole =>
    Buffer.from(whole).fill(0, page * PAGE, (page + 1) * PAGE);
/** Two pages in one another's place. */
const swapped =
  (a: number, b: number): Torn =>
  whole => {
    const torn = Buffer.from(whole);
    whole.copy(torn, a * PAGE, b * PAGE, (b + 1) * PAGE);
    whole.copy(torn, b * PAGE, a * PAGE, (a + 1) * PAGE);
    return torn;
  };

/** Each end of a page, and one byte beside it. */
const cutsOf = (whole: Buffer): Torn[] =>
  Array.from({ length: whole.length / PAGE }, (_, page) => page * PAGE).flatMap(at =>
    [at - 1, at, at + 1].filter(one => one >= 0).map(cut),
  );
const atRandom = (whole: Buffer): fc.Arbitrary<Torn> => {
  const [at, page] = [fc.nat(whole.length - 1), fc.nat(whole.length / PAGE - 1)];
  return fc.oneof(
    at.map(cut),
    fc.tuple(at, fc.nat(7)).map(([one, bit]) => changed(one, bit)),
    page.map(blank),
    fc
      .tuple(page, page)
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => swapped(a, b)),
  );
};

/** Of the file's head what the cipher does not read: the rest is proved, and so is what it says. */
const UNREAD = 24;
const isChanged = (image: Buffer, whole: Buffer) => !image.subarray(UNREAD).equals(whole.subarray(UNREAD));

/** Runs over every cut, and over as many drawn at random. Where tearing changed nothing, nothing is asked. */
function torn(whole: Buffer, ask: (image: Buffer) => void): void {
  for (const one of cutsOf(whole)) ask(one(whole));
  fc.assert(
    fc.property(atRandom(whole), one => {
      const image = one(whole);
      if (isChanged(image, whole)) ask(image);
    }),
    { numRuns: RUNS, interruptAfterTimeLimit: 30_000 },
  );
}

const message = (journal: Journal, text: string) =>
  recordOne(journal, "test.message", { feed: "adt", message: new TextEncoder().encode(text) });

/** A node whose views begin from a checkpoint: the messages behind it are pruned. */
function pruned(folder: string, count = 30) {
  const journal = openKeeping(folder);
  for (let n = 0; n < count; n++) message(journal, `behind ${n} ${"x".repeat(200)}`);
  const plan = journal.planCut({ facility: "main", before: Date.UTC(2100, 0, 1) * 1_000, keep: [] });
  const outcome = journal.prune(plan, { actor: "person:keeper", facility: "main" });
  assert.ok(outcome.ok);
  message(journal, "after");
  const made = journal.checkpoints().find(one => hex(one.checkpoint) === hex(outcome.body.checkpoint));
  return { journal, made: made ?? assert.fail(), shown: heardOf(journal) };
}

/** A new folder with the entries of another, and a checkpoint as it was given: where it lies and what opens it. */
async function given(root: string, { journal, made }: ReturnType<typeof pruned>) {
  const path = join(root, "given.db");
  const identity = await newIdentity();
  const from = { folder: join(root, "from"), key: testKeys().data, made, random: seeded(4) };
  const sealed = await giveCheckpoint(from, path, [await recipientOf(identity)]);
  assert.ok(sealed.ok);
  const opened = (await openGiven([identity], sealed.sealed)) ?? assert.fail();
  const fill = (to: Journal) => {
    for (const chain of journal.store.runs())
      for (const { run, hash } of readRuns(journal.store, chain)) assert.ok(to.take(run, hash).ok);
  };
  return { path, identity, sealed: sealed.sealed, opened, fill };
}

const filesIn = (folder: string) =>
  existsSync(join(folder, CHECKPOINTS)) ? readdirSync(join(folder, CHECKPOINTS)).sort() : [];

test("a torn checkpoint is named by verify in words; the rest of the store stands, and the node opens", () =>
  inFolder(folder => {
    const { journal, made, shown } = pruned(folder);
    const path = checkpointPath(folder, made.checkpoint);
    const whole = readFileSync(path);
    torn(whole, image => {
      writeFileSync(path, image);
      const error = journal.verifyCheckpoint(made) ?? assert.fail("it is not seen");
      assert.match(error.text, WORDS);
    });
    const [found, ...others] = journal.verify().findings;
    assert.deepEqual([found?.where, others], ["checkpoint", []], "the entries are whole, the checkpoint is named");
    assert.match(found?.text ?? "", /damaged.*another node or a backup.*those that stand go on serving/);
    journal.close();
    const again = openKeeping(folder);
    assert.deepEqual(heardOf(again), shown, "views that stand need none");
    again.close();
  }));

test("with the views gone too a torn checkpoint is refused in words, whatever of it is left; put back, the charts are there", () =>
  inFolder(folder => {
    const { journal, made, shown } = pruned(folder);
    journal.close();
    const path = checkpointPath(folder, made.checkpoint);
    const whole = readFileSync(path);
    const forget = () => {
      for (const name of readdirSync(folder)) if (name.startsWith(FILES.views)) rmSync(join(folder, name));
    };
    const images = [0, 1, PAGE - 1, PAGE, PAGE + 1, whole.length - PAGE, whole.length - 1].map(at => cut(at)(whole));
    for (const image of [...images, changed(5_000, 1)(whole), blank(2)(whole), swapped(1, 2)(whole)]) {
      forget();
      writeFileSync(path, image);
      const said = openKeeping(folder, {}, true);
      if (typeof said !== "string") said.close();
      assert.match(typeof said === "string" ? said : "opened", /^checkpoint-(damaged|changed)$/);
    }
    writeFileSync(path, whole);
    const again = openKeeping(folder);
    assert.deepEqual(heardOf(again), shown);
    again.close();
  }));

test("given torn, nothing of a checkpoint is installed and what is wrong is said; given whole afterwards it is taken", () =>
  inFolder(async root => {
    const from = pruned(join(root, "from"));
    const { path, identity, sealed, opened, fill } = await given(root, from);
    const folder = join(root, "to");
    const to = openKeeping(folder);
    fill(to);
    const [whole, before] = [readFileSync(path), filesIn(folder)];
    torn(whole, image => {
      writeFileSync(path, image);
      const error = to.takeCheckpoint({ path, ...opened }) ?? assert.fail("half of it is installed");
      assert.match(error.text, WORDS);
      assert.deepEqual(filesIn(folder), before, "nothing of it lies in the folder");
    });
    rmSync(path);
    assert.match(to.takeCheckpoint({ path, ...opened })?.text ?? "", /copy it again/);
    // What opens it, torn: it opens nothing, and throws nothing.
    const [key = ""] = sealed;
    for (let at = 0; at < key.length; at += 7) assert.equal(await openGiven([identity], [key.slice(0, at)]), undefined);
    writeFileSync(path, whole);
    assert.equal(to.takeCheckpoint({ path, ...opened }), null);
    assert.deepEqual(heardOf(to), from.shown);
    for (const journal of [to, from.journal]) journal.close();
  }));

test("a taking that is killed at any moment leaves a folder that opens, and takes it again", { timeout: 120_000 }, () =>
  inFolder(async root => {
    const from = pruned(join(root, "from"), 400);
    const { path, opened, fill } = await given(root, from);
    for (const [nth, wait] of [0, 5, 15, 30, 60, 120].entries()) {
      const folder = join(root, `to${nth}`);
      const to = openKeeping(folder);
      fill(to);
      to.close();
      const child = spawn(process.execPath, [
        join(import.meta.dirname, "../../tests/take-checkpoint.ts"),
        ...[folder, path, hex(opened.checkpoint), hex(opened.key)],
      ]);
      await new Promise(ready => child.stdout.once("data", ready));
      await new Promise(done => setTimeout(done, wait));
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await new Promise(gone => child.once("exit", gone));
      const again = openKeeping(folder);
      assert.deepEqual(again.verify().findings, []);
      assert.equal(again.takeCheckpoint({ path, ...opened }), null);
      assert.deepEqual(heardOf(again), from.shown);
      assert.ok(!filesIn(folder).some(name => name.includes(".part")));
      again.close();
    }
    from.journal.close();
  }),
);

test("what a taking that was killed left beside is not begun from, and goes with the next", () =>
  inFolder(async root => {
    const from = pruned(join(root, "from"));
    const { path, opened, fill } = await given(root, from);
    const folder = join(root, "to");
    const to = openKeeping(folder);
    fill(to);
    to.close();
    const part = `${checkpointPath(folder, opened.checkpoint)}.part`;
    mkdirSync(join(folder, CHECKPOINTS), { recursive: true });
    writeFileSync(part, readFileSync(path).subarray(0, 10_000));
    const again = openKeeping(folder);
    assert.equal(again.takeCheckpoint({ path, ...opened }), null, "a part is not taken for it, and goes");
    assert.deepEqual(filesIn(folder), [`${hex(opened.checkpoint)}.db`]);
    again.close();
    from.journal.close();
  }));
