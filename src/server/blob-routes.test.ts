// Files over HTTP: who may send one, what is refused before it is read, and to whom one is given.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import { z } from "zod";
import { inFolder, openTest, recordOne, testKeys } from "../../tests/kit.ts";
import { Looks, type Person, type Role, Sessions, Spill, Tokens, Witness } from "../access/index.ts";
import { BLOB_LIMITS, blobId, blobsOf, defineKind, hex, type Journal, Kinds } from "../journal/index.ts";
import { blobRoutes } from "./blob-routes.ts";
import { createHttp, type Http } from "./http/index.ts";

const FACILITY = "LAKESIDE";
const SHE = randomBytes(16).toString("base64url").replaceAll("_", ".");
const OTHER = randomBytes(16).toString("base64url").replaceAll("_", ".");
const bytes32 = z.custom<Uint8Array>(value => value instanceof Uint8Array && value.length === 32);
const subject = (record: string) => new Uint8Array(Buffer.from(record.replaceAll(".", "_"), "base64url"));
const scanKind = defineKind({
  name: "test.scan",
  version: 1,
  schema: z.strictObject({ scan: bytes32, record: z.string() }),
  chain: "care",
  permission: "entries.record",
  reads: "chart.read",
  subjects: body => [subject(body.record)],
  blobs: body => [body.scan],
});
/** Names blobs and says of nobody that she may read them. */
const { reads: _, ...nobodys } = scanKind;
const closedKind = defineKind({ ...nobodys, name: "test.closed" });
const kinds = new Kinds([scanKind, closedKind]);
const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };

let [origin, folder] = ["", ""];
let http: Http;
let journal: Journal;
const cookies: Partial<Record<Role, string>> = {};
const looked: unknown[] = [];
let leave: () => void = () => {};
let gone: Promise<void> = Promise.resolve();

before(async () => {
  const left = new Promise<void>(resolve => (leave = resolve));
  await new Promise<void>(ready => {
    gone = inFolder(async made => {
      folder = made;
      ready();
      await left;
    });
  });
  journal = openTest(folder, testKeys(), { kinds });
  const db = new Database(join(folder, "sessions.db"));
  const sessions = new Sessions(db, { idle_minutes: 10, hours_max: 14 });
  const at = Date.now();
  for (const role of ["nurse", "it"] as const) cookies[role] = sessions.open(role, at, random).cookie;
  const person = (id: string): Person => ({
    id,
    name: id,
    initials: "X",
    facility: FACILITY,
    unit: null,
    grants: [{ role: id === "it" ? "it" : "nurse", facility: FACILITY, from: 0, until: null }],
    secrets: [],
  });
  const spill = new Spill(join(folder, "spill"), random.bytes(32), random, 65_536);
  const record = async (drafts: readonly unknown[]) => {
    looked.push(...drafts);
    return drafts.map(() => ({ ok: true as const, id: randomUUID(), position: 1 }));
  };
  http = await createHttp({
    routes: blobRoutes({
      blobs: blobsOf(folder, testKeys().data, random, { ...BLOB_LIMITS, blob_bytes: 1_000_000 }),
      kinds,
      looks: new Looks(new Witness(record, spill, randomUUID)),
      naming: blob => journal.store.rowsNaming(blob),
      isOpen: (_, one) => one === SHE,
    }),
    sessions,
    tokens: new Tokens(db),
    person,
    secure: false,
    clock: { now: () => Date.now() },
    facility: FACILITY,
    origins: () => [origin],
    dist: null,
    tls: null,
    report: () => {},
  });
  origin = await http.app.listen({ host: "127.0.0.1", port: 0 });
});
after(async () => {
  await http.app.close();
  journal.close();
  leave();
  await gone;
});

const digestOf = (content: Uint8Array) => `sha-256=:${Buffer.from(blobId(content)).toString("base64")}:`;

async function send(content: Uint8Array, given: { role?: Role; headers?: Record<string, string> } = {}) {
  const answer = await fetch(`${origin}/blobs`, {
    method: "POST",
    headers: {
      origin,
      cookie: `tideover=${cookies[given.role ?? "nurse"]}`,
      "content-type": "application/octet-stream",
      "content-digest": digestOf(content),
      ...given.headers,
    },
    body: new Uint8Array(content),
  });
  return { status: answer.status, body: await answer.json() };
}

const get = (id: Uint8Array, role: Role = "nurse") =>
  fetch(`${origin}/blobs/${hex(id)}`, { headers: { cookie: `tideover=${cookies[role]}` } });

test("a file is taken under its digest, once; what is not what it says, too large or of another type is refused", async () => {
  const content = random.bytes(300_000);
  const id = hex(blobId(content));
  for (const _ of ["first", "again"])
    assert.deepEqual(await send(content), { status: 200, body: { blob: id, size: 300_000 } });
  assert.equal(journal.blobs.names().size, 1);
  const refusals = [
    await send(content, { headers: { "content-digest": digestOf(random.bytes(5)) } }),
    await send(content, { headers: { "content-digest": "md5=:AAAA:" } }),
    await send(random.bytes(1_000_001)),
    await send(content, { headers: { "content-type": "text/html" } }),
    await send(content, { role: "it" }),
    await send(content, { headers: { cookie: "" } }),
    await send(content, { headers: { origin: "https://elsewhere.example" } }),
  ];
  assert.deepEqual(
    refusals.map(({ status, body }) => `${status} ${body.code}`),
    [
      "422 other-content",
      "422 no-digest",
      "413 too-large",
      "415 not-json",
      "403 not-allowed",
      "401 not-signed-in",
      "403 foreign-origin",
    ],
  );
  assert.equal(journal.blobs.names().size, 1);
});

test("who is not signed in is refused before a byte of the file is read", async () => {
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(`${origin}/blobs`, {
      method: "POST",
      headers: { origin, "content-type": "application/octet-stream", "content-length": 900_000 },
    });
    asked.once("response", response => resolve(response.statusCode));
    asked.once("error", reject);
    // Its head alone: the body never comes.
    asked.flushHeaders();
  });
  assert.equal(answer, 401);
});

test("a sender that is cut off leaves nothing behind", async () => {
  const before = journal.blobs.names().size;
  await new Promise<void>(resolve => {
    const asked = request(`${origin}/blobs`, {
      method: "POST",
      headers: {
        origin,
        cookie: `tideover=${cookies.nurse}`,
        "content-type": "application/octet-stream",
        "content-digest": digestOf(random.bytes(9)),
        "content-length": 900_000,
      },
    });
    asked.once("error", () => {});
    asked.write(random.bytes(100_000), () =>
      setTimeout(() => {
        asked.destroy();
        resolve();
      }, 100),
    );
  });
  await new Promise(resolve => setTimeout(resolve, 300));
  assert.equal(journal.blobs.names().size, before);
  assert.ok((await send(random.bytes(10))).status === 200, "its place is free again");
});

test("a file is given where an entry names it that the caller may read, after the look; saved only, never shown", async () => {
  const content = new TextEncoder().encode("<script>alert(1)</script>");
  const id = blobId(content);
  assert.equal((await send(content)).status, 200);
  assert.equal((await get(id)).status, 404, "no entry names it");
  recordOne(journal, "test.closed", { scan: id, record: SHE });
  assert.equal((await get(id)).status, 404, "nobody may read what this kind names");
  recordOne(journal, "test.scan", { scan: id, record: OTHER });
  assert.equal((await get(id)).status, 404, "a patient who is not open to her");
  recordOne(journal, "test.scan", { scan: id, record: SHE });
  looked.length = 0;
  const answer = await get(id);
  assert.deepEqual([answer.status, await answer.text()], [200, "<script>alert(1)</script>"]);
  assert.match(JSON.stringify(looked), new RegExp(`"what":"opened".*${SHE}`));
  assert.deepEqual(
    ["content-type", "content-disposition", "x-content-type-options", "cache-control"].map(name =>
      answer.headers.get(name),
    ),
    ["application/octet-stream", `attachment; filename="${hex(id).slice(0, 8)}.bin"`, "nosniff", "no-store"],
  );
  assert.equal((await get(id, "it")).status, 403);
  const never = blobId(new TextEncoder().encode("not here"));
  assert.equal((await get(never)).status, 404);
  journal.blobs.erase(id);
  const lacking = await get(id);
  assert.deepEqual([lacking.status, (await lacking.json()).code], [404, "file-not-here"]);
});
