// One seed, one history: several machines run, fail and talk; then they heal, and everything is held against the model.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Journal, signRun } from "../../src/journal/index.ts";
import { newSigningKey } from "../../src/journal/sign.ts";
import { seeded, testClock, testKeys } from "../kit.ts";
import { check, checkHealed } from "./check.ts";
import { BUILDS } from "./kinds.ts";
import { clashesOf, forksOf, keysOf, type Level, standingOf } from "./model.ts";
import { History } from "./steps.ts";
import { carriedOf, expectedOf, receive, record, runsOf } from "./world.ts";

const NODES = 3;
const keys = testKeys();

/** Where histories are played: a folder in memory where there is one, and three new nodes that trust one another, made once. */
export type Ground = ReturnType<typeof makeGround>;

export function makeGround() {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "tideover-nodes-"));
  const [later, outsider] = [newSigningKey().key, newSigningKey().key];
  const templates = Array.from({ length: NODES }, (_, index) => join(folder, `template-${index}`));
  const journals = templates.map((template, index) => {
    const ports = { clock: testClock(), random: seeded(1_000 + index) };
    const opened = Journal.open(template, keys, { ...BUILDS.older, ports });
    return opened.ok ? opened.journal : assert.fail(opened.error.text);
  });
  for (const journal of journals) {
    for (const other of journals) journal.trust(other.node, other.signer.public);
    journal.trust(new Uint8Array(16), later.public);
  }
  for (const journal of journals) journal.close();
  return { folder, templates, later, outsider, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** What a history came to: a simulation in which these stay 0 would be blind. */
export type Played = Readonly<Record<"entries" | "machines" | "forks" | "clashes" | "conflicts" | "lost", number>>;

/** Plays a seed's history. Throws an error that names the seed, the step and what did not hold. */
export function simulate(ground: Ground, seed: number): Played {
  const folder = mkdtempSync(join(ground.folder, `seed-${seed}-`));
  const history = new History({ ...ground, seed, folder, keys });
  try {
    const steps = 20 + history.random.below(30);
    for (let step = 0; step < steps; step++) history.step();
    heal(history);
    return playedOf(history);
  } catch (error) {
    const last = history.log.slice(-8).join("\n  ");
    throw new Error(
      `SEED=${seed}, step ${history.log.length}:\n  ${last}\n${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  } finally {
    for (const machine of history.machines) if (machine.isRunning()) machine.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function playedOf({ facts, machines }: History): Played {
  const holdings = machines[0]?.holdings() ?? [];
  return {
    entries: facts.size,
    machines: machines.length,
    forks: forksOf(holdings).length,
    clashes: clashesOf(holdings).length,
    conflicts: keysOf(holdings).filter(key => standingOf(holdings, key).length > 1).length,
    // Only where a folder was set back before anybody else had it.
    lost: facts.size - holdings.length,
  };
}

/** Every machine gives all it has to the next in a ring, until nobody gains anything: what one holds, all hold in the end. */
function heal({ facts, machines, requests, random, log }: History): void {
  log.push("all heal");
  const everything = new Map<string, Level>();
  for (const { held } of machines) {
    for (const [hash, level] of held) if (level >= (everything.get(hash) ?? 0)) everything.set(hash, level);
  }
  const toGive = new Set(machines);
  for (let round = 0; toGive.size > 0; round++) {
    assert.ok(round <= machines.length, "machines that exchange all they have come to an end");
    for (const [index, giver] of machines.entries()) {
      if (!toGive.delete(giver)) continue;
      const taker = machines[(index + 1) % machines.length] ?? assert.fail();
      const runs = runsOf(giver.journal).map(run => ({ ...run, carried: carriedOf(facts, run) }));
      const given = runs.flatMap(({ carried }) => carried.map(({ fact, level }) => [fact.hash, level] as const));
      assert.deepEqual(given.sort(), [...giver.held].sort(), "all that is here is passed on, once");
      for (const { run, hash, carried } of runs) {
        const isNews = carried.some(({ fact, level }) => level > (taker.held.get(fact.hash) ?? -1));
        if (!isNews) continue;
        receive(facts, taker, signRun(run, hash, giver.journal.signer), "whole");
        toGive.add(taker);
      }
    }
  }
  for (const machine of machines) {
    machine.foldAll();
    assert.deepEqual(
      [...machine.held].sort(),
      [...everything].sort(),
      "no acknowledged entry that any disk held is lost",
    );
  }
  log.push("all are looked at");
  for (const machine of machines) check(machine);
  checkHealed(machines[random.below(machines.length)] ?? assert.fail());
  log.push("all are asked again what they were asked before");
  for (let asked = 0; asked < 5 && requests.length > 0; asked++) {
    const request = requests[random.below(requests.length)] ?? assert.fail();
    const again = { ...request, online: true };
    for (const machine of machines)
      if (expectedOf(machine, again).answer !== "recorded") record(facts, machine, [again]);
  }
  log.push("one of the older programs is upgraded");
  for (const machine of machines.filter(({ build }) => build === "older").slice(0, 1)) {
    machine.stop();
    machine.build = "newer";
    machine.start();
    check(machine);
  }
}
