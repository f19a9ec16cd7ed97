// One seed, one history of keeping: nodes record messages, make checkpoints, cut and prune, erase, are restored from what was given, and
// give one another runs that are lost, doubled and stripped. Each is held against what must be shown, said without the code that shows it.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { giveCheckpoint, openGiven } from "../../src/journal/bundle.ts";
import { hex, type Journal, readRuns, signRun } from "../../src/journal/index.ts";
import { newIdentity, recipientOf } from "../../src/journal/keys.ts";
import { heardOf, openKeeping, plainBytes } from "../keeping.ts";
import { seeded, testClock, testKeys } from "../kit.ts";

export const KEEP_SEEDS = 25;
const HOUR = 3_600_000;
const FACILITY = "main";
const ACTOR = "person:keeper";

type Message = { readonly text: string; readonly id: Uint8Array; isErased: boolean };
type Machine = {
  readonly folder: string;
  journal: Journal;
  /** What its views must show: texts of every message whose content was ever here and is not known to be erased. */
  readonly shown: Set<string>;
  /** Ids (hex) whose erasure is here. */
  readonly erased: Set<string>;
};

/** Plays a seed's history. Throws an error that names the seed and the step. */
export async function keepSimulate(
  seed: number,
): Promise<{ readonly pruned: number; readonly restored: number; readonly erased: number }> {
  const root = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tideover-keep-"));
  const history = new Keeping(seed, root);
  try {
    await history.play();
    return history.count;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`SEED=${seed}: ${history.log.slice(-6).join(", ")}:\n${why}`, { cause: error });
  } finally {
    for (const { journal } of history.machines) if (journal.store.db.open) journal.close();
    rmSync(root, { recursive: true, force: true });
  }
}

class Keeping {
  readonly log: string[] = [];
  readonly machines: Machine[] = [];
  readonly count = { pruned: 0, restored: 0, erased: 0 };
  readonly #root: string;
  readonly #seed: number;
  readonly #random: ReturnType<typeof seeded>;
  readonly #clock = testClock();
  readonly #messages = new Map<string, Message>();
  #starts = 0;
  #identity = "";

  constructor(seed: number, root: string) {
    this.#root = root;
    this.#seed = seed;
    this.#random = seeded(seed);
  }

  async play(): Promise<void> {
    this.#identity = await newIdentity();
    for (const name of ["a", "b"]) this.machines.push(this.#start(join(this.#root, name)));
    const steps = 14 + this.#random.below(14);
    for (let step = 0; step < steps; step++) await this.#step();
    this.#heal();
  }

  #start(folder: string): Machine {
    this.#starts += 1;
    const journal = openKeeping(folder, { clock: this.#clock, start: this.#seed * 100 + this.#starts });
    return { folder, journal, shown: new Set(), erased: new Set() };
  }

  #restart(machine: Machine): void {
    machine.journal.close();
    machine.journal = this.#start(machine.folder).journal;
  }

  async #step(): Promise<void> {
    const machine = this.machines[this.#random.below(this.machines.length)] ?? assert.fail();
    const draw = this.#random.below(100);
    this.#clock.add(HOUR / 6);
    const say = (what: string) => this.log.push(`${machine.folder.slice(-1)} ${what}`);
    if (draw < 38) {
      say("records");
      for (let n = 0; n <= this.#random.below(3); n++) this.#record(machine);
    } else if (draw < 58) {
      const other = this.machines[this.#random.below(this.machines.length)] ?? machine;
      say(`is given entries by ${other.folder.slice(-1)}`);
      if (other !== machine) this.#give(other, machine, true);
    } else if (draw < 66) {
      say("makes a checkpoint");
      assert.ok(machine.journal.checkpoint({ actor: ACTOR, keep: 2 }).ok, "a checkpoint is made");
    } else if (draw < 78) {
      say("prunes");
      this.#prune(machine);
    } else if (draw < 85) {
      say("erases");
      this.#erase(machine);
    } else if (draw < 92) {
      say("stops and starts");
      this.#restart(machine);
    } else if (this.machines.length < 4) {
      say("is the one from which another is restored");
      await this.#restore(machine);
    } else {
      say("folds anew");
      machine.journal.rebuild();
    }
    for (const one of this.machines) this.#check(one);
  }

  #record(machine: Machine): void {
    const before = [...this.#messages.values()];
    const again = this.#random.below(5) === 0 ? before[this.#random.below(before.length)] : undefined;
    const message = again ?? {
      text: `m${before.length} ${"x".repeat(40)}`,
      id: this.#random.bytes(16),
      isErased: false,
    };
    this.#messages.set(hex(message.id), message);
    const body = { feed: "adt", message: new TextEncoder().encode(message.text) };
    const draft = { id: message.id, kind: "test.message", body, actor: "feed:adt" };
    const [outcome] = machine.journal.commit([{ drafts: [draft], online: false }]);
    assert.ok(outcome?.ok, "a message is taken");
    if (machine.shown.has(message.text))
      assert.ok(outcome.repeated, "a message that was pruned is known again by its salt");
    // Another node's erasure may not be known here: then it is shown until it is.
    if (!machine.erased.has(hex(message.id))) machine.shown.add(message.text);
  }

  /** Gives everything, or what comes through: runs are lost, doubled, and stripped of content under a wrong word. */
  #give(from: Machine, to: Machine, isLossy: boolean): void {
    const runs = from.journal.store.runs().flatMap(chain => [...readRuns(from.journal.store, chain)]);
    for (const { run, hash } of runs) {
      const draw = isLossy ? this.#random.below(10) : 9;
      if (draw < 2) continue;
      const isStripped = draw === 2;
      const entries = isStripped
        ? run.entries.map(entry =>
            entry.header === null ? entry : { ...entry, payload: null, absence: "pruned" as const },
          )
        : run.entries;
      for (let times = draw === 3 ? 2 : 1; times > 0; times--)
        assert.ok(
          to.journal.take(signRun({ ...run, entries }, hash, from.journal.signer).run, hash).ok,
          "a proved run is taken",
        );
    }
    this.#learn(to);
  }

  /** What came is what must be shown: content that is here now, without what is known to be erased. */
  #learn(machine: Machine): void {
    for (const id of machine.journal.store.erasedIds().map(hex)) machine.erased.add(id);
    for (const message of this.#messages.values()) {
      if (machine.erased.has(hex(message.id))) machine.shown.delete(message.text);
      else if (machine.journal.store.byId(message.id).some(row => row.payload !== null))
        machine.shown.add(message.text);
    }
  }

  #prune(machine: Machine): void {
    const { journal } = machine;
    const before = (this.#clock.now() - this.#random.below(3) * (HOUR / 2)) * 1_000;
    const plan = journal.planCut({ facility: FACILITY, before, keep: [] });
    const outcome = journal.prune(plan, { actor: ACTOR, facility: FACILITY });
    if (!outcome.ok) {
      assert.match(outcome.error.code, /nothing-to-cut|cut-without-checkpoint/);
      return;
    }
    assert.equal(outcome.pruned, plan.messages, "what was said would go is what went");
    this.count.pruned += outcome.pruned;
  }

  #erase(machine: Machine): void {
    const all = [...this.#messages.values()].filter(one => machine.journal.store.byId(one.id).length > 0);
    const message = all[this.#random.below(Math.max(all.length, 1))];
    if (message === undefined) return;
    const outcome = machine.journal.erase(message.id, { why: "court order", header: false, actor: ACTOR });
    if (!outcome.ok) return;
    this.count.erased += 1;
    message.isErased = true;
    this.#learn(machine);
  }

  /** A new node from a checkpoint and the entries, the messages behind it without their content. Then erasures that came since are heard. */
  async #restore(from: Machine): Promise<void> {
    const made = from.journal.checkpoint({ actor: ACTOR, keep: 2 });
    assert.ok(made.ok, "a checkpoint is made");
    const name = join(this.#root, `r${this.machines.length}`);
    const to = this.#start(name);
    const path = `${name}.given`;
    const given = await giveCheckpoint(
      { folder: from.folder, key: testKeys().data, made: made.body, random: this.#random },
      path,
      [await recipientOf(this.#identity)],
    );
    assert.ok(given.ok, "it is given");
    const behind = new Set(from.journal.store.after(0, 100_000).map(row => hex(row.hash)));
    // Something may be erased between giving and taking.
    if (this.#random.below(2) === 0) this.#erase(from);
    for (const chain of from.journal.store.runs())
      for (const { run, hash } of readRuns(
        from.journal.store,
        chain,
        undefined,
        row => row.chain === "feed" && behind.has(hex(row.hash)) && isMessage(row.headerBytes),
      ))
        assert.ok(to.journal.take(run, hash).ok, "a proved run is taken");
    const opened = await openGiven([this.#identity], given.sealed);
    assert.ok(opened, "its reader opens it");
    assert.equal(to.journal.takeCheckpoint({ path, ...opened }), null);
    for (const text of from.shown) to.shown.add(text);
    this.#learn(to);
    assert.deepEqual(
      heardOf(to.journal),
      heardOf(from.journal),
      "a restored node shows what the one shows that never stopped",
    );
    this.machines.push(to);
    this.count.restored += 1;
  }

  #check(machine: Machine): void {
    assert.deepEqual(heardOf(machine.journal), [...machine.shown].sort(), `what ${machine.folder.slice(-1)} shows`);
    for (const message of this.#messages.values()) {
      if (!machine.erased.has(hex(message.id))) continue;
      for (const row of machine.journal.store.byId(message.id))
        assert.deepEqual([row.payload, row.absence], [null, "erased"], "what was erased stays erased");
    }
  }

  #heal(): void {
    this.log.push("all give all");
    for (let round = 0; round < this.machines.length; round++)
      for (const [index, from] of this.machines.entries())
        this.#give(from, this.machines[(index + 1) % this.machines.length] ?? from, false);
    for (const machine of this.machines) {
      this.#check(machine);
      const before = heardOf(machine.journal);
      machine.journal.rebuild();
      assert.deepEqual(heardOf(machine.journal), before, "folded anew it shows the same");
      const { findings, views } = machine.journal.verify();
      assert.deepEqual(findings, [], "verify finds nothing");
      assert.deepEqual(views, [], "the live views are what a rebuild gives");
      this.#restart(machine);
      assert.deepEqual(heardOf(machine.journal), before, "after a start it shows the same");
      for (const one of machine.journal.checkpoints().filter(({ isHere }) => isHere))
        assert.equal(machine.journal.verifyCheckpoint(one), null, "each checkpoint that is here holds");
    }
    const erased = [...this.#messages.values()].filter(one => one.isErased);
    for (const { folder } of this.machines)
      for (const file of filesOf(folder)) {
        const bytes = plainBytes(file);
        for (const { text } of erased) assert.ok(!bytes.includes(text), "no file holds what was erased");
      }
  }
}

function isMessage(header: Uint8Array | null): boolean {
  return header !== null && Buffer.from(header).includes("test.message");
}

function filesOf(folder: string): string[] {
  const journal = join(folder, "checkpoints");
  return existsSync(journal)
    ? readdirSync(journal)
        .filter(name => name.endsWith(".db"))
        .map(name => join(journal, name))
    : [];
}
