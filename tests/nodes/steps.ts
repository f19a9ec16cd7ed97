// What may happen in a history: one step is drawn after another from the seed.
import assert from "node:assert/strict";
import { join } from "node:path";
import { decode, encode } from "cborg";
import { encodeHeader } from "../../src/journal/header.ts";
import {
  type Bytes,
  type Chain,
  type Draft,
  fromHex,
  hex,
  instant,
  type Keys,
  newId,
  type Request,
  readRuns,
  type SignedRun,
  signRun,
} from "../../src/journal/index.ts";
import type { SigningKey } from "../../src/journal/sign.ts";
import { seeded } from "../kit.ts";
import { check } from "./check.ts";
import { copyFolder, Machine } from "./machine.ts";
import { commitOf, standingOf } from "./model.ts";
import { type Arrival, carriedOf, type Facts, LaterNode, receive, record } from "./world.ts";

const HOUR = 3_600_000;
const NOON = Date.UTC(2023, 7, 3, 12);

export class History {
  readonly random: ReturnType<typeof seeded>;
  readonly facts: Facts = new Map();
  readonly machines: Machine[] = [];
  readonly log: string[] = [];
  readonly #folder: string;
  readonly #keys: Keys;
  readonly #later: LaterNode;
  readonly #outsider: SigningKey;
  /** Requests that came with ids, so that they can come again. */
  readonly requests: Request[] = [];
  #cycles = 0;

  constructor(given: {
    seed: number;
    folder: string;
    templates: readonly string[];
    keys: Keys;
    later: SigningKey;
    outsider: SigningKey;
  }) {
    this.random = seeded(given.seed);
    this.#folder = given.folder;
    this.#keys = given.keys;
    this.#outsider = given.outsider;
    this.#later = new LaterNode(this.random.bytes(16), this.random.bytes(16), given.later);
    for (const [index, template] of given.templates.entries()) {
      const machine = this.#machine(
        `m${index + 1}`,
        index === 0 ? "newer" : this.#pick(["older", "older", "newer"] as const),
      );
      copyFolder(template, machine.folder);
      machine.start();
      this.machines.push(machine);
    }
  }

  #machine(name: string, build: Machine["build"], seed = this.random.below(2 ** 31)): Machine {
    const folder = join(this.#folder, name);
    return new Machine({ name, folder, keys: this.#keys, facts: this.facts, build, wall: NOON, seed });
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.random.below(list.length)] ?? assert.fail("nothing to pick from");
  }

  #chance(percent: number): boolean {
    return this.random.below(100) < percent;
  }

  #id(machine: Machine): Bytes {
    return newId({ now: () => instant(machine.wall) }, this.random);
  }

  /** One step. Its name is logged before it is done, so that a failure says in which. */
  step(): void {
    const machine = this.#pick(this.machines);
    const say = (what: string) => this.log.push(`${machine.name} ${what}`);
    const draw = this.random.below(100);
    machine.wall += this.random.below(3) * 20_000;
    if (draw < 36) {
      say("records");
      this.#record(machine);
    } else if (draw < 43) {
      say("is sent a request again");
      this.#resend(machine);
    } else if (draw < 45) {
      say("sees a cycle made");
      this.#cycle(machine);
    } else if (draw < 72) {
      say("is given entries");
      this.#deliver(machine);
    } else if (draw < 75) {
      say("is given entries of a later format");
      this.#deliverLater(machine);
    } else if (draw < 80) {
      say("stops and starts");
      machine.stop();
      if (this.#chance(20)) machine.build = "newer";
      machine.start();
    } else if (draw < 82) {
      say("loses power");
      machine.crash();
      machine.start();
    } else if (draw < 87) {
      say("is backed up");
      machine.takeBackup(`${machine.folder}.backup`);
    } else if (draw < 91) {
      say("is restored");
      this.#restore(machine);
    } else if (draw < 93 && this.machines.length < 4 + this.random.below(2)) {
      say("runs twice");
      this.#twin(machine);
    } else if (draw < 97) {
      say("has a wrong clock");
      machine.wall = this.#pick([
        machine.wall - 26 * HOUR,
        machine.wall + 400 * 24 * HOUR,
        0,
        -5,
        Date.UTC(2019, 11, 31, 23),
        Date.UTC(2300, 0, 1),
        NOON,
      ]);
    } else {
      say("folds and is looked at");
      machine.foldAll();
      check(machine);
    }
    if (this.#chance(50)) machine.foldAll();
  }

  #draft(machine: Machine, kind: string, index = 0): Draft {
    const bed = `${this.random.below(4)}`;
    const text = `t${this.random.below(1_000)}`;
    const bodies: Record<string, unknown> = {
      "test.note": { text },
      "test.bed": { bed, patient: this.#chance(20) ? null : text },
      "test.message": { feed: "adt", message: this.random.bytes(12) },
      "test.look": { of: text },
      "later.note": { text },
      "later.transfer": { bed, to: text },
    };
    const isKeyed = kind === "test.bed" || kind === "later.transfer";
    return {
      kind,
      body: bodies[kind],
      actor: this.#pick(["person:cole", "person:park"]),
      ...(this.#chance(60) || index > 0 ? { id: this.#id(machine) } : {}),
      ...(this.#chance(20) ? { happened: "2023-08-03T07:10-04:00" } : {}),
      ...(this.#chance(20) ? { device: "unit 4 laptop" } : {}),
      ...(isKeyed ? { replaces: this.#replaces(machine, `bed|${bed}`) } : {}),
    };
  }

  /** Mostly what stands there; sometimes less, an id that nobody knows, or one of another key. */
  #replaces(machine: Machine, key: string): Bytes[] {
    const bytes = (ids: readonly string[]) => ids.map(id => fromHex(id) ?? assert.fail());
    const standing = bytes(standingOf(machine.holdings(), key));
    const draw = this.random.below(10);
    if (draw === 0) return standing.slice(1);
    if (draw === 1) return [...standing, this.#id(machine)];
    if (draw === 2)
      return [...standing, ...bytes(standingOf(machine.holdings(), `bed|${this.random.below(4)}`)).slice(0, 1)].filter(
        (id, at, all) => all.findIndex(one => hex(one) === hex(id)) === at,
      );
    return standing;
  }

  #kind(machine: Machine): string {
    const kinds = ["test.note", "test.bed", "test.bed", "test.message", "test.look"];
    return this.#pick(machine.build === "newer" ? [...kinds, "later.note", "later.transfer"] : kinds);
  }

  #request(machine: Machine): Request {
    const online = this.#chance(60);
    const beside = online && this.#chance(20);
    const draw = this.random.below(10);
    const care = machine.build === "newer" ? ["test.note", "later.note"] : ["test.note"];
    const beds = machine.build === "newer" ? ["test.bed", "later.transfer"] : ["test.bed"];
    const act = this.#chance(50) ? { act: new Uint8Array(this.random.bytes(32)) } : {};
    if (draw < 6) return { drafts: [this.#draft(machine, this.#kind(machine))], online, beside };
    const isCare = draw < 8;
    const drafts = Array.from({ length: 2 + this.random.below(2) }, (_, index) =>
      this.#draft(machine, this.#pick(isCare ? care : beds), index),
    );
    if (draw === 9 && this.#chance(30)) drafts.push(this.#draft(machine, "test.note", 9));
    return {
      drafts: [{ ...(drafts[0] ?? assert.fail()), id: this.#id(machine) }, ...drafts.slice(1)],
      online,
      beside,
      ...act,
    };
  }

  #record(machine: Machine): void {
    const requests = Array.from({ length: this.#chance(70) ? 1 : 3 }, () => this.#request(machine));
    if (this.#chance(3)) {
      const draft = this.#draft(machine, "test.bed", 1);
      requests.push({ drafts: [{ ...draft, replaces: draft.id === undefined ? [] : [draft.id] }], online: false });
    }
    if (this.#chance(3)) {
      const draft = { ...this.#draft(machine, "test.note"), actor: "x".repeat(513) };
      requests.unshift({ drafts: [draft], online: false });
    }
    this.#commit(machine, requests);
  }

  #commit(machine: Machine, requests: readonly Request[]): void {
    record(this.facts, machine, requests);
    for (const request of requests) {
      if (request.drafts.every(draft => draft.id !== undefined)) this.requests.push(request);
    }
  }

  /** What was asked before comes again, to any machine: the same, or with another content under its id. */
  #resend(machine: Machine): void {
    if (this.requests.length === 0) return;
    const before = this.#pick(this.requests);
    const online = this.#chance(50);
    const [first, ...others] = before.drafts;
    if (first === undefined) return;
    const draw = this.random.below(8);
    const changed: Request =
      draw < 4
        ? before
        : draw === 4
          ? { ...before, drafts: [{ ...first, actor: "person:other" }, ...others] }
          : draw === 5
            ? { ...before, act: this.random.bytes(32) }
            : draw === 6 && others.length > 0
              ? { ...before, drafts: [first, ...others.slice(1)] }
              : { ...before, drafts: [{ ...first, happened: "2023-08" }, ...others] };
    this.#commit(machine, [{ ...changed, online }]);
  }

  /** Two entries of one key, each naming the other: none of them stands by itself. */
  #cycle(machine: Machine): void {
    const [x, y] = [this.#id(machine), this.#id(machine)];
    const bed = `cycle ${this.#cycles++}`;
    const draft = (id: Bytes, other: Bytes): Request => ({
      drafts: [{ id, kind: "test.bed", body: { bed, patient: "a" }, actor: "person:cole", replaces: [other] }],
      online: false,
    });
    this.#commit(machine, [draft(x, y)]);
    this.#commit(this.#pick(this.machines), [draft(y, x)]);
  }

  /** Another machine gives runs of what it has; on the way they are lost, doubled, cut, stripped, changed and put out of order. */
  #deliver(to: Machine): void {
    const from = this.#pick(this.machines);
    if (from === to) return;
    const places = from.journal.store.runs().filter(() => this.#chance(55));
    const runs = places.flatMap(({ last, ...chain }) => {
      const start = this.#chance(60) ? 1 : 1 + this.random.below(last);
      const range = { ...chain, from: start, to: this.#chance(60) ? last : start + this.random.below(last) };
      return [...readRuns(from.journal.store, range)].map(({ run, hash }) => signRun(run, hash, from.journal.signer));
    });
    const sent = runs.filter(() => this.#chance(85)).flatMap(run => (this.#chance(12) ? [run, run] : [run]));
    for (const { signed, arrival } of this.#shuffled(sent).map(run => this.#onTheWay(run))) {
      receive(this.facts, to, signed, arrival);
    }
    if (!this.#chance(25)) return;
    to.foldAll();
    check(to);
  }

  #shuffled<T>(list: readonly T[]): T[] {
    return list
      .map(item => ({ item, order: this.random.below(1_000_000) }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item);
  }

  #onTheWay(signed: SignedRun): { signed: SignedRun; arrival: Arrival } {
    const { run } = signed;
    const draw = this.random.below(100);
    if (draw < 12) {
      // The giver narrows what it shows, and may say a wrong reason.
      const why = this.#pick(["withheld", "pruned", "erased"] as const);
      const entries = run.entries.map(entry => {
        const cut = this.random.below(4);
        if (cut === 0) return { ...entry, header: null, salt: null, payload: null, absence: why };
        return cut === 1 && entry.header !== null ? { ...entry, payload: null, absence: why } : entry;
      });
      return { signed: { ...signed, run: { ...run, entries } }, arrival: "whole" };
    }
    if (draw < 26) {
      // A carrier without a key passes on a part: it is proved only where its end is named by an entry that is there already.
      const entries = run.entries.slice(0, 1 + this.random.below(run.entries.length));
      const hash = carriedOf(this.facts, { run: { ...run, entries }, hash: signed.hash }).at(-1)?.fact.hash ?? "";
      const part = { run: { ...run, entries }, hash: fromHex(hash) ?? assert.fail() };
      return { signed: { ...signed, ...part, signature: new Uint8Array(64) }, arrival: "unsigned" };
    }
    if (draw < 30 && run.entries.length > 1) {
      return { signed: { ...signed, run: { ...run, entries: run.entries.slice(0, -1) } }, arrival: "changed" };
    }
    if (draw < 38) return this.#changed(signed);
    return { signed, arrival: "whole" };
  }

  /** Changed on the way, or made up by somebody who is no node of this network. */
  #changed(signed: SignedRun): { signed: SignedRun; arrival: Arrival } {
    const { run } = signed;
    const at = this.random.below(run.entries.length);
    const entry = run.entries[at] ?? assert.fail();
    const put = (other: typeof entry): SignedRun => ({
      ...signed,
      run: { ...run, entries: run.entries.map((one, index) => (index === at ? other : one)) },
    });
    const flip = (bytes: Bytes) => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte));
    const draw = this.random.below(4);
    // What a later format's content must be is not known here: only its header is proved.
    const isKnown = this.facts.get(hex(signed.hash))?.fields !== null;
    if (draw === 0 && entry.payload !== null && isKnown)
      return { signed: put({ ...entry, payload: flip(entry.payload) }), arrival: "changed" };
    if (draw === 1 && entry.header !== null)
      return { signed: put({ ...entry, header: flip(entry.header) }), arrival: "changed" };
    if (draw === 2)
      return {
        signed: put({ ...entry, digest: flip(entry.digest), header: null, salt: null, payload: null }),
        arrival: "changed",
      };
    const made = { digest: this.random.bytes(32), header: null, salt: null, payload: null, absence: null };
    const forged = { ...run, entries: [...run.entries, made] };
    return { signed: signRun(forged, this.random.bytes(32), this.#outsider), arrival: "changed" };
  }

  #deliverLater(machine: Machine): void {
    const isUnreadable = this.#chance(50);
    const payload = encode({ text: `later ${this.#later.runs.length}` });
    const salt = this.random.bytes(16);
    const commit = new Uint8Array(commitOf(salt, payload));
    const id = this.#id(machine);
    const chain: Chain = "care";
    this.#later.make(
      this.facts,
      ({ node, epoch, seq, commit }) => {
        const rest = { happened: null, actor: "person:later", device: null, kind: "test.note", version: 1, key: null };
        const lists = { replaces: [], subjects: [], parents: seq === 1 ? [] : null, group: null, act: null };
        const header = {
          id,
          node,
          chain,
          epoch,
          seq,
          time: NOON * 1_000,
          wall: 0,
          ...rest,
          ...lists,
          length: payload.length,
          commit,
        };
        const written = encodeHeader(header);
        return isUnreadable ? Uint8Array.from([2, ...written.subarray(1)]) : notTheOneWay(written);
      },
      { salt, payload, commit },
    );
    for (const run of this.#later.runs) receive(this.facts, machine, run, "whole");
  }

  #restore(machine: Machine): void {
    if (machine.backup === undefined) return;
    machine.stop();
    machine.restore(machine.backup, this.#chance(50));
    machine.start();
  }

  /** A machine's image is resumed twice: the same node, the same start, the same random numbers until the two go apart. */
  #twin(machine: Machine): void {
    machine.stop();
    const seed = this.random.below(2 ** 31);
    const twin = this.#machine(`${machine.name}+${this.machines.length}`, machine.build, seed);
    copyFolder(machine.folder, twin.folder);
    twin.held = new Map(machine.held);
    twin.wall = machine.wall;
    machine.reseed(seed);
    machine.start();
    twin.start();
    const together = Array.from({ length: this.random.below(3) }, () => this.#request(machine));
    for (const one of [machine, twin]) for (const request of together) record(this.facts, one, [request]);
    machine.reseed(this.random.below(2 ** 31));
    twin.reseed(this.random.below(2 ** 31));
    this.machines.push(twin);
    if (this.#chance(50)) return;
    // The same queued request reaches both at the same instant.
    const queued: Request = {
      drafts: [{ ...this.#draft(machine, "test.note"), id: this.#id(machine) }],
      online: false,
    };
    for (const one of [machine, twin]) this.#commit(one, [queued]);
  }
}

/** The same fields in falling order: it says the same, and is not the one way to write it. */
function notTheOneWay(header: Bytes): Bytes {
  const pairs: Bytes[] = [];
  const map: Map<number, unknown> = decode(header.subarray(1), { useMaps: true });
  for (const [field, value] of map) pairs.unshift(Uint8Array.from([...encode(field), ...encode(value)]));
  assert.ok(pairs.length < 24);
  return Uint8Array.from([header[0] ?? 0, 0xa0 + pairs.length, ...pairs.flatMap(pair => [...pair])]);
}
