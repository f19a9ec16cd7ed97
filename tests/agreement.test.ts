// What the mapper says agrees with what others say of the same messages; where not, docs/conformance.md says why.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { answerTo, CORPORA, compare, type Difference, pairs } from "./agreement.ts";

type Row = { readonly line: string; readonly fields: RegExp[]; readonly theirs: RegExp[]; readonly names: RegExp[] };

/** The rows of the tables of docs/conformance.md. */
function rowsOf(text: string): Row[] {
  return text
    .split("\n")
    .filter(line => /^\|(?! *field|---)/.test(line))
    .map(line => {
      const [, fields = "", theirs = "", names = ""] = line.split(/(?<!\\)\|/);
      return { line, fields: patterns(fields), theirs: patterns(theirs), names: patterns(names) };
    });
}

function patterns(cell: string): RegExp[] {
  return cell.split(";").map(one => {
    const [first = "", ...more] = one.trim().split("*").map(RegExp.escape);
    return new RegExp(`^${[first, ...more].join(".*")}$`, "i");
  });
}

function explains(row: Row, { field, theirs, name }: Difference): boolean {
  const any = (all: readonly RegExp[], text: string) => all.some(one => one.test(text.trim()));
  return any(row.fields, field) && any(row.names, name) && any(row.theirs, theirs);
}

/** Fields that decide whom and what a nurse sees: of these nothing may be explained away but what the table names. */
const LISTED = [
  "mrn",
  "family",
  "birth date",
  "sex",
  "allergy",
  "visit class",
  "location",
  "drug",
  "result",
  "result value",
  "result time",
];

test("every fact that others read in a message is ours too, or the difference is explained", {
  skip: existsSync(CORPORA) ? false : "no corpora here",
}, context => {
  const rows = rowsOf(readFileSync(join(import.meta.dirname, "../docs/conformance.md"), "utf8"));
  assert.ok(rows.length > 30, "the tables of docs/conformance.md were not read");
  const used = new Set<Row>();
  const unexplained: string[] = [];
  const agree = new Map<string, number>();
  const differ = new Map<string, number>();
  let compared = 0;
  for (const pair of pairs()) {
    const answer = answerTo(pair);
    if (answer === undefined || answer.resources.length === 0) continue;
    compared++;
    const both = compare(pair, answer);
    for (const [field, count] of both.agree) agree.set(field, (agree.get(field) ?? 0) + count);
    for (const difference of both.differ) {
      const { name, field, theirs, ours } = difference;
      differ.set(field, (differ.get(field) ?? 0) + 1);
      const row = rows.find(one => explains(one, difference));
      if (row) used.add(row);
      else unexplained.push(`${name} · ${field}: theirs ${theirs}; ours ${ours.join(", ") || "nothing"}`);
    }
  }
  assert.ok(compared >= 140, `only ${compared} messages were compared`);
  for (const field of LISTED) assert.ok((agree.get(field) ?? 0) > 0, `no ${field} agreed at all: the reader is blind`);
  for (const [field, count] of agree)
    context.diagnostic(`${field}: ${count} agree, ${differ.get(field) ?? 0} explained`);
  assert.deepEqual(unexplained, []);
  assert.deepEqual(
    rows.filter(one => !used.has(one)).map(one => one.line),
    [],
    "a difference that docs/conformance.md explains no longer occurs",
  );
});

test("an unexplained difference is found: each fact changed by one letter", {
  skip: existsSync(CORPORA) ? false : "no corpora here",
}, () => {
  const pair = pairs().find(one => one.name === "ms/ADT-A01-01");
  const answer = pair && answerTo(pair);
  assert.ok(pair && answer);
  const before = compare(pair, answer).differ.length;
  for (const [from, to] of [
    ["EVERYMAN", "EVERYMEN"],
    ["1988-08-18", "1988-08-19"],
    ["8867-4", "8867-5"],
    ["HUH AE OMU", "HUH AE OM"],
  ] as const) {
    const resources = JSON.parse(JSON.stringify(answer.resources).replaceAll(from, to));
    assert.ok(compare(pair, { ...answer, resources }).differ.length > before, `${from} as ${to} went unseen`);
  }
});
