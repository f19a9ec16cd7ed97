import assert from "node:assert/strict";
import { test } from "node:test";
import { type Network, openNetwork } from "./network.ts";
import { isIn } from "./truth.ts";

const BEGINS = Date.UTC(2026, 10, 24, 5);
const decoder = new TextDecoder();

function lived(seed: number, days: number, beds = 30): { network: Network; texts: string[] } {
  const network = openNetwork(seed, BEGINS, beds);
  const sent = Array.from({ length: days }, () => network.day()).flatMap(day => day.sent);
  return { network, texts: sent.map(({ port, bytes }) => `${port}\r${decoder.decode(bytes)}`) };
}

test("the same seed gives the same bytes, another seed others", () => {
  assert.deepEqual(lived(1, 1).texts, lived(1, 1).texts);
  assert.notDeepEqual(lived(1, 1).texts, lived(2, 1).texts);
});

test("nobody lies in two beds, and no two in one", () => {
  for (const seed of [1, 2, 3]) {
    const { network } = lived(seed, 3);
    for (const { truth } of network.houses) {
      const here = truth.visits.filter(isIn);
      assert.ok(here.length > 10, `${here.length} lie there`);
      assert.equal(new Set(here.map(visit => visit.bed)).size, here.length, "two in one bed");
      assert.equal(new Set(here.map(visit => truth.rootOf(visit.mrn))).size, here.length, "one in two beds");
    }
  }
});

test("both hospitals give the same numbers, of people and of orders, to different people", () => {
  const [harbor, pine] = lived(1, 2).network.houses.map(house => house.truth);
  const shared = [...(harbor?.records.values() ?? [])].filter(one => pine?.records.has(one.mrn));
  assert.ok(shared.length > 30);
  assert.ok(shared.every(one => JSON.stringify(pine?.records.get(one.mrn)?.person) !== JSON.stringify(one.person)));
  const orders = new Set(pine?.orders.map(order => order.number));
  assert.ok(harbor?.orders.some(order => orders.has(order.number)));
});

test("the hospital of 2.3 sends no authority, no EVN-6, no dose, no allergy and no document, but orders alone and a Z segment", () => {
  const own = lived(1, 3).texts.filter(text => text.startsWith("plc\r"));
  assert.ok(own.every(text => text.includes("|P|2.3\r") && text.includes("\rZPL|")));
  for (const never of [/\^PLC/, /\rEVN(\|[^|\r]*){6}/, /RAS\^/, /\r(AL1|IAM|TXA)\|/, /\rPV1(\|[^|\r]*){19}/])
    assert.ok(!own.some(text => never.test(text)), String(never));
  for (const sometimes of [/ORM\^O01[^\0]*\rRXO\|/, /\rRXE\|/, /\rORC\|[^\r]*\rZPL/, /\rPID\|1\|X/])
    assert.ok(
      own.some(text => sometimes.test(text)),
      String(sometimes),
    );
});

test("within some days everything happens that a hospital tells", () => {
  const texts = [4, 5, 6].flatMap(seed => lived(seed, 5).texts);
  const told = new Set(texts.map(text => /\|([A-Z]{3}\^[A-Z]\d\d)/.exec(text)?.[1]));
  const adt = "01 02 03 04 05 06 07 08 11 12 13 17 18 21 22 24 31 34 35 37 38 40 45 47 49 50 52 53 60";
  const wanted = [
    ...adt.split(" ").map(event => `ADT^A${event}`),
    ...["ORM^O01", "OMG^O19", "RDE^O11", "RAS^O17", "ORU^R01", "MDM^T02", "MDM^T08", "MDM^T10", "MDM^T11"],
    ...["SIU^S12", "SIU^S13", "SIU^S15", "SIU^S26"],
  ];
  assert.deepEqual(
    wanted.filter(one => !told.has(one)),
    [],
  );
  for (const pattern of [/\|""\|/, /\|CP\|U\|/, /\|CP\|D\|/, /\|PA\|A\|/, /\|C\|\|\|20/, /\|X\|\|\|20/, /\|P\|\|\|20/])
    assert.ok(
      texts.some(text => pattern.test(text)),
      String(pattern),
    );
});

test("a line doubles, delays and repeats: whole hours come again, also under new numbers, and counters begin anew", () => {
  const texts = lived(1, 5).texts;
  const body = (text: string) => text.replace(/\rMSH[^\r]*/, "");
  assert.ok(texts.length - new Set(texts).size > 5, "the same bytes");
  assert.ok(new Set(texts).size - new Set(texts.map(body)).size > 20, "the same under another number");
  const controls = texts.map(text => text.split("|").slice(0, 10).join("|").split("|").at(-1));
  assert.ok(controls.filter(control => control === "1").length > 6);
});
