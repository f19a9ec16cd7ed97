// The node as it is composed: every route that it mounted and every kind that it knows, over HTTP, as each role and as nobody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3-multiple-ciphers";
import { z } from "zod";
import {
  isPermission,
  PERSON_ROLES,
  type PermissionName,
  PROGRAM_ROLES,
  permissionsOf,
  ROLES,
  type Role,
  Sessions,
  Tokens,
} from "../src/access/index.ts";
import { defineKind, idKey } from "../src/journal/index.ts";
import { permittedKinds } from "../src/server/composition.ts";
import { createHttp, type Mounted, rawRoute } from "../src/server/http/index.ts";
import { composition } from "../src/server/index.ts";
import { FACILITY, feed, House } from "./house.ts";
import { testKeys } from "./kit.ts";

let house: House;
let record: string;
/** A file in a message about her, as her chart names it. */
let file: string;
const { kinds } = composition({ idKey: idKey(testKeys().id) });

const NOW = new Date();
const stamp = NOW.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
const ADMIT = [
  `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${stamp}+0000||ADT^A01|C1|P|2.5.1`,
  `EVN|A01|${stamp}+0000`,
  `PID|1||7001^^^${FACILITY}^MR||OKONKWO^Adaeze||19560314|F`,
  `PV1|1|I|4W^401^A^${FACILITY}||||||||||||||||V7001^^^${FACILITY}^VN`,
].join("\r");
const NOTE = [
  `MSH|^~\\&|NOTES|${FACILITY}|TIDE|${FACILITY}|${stamp}+0000||MDM^T02|C2|P|2.5.1`,
  `PID|1||7001^^^${FACILITY}^MR||OKONKWO^Adaeze||19560314|F`,
  `TXA|1|PN|TX|${stamp}+0000||||||||N1`,
  `OBX|1|ED|FILE||^TEXT^PLAIN^Base64^${Buffer.from("OKONKWO: seen at rounds").toString("base64")}||||||F`,
  "OBX|2|TX|NOTE||OKONKWO: no pain||||||F",
].join("\r");

/** An appointment without a day: it stands on the list of each. */
const BOOKED = [
  `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${stamp}+0000||SIU^S12|C2|P|2.5.1`,
  `SCH|A1|B1|||||CHECKUP|||||||||||||||||||Booked`,
  `PID|1||7001^^^${FACILITY}^MR||OKONKWO^Adaeze||19560314|F`,
].join("\r");

before(async () => {
  house = await House.start({ feeds: [feed("adt", { ADT: ["movements", "demographics", "allergies"] })] });
  assert.equal(await house.send("adt", `${ADMIT}\r`), "AA");
  assert.equal(await house.send("adt", `${NOTE}\r`), "AA");
  assert.equal(await house.send("adt", `${BOOKED}\r`), "AA");
  await house.settled();
  const found = await house.ask("/search?q=okonkwo", { headers: await house.as("nurse") });
  const { rows } = z.object({ rows: z.array(z.object({ id: z.string() })) }).parse(found.json);
  record = rows[0]?.id ?? assert.fail("she is not in the copy");
  const noted = await house.ask(`/patients/${record}/documents`, { headers: await house.as("nurse") });
  const files = z.array(z.object({ files: z.array(z.object({ id: z.string() })) }));
  const { documents } = z.object({ documents: files }).parse(noted.json);
  file = documents[0]?.files[0]?.id ?? assert.fail("her file is not in the copy");
});
after(() => house.close());

/** What ends the session or the stream that the next call needs is called with a session of its own. */
const OWN_SESSION = ["/sign-out", "/lock", "/sign-in", "/unlock"];

type Caller = { readonly name: string; readonly role: Role | null; headers(): Promise<Record<string, string>> };
const callers: readonly Caller[] = [
  ...ROLES.map(role => ({ name: role, role, headers: () => house.as(role) })),
  { name: "nobody", role: null, headers: async () => ({}) },
  { name: "a wrong cookie", role: null, headers: async () => ({ cookie: `tideover=${"x".repeat(43)}` }) },
  { name: "a wrong token", role: null, headers: async () => ({ authorization: "Bearer tideover_x" }) },
];

const addressOf = ({ path }: Mounted) =>
  path
    .replace(/\/fhir\/:type$/, "/fhir/Patient?name=okonkwo")
    .replace("/Binary/:record", `/Binary/${file}`)
    .replace(":type", "Patient")
    .replace(":file", file)
    .replace(":entry", file.slice(0, 32))
    .replace(":record", record)
    .replace(":unit", "4W")
    .replace("/search", "/search?q=okonkwo")
    .replace("*", "");

/** The status and the fault of one call. Bytes of a stream are not waited for. */
async function call(mounted: Mounted, headers: Record<string, string>) {
  const { method } = mounted;
  const type = mounted.path === "/blobs" ? "application/octet-stream" : "application/json";
  const controller = new AbortController();
  const response = await fetch(house.origin + addressOf(mounted), {
    method,
    signal: controller.signal,
    headers: {
      ...headers,
      accept: "text/html",
      ...(method === "POST" ? { origin: house.origin, "content-type": type } : {}),
    },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
  const isStream = response.headers.get("content-type") === "text/event-stream";
  const text = isStream ? "" : await response.text();
  controller.abort();
  return { status: response.status, headers: response.headers, text };
}

const Fault = z.strictObject({ code: z.string(), text: z.string(), where: z.string() });
const Coded = z.object({ code: z.string() });
const Outcome = z.object({
  resourceType: z.literal("OperationOutcome"),
  issue: z
    .array(
      z.object({
        details: z.object({ coding: z.array(Coded), text: z.string() }),
        diagnostics: z.string().default(""),
      }),
    )
    .length(1),
});
/** A fault as our routes write it, or as an OperationOutcome. */
function faultIn({ text, headers }: { readonly text: string; readonly headers: Headers }): z.infer<typeof Fault> {
  if (headers.get("content-type")?.startsWith("application/fhir+json") !== true) return Fault.parse(JSON.parse(text));
  const [issue] = Outcome.parse(JSON.parse(text)).issue;
  return {
    code: issue?.details.coding[0]?.code ?? "",
    text: issue?.details.text ?? "",
    where: issue?.diagnostics ?? "",
  };
}

test("every route of the running node, as each role and as nobody: as the permissions table says, and nothing is cached", async () => {
  const { mounted } = house.running;
  assert.ok(mounted.length >= 15, `${mounted.length} routes: the check itself is blind`);
  for (const caller of callers) {
    const kept = await caller.headers();
    for (const one of mounted) {
      const headers = OWN_SESSION.includes(one.path) ? await caller.headers() : kept;
      const answer = await call(one, headers);
      const line = `${one.method} ${one.path} as ${caller.name}: ${answer.status} ${answer.text.slice(0, 200)}`;
      assert.equal(answer.headers.get("cache-control"), "no-store", line);
      if ("public" in one.access) {
        assert.ok(one.access.public.length > 20, `${line} gives no reason`);
        assert.ok([200, 422].includes(answer.status), line);
        continue;
      }
      const { permission } = one.access;
      assert.ok(isPermission(permission), line);
      if (caller.role === null) {
        assert.equal(answer.status, 401, line);
        assert.equal(faultIn(answer).code, "not-signed-in", line);
      } else if (permissionsOf(caller.role).includes(permission)) {
        // Behind what the FHIR service serves there is nothing, and no diversion was declared here.
        const isNothing = one.path === "/fhir/*" || one.path === "/boards/cap/:identifier";
        assert.ok((isNothing ? [404] : [200, 422]).includes(answer.status), line);
      } else {
        assert.equal(answer.status, 403, line);
        assert.deepEqual(
          faultIn(answer),
          { code: "not-allowed", text: `This needs the permission ${permission}.`, where: permission },
          line,
        );
      }
    }
  }
});

test("every kind of the registry, offered as each role: taken for judging where its permission is held, else 403 that names it", async () => {
  const names = kinds.all().map(kind => kind.name);
  assert.ok(names.length >= 20, `${names.length} kinds: the check itself is blind`);
  const drafts = names.map(kind => ({ kind, body: {} }));
  for (const role of [...PERSON_ROLES, ...PROGRAM_ROLES]) {
    const answer = await house.ask("/record", { method: "POST", headers: await house.as(role), body: { drafts } });
    if (!permissionsOf(role).includes("entries.record")) {
      assert.equal(answer.status, 403, role);
      assert.equal(Fault.parse(answer.json).where, "entries.record");
      continue;
    }
    const Answer = z.object({ ok: z.boolean(), status: z.int(), error: Fault });
    const { answers } = z.object({ answers: z.array(Answer).length(names.length) }).parse(answer.json);
    for (const [at, { status, error }] of answers.entries()) {
      const kind = kinds.get(names[at] ?? "") ?? assert.fail();
      assert.ok(isPermission(kind.permission), `${kind.name} names ${kind.permission}`);
      if (permissionsOf(role).includes(kind.permission)) assert.equal(status, 422, `${kind.name} as ${role}`);
      else assert.deepEqual([status, error.code, error.where], [403, "not-allowed", kind.permission], kind.name);
    }
  }
});

test("a planted kind, act, GET or POST without a permission of the table stops the start", async () => {
  const kind = (permission: string) =>
    defineKind({ name: "test.planted", version: 1, schema: z.strictObject({}), chain: "care", permission });
  assert.throws(() => permittedKinds([kind("")]), /test\.planted names no permission/);
  assert.throws(() => permittedKinds([kind("chart.reed")]), /test\.planted names no permission.*chart\.reed/);
  assert.equal(permittedKinds([kind("chart.read")]).all().length, 1);

  // What a hurried change could write past the types: no permission, one that the table lacks, an empty reason.
  const NONE: PermissionName = JSON.parse('"chart.reed"');
  const planted = (method: "GET" | "POST", path: string, access: Mounted["access"]) => ({
    ...rawRoute({ path, access, isAct: false, serve: async () => "sent" }),
    method,
  });
  for (const [method, path] of [
    ["GET", "/patients/:record/all"],
    ["POST", "/acts/everything"],
    ["POST", "/everything"],
  ] as const) {
    for (const access of [{ public: "" }, JSON.parse("{}"), { permission: NONE }]) {
      const made = createHttp({ ...bare(), routes: [planted(method, path, access)] });
      await assert.rejects(made, new RegExp(`${method} ${path.replaceAll("/", "\\/")} has no declared access`));
    }
  }
  const open = await createHttp({ ...bare(), routes: [] });
  assert.throws(() => open.app.get("/open", () => "everything"), /GET \/open has no declared access/);
  assert.throws(() => open.app.post("/acts/open", () => "everything"), /POST \/acts\/open has no declared access/);
  await open.app.close();
});

test("L1: no GET sends a byte about her before the look is on disk", async () => {
  const gets = house.running.mounted.filter(one => one.method === "GET" && one.path !== "/events");
  const { writer } = house.running;
  const about: string[] = [];
  for (const one of gets) {
    const permission = "permission" in one.access ? one.access.permission : null;
    const role = PERSON_ROLES.find(held => permission === null || permissionsOf(held).includes(permission));
    if (role === undefined) continue;
    const headers = await house.as(role);
    const { commit, record: recorded } = writer;
    const held: (() => void)[] = [];
    const looks: unknown[] = [];
    // The real writer, behind a gate that the test opens.
    const gated =
      (really: typeof commit): typeof commit =>
      async requests => {
        looks.push(...requests.flatMap(request => request.drafts).filter(draft => draft.kind === "look"));
        await new Promise<void>(open => held.push(open));
        return really.call(writer, requests);
      };
    writer.commit = gated(commit);
    writer.record = gated(recorded);
    let isAnswered = false;
    const answered = call(one, headers).then(answer => {
      isAnswered = true;
      return answer;
    });
    try {
      await Promise.race([answered, wait(300)]);
      const isHeld = held.length > 0;
      if (isHeld) assert.equal(isAnswered, false, `${one.path} was sent before its look was on disk`);
      while (!isAnswered) {
        held.splice(0).forEach(open => {
          open();
        });
        await Promise.race([answered, wait(10)]);
      }
    } finally {
      writer.commit = commit;
      writer.record = recorded;
    }
    const { text, headers: sent } = await answered;
    const isAboutHer =
      /OKONKWO|7001/.test(text) || text.includes(record) || sent.get("content-type") === "application/pdf";
    if (!isAboutHer) continue;
    about.push(one.path);
    const seen = z.array(z.object({ body: z.object({ records: z.array(z.string()) }) })).parse(looks);
    assert.ok(
      seen.some(look => look.body.records.includes(record)),
      `${one.path} speaks of her without a look`,
    );
  }
  for (const path of [
    "/units/:unit",
    "/patients/:record",
    "/patients/:record/documents",
    "/patients/:record/visits",
    "/patients/:record/files/:file",
    "/messages/:entry",
    "/fhir/Binary/:record",
    "/search",
    "/patients/:record/packet.pdf",
    "/units/:unit/packets.pdf",
    "/clinics/day",
    "/clinics/day.pdf",
    "/fhir/:type",
    "/fhir/:type/:record",
    "/fhir/Patient/:record/$everything",
  ])
    assert.ok(about.includes(path), `${path} said nothing of her: the check is blind`);
});

test("what a route could not foresee did not happen", () => assert.deepEqual(house.reports, []));

function bare() {
  const db = new Database(":memory:");
  return {
    sessions: new Sessions(db, { idle_minutes: 10, hours_max: 14 }),
    tokens: new Tokens(db),
    person: () => null,
    secure: false,
    clock: { now: () => 0 },
    facility: FACILITY,
    origins: () => ["https://node.example"],
    dist: null,
    tls: null,
    report: () => {},
  };
}
