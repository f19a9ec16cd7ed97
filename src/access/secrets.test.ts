import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import { DELAY_MS_MAX, Lockout } from "./lockout.ts";
import { hashed, Secrets, weakness } from "./secrets.ts";
import { Tokens } from "./tokens.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const AT = 1_800_000_000_000;

test("a PIN is kept as Argon2id, proves its person until it expires, and is gone when dropped", async () => {
  const db = new Database(":memory:");
  const secrets = new Secrets(db);
  secrets.keep([await hashed("a", "pin", "4821", AT + 1_000)]);
  const row = db.prepare<[], { hash: string }>("SELECT hash FROM secrets").get();
  assert.match(row?.hash ?? "", /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(row?.hash.includes("4821"), false);
  assert.equal(await secrets.proves(["a"], "4821", AT), true);
  assert.equal(await secrets.proves(["a"], "4822", AT), false);
  assert.equal(await secrets.proves(["a"], "4821", AT + 1_000), false);
  assert.equal(await secrets.proves(["b"], "4821", AT), false);
  assert.equal(await secrets.proves([], "", AT), false);
  secrets.drop(["a"]);
  assert.equal(await secrets.proves(["a"], "4821", AT), false);
});

test("two hashes of one PIN differ; a composed and a decomposed letter are one password", async () => {
  const secrets = new Secrets(new Database(":memory:"));
  const [one, two] = [await hashed("a", "pin", "4821", null), await hashed("b", "pin", "4821", null)];
  assert.notEqual(one.hash, two.hash);
  secrets.keep([await hashed("c", "password", "Nguye\u0302\u0303n Thi\u0323 Hoa", null)]);
  assert.equal(await secrets.proves(["c"], "Nguy\u1ec5n Th\u1ecb Hoa", AT), true);
});

test("weak secrets are named without being repeated", () => {
  for (const pin of ["123", "1111", "1234", "98765", "12a4", "1".repeat(13)]) {
    const why = weakness("pin", pin);
    assert.ok(why !== null && !why.includes(pin), pin);
  }
  for (const pin of ["4821", "2468", "1357", "1221"]) assert.equal(weakness("pin", pin), null, pin);
  assert.ok(weakness("password", "short") !== null);
  assert.equal(weakness("password", "correct horse"), null);
});

test("guessing waits longer and longer, up to 15 minutes; the right one clears it", () => {
  const lockout = new Lockout();
  const waits: number[] = [];
  let at = AT;
  for (let guess = 0; guess < 16; guess++) {
    assert.equal(lockout.attempt("cole", at), 0);
    waits.push(lockout.wait("cole", at));
    const wait = lockout.wait("cole", at);
    if (wait > 0) assert.equal(lockout.attempt("cole", at + wait - 1), 1);
    at += lockout.wait("cole", at);
  }
  assert.deepEqual(waits.slice(0, 6), [0, 0, 1_000, 2_000, 4_000, 8_000]);
  assert.equal(waits.at(-1), DELAY_MS_MAX);
  assert.equal(lockout.wait("other", at), 0);
  lockout.succeeded("cole");
  assert.equal(lockout.wait("cole", at), 0);
});

test("a hundred guesses at once: three are tried", () => {
  const lockout = new Lockout();
  const tried = Array.from({ length: 100 }, () => lockout.attempt("cole", AT)).filter(wait => wait === 0);
  assert.equal(tried.length, 3);
});

test("the clock goes back ten years: the wait is never longer than it was; forward: it is over", () => {
  const lockout = new Lockout();
  for (let guess = 0; guess < 4; guess++) lockout.attempt("cole", AT + guess * 5_000);
  const back = AT - 10 * 365 * 86_400_000;
  assert.equal(lockout.wait("cole", back), 2_000);
  assert.equal(lockout.wait("cole", back + 2_000), 0);
  assert.equal(lockout.wait("cole", AT + 365 * 86_400_000), 0);
});

test("a program's token is kept as a digest, has a program's role, expires and is revoked", () => {
  const db = new Database(":memory:");
  const tokens = new Tokens(db);
  const made = tokens.create({ id: "wall", role: "board", facility: "A", until: AT + 10 }, random);
  assert.ok(made.ok);
  assert.equal(JSON.stringify(db.prepare("SELECT * FROM tokens").all()).includes(made.token), false);
  assert.deepEqual(tokens.bearer(made.token, AT), { id: "wall", role: "board", facility: "A", until: AT + 10 });
  assert.equal(tokens.bearer(`${made.token}x`, AT), null);
  assert.equal(tokens.bearer("", AT), null);
  assert.equal(tokens.bearer(made.token, AT + 10), null);
  assert.equal(tokens.revoke("wall"), true);
  assert.equal(tokens.bearer(made.token, AT), null);
  const nurse = tokens.create({ id: "x", role: "nurse", facility: "A", until: null }, random);
  assert.equal(nurse.ok ? "" : nurse.error.code, "no-program-role");
});
