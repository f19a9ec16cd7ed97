import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { CLEAN, DIRT_KINDS } from "./dirt.ts";
import { FREQUENCIES, frequenciesCsv } from "./frequencies.ts";
import { HISTORY_LIMIT, type SimEvent, simulate, startSimulation } from "./simulate.ts";
import { HOUR, MINUTE, nextAt, stamp } from "./times.ts";
import { truthAfter } from "./truth.ts";
import { BEDS } from "./units.ts";

const begins = Date.UTC(2026, 10, 24, 15, 0);

function digest(events: Iterable<SimEvent>): string {
  const hash = createHash("sha256");
  for (const event of events) hash.update(event.feed).update(event.bytes);
  return hash.digest("hex");
}
const facts = (events: readonly SimEvent[]) => events.toSorted((a, b) => a.at - b.at).flatMap(e => e.facts);
const text = (event: SimEvent) => new TextDecoder().decode(event.bytes);

test("the same seed gives the same bytes, another seed others", () => {
  const run = (seed: number) => digest(simulate(seed, { begins, historyHours: 3, minutes: 20, pace: 4 }));
  assert.equal(run(7), run(7));
  assert.notEqual(run(7), run(8));
});

test("250 beds, and never two people in one, whatever the seed", () => {
  assert.equal(BEDS.length, 250);
  assert.equal(new Set(BEDS.map(bed => bed.id)).size, 250);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 1, max: 30 }), (seed, pace) => {
      const events = [...simulate(seed, { begins, historyHours: 4, minutes: 60, pace })];
      // truthAfter throws on two in a bed.
      const { beds } = truthAfter(facts(events));
      assert.ok(beds.size > 120 && beds.size <= 250, `${beds.size} beds`);
      assert.equal(new Set(beds.values()).size, beds.size, "nobody lies in two beds");
    }),
    { numRuns: 12 },
  );
});

test("P4: history is at most 20,000 messages, old, with beds before all", () => {
  const { history } = startSimulation(7, { begins });
  assert.ok(history.length > 5_000 && history.length <= HISTORY_LIMIT, String(history.length));
  const lastAdt = history.findLastIndex(event => event.feed === "adt");
  assert.ok(history.slice(0, lastAdt).every(event => event.feed === "adt"));
  assert.ok(history.every(event => event.at < begins + MINUTE && event.phase === "history"));
  history.forEach((event, i) => {
    assert.equal(event.index, i);
  });
});

test("P4: each feed's history has no silence longer than 90 s, life none longer than 30 s", () => {
  const simulation = startSimulation(3, { begins });
  const alive = [...simulation.minute(1), ...simulation.minute(5)];
  for (const feed of ["adt", "pharmacy", "lab"]) {
    const beats = (events: readonly SimEvent[]) =>
      events.filter(e => e.feed === feed && e.type === "ZHB^Z01").map(e => e.at);
    const gaps = (at: readonly number[]) => at.slice(1).map((t, i) => t - (at[i] ?? 0));
    const old = beats(simulation.history);
    assert.ok(Math.max(...gaps(old)) <= 90_000);
    assert.ok((old[0] ?? 0) <= begins - 26 * HOUR);
    const life = beats(alive);
    assert.equal(life.length, 4);
    assert.ok(Math.max(...gaps([old.at(-1) ?? 0, ...life])) <= 90_000);
    assert.ok(Math.max(...gaps(life)) <= 30_000);
  }
});

test("P4: after the history MSH-7 is the minute passed, and pace packs more into it", () => {
  const count = (pace: number) => {
    const simulation = startSimulation(11, { begins, historyHours: 2 });
    let events = 0;
    for (let i = 0; i < 60; i++) {
      for (const event of simulation.minute(pace)) {
        assert.ok(event.at >= begins + i * MINUTE && event.at < begins + (i + 1) * MINUTE);
        assert.ok(text(event).includes(`|${stamp(event.at, "America/New_York")}`));
        if (event.type !== "ZHB^Z01") events++;
      }
    }
    return events;
  };
  assert.ok(count(10) > 2 * count(1));
});

test("a scheduled dose is given once at its time, at any pace", () => {
  const simulation = startSimulation(5, { begins, historyHours: 2 });
  const doses = [];
  for (let i = 0; i < 240; i++)
    for (const event of simulation.minute(20))
      for (const fact of event.facts) if (fact.kind === "dose") doses.push(fact);
  const scheduled = doses.filter(d => d.drug.startsWith("piperacillin") && d.outcome !== "removed");
  const slots = new Map<string, number>();
  for (const dose of scheduled) {
    const key = `${dose.order}/${dose.counter}`;
    slots.set(key, Math.max(slots.get(key) ?? 0, 1));
    assert.ok(dose.counter <= 2, `${key}: 4 hours hold at most one slot of every 8 hours`);
  }
  assert.ok(slots.size > 0);
});

test("D3: doses given, partial, held, refused, missed, corrected and removed all come, RXA-2 counting per order", () => {
  const { history } = startSimulation(7, { begins, dirt: CLEAN });
  const { doses } = truthAfter(facts(history));
  const outcomes = new Set([...doses.values()].map(dose => dose.outcome));
  assert.deepEqual([...outcomes].sort(), ["given", "held", "missed", "partial", "refused", "removed"]);
  const ras = history.filter(event => event.type === "RAS^O17").map(text);
  for (const action of ["A", "U", "D"])
    assert.ok(
      ras.some(m => new RegExp(`^RXA.*\\|${action}\\|\\d+$`, "m").test(m.replaceAll("\r", "\n"))),
      action,
    );
  const seen = new Map<string, number[]>();
  for (const { order, counter } of doses.values()) seen.set(order, [...(seen.get(order) ?? []), counter]);
  for (const counters of seen.values()) assert.equal(new Set(counters).size, counters.length);
});

test("whom every copy must get right is there: names of many scripts, two of one name, an unknown person, newborns", () => {
  const { history } = startSimulation(21, { begins, dirt: CLEAN });
  const adt = history.filter(event => event.feed === "adt").map(text);
  for (const name of [
    "Nguyễn^Thị Hà",
    "Wójcik^Łukasz",
    "李^伟",
    "العربية",
    "UNKNOWN^Kilo Seven",
    "Featherstonehaugh",
    "^Baby",
  ])
    assert.ok(
      adt.some(message => message.includes(name)),
      name,
    );
  const twins = new Set(
    adt.flatMap(m => [...m.matchAll(/\|(\d{7})\^\^\^HMG\^MR\|\|Okafor\^Grace\^/g)].map(found => found[1])),
  );
  assert.equal(twins.size, 2);
  for (const words of ["No known allergy", "Allergies unknown", "|SV|", "CODESTATUS", "ISOLATION", "FALLS", "29463-7"])
    assert.ok(
      adt.some(message => message.includes(words)),
      words,
    );
});

test("orders come in every form: explicit times, table, PRN, once, drip with rate, ORM, held, released, stopped", () => {
  const pharmacy = [...simulate(7, { begins, minutes: 120, pace: 10, dirt: CLEAN })]
    .filter(e => e.feed === "pharmacy")
    .map(text);
  for (const pattern of [
    /TQ1\|1\|\|Q8H\|0600~1400~2200\|/,
    /TQ1\|1\|\|BID\|\|/,
    /\|\|PRN\|/,
    /TQ1\|1\|\|ONCE\|/,
    /\|mL\/h\^\^UCUM/,
    /ORM\^O01/,
    /Q8H&0600,1400,2200/,
    /ORC\|HD/,
    /ORC\|RL/,
    /ORC\|DC/,
  ])
    assert.ok(
      pharmacy.some(message => pattern.test(message)),
      String(pattern),
    );
});

test("results come corrected, preliminary, critical and with a comparator", () => {
  const lab = [...simulate(7, { begins, dirt: CLEAN, minutes: 0 })].filter(e => e.feed === "lab").map(text);
  for (const pattern of [/\|HH\|\|\|F\|/, /\|C\|\|\|/, /\|P\|\|\|/, /\|SN\|.*\|<\^0\.01\|/])
    assert.ok(
      lab.some(message => pattern.test(message)),
      String(pattern),
    );
});

test("each kind of dirt can be switched on alone and is then there, and with none all is clean", () => {
  for (const kind of DIRT_KINDS) {
    const events = [...simulate(9, { begins, historyHours: 1, minutes: 0, dirt: { ...CLEAN, [kind]: 0.2 } })];
    const dirty = events.filter(event => event.dirt.includes(kind));
    assert.ok(dirty.length > 50, kind);
    assert.ok(events.every(event => event.dirt.every(d => d === kind)));
    if (kind === "oddDelimiters") assert.ok(dirty.every(e => text(e).startsWith("MSH|$*\\@|")));
    if (kind === "crlf") assert.ok(dirty.every(e => text(e).includes("\r\n")));
    if (kind === "noCharset") assert.ok(dirty.every(e => !text(e).includes("UNICODE")));
    if (kind === "latin1") {
      const broken = dirty.filter(e => text(e).includes("\ufffd"));
      assert.ok(broken.length > 0, "bytes that are no UTF-8");
    }
    if (kind === "duplicates") {
      const seen = new Map<string, number>();
      for (const e of events) seen.set(`${e.feed}/${e.control}`, (seen.get(`${e.feed}/${e.control}`) ?? 0) + 1);
      assert.ok([...seen.values()].some(n => n === 2));
    }
    if (kind === "outOfOrder") {
      const adt = events.filter(e => e.feed === "adt");
      assert.ok(adt.some((e, i) => e.control < (adt[i - 1]?.control ?? "")));
    }
  }
  assert.ok(
    [...simulate(9, { begins, historyHours: 1, minutes: 0, dirt: CLEAN })].every(event => event.dirt.length === 0),
  );
});

test("D5: a set time that does not exist on the night of the change is passed over, one that comes twice counts once", () => {
  const zone = "America/New_York";
  const spring = Date.parse("2026-03-08T06:30:00Z");
  assert.equal(nextAt(["02:30"], spring, zone), Date.parse("2026-03-09T06:30:00Z"));
  const autumn = Date.parse("2026-11-01T04:30:00Z");
  assert.equal(nextAt(["01:30"], autumn, zone), Date.parse("2026-11-01T05:30:00Z"));
  assert.equal(nextAt(["01:30"], Date.parse("2026-11-01T05:30:00Z"), zone), Date.parse("2026-11-02T06:30:00Z"));
  assert.equal(frequenciesCsv().trim().split("\n").length, FREQUENCIES.length + 1);
});
