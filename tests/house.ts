// A real node in a folder, called from outside: HTTP as any role, messages over MLLP, the clock turned by the test.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PERSON_ROLES, PROGRAM_ROLES, type Role, Secrets, Tokens } from "../src/access/index.ts";
import { type Client, connect, readMessage } from "../src/hl7/index.ts";
import { FILES, type Keys, openEncrypted } from "../src/journal/index.ts";
import { NodeConfig, type Running, type SharedClock, startNode } from "../src/server/index.ts";
import { seeded, testKeys } from "./kit.ts";

export const FACILITY = "HMG";
export const ZONE = "America/New_York";
const PROGRAMS: readonly Role[] = PROGRAM_ROLES;

type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };
export type Answered = { status: number; headers: Headers; text: string; json: unknown };

/** A listener of the test's hospital. `more` replaces any part of it. */
export function feed(name: string, heard: Record<string, string[]>, more: Record<string, unknown> = {}) {
  return {
    feed: name,
    facility: FACILITY,
    mapping: { zone: ZONE, own: [FACILITY], facilities: { [FACILITY]: FACILITY } },
    heard,
    heartbeats: {},
    limits_ms: {},
    listen: { host: "127.0.0.1", port: 0 },
    ...more,
  };
}

export type HouseParts = {
  readonly feeds: readonly unknown[];
  readonly clock?: SharedClock;
  readonly tls?: { readonly cert_file: string; readonly key_file: string };
  readonly frequencies?: string;
  /** The built web app; an empty page where left out. */
  readonly dist?: string;
};

/** One node of one hospital, from its first start on. */
export class House {
  readonly folder: string;
  readonly keys: Keys = testKeys();
  /** Faults that nobody foresaw. */
  readonly reports: unknown[];
  readonly #parts: HouseParts;
  readonly #dist: string;
  readonly #senders = new Map<string, Client>();
  #running: Running;

  private constructor(folder: string, dist: string, parts: HouseParts, reports: unknown[], running: Running) {
    this.folder = folder;
    this.#dist = dist;
    this.#parts = parts;
    this.reports = reports;
    this.#running = running;
  }

  /** Starts it in a new folder. Call `close` at the end. */
  static async start(parts: HouseParts): Promise<House> {
    const folder = mkdtempSync(join(tmpdir(), "tideover-house-"));
    const dist = parts.dist ?? emptyWeb(folder);
    const reports: unknown[] = [];
    const running = await run(folder, dist, testKeys(), parts, reports);
    return new House(folder, dist, parts, reports, running);
  }

  get running(): Running {
    return this.#running;
  }

  get origin(): string {
    return this.#running.url;
  }

  /** Stops it and starts it again in the same folder. */
  async restart(): Promise<void> {
    for (const client of this.#senders.values()) client.close();
    await this.#running.close();
    await this.startAgain();
  }

  /** Starts it again after `running.close()`. */
  async startAgain(): Promise<void> {
    this.#senders.clear();
    this.#running = await run(this.folder, this.#dist, this.keys, this.#parts, this.reports);
  }

  async ask(path: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answered> {
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        ...(method === "POST" ? { origin: this.origin } : {}),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    const json: unknown = isJson ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, text, json };
  }

  /** Headers of a new session of a person, or of a new token of a program. */
  async as(role: Role): Promise<Record<string, string>> {
    return PROGRAMS.includes(role)
      ? { authorization: `Bearer ${this.#token(role)}` }
      : this.signIn(personOf(role), pinOf(role));
  }

  /** Headers of a new session. Fails the test where the node refuses. */
  async signIn(person: string, secret: string): Promise<Record<string, string>> {
    const answer = await this.ask("/sign-in", { method: "POST", body: { person, secret } });
    assert.equal(answer.status, 200, answer.text);
    return { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" };
  }

  /** Sends one message as the sender of a feed would; returns MSA-1. */
  async send(feedName: string, message: string | Uint8Array): Promise<string> {
    const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message;
    let sender = this.#senders.get(feedName);
    if (sender === undefined) {
      sender = await connect({ host: "127.0.0.1", port: this.#running.ports.get(feedName) ?? assert.fail(feedName) });
      this.#senders.set(feedName, sender);
    }
    const sent = await sender.send(bytes);
    assert.equal(sent.kind, "answered");
    const read = sent.kind === "answered" ? readMessage(sent.answer) : undefined;
    return read?.ok === true ? (read.message.segments.find(one => one.name === "MSA")?.text(1) ?? "") : "";
  }

  /** Waits until everything acknowledged is shown. */
  async settled(): Promise<void> {
    // Commits are folded in their order: when this one's own fold is done, those before it are too.
    const drafts = [{ kind: "alarm", actor: "node", body: SETTLED }];
    const [outcome] = await this.running.writer.record([{ drafts, online: false }]);
    assert.equal(outcome?.ok, true, "what waits must itself be recorded");
  }

  /** Opens secrets.db beside the node, as a command of the house would. */
  secrets<T>(use: (secrets: Secrets) => T): T {
    const db = openEncrypted(join(this.folder, FILES.secrets), this.keys.data, "full");
    try {
      return use(new Secrets(db));
    } finally {
      db.close();
    }
  }

  async close(): Promise<void> {
    for (const client of this.#senders.values()) client.close();
    await this.#running.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #token(role: Role): string {
    const db = openEncrypted(join(this.folder, FILES.secrets), this.keys.data, "full");
    const random = seeded(Number(process.hrtime.bigint() % 4_294_967_296n));
    const made = new Tokens(db).create({ id: randomUUID(), role, facility: FACILITY, until: null }, random);
    db.close();
    return made.ok ? made.token : assert.fail(made.error.text);
  }
}

function emptyWeb(folder: string): string {
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>Tideover</title>");
  writeFileSync(join(dist, "assets", "app.js"), "export {};");
  return dist;
}

const SETTLED = { code: "test", text: "all before this is folded", where: "test", at: 0 };

function run(folder: string, dist: string, keys: Keys, parts: HouseParts, reports: unknown[]): Promise<Running> {
  const people = join(folder, "people.csv");
  const lines = PERSON_ROLES.map(
    role => `${personOf(role)},"${role.toUpperCase()}, Ann",${role},4W,${FACILITY},${pinOf(role)}`,
  );
  writeFileSync(people, `id,name,role,unit,facility,pin\n${lines.join("\n")}\n`);
  const frequencies = join(folder, "frequencies.csv");
  if (parts.frequencies !== undefined) writeFileSync(frequencies, parts.frequencies);
  const config = NodeConfig.parse({
    facility: { id: FACILITY, name: "Harbor Mills", zone: ZONE, parent: null },
    http: { port: 0, tls: parts.tls ?? null },
    feeds: parts.feeds,
    people_file: people,
    frequencies_file: parts.frequencies === undefined ? null : frequencies,
  });
  return startNode({
    folder,
    keys,
    config,
    dist,
    report: error => reports.push(error),
    ...(parts.clock === undefined ? {} : { clock: parts.clock }),
  });
}

/** The person who holds a role. */
export function personOf(role: Role): string {
  return role.replace(" ", ".");
}

export function pinOf(role: Role): string {
  const at = [...PERSON_ROLES].indexOf(role as (typeof PERSON_ROLES)[number]);
  return `48${at}${at + 3}`;
}
