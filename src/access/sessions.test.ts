import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import Database from "better-sqlite3-multiple-ciphers";
import { Sessions } from "./sessions.ts";

const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };
const AT = 1_800_000_000_000;
const MINUTE = 60_000;
const limits = { idle_minutes: 10, hours_max: 14 };
const fresh = () => new Sessions(new Database(":memory:"), limits);

test("P3 a sign-in survives a restart, and the file holds no cookie", () => {
  const folder = mkdtempSync(join(tmpdir(), "sessions-"));
  const path = join(folder, "secrets.db");
  const first = new Database(path);
  const { session, cookie } = new Sessions(first, limits).open("cole", AT, random);
  first.close();
  const second = new Database(path);
  assert.equal(JSON.stringify(second.prepare("SELECT * FROM sessions").all()).includes(cookie), false);
  assert.deepEqual(new Sessions(second, limits).find(cookie, AT + MINUTE, true), session);
  second.close();
  rmSync(folder, { recursive: true });
});

test("idle locks and keeps who; only an act keeps it open", () => {
  const sessions = fresh();
  const { cookie, session } = sessions.open("cole", AT, random);
  assert.equal(sessions.find(cookie, AT + 9 * MINUTE, true)?.state, "open");
  assert.equal(sessions.find(cookie, AT + 18 * MINUTE, false)?.state, "open");
  assert.equal(sessions.find(cookie, AT + 19 * MINUTE, true)?.state, "locked");
  assert.equal(sessions.find(cookie, AT + 19 * MINUTE, true)?.person, "cole");
  sessions.unlock(session.id, AT + 20 * MINUTE);
  assert.equal(sessions.find(cookie, AT + 21 * MINUTE, true)?.state, "open");
});

test("a page that asks by itself never keeps the session open", () => {
  const sessions = fresh();
  const { cookie } = sessions.open("cole", AT, random);
  for (let minute = 1; minute < 10; minute++) {
    assert.equal(sessions.find(cookie, AT + minute * MINUTE, false)?.state, "open");
  }
  assert.equal(sessions.find(cookie, AT + 10 * MINUTE, false)?.state, "locked");
});

test("locked by hand, unlocked, ended; a wrong cookie is nobody", () => {
  const sessions = fresh();
  const { cookie, session } = sessions.open("cole", AT, random);
  sessions.lock(session.id);
  assert.equal(sessions.find(cookie, AT, true)?.state, "locked");
  assert.equal(sessions.byId(session.id, AT)?.state, "locked");
  sessions.unlock(session.id, AT);
  assert.equal(sessions.byId(session.id, AT)?.state, "open");
  assert.equal(sessions.find(session.id, AT, true), null);
  assert.equal(sessions.find("", AT, true), null);
  sessions.end(session.id);
  assert.equal(sessions.find(cookie, AT, true), null);
});

test("the clock: stutters, steps back a minute, falls back hours, leaps ahead, and the longest shift", () => {
  const open = () => {
    const sessions = fresh();
    const { cookie, session } = sessions.open("cole", AT, random);
    return { sessions, cookie, id: session.id };
  };
  const stutter = open();
  for (let again = 0; again < 3; again++) assert.equal(stutter.sessions.find(stutter.cookie, AT, true)?.state, "open");
  const corrected = open();
  assert.equal(corrected.sessions.find(corrected.cookie, AT - MINUTE, true)?.state, "open");
  assert.equal(corrected.sessions.find(corrected.cookie, AT + 9 * MINUTE, false)?.state, "locked");
  const back = open();
  assert.equal(back.sessions.find(back.cookie, AT - 3 * 60 * MINUTE, true)?.state, "locked");
  back.sessions.unlock(back.id, AT - 3 * 60 * MINUTE);
  assert.equal(back.sessions.find(back.cookie, AT - 3 * 60 * MINUTE + MINUTE, true)?.state, "open");
  assert.equal(back.sessions.find(back.cookie, AT + 11 * 60 * MINUTE, true), null);
  const ahead = open();
  assert.equal(ahead.sessions.find(ahead.cookie, AT + 60 * MINUTE, true)?.state, "locked");
  const shift = open();
  for (let minute = 5; minute < 14 * 60; minute += 5) {
    assert.equal(shift.sessions.find(shift.cookie, AT + minute * MINUTE, true)?.state, "open");
  }
  assert.equal(shift.sessions.find(shift.cookie, AT + 14 * 60 * MINUTE, true), null);
});

test("someone removed loses every session at once", () => {
  const sessions = fresh();
  const [one, two, other] = ["cole", "cole", "diaz"].map(person => sessions.open(person, AT, random));
  sessions.endAllOf("cole");
  assert.equal(sessions.find(one?.cookie ?? "", AT, true), null);
  assert.equal(sessions.find(two?.cookie ?? "", AT, true), null);
  assert.equal(sessions.find(other?.cookie ?? "", AT, true)?.person, "diaz");
});
