import assert from "node:assert/strict";
import { test } from "node:test";
import { messageDigest } from "./duplicate.ts";

const message = (msh7: string, msh8: string, msh13: string, rest = "PID|||1") =>
  Buffer.from(`MSH|^~\\&|A|B|C|D|${msh7}|${msh8}|ADT^A01|77|P|2.5|${msh13}|\r${rest}\r`);
const digest = (bytes: Uint8Array) => Buffer.from(messageDigest(bytes)).toString("hex");

test("a message resent with another MSH-7, MSH-8 and MSH-13 is the same message", () => {
  assert.equal(digest(message("20260101", "", "1")), digest(message("20260102", "S", "2")));
});

test("any other byte makes another message: same MSH-10, other content", () => {
  const one = digest(message("20260101", "", "1"));
  assert.notEqual(one, digest(message("20260101", "", "1", "PID|||2")));
  assert.notEqual(one, digest(Buffer.from(message("20260101", "", "1").toString().replace("|77|", "|78|"))));
  assert.notEqual(one, digest(Buffer.from(message("20260101", "", "1").toString().replace("|A|B|", "|AB||"))));
});

test("the separator is the message's own, and bytes without a header are taken whole", () => {
  const hash = (text: string) => digest(Buffer.from(text.replaceAll("|", "#")));
  assert.equal(hash(message("1", "", "").toString()), hash(message("2", "x", "y").toString()));
  assert.notEqual(digest(Buffer.from("abc")), digest(Buffer.from("abd")));
  assert.equal(digest(new Uint8Array()).length, 64);
});

test("how lines end is not part of it: a file and the wire give the same", () => {
  const wire = digest(Buffer.from("MSH|^~\\&|A|B|C|D|1||ADT^A01|7|P|2.5\rPID|1||9\r"));
  for (const saved of [
    "MSH|^~\\&|A|B|C|D|1||ADT^A01|7|P|2.5\rPID|1||9",
    "MSH|^~\\&|A|B|C|D|1||ADT^A01|7|P|2.5\nPID|1||9\n",
    "MSH|^~\\&|A|B|C|D|1||ADT^A01|7|P|2.5\r\nPID|1||9\r\n\r\n",
  ])
    assert.equal(digest(Buffer.from(saved)), wire);
  assert.notEqual(digest(Buffer.from("MSH|^~\\&|A|B|C|D|1||ADT^A01|7|P|2.5\r\rPID|1||9\r")), wire);
});
