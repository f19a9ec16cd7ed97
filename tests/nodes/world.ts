// Several machines of one network, what they recorded, and what each must answer. Every step checks the answer as it comes.
import assert from "node:assert/strict";
import { encode } from "cborg";
import {
  type Bytes,
  type Draft,
  hex,
  type Journal,
  type Outcome,
  type ReadRun,
  type Recorded,
  type Request,
  readRuns,
  type SignedRun,
  signRun,
} from "../../src/journal/index.ts";
import { asWritten, BUILDS } from "./kinds.ts";
import type { Machine } from "./machine.ts";
import {
  byIdOf,
  contentOf,
  digestOf,
  type Fact,
  factOf,
  hashOf,
  isNamed,
  keysOf,
  type Level,
  originOf,
  standingOf,
} from "./model.ts";

const YEAR_2020 = Date.UTC(2020, 0, 1) * 1_000;
const YEAR_2200 = Date.UTC(2200, 0, 1) * 1_000;

type Expected =
  | { readonly answer: "recorded" }
  | { readonly answer: "repeated"; readonly first: readonly Fact[] }
  | { readonly answer: "stale"; readonly standing: readonly string[] }
  | { readonly answer: "refused"; readonly code: string };

/** Every entry that anybody made, by hash. */
export type Facts = Map<string, Fact>;

/** What the machine must answer, by the model. */
export function expectedOf(machine: Machine, request: Request): Expected {
  const held = machine.holdings();
  const read = request.drafts.map(draft => ({ draft, known: BUILDS[machine.build].kinds.get(draft.kind) }));
  for (const { draft, known } of read) {
    if (known === undefined) return { answer: "refused", code: "unknown-kind" };
    const { id, actor, replaces = [] } = draft;
    if (id !== undefined && replaces.some(one => hex(one) === hex(id)))
      return { answer: "refused", code: "self-replacement" };
    if (actor.length > 512) return { answer: "refused", code: "too-large" };
  }
  if (new Set(read.map(({ known }) => known?.chain)).size > 1) return { answer: "refused", code: "group-chains" };
  const known = request.drafts.map(draft => (draft.id === undefined ? [] : byIdOf(held, hex(draft.id))));
  if (known.some(entries => entries.length > 0)) {
    const first = request.drafts.map((_, index) => {
      const wanted = wantedContent(machine, request, index);
      return known[index]?.find(({ fact, fields }) => contentOf(fields, fact.payload) === wanted)?.fact;
    });
    const all = first.flatMap(fact => fact ?? []);
    if (all.length === first.length) return { answer: "repeated", first: all };
    if (request.online) return { answer: "refused", code: "id-clash" };
  }
  if (request.online && request.beside !== true) {
    for (const draft of request.drafts) {
      const key = keyOf(machine, draft);
      if (key === null) continue;
      const standing = standingOf(held, key);
      const seen = (draft.replaces ?? []).map(hex);
      if (keysOf(held).includes(key) && standing.some(id => !seen.includes(id))) return { answer: "stale", standing };
    }
  }
  return { answer: "recorded" };
}

function keyOf(machine: Machine, draft: Draft): string | null {
  return BUILDS[machine.build].kinds.get(draft.kind)?.key(draft.body) ?? null;
}

function payloadOf(machine: Machine, draft: Draft): Bytes {
  return encode(asWritten(machine.build, draft.kind, draft.body));
}

function wantedContent(machine: Machine, request: Request, index: number): string {
  const draft = request.drafts[index] ?? assert.fail();
  const first = request.drafts[0]?.id;
  const group =
    request.drafts.length === 1
      ? null
      : { first: first === undefined ? "" : hex(first), index, count: request.drafts.length };
  const { kind, actor, happened = null, replaces = [] } = draft;
  const act = index === 0 && request.act !== undefined ? hex(request.act) : null;
  const fields = { kind, actor, happened, key: keyOf(machine, draft), replaces: replaces.map(hex), group, act };
  return contentOf({ ...fields, id: "", time: 0, wall: 0, version: 0, parents: null }, payloadOf(machine, draft));
}

/** Commits requests in one transaction and holds each answer against the model. */
export function record(facts: Facts, machine: Machine, requests: readonly Request[]): Outcome[] {
  const outcomes = machine.journal.commit(requests);
  assert.equal(outcomes.length, requests.length);
  for (const [index, request] of requests.entries()) {
    const outcome = outcomes[index] ?? assert.fail();
    const expected = expectedOf(machine, request);
    const answer = outcome.ok
      ? outcome.repeated
        ? "repeated"
        : "recorded"
      : outcome.status === 409
        ? "stale"
        : "refused";
    const said = !outcome.ok && answer === "refused" ? `${answer} (${outcome.error.code})` : answer;
    const must = expected.answer === "refused" ? `${expected.answer} (${expected.code})` : expected.answer;
    assert.equal(said, must, `a request is ${said} that must be ${must}`);
    if (!outcome.ok) {
      if (outcome.status === 409 && expected.answer === "stale")
        assert.deepEqual(outcome.standing.map(hex), expected.standing, "409 names what stands");
    } else if (expected.answer === "repeated") {
      assert.deepEqual(
        outcome.recorded.map(one => hex(one.hash)),
        expected.first.map(fact => fact.hash),
        "an id that is known is answered with its first position",
      );
    } else accept(facts, machine, request, outcome.recorded);
  }
  return outcomes;
}

/** What was answered as recorded is a fact from now on: on this disk, with the fields, place and links that the rules ask. */
function accept(facts: Facts, machine: Machine, request: Request, recorded: readonly Recorded[]): void {
  const first = hex(recorded[0]?.id ?? assert.fail());
  for (const [index, { id, position, hash }] of recorded.entries()) {
    const row =
      machine.journal.store.find({ ...position, hash }) ?? assert.fail("an acknowledged entry is not in the store");
    const fact = factOf(row);
    const fields = fact.fields ?? assert.fail();
    const draft = request.drafts[index] ?? assert.fail();
    assert.equal(fields.id, hex(draft.id ?? id));
    const count = request.drafts.length;
    assert.deepEqual(
      [fields.actor, fields.kind, fields.happened, fields.key, fields.replaces, fields.group, fields.act],
      [
        draft.actor,
        draft.kind,
        draft.happened ?? null,
        keyOf(machine, draft),
        (draft.replaces ?? []).map(hex).sort(),
        count === 1 ? null : { first, index, count },
        index === 0 && request.act !== undefined ? hex(request.act) : null,
      ],
      "an entry says what was asked to be recorded",
    );
    const head = machine.heads.get(fact.chain);
    const epoch = [...machine.heads.values()][0]?.epoch ?? fact.epoch;
    assert.equal(fact.epoch, epoch, "the four chains of a start share one epoch");
    assert.ok(!machine.before.has(fact.epoch), "a start, or own entries that were lacking, open a new epoch");
    assert.equal(fact.seq, (head?.seq ?? 0) + 1, "seq goes on by one, from 1");
    if (head !== undefined) assert.equal(fact.previous, head.hash, "an entry continues the one before it");
    assert.deepEqual(
      fields.parents === null ? null : [...fields.parents].sort(),
      head === undefined ? machine.parents : null,
      "the first header of each chain, and no other, names the leaves of all four as they stood",
    );
    assert.ok(fields.time > machine.lastTime, "time rises strictly within one start");
    assert.ok(fields.time >= YEAR_2020 && fields.time < YEAR_2200, "an absurd clock stays out of time");
    const wall = Math.min(Math.max(machine.wall * 1_000, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
    assert.equal(fields.wall, wall, "what the clock said is kept");
    machine.lastTime = fields.time;
    machine.heads.set(fact.chain, fact);
    facts.set(fact.hash, fact);
    machine.held.set(fact.hash, 2);
  }
}

/** Everything that a machine can give. */
export function runsOf({ store }: Journal): ReadRun[] {
  return store.runs().flatMap(chain => [...readRuns(store, chain)]);
}

/** Hash and level of each entry that a run carries. */
export function carriedOf(facts: Facts, { run }: ReadRun): { readonly fact: Fact; readonly level: Level }[] {
  let previous = run.previous;
  return run.entries.map(entry => {
    previous = hashOf(previous, entry.digest);
    const fact = facts.get(hex(previous)) ?? assert.fail("a run holds an entry that nobody made");
    return { fact, level: entry.payload !== null ? 2 : entry.header !== null ? 1 : 0 };
  });
}

/** How a run comes: as it was given; under no signature that we trust; or changed, which must never be taken. */
export type Arrival = "whole" | "unsigned" | "changed";

/** Gives a run to a machine, and holds what it does against the model. Returns how many entries came new or gained. */
export function receive(facts: Facts, machine: Machine, signed: SignedRun, arrival: Arrival): number {
  const before = machine.journal.store.position();
  const result = machine.journal.receive(signed);
  const isTaken = arrival === "whole" || (arrival === "unsigned" && isNamed(machine.holdings(), hex(signed.hash)));
  assert.equal(
    result.ok,
    isTaken,
    isTaken ? "a proved run is taken" : "a run that is not proved, or was changed, is not taken",
  );
  if (!result.ok) {
    assert.equal(machine.journal.store.position(), before, "nothing of a refused run is taken");
    return 0;
  }
  let [added, raised, isOwnLost] = [0, 0, false];
  for (const { fact, level } of carriedOf(facts, signed)) {
    const here = machine.held.get(fact.hash);
    if (here === undefined) added += 1;
    else if (level > here) raised += 1;
    if (here === undefined && fact.node === machine.node) isOwnLost = true;
    if (here === undefined || level > here) machine.held.set(fact.hash, level);
  }
  assert.deepEqual(
    [result.taken.added, result.taken.raised],
    [added, raised],
    "what was lacking is taken, and nothing twice",
  );
  if (isOwnLost) machine.beginEpoch();
  return added + raised;
}

/** A later program's entries: headers that this one does not read, or that are not written the one way. */
export class LaterNode {
  readonly #node: Bytes;
  readonly #epoch: Bytes;
  readonly runs: SignedRun[] = [];
  readonly #signer;

  constructor(node: Bytes, epoch: Bytes, signer: Parameters<typeof signRun>[2]) {
    this.#node = node;
    this.#epoch = epoch;
    this.#signer = signer;
  }

  /** Makes one more entry and returns it as a run of one. */
  make(
    facts: Facts,
    header: (place: { node: Bytes; epoch: Bytes; seq: number; commit: Bytes }) => Bytes,
    made: { salt: Bytes; payload: Bytes; commit: Bytes },
  ): SignedRun {
    const { salt, payload, commit } = made;
    const seq = this.runs.length + 1;
    const bytes = header({ node: this.#node, epoch: this.#epoch, seq, commit });
    const previous = this.runs.at(-1)?.hash ?? new Uint8Array(originOf(this.#node, this.#epoch, "care"));
    const digest = new Uint8Array(digestOf(bytes));
    const hash = new Uint8Array(hashOf(previous, digest));
    const entries = [{ digest, header: bytes, salt, payload, absence: null }];
    const run = { node: this.#node, epoch: this.#epoch, chain: "care" as const, from: seq, previous, entries };
    const signed = signRun(run, hash, this.#signer);
    this.runs.push(signed);
    const [node, epoch] = [hex(this.#node), hex(this.#epoch)];
    facts.set(hex(hash), {
      hash: hex(hash),
      previous: hex(previous),
      node,
      epoch,
      chain: "care",
      seq,
      header: bytes,
      salt,
      payload,
      fields: null,
    });
    return signed;
  }
}
