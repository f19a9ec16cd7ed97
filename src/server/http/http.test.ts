import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import { z } from "zod";
import { arrayJournal } from "../../../tests/array-journal.ts";
import {
  accessKinds,
  allows,
  enrol,
  isPermission,
  Looks,
  PERSON_ROLES,
  PROGRAM_ROLES,
  peopleAt,
  permission,
  permissionsOf,
  personOf,
  type Role,
  readPeople,
  rosterView,
  Secrets,
  Sessions,
  Spill,
  standingIds,
  Tokens,
  Witness,
  whoSaw,
  whoSawView,
} from "../../access/index.ts";
import { placeKinds } from "../../places/index.ts";
import {
  createHttp,
  Events,
  eventsRoute,
  type Http,
  healthRoute,
  lookerOf,
  recordRoute,
  refused,
  route,
  signInRoutes,
  whoSawRoute,
} from "./index.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const FACILITY = "LAKESIDE";
const MINUTE = 60_000;
const SHE = randomBytes(16).toString("base64url").replaceAll("_", ".");
const PIN: Record<string, string> = {};

/** A whole node but for the journal and the chart: real SQLite, real Argon2id, real sockets. */
async function startNode() {
  const folder = mkdtempSync(join(tmpdir(), "http-"));
  const dist = join(folder, "dist");
  mkdirSync(join(dist, "assets"), { recursive: true });
  writeFileSync(join(dist, "index.html"), "<!doctype html><title>Tideover</title>");
  writeFileSync(join(dist, "assets", "app.js"), "export {};");
  writeFileSync(join(folder, "secret.txt"), "outside");

  const kinds = [...placeKinds, ...accessKinds];
  const journal = arrayJournal(kinds, [rosterView, whoSawView]);
  const secretsDb = new Database(join(folder, "secrets.db"));
  const secrets = new Secrets(secretsDb);
  const tokens = new Tokens(secretsDb);
  const clock = { at: Date.UTC(2026, 10, 24, 12), now: () => clock.at };
  const lines = PERSON_ROLES.map((role, at) => {
    PIN[role] = `48${at}${at + 3}`;
    return `${role.replace(" ", ".")},"${role.toUpperCase()}, Ann",${role},4W,${FACILITY},${PIN[role]}`;
  });
  const { people, errors } = readPeople(`id,name,role,unit,facility,pin\n${lines.join("\n")}\n`, "UTC");
  assert.deepEqual(errors, []);
  const made = await enrol(people, {
    actor: "setup",
    at: clock.at,
    newId: randomUUID,
    standing: (holder, kind, of) => standingIds(journal.views, holder, kind, of),
  });
  secrets.keep(made.secrets);
  await journal.record(made.drafts);

  const spill = new Spill(join(folder, "spill"), random.bytes(32), random, 65_536);
  const witness = new Witness(journal.record, spill, randomUUID);
  const looks = new Looks(witness);
  const reports: unknown[] = [];
  const start = async (port: number) => {
    const events = new Events({ epoch: randomUUID(), build: "1" }, () => []);
    const sessions = new Sessions(secretsDb, { idle_minutes: 10, hours_max: 14 });
    const person = (id: string, at: number) => personOf(journal.views, id, at);
    const chart = route({
      method: "GET",
      path: "/patient/:record",
      permission: permission("chart.read"),
      input: { params: z.strictObject({ record: z.string() }) },
      output: z.strictObject({ record: z.string(), looked: z.string() }),
      async handle({ params }, { caller, at }) {
        const looker = lookerOf(caller);
        if (looker === null) return refused(403, "people-only", "Only people.");
        return { ok: true, value: { record: params.record, looked: await looks.opened(looker, params.record, at) } };
      },
    });
    const broken = route({
      method: "GET",
      path: "/broken",
      permission: permission("monitor.read"),
      input: {},
      output: z.strictObject({}),
      handle() {
        throw new Error("Mrs Rossi, MRN 1234567");
      },
    });
    const http = await createHttp({
      routes: [
        ...signInRoutes({
          sessions,
          secrets,
          witness,
          random,
          person,
          people: (facility, at) => peopleAt(journal.views, facility, at),
          ended: session => events.endSession(session),
        }),
        recordRoute({
          permissionOf: name => kinds.find(kind => kind.name === name)?.permission,
          record: journal.record,
        }),
        whoSawRoute({ looks, linked: record => [record], read: records => whoSaw(journal.views, records) }),
        eventsRoute({
          events,
          hears: (topic, may) => may(permission(topic === "feeds" ? "system.read" : "chart.read")),
          now: id => {
            const session = sessions.byId(id, clock.at);
            const who = session === null ? null : person(session.person, clock.at);
            if (session === null || who === null) return null;
            return { state: session.state, may: name => allows(who.grants, name, FACILITY, clock.at) };
          },
        }),
        healthRoute(() => ({
          ok: true,
          version: "0.1.0",
          position: journal.entries.length,
          lag_s: 0,
          rebuilding: null,
          said: [],
          age: {},
          zone: "UTC",
          facility: { id: "hmg", name: "Harbor Mills" },
          downtime: null,
        })),
        chart,
        broken,
      ],
      sessions,
      tokens,
      person,
      secure: false,
      clock,
      facility: FACILITY,
      origins: () => [origin],
      dist,
      tls: null,
      report: error => reports.push(error),
    });
    const address = await http.app.listen({ host: "127.0.0.1", port });
    const origin: string = address;
    return { http, events, origin, sessions };
  };
  return { folder, journal, clock, tokens, secretsDb, start, reports };
}

let node: Awaited<ReturnType<typeof startNode>>;
let http: Http;
let events: Events;
let origin: string;

before(async () => {
  node = await startNode();
  ({ http, events, origin } = await node.start(0));
});
after(async () => {
  events.close();
  await http.app.close();
  node.secretsDb.close();
  rmSync(node.folder, { recursive: true });
});

type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };
async function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}) {
  const response = await fetch(origin + path, {
    method,
    headers: {
      ...(method === "POST" ? { origin } : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
  const json: unknown = isJson ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, json };
}
const codeIn = (json: unknown) => z.object({ code: z.string(), text: z.string(), where: z.string() }).parse(json).code;
async function signIn(role: string, headers: Record<string, string> = {}) {
  const person = role.replace(" ", ".");
  return ask("/sign-in", { method: "POST", headers, body: { person, secret: PIN[role] } });
}
async function cookieOf(role: string): Promise<Record<string, string>> {
  const { headers, status } = await signIn(role);
  assert.equal(status, 200);
  return { cookie: headers.get("set-cookie")?.split(";")[0] ?? "" };
}
const lastSignIn = () => node.journal.entries.filter(entry => entry.kind === "signin").at(-1)?.body;

test("sign in: the session and its cookie; me; sign out", async () => {
  const { status, headers, json } = await signIn("nurse");
  assert.equal(status, 200);
  const { session } = z.object({ session: z.object({ id: z.uuid() }) }).parse(json);
  assert.deepEqual(json, {
    session: {
      id: session.id,
      person: { id: "nurse", name: "NURSE, Ann", role: "nurse", initials: "AN" },
      unit: "4W",
      idle_minutes: 10,
    },
  });
  const cookie = headers.get("set-cookie") ?? "";
  assert.match(cookie, /^tideover=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal(JSON.stringify(json).includes(cookie.slice(9, 52)), false);
  const mine = { cookie: cookie.slice(0, 52) };
  const me = await ask("/me", { headers: mine });
  assert.equal(z.object({ state: z.string() }).parse(me.json).state, "open");
  assert.equal((await ask("/sign-out", { method: "POST", headers: mine })).status, 200);
  assert.equal((await ask("/me", { headers: mine })).status, 401);
  assert.deepEqual(z.object({ what: z.string() }).parse(lastSignIn()).what, "signed out");
});

test("every route that the server mounted, called as each role, as nobody and as each program: as the table says", async () => {
  const callers = new Map<string, { role: Role | null; headers: Record<string, string> }>();
  for (const role of PERSON_ROLES) callers.set(role, { role, headers: await cookieOf(role) });
  for (const role of PROGRAM_ROLES) {
    const made = node.tokens.create({ id: `p-${role}`, role, facility: FACILITY, until: null }, random);
    assert.ok(made.ok);
    callers.set(role, { role, headers: { authorization: `Bearer ${made.token}` } });
  }
  callers.set("nobody", { role: null, headers: {} });
  callers.set("a wrong token", { role: null, headers: { authorization: "Bearer tideover_x" } });
  let called = 0;
  for (const { method, path, access } of http.mounted) {
    // Ends the session or the stream that the next calls need: tried below.
    if (["/sign-out", "/lock", "/sign-in", "/unlock"].includes(path)) continue;
    for (const [name, { role, headers }] of callers) {
      const url = path.replace(":record", SHE).replace("*", "");
      const controller = new AbortController();
      const response = await fetch(origin + url, {
        method,
        signal: controller.signal,
        headers: {
          ...headers,
          accept: "text/html",
          ...(method === "POST" ? { origin, "content-type": "application/json" } : {}),
        },
        ...(method === "POST" ? { body: "{}" } : {}),
      });
      controller.abort();
      called += 1;
      const line = `${method} ${path} as ${name}: ${response.status}`;
      assert.equal(response.headers.get("cache-control"), "no-store", line);
      if ("public" in access) assert.equal(response.status, 200, line);
      else if (role === null) assert.equal(response.status, 401, line);
      else if (permissionsOf(role).includes(access.permission))
        assert.ok([200, 422, 500].includes(response.status), line);
      else assert.equal(response.status, 403, line);
    }
  }
  assert.ok(called >= 70, `${called} calls: the check itself is blind`);
});

test("a route without a declared permission stops the start, and none is mounted past the table", async () => {
  for (const { method, path, access } of http.mounted) {
    if ("permission" in access) assert.ok(isPermission(access.permission), `${method} ${path}`);
    else assert.ok(access.public.length > 20, `${method} ${path} gives no reason`);
  }
  const bare = await createHttp({ ...bareParts(), routes: [] });
  assert.throws(() => bare.app.get("/open", () => "everything"), /GET \/open has no declared access/);
  await bare.app.close();
});

function bareParts() {
  const db = new Database(":memory:");
  return {
    sessions: new Sessions(db, { idle_minutes: 10, hours_max: 14 }),
    tokens: new Tokens(db),
    person: () => null,
    secure: true,
    clock: { now: () => 0 },
    facility: FACILITY,
    origins: () => ["https://node.example"],
    dist: null,
    tls: null,
    report: () => {},
  };
}

test("every POST asks for an Origin of ours, whoever calls; a program without cookie may leave it out", async () => {
  const mine = await cookieOf("nurse");
  for (const { method, path } of http.mounted.filter(one => one.method === "POST")) {
    for (const foreign of [
      "http://evil.example",
      "null",
      origin.replace("127.0.0.1", "localhost"),
      `${origin}.evil.example`,
    ]) {
      const { status, json } = await ask(path, { method, headers: { ...mine, origin: foreign }, body: {} });
      assert.deepEqual([status, codeIn(json)], [403, "foreign-origin"], `${path} from ${foreign}`);
    }
    const without = await fetch(origin + path, {
      method,
      headers: { ...mine, "content-type": "application/json" },
      body: "{}",
    });
    assert.equal(without.status, 403, path);
  }
  assert.equal((await ask("/me", { headers: mine })).status, 200);
  const made = node.tokens.create({ id: "script", role: "monitor", facility: FACILITY, until: null }, random);
  assert.ok(made.ok);
  const program = { authorization: `Bearer ${made.token}`, "content-type": "application/json" };
  const response = await fetch(`${origin}/record`, { method: "POST", headers: program, body: "{}" });
  assert.deepEqual([response.status, codeIn(await response.json())], [403, "not-allowed"]);
});

test("beyond loopback the cookie is Secure and bound to the host, and the transport is strict", async () => {
  const parts = bareParts();
  const open = route({
    method: "POST",
    path: "/give",
    public: "a test of the cookie that is given",
    input: {},
    output: z.strictObject({}),
    handle: () => ({ ok: true, value: {}, cookie: "x".repeat(43) }),
  });
  const { app } = await createHttp({ ...parts, routes: [open] });
  const headers = { origin: "https://node.example", host: "node.example" };
  const answer = await app.inject({ method: "POST", url: "/give", headers });
  assert.match(
    String(answer.headers["set-cookie"]),
    /^__Host-tideover=x{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
  );
  assert.match(String(answer.headers["strict-transport-security"]), /max-age=/);
  const foreign = await app.inject({ method: "POST", url: "/give", headers: { ...headers, host: "evil.example" } });
  assert.equal(foreign.statusCode, 421);
  await app.close();
});

test("lock keeps who; a locked session reads nothing until its PIN; then the next person switches in", async () => {
  const mine = await cookieOf("physician");
  assert.equal((await ask("/lock", { method: "POST", headers: mine })).status, 200);
  const chart = await ask(`/patient/${SHE}`, { headers: mine });
  assert.deepEqual([chart.status, codeIn(chart.json)], [423, "locked"]);
  const me = z
    .object({ state: z.string(), session: z.object({ person: z.object({ id: z.string() }) }) })
    .parse((await ask("/me", { headers: mine })).json);
  assert.deepEqual([me.state, me.session.person.id], ["locked", "physician"]);
  const unlock = (secret: string) => ask("/unlock", { method: "POST", headers: mine, body: { secret } });
  assert.equal((await unlock("0000")).status, 401);
  assert.equal((await ask(`/patient/${SHE}`, { headers: mine })).status, 423);
  assert.equal((await unlock(PIN.physician ?? "")).status, 200);
  assert.equal((await ask(`/patient/${SHE}`, { headers: mine })).status, 200);
  const switched = await signIn("nurse", mine);
  assert.equal(switched.status, 200);
  assert.equal((await ask("/me", { headers: mine })).status, 401, "the old session is over");
});

test("idle locks; what a page asks for by itself does not keep it open", async () => {
  const mine = await cookieOf("nurse");
  const background = { ...mine, "tideover-background": "yes" };
  for (let minute = 1; minute < 10; minute++) {
    node.clock.at += MINUTE;
    assert.equal((await ask(`/patient/${SHE}`, { headers: background })).status, 200);
  }
  const wrong = await ask("/sign-in", { method: "POST", headers: mine, body: { person: "it", secret: "0000" } });
  assert.equal(wrong.status, 401);
  node.clock.at += MINUTE;
  assert.equal((await ask(`/patient/${SHE}`, { headers: mine })).status, 423);
});

test("P3 a sign-in survives a restart of the server", async () => {
  const mine = await cookieOf("nurse");
  const second = await node.start(0);
  const response = await fetch(`${second.origin}/me`, { headers: mine });
  assert.equal(response.status, 200);
  second.events.close();
  await second.http.app.close();
});

test("guessing is slowed, also with the right PIN at the end, and unknown names answer the same", async () => {
  const guess = (person: string, secret: string) => ask("/sign-in", { method: "POST", body: { person, secret } });
  const unknown = await guess("nobody.here", "7391");
  const wrong = await guess("pharmacist", "7391");
  assert.deepEqual([unknown.status, unknown.text], [wrong.status, wrong.text]);
  await guess("pharmacist", "7392");
  await guess("pharmacist", "7393");
  const slowed = await guess("pharmacist", PIN.pharmacist ?? "");
  assert.deepEqual(
    [slowed.status, codeIn(slowed.json), slowed.headers.get("retry-after")],
    [429, "too-many-tries", "1"],
  );
  node.clock.at += 1_000;
  assert.equal((await guess("pharmacist", PIN.pharmacist ?? "")).status, 200);
  const tried = node.journal.entries.filter(entry => entry.kind === "signin");
  // Made-up ids and instants are digits too: they are not looked into.
  const said = JSON.stringify(tried).replaceAll(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"|:\d+/g, "");
  assert.equal(/739[1-3]/.test(said), false);
  assert.equal(JSON.stringify(tried).includes("nobody.here"), false, "a PIN typed into the wrong box is not kept");
});

test("L1 the look is in the journal before the chart's bytes; privacy asks who saw her, and that is a look too", async () => {
  const she = randomBytes(16).toString("base64url").replaceAll("_", ".");
  const opened = await ask(`/patient/${she}`, { headers: await cookieOf("nurse") });
  assert.deepEqual(opened.json, { record: she, looked: "journal" });
  const looks = () =>
    node.journal.entries.filter(entry => entry.kind === "look" && JSON.stringify(entry).includes(she));
  assert.equal(looks().length, 1);
  const saw = await ask(`/looks/${she}`, { headers: await cookieOf("privacy") });
  const Part = z.array(z.object({ person: z.string() }));
  const parts = z.object({ opened: Part, asked: Part }).parse(saw.json);
  assert.deepEqual([parts.opened.map(one => one.person), parts.asked.map(one => one.person)], [["nurse"], ["privacy"]]);
  assert.equal(looks().length, 2);
  node.journal.isFull = true;
  const full = await ask(`/patient/${randomBytes(16).toString("base64url").replaceAll("_", ".")}`, {
    headers: await cookieOf("nurse"),
  });
  node.journal.isFull = false;
  assert.deepEqual([full.status, z.object({ looked: z.string() }).parse(full.json).looked], [200, "spill"]);
});

test("POST /record answers each draft: taken, 403 with the permission, 422; nobody forges a look", async () => {
  const mine = await cookieOf("it");
  const bed = { id: "12A", name: "12A", zone: null, parent: { facility: FACILITY, unit: "4W" } };
  const drafts = [
    { kind: "place.bed", body: bed },
    { kind: "look", body: {} },
    { kind: "place.bed", body: { ...bed, id: "12/A" } },
    { kind: "no.such", body: {} },
    { kind: "place.bed", body: { ...bed, id: "12B" } },
  ];
  const { status, json } = await ask("/record", { method: "POST", headers: mine, body: { drafts } });
  assert.equal(status, 200);
  const Answer = z.object({
    ok: z.boolean(),
    status: z.int().optional(),
    error: z.object({ where: z.string() }).optional(),
  });
  const { answers } = z.object({ answers: z.array(Answer) }).parse(json);
  assert.deepEqual(
    answers.map(answer => [answer.ok, answer.status, answer.error?.where]),
    [
      [true, undefined, undefined],
      [false, 403, "node.record"],
      [false, 422, "id"],
      [false, 422, "kind"],
      [true, undefined, undefined],
    ],
  );
  assert.equal(node.journal.entries.at(-1)?.actor, "it");
});

test("errors have a code, a text and a place, and never what broke inside", async () => {
  const mine = await cookieOf("it");
  const broken = await ask("/broken", { headers: mine });
  assert.deepEqual([broken.status, codeIn(broken.json)], [500, "internal"]);
  assert.equal(broken.text.includes("Rossi"), false);
  assert.equal(
    node.reports.some(error => error instanceof Error && error.message.includes("Rossi")),
    true,
  );
  const post = (body: string, type = "application/json") =>
    ask("/record", { method: "POST", headers: { ...mine, "content-type": type }, body });
  assert.equal(codeIn((await post("{")).json), "bad-json");
  assert.equal(codeIn((await post("a=1", "application/x-www-form-urlencoded")).json), "not-json");
  assert.equal((await post(JSON.stringify({ drafts: ["x".repeat(1_100_000)] }))).status, 413);
  const poisoned = await post('{"drafts":[],"__proto__":{"a":1}}');
  assert.equal(codeIn(poisoned.json), "bad-json");
  const extra = await post('{"drafts":[{"kind":"a","body":{},"actor":"someone else"}]}');
  assert.deepEqual(extra.json, {
    code: "bad-input",
    text: "A field is missing or cannot be taken.",
    where: "body.drafts.0.actor",
  });
  assert.equal((await ask("/me?x=1", { headers: mine })).status, 422);
});

test("the app's files come with the policy, one page for every address, nothing from outside the folder", async () => {
  const page = await ask("/unit/4W", { headers: { accept: "text/html" } });
  assert.match(page.text, /<title>Tideover/);
  const pointed = await ask("/message/TOX20gsjsgW.5AvwXd6u81g", { headers: { accept: "text/html" } });
  assert.equal(pointed.text, page.text, "also where an id has a point in it");
  assert.equal(
    page.headers.get("content-security-policy"),
    "default-src 'self';style-src 'self' 'unsafe-inline';object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'",
  );
  assert.equal(page.headers.get("x-content-type-options"), "nosniff");
  assert.equal((await ask("/assets/app.js")).status, 200);
  assert.match((await ask("/assets/app.js")).headers.get("content-type") ?? "", /javascript/);
  for (const path of [
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/secret.txt",
    "/%00.js",
    "/%ff.js",
  ]) {
    const { status, text } = await ask(path);
    assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
    assert.equal(text.includes("outside"), false);
  }
  assert.equal((await ask("/no/such/answer", { headers: { accept: "application/json" } })).status, 404);
});

test("A3 P3 events: hello, only topics that the caller may hear, a heartbeat within 6 s, locked with the screen", {
  timeout: 60_000,
}, async () => {
  const [nurse, it] = [await cookieOf("nurse"), await cookieOf("it")];
  const listen = async (headers: Record<string, string>, query = "") => {
    const response = await fetch(`${origin}/events${query}`, { headers });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.equal(response.headers.get("cache-control"), "no-store");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    return async (until: string) => {
      while (!text.includes(until)) {
        const part = await reader?.read();
        if (part === undefined || part.done) break;
        text += part.value;
      }
      return text;
    };
  };
  const [hers, his, picked] = [await listen(nurse), await listen(it), await listen(nurse, "?topics=unit/4W,feeds")];
  assert.match(
    await hers("\n\n"),
    /^event: heartbeat\ndata: {"epoch":"[0-9a-f-]{36}","build":"1","position":0,"said":\[\]}\n\n/,
  );
  events.publish({ position: 7, topics: ["unit/4W", "unit/5W", "feeds"] });
  assert.match(await hers('"position":7'), /event: position\ndata: {"position":7,"topics":\["unit\/4W","unit\/5W"\]}/);
  assert.match(await his('"position":7'), /event: position\ndata: {"position":7,"topics":\["feeds"\]}/);
  assert.match(await picked('"position":7'), /"topics":\["unit\/4W"\]/);
  const removed = await cookieOf("pharmacist");
  const theirs = await listen(removed);
  const leaves = { person: "pharmacist", from: node.clock.at, why: "left the house" };
  const replaces = standingIds(node.journal.views, "pharmacist", "person");
  await node.journal.record([{ kind: "person.removed", actor: "it", body: leaves, replaces }]);
  const asked = Date.now();
  assert.match(await hers('"build":"1","position":7,'), /event: heartbeat\ndata: [^\n]*"position":7,/);
  assert.ok(Date.now() - asked < 6_000);
  assert.match(await theirs("event: gone"), /event: gone/, "someone removed hears nothing more");
  assert.equal((await ask("/me", { headers: removed })).status, 401);
  await ask("/lock", { method: "POST", headers: nurse });
  assert.match(await hers("event: locked"), /event: locked/);
  node.clock.at += 11 * MINUTE;
  assert.match(await his("event: locked"), /event: locked/, "the heartbeat sees that nobody is there");
  assert.equal((await fetch(`${origin}/events`, { headers: it })).status, 423);
});
