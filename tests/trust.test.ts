// The doors of a running node: TLS on both listeners, who may send, and what a new PIN ends (DESIGN §7).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:https";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { enrol, readPeople, standingIds } from "../src/access/index.ts";
import { connect, frame, readMessage } from "../src/hl7/index.ts";
import { decodeBody, FILES, headerOf, openEncrypted, Store } from "../src/journal/index.ts";
import { recorder } from "../src/server/record.ts";
import { FACILITY, feed, House, personOf, pinOf, ZONE } from "./house.ts";

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "tideover-tls-"));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** A key and a certificate of its own, for localhost. */
function certificate(name: string): { readonly cert_file: string; readonly key_file: string } {
  const [cert_file, key_file] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const subject = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const made = ["-keyout", key_file, "-out", cert_file, "-days", "2", "-nodes"];
  execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", ...subject, ...made],
    { stdio: "pipe" },
  );
  return { cert_file, key_file };
}

const ADMIT = (control: string) => {
  const at = new Date(Date.now() - 60_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
  return new TextEncoder().encode(
    `${[
      `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${at}+0000||ADT^A01|${control}|P|2.5.1`,
      `EVN|A01|${at}+0000`,
      `PID|1||7001^^^${FACILITY}^MR||OKONKWO^Adaeze||19560314|F`,
    ].join("\r")}\r`,
  );
};
const verdictOf = (answer: Uint8Array) => {
  const read = readMessage(answer);
  return read.ok ? read.message.segment("MSA")?.text(1) : undefined;
};

/** Bodies of a kind in the journal, read beside the node. */
function recorded(house: House, kind: string): unknown[] {
  const store = new Store(
    openEncrypted(join(house.folder, FILES.journal), house.keys.data, "full", { readonly: true }),
    {
      readonly: true,
    },
  );
  const bodies = store
    .after(0, 10_000)
    .filter(row => headerOf(row)?.kind === kind)
    .map(row => (row.payload === null ? null : decodeBody(row.payload)));
  store.db.close();
  return bodies;
}

test("with a certificate given the pages' server speaks TLS only: another certificate is not believed, plain HTTP gets nothing", async () => {
  const [own, other] = [certificate("node"), certificate("other")];
  const house = await House.start({ feeds: [feed("adt", { ADT: ["movements"] })], tls: own });
  try {
    assert.match(house.origin, /^https:\/\/localhost:/);
    const ask = (ca: string) =>
      new Promise<{ status: number | undefined; protocol: string | null; strict: string | undefined }>(
        (resolve, reject) => {
          get(`${house.origin}/health`, { ca: readFileSync(ca) }, response => {
            const socket = response.socket as Partial<import("node:tls").TLSSocket>;
            const strict = response.headers["strict-transport-security"];
            resolve({ status: response.statusCode, protocol: socket.getProtocol?.() ?? null, strict });
            response.resume();
          }).on("error", reject);
        },
      );
    const answered = await ask(own.cert_file);
    assert.equal(answered.status, 200);
    assert.match(answered.protocol ?? "", /^TLSv1\.[23]$/);
    assert.match(answered.strict ?? "", /max-age=/);
    await assert.rejects(ask(other.cert_file), /self.signed|unable to verify/i);
    const port = Number(new URL(house.origin).port);
    const old = connectTls({
      host: "localhost",
      port,
      ca: readFileSync(own.cert_file),
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
    });
    await assert.rejects(new Promise((resolve, reject) => old.once("secureConnect", resolve).once("error", reject)));
    await assert.rejects(fetch(`http://127.0.0.1:${port}/health`));
  } finally {
    await house.close();
  }
});

test("a feed with a certificate speaks TLS, and takes only senders that show one of the authority it names", async () => {
  const [own, sender, stranger] = [certificate("feed"), certificate("sender"), certificate("stranger")];
  const listen = { host: "127.0.0.1", port: 0, tls: { ...own, senders_ca_file: sender.cert_file } };
  const house = await House.start({ feeds: [feed("adt", { ADT: ["movements"] }, { listen })] });
  try {
    const port = house.running.ports.get("adt") ?? assert.fail();
    const as = (who: { cert_file: string; key_file: string } | null) =>
      connect({
        host: "localhost",
        port,
        answer_ms: 5_000,
        tls: {
          ca: readFileSync(own.cert_file),
          ...(who === null ? {} : { cert: readFileSync(who.cert_file), key: readFileSync(who.key_file) }),
        },
      });
    const known = await as(sender);
    const sent = await known.send(ADMIT("C1"));
    assert.ok(sent.kind === "answered");
    assert.equal(verdictOf(sent.answer), "AA");
    known.close();
    for (const who of [null, stranger]) {
      const verdict = await as(who).then(
        client => client.send(ADMIT("C2")),
        () => ({ kind: "unknown" as const }),
      );
      assert.equal(verdict.kind, "unknown", "it was answered");
    }
    const plain = connectTcp({ host: "127.0.0.1", port });
    plain.on("error", () => {});
    plain.write(frame(ADMIT("C3")));
    const heard = await new Promise<number>(resolve => {
      let bytes = 0;
      plain.on("data", data => (bytes += data.includes("MSA") ? 1 : 0));
      plain.on("close", () => resolve(bytes));
    });
    assert.equal(heard, 0);
    await house.settled();
    assert.equal(recorded(house, "feed.message").length, 1, "nothing of a stranger is in the journal");
  } finally {
    await house.close();
  }
});

test("a feed takes messages only from the addresses that it names; another is closed unheard, and recorded once", async () => {
  const senders = ["127.0.0.1", "127.0.0.3"];
  const house = await House.start({
    feeds: [feed("adt", { ADT: ["movements"] }, { listen: { host: "127.0.0.1", port: 0, senders } })],
  });
  try {
    const port = house.running.ports.get("adt") ?? assert.fail();
    const from = (localAddress: string) =>
      new Promise<string>(resolve => {
        const socket = connectTcp({ host: "127.0.0.1", port, localAddress });
        let text = "";
        socket.on("error", () => {});
        socket.on("data", data => {
          text += data;
          socket.destroy();
        });
        socket.on("close", () => resolve(text));
        socket.write(frame(ADMIT(localAddress)));
      });
    assert.match(await from("127.0.0.1"), /MSA\|AA\|127\.0\.0\.1/);
    assert.match(await from("127.0.0.3"), /MSA\|AA\|127\.0\.0\.3/);
    assert.equal(await from("127.0.0.2"), "");
    assert.equal(await from("127.0.0.2"), "");
    await house.settled();
    assert.equal(recorded(house, "feed.message").length, 2);
    assert.deepEqual(recorded(house, "feed.refused"), [
      { feed: "adt", why: "sender", bytes: 0, control: null, peer: "127.0.0.2" },
    ]);
  } finally {
    await house.close();
  }
});

test("a new PIN: the old one opens nothing, its hash is gone, and what it had opened is over; others stay", async () => {
  const house = await House.start({ feeds: [] });
  try {
    const nurse = personOf("nurse");
    const [open, other] = [await house.as("nurse"), await house.as("physician")];
    assert.equal((await house.ask("/me", { headers: open })).status, 200);
    const old = secretsOf(house, nurse);
    assert.equal(old.length, 1);

    const row = `${nurse},"NURSE, Ann",nurse,4W,${FACILITY},735291`;
    const { people } = readPeople(`id,name,role,unit,facility,pin\n${row}\n`, ZONE);
    const views = openEncrypted(join(house.folder, FILES.views), house.keys.data, "normal", { readonly: true });
    const made = await enrol(people, {
      actor: "it",
      at: Date.now(),
      newId: randomUUID,
      standing: (holder, kind, of) => standingIds(views, holder, kind, of),
    });
    views.close();
    house.secrets(secrets => secrets.keep(made.secrets));
    const outcomes = await recorder(house.running.writer)(made.drafts);
    assert.ok(outcomes.every(outcome => outcome.ok));
    await house.settled();
    for (let waited = 0; waited < 5_000 && secretsOf(house, nurse).includes(old[0] ?? ""); waited += 10) await wait(10);

    assert.deepEqual(
      secretsOf(house, nurse),
      made.secrets.map(secret => secret.id),
      "only the new hash is kept",
    );
    assert.equal((await house.ask("/me", { headers: open })).status, 401, "her open session is over");
    assert.equal((await house.ask("/me", { headers: other })).status, 200);
    const tried = await house.ask("/sign-in", { method: "POST", body: { person: nurse, secret: pinOf("nurse") } });
    assert.equal(tried.status, 401);
    const anew = await house.signIn(nurse, "735291");
    // What was dropped once ends no session again, also after a restart.
    await house.restart();
    assert.equal((await house.ask("/me", { headers: anew })).status, 200);
    assert.deepEqual(house.reports, []);
  } finally {
    await house.close();
  }
});

/** Ids of the hashes kept of a person, by the roster's entries. */
function secretsOf(house: House, holder: string): string[] {
  const bodies = recorded(house, "secret.set") as { holder: string; secret: string }[];
  const db = openEncrypted(join(house.folder, FILES.secrets), house.keys.data, "full");
  const kept = db.prepare<[], { id: string }>("SELECT id FROM secrets").all();
  db.close();
  const own = bodies.filter(body => body.holder === holder).map(body => body.secret);
  return kept.map(row => row.id).filter(id => own.includes(id));
}
