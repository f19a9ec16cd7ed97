// The copy of a simulated network: its messages through the real intake into a real journal, folded live, and anew.
import assert from "node:assert/strict";
import Database from "better-sqlite3-multiple-ciphers";
import type { Facility } from "../../sim/network/facility.ts";
import { ZONE } from "../../sim/network/network.ts";
import type { Sent } from "../../sim/network/wire.ts";
import type { CopyContext } from "../../src/feed/index.ts";
import { feedKinds, type IntakeParts } from "../../src/feed/index.ts";
import { FoldHost, Journal, Kinds, type Sqlite } from "../../src/journal/index.ts";
import { seeded, testClock, testKeys } from "../kit.ts";
import { HERE, type Rooms } from "./rooms.ts";

export const KEYS = testKeys();
const PEER = { address: "127.0.0.1", port: 2575 };
const kinds = new Kinds([...feedKinds]);

/** What each listener is configured for. Of what a hospital never sends, nothing is heard. */
export function configurationOf({ id, dialect }: Facility, port: string): unknown {
  const isWhole = dialect.safety;
  return {
    feed: port,
    facility: id,
    mapping: { zone: ZONE, own: [id], facilities: { [id]: id }, counts_doses: isWhole },
    heard: isWhole
      ? {}
      : {
          ADT: ["movements", "demographics"],
          ORM: ["orders", "medication orders"],
          ORU: ["results"],
          SIU: ["appointments"],
        },
    heartbeats: {},
    limits_ms: {},
    listen: { host: "127.0.0.1", port: 2575 },
  };
}

export class SimulatedCopy {
  readonly #journal: Journal;
  readonly #clock = testClock();
  readonly #live: FoldHost;
  readonly #rooms: Rooms;
  readonly #commit: IntakeParts["commit"];

  constructor(folder: string, facilities: readonly Facility[], begins: number, rooms: Rooms = HERE) {
    this.#rooms = rooms;
    this.#clock.set(begins);
    const ports = { clock: this.#clock, random: seeded(17) };
    const opened = Journal.open(folder, KEYS, { kinds, views: [], ports });
    if (!opened.ok) throw new Error(opened.error.text);
    this.#journal = opened.journal;
    this.#live = this.#host();
    this.#commit = async requests => this.#journal.commit(requests);
    for (const facility of facilities)
      for (const port of new Set(Object.values(facility.ports))) {
        const drafts = [{ kind: "feed.configured", actor: "node", body: configurationOf(facility, port) }];
        this.#journal.commit([{ drafts, online: false }]);
      }
  }

  /** Takes messages as they come over the wire; they are folded behind the acknowledgements, a few at a time. */
  async take(sent: readonly Sent[]): Promise<void> {
    for (const [at, { port, bytes, at: ms }] of sent.entries()) {
      this.#clock.set(Math.max(this.#clock.now() as number, ms));
      const parts = { commit: this.#commit, now: () => "20261124000000", control: () => String(at) };
      const answer = await this.#rooms.feed.takeFrame(port, { kind: "message", bytes }, PEER, parts);
      assert.match(new TextDecoder().decode(answer ?? undefined), /\rMSA\|AA\|/);
      if (at % 7 === 0) this.#live.advance(20);
    }
    this.#live.catchUp();
  }

  get live(): Sqlite {
    return this.#live.db;
  }

  /** The same entries folded by another, from nothing. */
  rebuilt(): Sqlite {
    const host = this.#host();
    host.catchUp();
    return host.db;
  }

  close(): void {
    this.#journal.close();
  }

  #host(): FoldHost {
    return new FoldHost(new Database(":memory:"), this.#journal.store, kinds, [this.#rooms.feed.recordView(KEYS.id)]);
  }
}

/** The copy of one hospital at an instant, ms. */
export function contextOf(views: Sqlite, { id, name }: Facility, now: number): CopyContext {
  return {
    views,
    facility: { id, name, zone: ZONE },
    position: 1,
    head: "00000000",
    now,
    downtime: null,
    charting: [],
    frequencies: [],
  };
}
