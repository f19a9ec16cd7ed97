// A second reader: what an expert says that our messages in fixtures/second-reader say, written from the raw messages and the tables
// before our mapper was asked. Each fact is compared field by field, and one that the key does not have is as wrong as one that is missing.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { TRY_OPTIONS, tryBytes } from "../src/feed/index.ts";
import { type Facts, factsOfEach } from "./agreement-facts.ts";

const FOLDER = join(import.meta.dirname, "fixtures/second-reader");

/** The share that has been reached, and how many facts there are at least: neither may fall. */
const REACHED = 1;
const FACTS = 127;

/** A line of a key: the message (MSH-10; `*` for each of its file), the kind of resource, and what it says, field by field. */
const LINE = z.tuple([z.string(), z.string(), z.record(z.string(), z.array(z.string()))]);

/** The facts of a key, and which fields it judges of each kind: those that it names anywhere. */
function readKey(name: string): z.infer<typeof LINE>[] {
  const text = readFileSync(join(FOLDER, `${name}.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map(line => LINE.parse(JSON.parse(line)));
}

function said(fact: { what: string; fields: Facts }, judged: ReadonlySet<string>): string {
  const fields = [...fact.fields].filter(([field]) => judged.has(`${fact.what} ${field}`));
  return `${fact.what}: ${fields
    .map(([field, texts]) => `${field} ${[...texts].sort().join(", ")}`)
    .sort()
    .join(" · ")}`;
}

type Judged = { facts: number; agreed: number; differ: string[] };

/** Holds what the mapper says of the messages of all files against their keys. `change` plants a fault in a message. */
function judge(change: (text: string) => string = text => text): Judged {
  const names = readdirSync(FOLDER)
    .filter(file => file.endsWith(".hl7"))
    .map(file => file.replace(/\.hl7$/, ""));
  const keys = names.map(name => ({ name, lines: readKey(name) }));
  const judged = new Set(
    keys.flatMap(({ lines }) =>
      lines.flatMap(([, what, fields]) => Object.keys(fields).map(field => `${what} ${field}`)),
    ),
  );
  const result: Judged = { facts: 0, agreed: 0, differ: [] };
  for (const { name, lines } of keys) {
    const text = change(readFileSync(join(FOLDER, `${name}.hl7`), "utf8"));
    for (const message of tryBytes(name, Buffer.from(text), TRY_OPTIONS)) {
      const key = lines
        .filter(([of]) => of === message.control || of === "*")
        .map(([, what, fields]) => said({ what, fields: new Map(Object.entries(fields)) }, judged));
      const ours = factsOfEach(message.resources).map(one => said(one, judged));
      const missing = without(key, ours);
      result.facts += key.length;
      result.agreed += key.length - missing.length;
      result.differ.push(
        ...missing.map(one => `${message.control} key  ${one}`),
        ...without(ours, key).map(one => `${message.control} ours ${one}`),
      );
    }
  }
  return result;
}

/** What is in the first list and not in the second, each as often as it is more. */
function without(all: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return all.filter(one => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

test("what a second reader reads in our messages is what the mapper says, fact by fact and field by field", context => {
  const { facts, agreed, differ } = judge();
  context.diagnostic(`figure: second reader: ${agreed} of ${facts} facts agree in every field`);
  assert.ok(facts >= FACTS, `only ${facts} facts`);
  assert.ok(agreed / facts >= REACHED, differ.join("\n"));
  assert.deepEqual(differ, []);
});

test("a changed value is found: one letter in a message, and its fact no longer agrees", () => {
  const { facts, agreed } = judge();
  const planted: readonly (readonly [string, string])[] = [
    ["|19480211|F|||12 Oak St", "|19480212|F|||12 Oak St"],
    ["7980^Penicillin", "7981^Penicillin"],
    ["|||1.5|mg/h", "|||15|mg/h"],
    ["Given\n", "Not given\n"],
    ["14.2|10^3/uL", "14.2|10^6/uL"],
    ["|600^EPC|A600^RIS||||^^^202603041100^^S|", "|600^EPC|A600^RIS||||^^^202603041100^^R|"],
    ["20260601090000^20260601100000", "20260601093000^20260601100000"],
    ["DOC1^EHR|||||AU", "DOC1^EHR|||||IP"],
  ];
  for (const [from, to] of planted) {
    const found = judge(text => text.replace(from, to));
    assert.ok(found.agreed < agreed && found.facts === facts, `${from} → ${to} was not seen`);
  }
});
