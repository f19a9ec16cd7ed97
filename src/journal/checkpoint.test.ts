// A checkpoint: what it holds, when it is refused, what it is worth where the messages behind it are gone.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { heardOf, openKeeping, plainBytes } from "../../tests/keeping.ts";
import { inFolder, recordOne, testClock } from "../../tests/kit.ts";
import { CHECKPOINTS, checkpointPath } from "./checkpoint.ts";
import { hex, type Journal, readRuns } from "./index.ts";

const BY = { actor: "person:keeper", keep: 3 };
const HOUR = 3_600_000;
const FAR = Date.UTC(2100, 0, 1) * 1_000;

const message = (journal: Journal, text: string) =>
  recordOne(journal, "test.message", { feed: "adt", message: new TextEncoder().encode(text) });

function made(journal: Journal, keep = 3) {
  const outcome = journal.checkpoint({ ...BY, keep });
  return outcome.ok ? outcome.body : assert.fail(outcome.error.text);
}

function cutAll(journal: Journal, before = FAR) {
  const plan = journal.planCut({ facility: "main", before, keep: [] });
  const outcome = journal.prune(plan, { actor: "person:keeper", facility: "main" });
  return outcome.ok ? outcome : assert.fail(outcome.error.text);
}

test("a checkpoint is one whole file, proved by its entry; a changed, cut or missing one is refused in words", () =>
  inFolder(folder => {
    const journal = openKeeping(folder);
    message(journal, "one");
    recordOne(journal, "test.note", { text: "two" });
    const body = made(journal);
    assert.deepEqual([body.covered, body.open], [2, 0]);
    assert.deepEqual(readdirSync(join(folder, CHECKPOINTS)), [`${hex(body.checkpoint)}.db`], "nothing beside it");
    assert.equal(journal.verifyCheckpoint(body), null);
    const path = checkpointPath(folder, body.checkpoint);
    const whole = readFileSync(path);
    assert.ok(!whole.includes("one"), "encrypted");
    for (let at = 100; at < whole.length; at += Math.floor(whole.length / 7)) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(path, changed);
      assert.match(journal.verifyCheckpoint(body)?.code ?? "", /^checkpoint-(damaged|changed)$/, `byte ${at}`);
    }
    writeFileSync(path, whole);
    truncateSync(path, whole.length - 4_096);
    assert.match(journal.verifyCheckpoint(body)?.text ?? "", /damaged.*not used/);
    writeFileSync(path, whole);
    assert.equal(journal.verifyCheckpoint(body), null);
    const other = made(journal);
    writeFileSync(path, readFileSync(checkpointPath(folder, other.checkpoint)));
    assert.equal(journal.verifyCheckpoint(body)?.code, "checkpoint-changed", "a whole one of another moment");
    journal.close();
  }));

test("what the views do not hold is not covered: content that is not here, and a group that is torn", () =>
  inFolder(folder => {
    const [from, to] = [openKeeping(join(folder, "from")), openKeeping(join(folder, "to"), { seed: 2 })];
    for (const text of ["here", "not here"]) message(from, text);
    const draft = (text: string) => ({ kind: "test.note", actor: "person:a", body: { text } });
    assert.ok(from.commit([{ drafts: [draft("one"), draft("two")], online: true }])[0]?.ok);
    for (const chain of from.store.runs())
      for (const { run, hash } of readRuns(from.store, chain, undefined, row => row.seq === 2))
        assert.ok(to.take(run, hash).ok);
    const { covered, open } = made(to);
    // Of the group the one that is here waits for the other.
    assert.deepEqual([covered, open], [1, 3]);
    const plan = to.planCut({ facility: "main", before: FAR, keep: [] });
    assert.equal(plan.messages, 1, "a cut ends before what is not here");
    for (const journal of [from, to]) journal.close();
  }));

test("of checkpoints the newest are kept, and those that a cut or the views need", () =>
  inFolder(folder => {
    const journal = openKeeping(folder);
    message(journal, "one");
    const { body } = cutAll(journal);
    const later = [1, 2, 3, 4].map(() => made(journal, 2));
    const files = readdirSync(join(folder, CHECKPOINTS)).sort();
    const kept = [body.checkpoint, ...later.slice(-2).map(one => one.checkpoint)].map(id => `${hex(id)}.db`);
    assert.deepEqual(files, kept.sort());
    assert.deepEqual(
      journal.checkpoints().map(one => one.isHere),
      [true, false, false, true, true],
      "the entries stay",
    );
    journal.close();
  }));

test("pruned messages are in no file; salt and header stay, the chain verifies, and the views stand", () =>
  inFolder(folder => {
    const clock = testClock();
    const journal = openKeeping(folder, { clock });
    const before = ["SECRET ONE", "SECRET TWO"].map(text => message(journal, text.repeat(3_000)));
    recordOne(journal, "test.note", { text: "noted" });
    clock.add(HOUR);
    message(journal, "later");
    const shown = heardOf(journal);
    const plan = journal.planCut({ facility: "main", before: clock.now() * 1_000, keep: [] });
    assert.deepEqual([plan.messages, plan.positions.length], [2, 1]);
    assert.ok(plan.bytes > 60_000);
    const outcome = journal.prune(plan, { actor: "person:keeper", facility: "main" });
    assert.ok(outcome.ok);
    assert.equal(outcome.pruned, 2);
    for (const { id } of before) {
      const [row] = journal.store.byId(id);
      assert.deepEqual([row?.payload, row?.absence, row?.salt?.length], [null, "pruned", 16]);
    }
    assert.deepEqual(heardOf(journal), shown);
    assert.deepEqual(journal.verify(), { entries: 6, heads: 1, findings: [], views: [] });
    journal.rebuild();
    assert.deepEqual(heardOf(journal), shown, "also folded anew");
    journal.close();
    assert.ok(!plainBytes(join(folder, "journal.db")).includes("SECRET ONESECRET"), "no page holds it");
    const again = openKeeping(folder, { clock });
    assert.deepEqual(heardOf(again), shown, "and after a start");
    // The same message again is answered as it was, by its salt.
    const resent = recordOne(
      again,
      "test.message",
      { feed: "adt", message: new TextEncoder().encode("SECRET ONE".repeat(3_000)) },
      { id: before[0]?.id ?? assert.fail() },
    );
    assert.equal(hex(resent.hash), hex(before[0]?.hash ?? assert.fail()));
    again.close();
  }));

test("a cut ends before what must be kept, covers what the one before covers, and an epoch only behind whole ones", () =>
  inFolder(folder => {
    const clock = testClock();
    const first = openKeeping(folder, { clock });
    for (const text of ["a", "b", "c"]) message(first, text);
    const epoch = first.store.after(0, 1)[0]?.epoch ?? assert.fail();
    first.close();
    clock.add(HOUR);
    const second = openKeeping(folder, { clock, seed: 2 });
    message(second, "d");
    const plan = (keep: { epoch: Uint8Array; from: number }[], before = FAR) => {
      const { positions, messages } = second.planCut({ facility: "main", before, keep });
      return [positions.map(one => one.to), messages];
    };
    assert.deepEqual(plan([]), [[3, 1], 4]);
    assert.deepEqual(
      plan([{ epoch, from: 3 }]),
      [[2], 2],
      "a hold from the third on; and nothing of the epoch behind it",
    );
    assert.deepEqual(plan([], (clock.now() - HOUR / 2) * 1_000), [[3], 3]);
    cutAll(second, (clock.now() - HOUR / 2) * 1_000);
    assert.deepEqual(plan([{ epoch, from: 1 }], 0), [[3], 0], "never less than before");
    second.close();
  }));

test("an upgrade takes the older tables on where the messages behind them are gone, and says so", () =>
  inFolder(folder => {
    const journal = openKeeping(folder);
    message(journal, "behind");
    cutAll(journal);
    message(journal, "after");
    journal.close();
    const newer = openKeeping(folder, { version: 2 });
    assert.deepEqual(heardOf(newer), ["after", "behind"]);
    assert.deepEqual(newer.carriedViews(), ["heard@1"]);
    assert.deepEqual(newer.verify().views, []);
    newer.close();
    assert.deepEqual(
      (() => {
        const refused = openKeeping(folder, { version: 3, column: "more" }, true);
        return typeof refused === "string" ? refused : refused.close();
      })(),
      "checkpoint-older",
      "tables that it cannot read are not thrown away",
    );
    const back = openKeeping(folder, { version: 2 });
    assert.deepEqual(heardOf(back), ["after", "behind"]);
    back.close();
  }));

test("where the checkpoint is damaged the views that stand become the one to begin from", () =>
  inFolder(folder => {
    const journal = openKeeping(folder);
    message(journal, "behind");
    const { body } = cutAll(journal);
    message(journal, "after");
    journal.close();
    const path = checkpointPath(folder, body.checkpoint);
    truncateSync(path, 4_096);
    const same = openKeeping(folder);
    assert.deepEqual(heardOf(same), ["after", "behind"], "views that are not stale need none");
    assert.throws(() => same.rebuild(), /damaged/);
    assert.deepEqual(heardOf(same), ["after", "behind"], "the old views go on");
    same.close();
    const newer = openKeeping(folder, { version: 2 });
    message(newer, "new");
    assert.deepEqual(heardOf(newer), ["after", "behind", "new"]);
    newer.rebuild();
    assert.deepEqual(heardOf(newer), ["after", "behind", "new"]);
    assert.deepEqual(newer.verify().findings, []);
    newer.close();
  }));

test("what is erased after a checkpoint is in no checkpoint any more, and does not come back by it", () =>
  inFolder(folder => {
    const journal = openKeeping(folder);
    const { id } = message(journal, "SECRET".repeat(2_000));
    message(journal, "other");
    cutAll(journal);
    made(journal);
    message(journal, "after");
    const erased = journal.erase(id, { why: "court order", header: false, actor: "person:privacy" });
    assert.ok(erased.ok);
    assert.deepEqual(heardOf(journal), ["after", "other"]);
    journal.rebuild();
    assert.deepEqual(heardOf(journal), ["after", "other"]);
    assert.deepEqual(journal.verify().findings, []);
    const files = readdirSync(join(folder, CHECKPOINTS)).map(name => join(folder, CHECKPOINTS, name));
    assert.equal(files.length, 1);
    for (const file of files) assert.ok(!plainBytes(file).includes("SECRETSECRET"));
    assert.equal(
      journal.planCut({ facility: "main", before: 0, keep: [] }).before === null,
      false,
      "the cut stands on",
    );
    journal.close();
    const again = openKeeping(folder);
    assert.deepEqual(heardOf(again), ["after", "other"]);
    again.close();
  }));

test("a making that is killed at any moment leaves the store whole and no checkpoint half", { timeout: 60_000 }, () =>
  inFolder(async folder => {
    const journal = openKeeping(folder);
    for (let n = 0; n < 300; n++) message(journal, `${n} ${"x".repeat(2_000)}`);
    journal.close();
    for (const wait of [0, 20, 50, 90, 140, 200]) {
      const child = spawn(process.execPath, [join(import.meta.dirname, "../../tests/make-checkpoints.ts"), folder]);
      await new Promise(ready => child.stdout.once("data", ready));
      await new Promise(done => setTimeout(done, wait));
      child.kill("SIGKILL");
      await new Promise(gone => child.once("exit", gone));
      const opened = openKeeping(folder);
      for (const one of opened.checkpoints().filter(({ isHere }) => isHere))
        assert.equal(opened.verifyCheckpoint(one), null);
      assert.deepEqual(opened.verify().findings, []);
      assert.equal(heardOf(opened).length, 300);
      made(opened);
      assert.ok(!readdirSync(join(folder, CHECKPOINTS)).some(name => name.includes(".part")));
      opened.close();
    }
    assert.ok(existsSync(join(folder, CHECKPOINTS)));
  }),
);
