// Real messages, broken as lines and interfaces break them: each is still one answer, never an exception, and what is said is valid R4.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { TRY_OPTIONS, tryBytes } from "../src/feed/try.ts";
import { splitFile } from "../src/hl7/index.ts";
import { CORPORA, unpacked } from "./agreement.ts";
import { faults } from "./answer-faults.ts";

const SEED = 20261124;
/** Broken copies of each message. */
const COPIES = 6;
/** Every so manieth answer is judged by the validators. */
const JUDGED = 12;

/** Numbers below `below`, the same for the same seed (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;
/** Breaks a message, one text with \r between segments; its MSH goes on beginning with `MSH` and its delimiters. */
type Break = (message: string, random: Random) => string;

function onSegments(change: (segments: string[], at: number, random: Random) => string[]): Break {
  return (message, random) => {
    const segments = message.split("\r");
    return segments.length < 2 ? message : change(segments, 1 + random(segments.length - 1), random).join("\r");
  };
}

function onField(change: (field: string, random: Random) => string): Break {
  return onSegments((segments, at, random) => {
    const fields = (segments[at] ?? "").split("|");
    const field = 1 + random(Math.max(1, fields.length - 1));
    return segments.with(at, fields.map((one, i) => (i === field ? change(one, random) : one)).join("|"));
  });
}

const NOISE = [
  "\u0000",
  "&",
  "~",
  "^^^^^^^^",
  "\\",
  "\\X4\\",
  "\\.br\\",
  '""',
  "|",
  "é",
  "\uD83D",
  "x".repeat(2_000),
  "99999999999999",
];

const BREAKS: Readonly<Record<string, Break>> = {
  "a segment lost": onSegments((segments, at) => segments.toSpliced(at, 1)),
  "a segment twice": onSegments((segments, at) => segments.toSpliced(at, 0, segments[at] ?? "")),
  "two segments changed about": onSegments((segments, at, random) => {
    const other = 1 + random(segments.length - 1);
    return segments.with(at, segments[other] ?? "").with(other, segments[at] ?? "");
  }),
  "a field lost": onField(() => ""),
  "a field cut": onField((field, random) => field.slice(0, random(field.length + 1))),
  "a field with noise in it": onField((field, random) => {
    const at = random(field.length + 1);
    return field.slice(0, at) + (NOISE[random(NOISE.length)] ?? "") + field.slice(at);
  }),
  "a field as another's": (message, random) => {
    const donor = message.split("|");
    return onField(() => (donor[random(donor.length)] ?? "").replaceAll("\r", ""))(message, random);
  },
  "cut off": (message, random) => message.slice(0, 9 + random(message.length)),
  "other delimiters": message => message.replaceAll("|", "!").replaceAll("^", "*").replaceAll("~", "@"),
  "lines end as files end": message => message.replaceAll("\r", "\r\n"),
  "lines end as on Unix": message => message.replaceAll("\r", "\n"),
};

function corpora(): [string, string][] {
  return readdirSync(CORPORA, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(hl7|txt|tsv|hl7v2)(\.gz)?$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
    .flatMap(path =>
      splitFile(unpacked(path)).map((bytes): [string, string] => [
        path,
        Buffer.from(bytes)
          .toString("latin1")
          .replaceAll(/[\r\n]+/g, "\r"),
      ]),
    )
    .filter(([, message]) => message.startsWith("MSH|"));
}

test("M1–M3: broken messages: as many answers as messages, never a throw, valid R4", {
  skip: existsSync(CORPORA) ? false : "no corpora here",
}, context => {
  const random = seeded(SEED);
  const breaks = Object.entries(BREAKS);
  const met = new Map<string, number>();
  let count = 0;
  for (const [path, message] of corpora()) {
    const broken = Array.from({ length: COPIES }, () => {
      const [name, change] = breaks[random(breaks.length)] ?? ["as it is", (one: string) => one];
      met.set(name, (met.get(name) ?? 0) + 1);
      return change(message, random);
    });
    // the charset too: bytes of ISO 8859-1, UTF-8, or half a character at the end
    const encoded = broken.map(one =>
      Buffer.concat([Buffer.from(one, random(2) ? "latin1" : "utf8"), Buffer.from("\r")]),
    );
    const at = `seed ${SEED}, ${path.slice(CORPORA.length)}`;
    const answers = [...tryBytes("broken", Buffer.concat(encoded), TRY_OPTIONS)];
    assert.equal(answers.length, broken.length, `${at}: ${answers.length} answers to ${broken.length} messages`);
    for (const [index, answer] of answers.entries()) {
      assert.equal(answer.index, index);
      assert.equal(answer.outcome === "parked", answer.reason !== null, at);
      if (count++ % JUDGED === 0)
        assert.deepEqual(faults(answer), [], `${at}: ${JSON.stringify(broken[index]).slice(0, 400)}`);
    }
  }
  assert.ok(count > 2_000, `only ${count} messages were broken`);
  assert.equal(met.size, breaks.length, "a way of breaking was never met");
  context.diagnostic(`${count} broken messages, ${Math.ceil(count / JUDGED)} of them judged`);
});
