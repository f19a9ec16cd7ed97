import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { instant } from "../journal/ports.ts";
import { HEAD, PRINTED, patient, serials } from "./invented.ts";
import { printPool } from "./print-pool.ts";
import { bedOrder, printUnit } from "./unit.ts";

const folder = mkdtempSync(join(tmpdir(), "unit-"));
const pool = printPool(1);
after(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

function inBed(bed: string | null, family: string) {
  const base = patient();
  const id = Buffer.from(family.padEnd(16, "_").slice(0, 16)).toString("base64url");
  return patient({ identity: { ...base.identity, id, bed, name: { family, given: "A", native: null } } });
}

const meta = { printedAt: instant(PRINTED), head: HEAD, serials: serials() };

function text(pdf: Uint8Array): string[] {
  const file = join(folder, "one.pdf");
  writeFileSync(file, pdf);
  return execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
}

test("beds as a person counts them, those without one last", () => {
  const order = bedOrder([inBed("12A", "c"), inBed(null, "d"), inBed("2B", "b"), inBed("02A", "a")]);
  assert.deepEqual(
    order.map(a => a.identity.bed),
    ["02A", "2B", "12A", null],
  );
});

test("a unit is one file in bed order, and one PDF a patient with the same serials", () => {
  const made = printUnit([inBed("12A", "Second"), inBed("02A", "First")], meta);
  assert.ok(made.ok);
  const all = text(made.value.file);
  const parts = made.value.packets.flatMap(packet => text(packet.pdf));
  assert.deepEqual(all, parts);
  assert.match(all[0] ?? "", /FIRST, A/u);
  assert.match(all.at(-1) ?? "", /SECOND, A/u);
  assert.equal(all.filter(page => page.includes("page 1 of")).length, 2);
  assert.equal(new Set(made.value.packets.flatMap(p => p.serials)).size, all.length);
});

test("one patient who cannot be printed is named, and the others are printed", () => {
  const made = printUnit([inBed("01A", "Good"), inBed("02A", "\u{1F600}")], meta);
  assert.ok(made.ok);
  assert.equal(made.value.packets.length, 1);
  assert.deepEqual(
    made.value.unprinted.map(u => [u.answer.identity.bed, u.error.code]),
    [["02A", "missing-glyph"]],
  );
});

test("too few serials print nothing", () => {
  const made = printUnit([inBed("01A", "Good")], { ...meta, serials: serials().slice(0, 2) });
  assert.equal(made.ok ? "printed" : made.error.code, "serials-too-few");
});

test("the pool prints the same words in a process, passes errors on, and answers all when closed", async () => {
  const answer = inBed("01A", "Thread");
  const here = printUnit([answer], meta);
  const there = await pool.packet(answer, meta);
  assert.ok(here.ok && there.ok);
  assert.deepEqual(text(there.value), text(here.value.file));
  const wrong = await pool.packet(answer, { ...meta, serials: [] });
  assert.equal(wrong.ok ? "printed" : wrong.error.code, "serials-too-few");
  const unit = await pool.unit([answer], meta);
  assert.ok(unit.ok);
  const other = printPool(1);
  const waiting = [other.packet(answer, meta), other.packet(answer, meta)];
  await other.close();
  for (const done of await Promise.all(waiting)) assert.equal(done.ok ? "printed" : done.error.code, "worker");
  const late = await other.packet(answer, meta);
  assert.equal(late.ok ? "printed" : late.error.code, "worker");
});

test("a process that has had its jobs makes room for a fresh one, and no job is lost", async () => {
  const brief = printPool(1, 1);
  const answer = inBed("01A", "Fresh");
  const printed = await Promise.all([1, 2, 3].map(() => brief.packet(answer, meta)));
  await brief.close();
  for (const made of printed) assert.ok(made.ok, made.ok ? "" : made.error.text);
});
