// A running node as a lie detector: one kind of data stops and the others go on, it returns with a hole, a backlog drains, clocks change.
// Real messages over MLLP, the node's clock turned by the test, the answers read over HTTP as a nurse's page would.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Age, KindOfData, Mar, PatientAnswer, UnitAnswer } from "../src/chart/routes.ts";
import { standingClock } from "../src/server/index.ts";
import { freshness } from "../web/frame/freshness.ts";
import { FACILITY, feed, House, pinOf, ZONE } from "./house.ts";

const MINUTE = 60_000;
const FIVE = 5 * MINUTE;
const ADT = ["movements", "demographics", "allergies", "problems"] as const;
/** Doses and medication orders on one port: a kind is current to its own newest `sent` (A2). */
const FEEDS = [
  feed("adt", { ADT: [...ADT] }),
  feed(
    "pharmacy",
    { RDE: ["medication orders"], RAS: ["administrations"] },
    { heartbeats: { "NMD^N02": ["administrations"] } },
  ),
];
/** Scheduled each hour at half past: a slot in every stretch. */
const HOURS = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, "0")}:30`).join(" ");
const FREQUENCIES = `code,times\nHOURLY,${HOURS}\n`;
const PAGE: readonly KindOfData[] = ["movements", "medication orders", "administrations"];

/** One night of the house: its clock, its senders, its answers. */
class Night {
  readonly house: House;
  readonly #clock: ReturnType<typeof standingClock>;
  readonly #day: Temporal.PlainDate;
  #controls = 0;

  private constructor(house: House, clock: ReturnType<typeof standingClock>, day: Temporal.PlainDate) {
    this.house = house;
    this.#clock = clock;
    this.#day = day;
  }

  /** `day` is the morning after; the night begins at 20:00 before it, with her admitted and her order taken. */
  static async begin(day: string): Promise<Night> {
    const morning = Temporal.PlainDate.from(day);
    const clock = standingClock(0);
    clock.set(Night.#place(morning, "-1 19:55"));
    const night = new Night(await House.start({ feeds: FEEDS, clock, frequencies: FREQUENCIES }), clock, morning);
    await night.adt(night.now, "A01", "1001", "401");
    await night.adt(night.now, "A01", "1002", "402");
    await night.rde(night.now, "1001", "P1");
    return night;
  }

  static #place(day: Temporal.PlainDate, text: string): number {
    const [first = "", second] = text.split(" ");
    return (second === undefined ? day : day.add({ days: Number(first) }))
      .toPlainDateTime(Temporal.PlainTime.from(second ?? first))
      .toZonedDateTime(ZONE).epochMilliseconds;
  }

  /** `03:12` of the morning, `-1 22:30` of the evening before. */
  at(text: string): number {
    return Night.#place(this.#day, text);
  }

  get now(): number {
    return this.#clock.now();
  }

  set(to: number): void {
    this.#clock.set(to);
  }

  /** Lets the clock run to an instant; every 5 minutes these senders speak, of the other patient. */
  async run(to: number, ...speaking: readonly ("adt" | "orders" | "doses" | "heartbeat")[]): Promise<void> {
    for (let at = (Math.floor(this.now / FIVE) + 1) * FIVE; at <= to; at += FIVE) {
      this.set(at);
      if (speaking.includes("adt")) await this.adt(at, "A08", "1002", "402");
      if (speaking.includes("orders")) await this.rde(at, "1002", "P2");
      if (speaking.includes("doses")) await this.ras(at, at, "1002", "P2");
      if (speaking.includes("heartbeat")) await this.#take("pharmacy", [this.#msh("NMD^N02", at)]);
    }
    this.set(to);
  }

  /** A movement or an update, `sent` at an instant. */
  adt(sent: number, trigger: string, mrn: string, bed: string): Promise<void> {
    return this.#take("adt", [
      this.#msh(`ADT^${trigger}`, sent),
      `EVN|${trigger}|${hl7(sent)}||||${hl7(sent)}`,
      pid(mrn),
      pv1(mrn, bed),
    ]);
  }

  /** Her order as the pharmacy says it, `sent` at an instant. */
  rde(sent: number, mrn: string, order: string): Promise<void> {
    const times = `TQ1|1||HOURLY||||${hl7(this.at("-1 20:00"))}`;
    return this.#take("pharmacy", [
      this.#msh("RDE^O11", sent),
      pid(mrn),
      `ORC|NW|${order}^${FACILITY}`,
      times,
      "RXE||6918^Metoprolol 25 mg tablet^RXNORM|25||mg^milligram^UCUM",
    ]);
  }

  /** A dose given at one instant and `sent` at another. `zoned` false: as senders do that know no zone. */
  ras(given: number, sent: number, mrn: string, order: string, zoned = true): Promise<void> {
    return this.#take("pharmacy", [
      this.#msh("RAS^O17", sent, zoned),
      pid(mrn),
      `ORC|RE|${order}^${FACILITY}`,
      `RXA|0|1|${hl7(given)}||6918^Metoprolol 25 mg tablet^RXNORM|25|mg^milligram^UCUM|||||||||||||CP|A`,
    ]);
  }

  #msh(type: string, sent: number, zoned = true): string {
    this.#controls += 1;
    return `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${hl7(sent, zoned)}||${type}|C${this.#controls}|P|2.5.1`;
  }

  async #take(name: string, lines: readonly string[]): Promise<void> {
    assert.equal(await this.house.send(name, `${lines.join("\r")}\r`), "AA");
  }

  /** What every page about the house is told. */
  async ages(): Promise<Record<string, Age>> {
    await this.house.settled();
    return JSON.parse((await this.house.ask("/health")).text).age;
  }

  /** What the node says of itself in every strip. */
  async said(): Promise<readonly string[]> {
    await this.house.settled();
    return JSON.parse((await this.house.ask("/health")).text).said;
  }

  /** `arrives to 02:00`, `stopped at 00:00`, `unknown`. */
  async age(kind: KindOfData): Promise<string> {
    const { state, as_of } = (await this.ages())[kind] ?? assert.fail(kind);
    const to = as_of === null ? "" : ` ${clockOf(as_of)}`;
    return `${state}${to}`;
  }

  /** The strip of a page with beds, orders and doses. */
  async strip() {
    return freshness({ ages: await this.ages(), kinds: PAGE, now: this.now, zone: ZONE, not_connected_since: null });
  }

  /** What the nurse's pages say of her: the chart, and her row of the unit. */
  async her() {
    await this.house.settled();
    const headers = await this.house.signIn("nurse", pinOf("nurse"));
    const unit: UnitAnswer = JSON.parse((await this.house.ask("/units/4W", { headers })).text);
    const row = unit.rows.find(one => one.bed === "401-A") ?? assert.fail("she lies in no bed");
    const chart = await this.house.ask(`/patients/${row.patient?.id}`, { headers });
    assert.equal(chart.status, 200);
    const patient: PatientAnswer = JSON.parse(chart.text);
    // One answer may not say another thing than the other.
    assert.deepEqual(patient.ages, unit.ages);
    assert.equal(row.not_known, patient.mar.not_known);
    return { row, patient, slots: slotsOf(patient.mar), medication: patient.mar.medications[0] ?? assert.fail() };
  }
}

function pid(mrn: string): string {
  return `PID|1||${mrn}^^^${FACILITY}^MR||OKONKWO^Adaeze ${mrn}||19560314|F`;
}

function pv1(mrn: string, bed: string): string {
  return `PV1|1|I|4W^${bed}^A^${FACILITY}|||||||||||||||V${mrn}^^^${FACILITY}^VN`;
}

function hl7(at: number, zoned = true): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE);
  const digits = local.toPlainDateTime().toString({ smallestUnit: "second" }).replaceAll(/[-:T]/g, "");
  return zoned ? digits + local.offset.replace(":", "") : digits;
}

function clockOf(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at)
    .toZonedDateTimeISO(ZONE)
    .toPlainTime()
    .toString({ smallestUnit: "minute" });
}

/** `00:30 not known`, in the order of the grid. */
function slotsOf(mar: Mar): string[] {
  return (mar.medications[0]?.slots ?? []).map(slot => `${clockOf(slot.at)} ${slot.state}`);
}

/** Those between two hours. */
const between = (slots: readonly string[], first: string, last: string) => {
  const from = slots.findIndex(slot => slot.startsWith(first));
  const to = slots.findIndex(slot => slot.startsWith(last));
  assert.ok(from >= 0 && to >= from, slots.join(", "));
  return slots.slice(from, to + 1);
};

describe("only the doses stop for two hours, and return without their queue", () => {
  let night: Night;
  before(async () => {
    night = await Night.begin("2023-08-03");
    await night.run(night.at("-1 22:35"), "adt", "orders", "doses");
    await night.ras(night.at("-1 22:31"), night.now, "1001", "P1");
    await night.run(night.at("00:00"), "adt", "orders", "doses");
  });
  after(() => night.house.close());

  test("A2 A3: while all arrive, each kind is current to its own newest message, until its own limit", async () => {
    assert.equal(await night.age("administrations"), "arrives 00:00");
    assert.deepEqual((await night.ages()).administrations?.true_until, night.at("00:15"));
    assert.deepEqual((await night.ages()).movements?.true_until, night.at("00:30"));
    assert.equal((await night.strip()).tone, "quiet");
    const { slots } = await night.her();
    assert.deepEqual(between(slots, "21:30", "00:30"), [
      "21:30 none recorded",
      "22:30 given",
      "23:30 none recorded",
      "00:30 scheduled",
    ]);
  });

  test("D1 A3: within the limit nothing turns; past it, from the stop minus the charting delay, doses are not known", async () => {
    await night.run(night.at("00:15"), "adt", "orders");
    assert.equal(await night.age("administrations"), "arrives 00:00");
    assert.equal(between((await night.her()).slots, "23:30", "23:30")[0], "23:30 none recorded");
    night.set(night.at("00:15") + 1_000);
    assert.equal(await night.age("administrations"), "stopped 00:00");
    assert.equal(
      between((await night.her()).slots, "23:30", "23:30")[0],
      "23:30 not known",
      "it may have been charted late",
    );
  });

  test("A5: two hours on, the strip names doses only; beds and orders stay fresh (A2)", async () => {
    night.set(night.at("00:15"));
    await night.run(night.at("02:00"), "adt", "orders");
    assert.equal(await night.age("movements"), "arrives 02:00");
    assert.equal(await night.age("allergies"), "arrives 02:00");
    assert.equal(await night.age("medication orders"), "arrives 02:00");
    assert.equal(await night.age("administrations"), "stopped 00:00");
    assert.deepEqual(await night.strip(), {
      of: "copy",
      tone: "amber",
      lead: "as of Thu 00:00",
      old: "2 h old",
      sentence:
        "Doses the EHR recorded after 00:00 are not here (if it is up, read them there). Beds, medication orders to 02:00.",
      not_connected_since: null,
    });
    const { slots, row, medication, patient } = await night.her();
    assert.deepEqual(between(slots, "21:30", "03:30"), [
      "21:30 none recorded",
      "22:30 given",
      "23:30 not known",
      "00:30 not known",
      "01:30 not known",
      "02:30 scheduled?",
      "03:30 scheduled?",
    ]);
    assert.equal(row.not_known, 3);
    assert.equal(medication.not_known_since, night.at("-1 23:00"), "D2: the stop minus the charting delay");
    assert.equal(row.next?.mark, "scheduled?", "D4: never next due");
    assert.equal(JSON.stringify(patient.mar).includes("due"), false, "nothing is due: nobody charts here");
  });

  test("A1: the doses return without their queue: fresh again, and the hole stays not known, also after a restart", async () => {
    await night.run(night.at("03:05"), "adt", "orders", "doses");
    assert.equal(await night.age("administrations"), "arrives 03:05");
    assert.equal((await night.strip()).tone, "quiet");
    const hole = ["22:30 given", "23:30 not known", "00:30 not known", "01:30 not known", "02:30 none recorded"];
    assert.deepEqual(between((await night.her()).slots, "22:30", "02:30"), hole);
    await night.house.restart();
    assert.equal(await night.age("administrations"), "arrives 03:05");
    const { slots, medication } = await night.her();
    assert.deepEqual(between(slots, "22:30", "02:30"), hole);
    assert.equal(medication.last.kind, "given");
    assert.equal(
      medication.not_known_since,
      night.at("-1 23:00"),
      "the last dose is not sure: a later one may be missing",
    );
  });

  test("A1: a resent message from before the stop fills nothing; the queue, drained late, fills what it lies in", async () => {
    await night.ras(night.at("-1 22:31"), night.at("-1 22:35"), "1001", "P1");
    assert.equal(between((await night.her()).slots, "00:30", "00:30")[0], "00:30 not known");
    for (let sent = night.at("00:05"); sent < night.at("02:05"); sent += FIVE) {
      if (sent === night.at("00:40")) await night.ras(night.at("00:33"), sent, "1001", "P1");
      else await night.ras(sent, sent, "1002", "P2");
      // What was sent before never makes it fresher than what was sent last.
      if (sent === night.at("01:00")) {
        assert.equal(await night.age("administrations"), "arrives 03:05");
        assert.equal(between((await night.her()).slots, "01:30", "01:30")[0], "01:30 not known", "half drained");
      }
    }
    assert.equal(await night.age("administrations"), "arrives 03:05");
    const { slots, row, medication } = await night.her();
    assert.deepEqual(between(slots, "22:30", "02:30"), [
      "22:30 given",
      "23:30 none recorded",
      "00:30 given",
      "01:30 none recorded",
      "02:30 none recorded",
    ]);
    assert.equal(row.not_known, 0);
    assert.equal(medication.not_known_since, null);
  });
});

describe("the whole pharmacy stops for four hours; its backlog drains", () => {
  let night: Night;
  before(async () => {
    night = await Night.begin("2023-08-03");
    await night.run(night.at("02:00"), "adt", "orders", "doses");
    await night.run(night.at("06:00"), "adt");
  });
  after(() => night.house.close());

  test("A1 A5: the backlog never looks fresh before its own sent, and fills the hole as far as it has come", async () => {
    assert.equal(
      (await night.strip()).sentence,
      "Medication orders and doses the EHR recorded after 02:00 are not here (if it is up, read them there). Beds to 06:00.",
    );
    let drained = night.at("02:00");
    const drain = async (to: number) => {
      for (drained += FIVE; drained <= to; drained += FIVE) {
        await night.rde(drained, "1002", "P2");
        if (drained === night.at("03:40")) await night.ras(night.at("03:29"), drained, "1001", "P1");
        else await night.ras(drained, drained, "1002", "P2");
      }
      drained -= FIVE;
    };
    await drain(night.at("04:00"));
    assert.equal(await night.age("administrations"), "stopped 04:00", "two hours old, although it came this minute");
    assert.deepEqual(between((await night.her()).slots, "01:30", "06:30"), [
      "01:30 none recorded",
      "02:30 none recorded",
      "03:30 given",
      "04:30 not known",
      "05:30 not known",
      "06:30 scheduled?",
    ]);
    await drain(night.at("05:45"));
    assert.equal(await night.age("administrations"), "arrives 05:45");
    assert.equal(
      (await night.ages()).administrations?.true_until,
      night.at("06:00"),
      "it holds no longer than its sent says",
    );
    night.set(night.at("06:00") + 1_000);
    assert.equal(await night.age("administrations"), "stopped 05:45");
    await drain(night.at("06:00"));
    assert.equal(await night.age("administrations"), "arrives 06:00");
    assert.deepEqual(between((await night.her()).slots, "02:30", "06:30"), [
      "02:30 none recorded",
      "03:30 given",
      "04:30 none recorded",
      "05:30 none recorded",
      "06:30 scheduled",
    ]);
  });

  test("A2: a heartbeat that the configuration names keeps doses current without a dose; a message that it does not name keeps nothing", async () => {
    await night.run(night.at("07:00"), "heartbeat");
    assert.equal(await night.age("administrations"), "arrives 07:00");
    assert.equal(await night.age("medication orders"), "stopped 06:00", "it names doses only");
    assert.equal(await night.age("movements"), "stopped 06:00");
    assert.equal(between((await night.her()).slots, "06:30", "06:30")[0], "06:30 none recorded");
    await night.run(night.at("07:20"), "orders");
    assert.equal(await night.age("administrations"), "stopped 07:00");
  });

  test("A3: a sent more than two minutes after its arrival is no sent; up to two minutes it is", async () => {
    await night.ras(night.now, night.now + 2 * MINUTE + 1_000, "1002", "P2");
    assert.equal(await night.age("administrations"), "stopped 07:00");
    await night.ras(night.now, night.now + 2 * MINUTE, "1002", "P2");
    assert.equal(await night.age("administrations"), "arrives 07:22");
  });

  test("A4: all senders ahead of our clock by the same hour make nothing fresh", async () => {
    const was = night.at("07:30");
    night.set(was);
    for (let minute = 0; minute <= 20; minute += 5) {
      night.set(was + minute * MINUTE);
      await night.adt(night.now + 60 * MINUTE, "A08", "1002", "402");
      await night.rde(night.now + 60 * MINUTE, "1002", "P2");
      await night.ras(night.now, night.now + 60 * MINUTE, "1002", "P2");
    }
    assert.equal(await night.age("movements"), "stopped 06:00");
    assert.equal(await night.age("administrations"), "stopped 07:22");
    // Five minutes apart, as these came, ten minutes hold three: not enough to accuse a clock.
    assert.deepEqual(await night.said(), []);
    for (let second = 15; second <= 60; second += 15) {
      night.set(was + 20 * MINUTE + second * 1_000);
      await night.adt(night.now + 60 * MINUTE, "A08", "1002", "402");
      await night.rde(night.now + 60 * MINUTE, "1002", "P2");
    }
    assert.deepEqual(await night.said(), [
      "this node's clock seems 1 h 0 min behind all senders: ages here are not sure",
    ]);
    assert.equal(between((await night.her()).slots, "07:30", "07:30")[0], "07:30 not known");
  });

  test("A4: our clock falls back an hour: how old the doses are is not known, and nothing reads as fresh or due", async () => {
    night.set(night.at("06:22"));
    assert.equal(await night.age("administrations"), "unknown");
    const { tone, lead, sentence } = await night.strip();
    assert.deepEqual([tone, lead], ["amber", "age not known"]);
    assert.equal(sentence, "How old the medication orders and doses are is not known. Beds to 06:00.");
    for (const slot of (await night.her()).slots) assert.doesNotMatch(slot, /due|none recorded/, slot);
  });
});

describe("the night the clock goes back: 01:00 to 02:00 comes twice", () => {
  let night: Night;
  const SECOND_HALF_PAST = Date.parse("2026-11-01T06:30:00Z");
  before(async () => {
    night = await Night.begin("2026-11-01");
    await night.run(Date.parse("2026-11-01T05:55:00Z"), "adt", "orders", "doses");
  });
  after(() => night.house.close());

  test("A1 D5: senders without a zone repeat the hour: it is read as the earlier, and nothing looks fresh or known", async () => {
    for (let at = night.now + FIVE; at <= SECOND_HALF_PAST; at += FIVE) {
      night.set(at);
      await night.adt(at, "A08", "1002", "402");
      await night.ras(at, at, "1002", "P2", false);
    }
    // 01:30 the second time, by our clock; by the sender's digits the first: an hour ago.
    assert.equal((await night.ages()).administrations?.as_of, Date.parse("2026-11-01T05:55:00Z"));
    assert.equal((await night.ages()).administrations?.state, "stopped");
    assert.equal((await night.ages()).movements?.as_of, SECOND_HALF_PAST, "a sender with its zone is read by it");
  });

  test("D5: no slot is doubled or lost; the time that exists twice stands in words; the hole of that hour is not known", async () => {
    await night.run(Date.parse("2026-11-01T09:00:00Z"), "adt", "orders", "doses");
    const { slots, medication } = await night.her();
    assert.equal(medication.frequency, "HOURLY (Sun 1 Nov 01:30 exists twice)");
    assert.deepEqual(between(slots, "22:30", "04:30"), [
      "22:30 none recorded",
      "23:30 none recorded",
      "00:30 none recorded",
      "02:30 none recorded",
      "03:30 none recorded",
      "04:30 scheduled",
    ]);
    assert.equal(medication.slots.filter(slot => clockOf(slot.at) === "01:30").length, 0);
    const { patient } = await night.her();
    const zone = patient.mar.zones.find(one => one.from <= SECOND_HALF_PAST && SECOND_HALF_PAST < one.to);
    assert.equal(zone?.kind, "not known", "the hour that nobody could place");
  });
});

describe("the night the clock goes forward: 02:00 to 03:00 does not exist", () => {
  let night: Night;
  before(async () => {
    night = await Night.begin("2026-03-08");
    await night.run(Date.parse("2026-03-08T06:55:00Z"), "adt", "orders", "doses");
  });
  after(() => night.house.close());

  test("D5 A1: a sent in the hour that does not exist is never ahead of its arrival, and opens no hole that is not there", async () => {
    night.set(Date.parse("2026-03-08T07:05:00Z"));
    await night.house.send(
      "pharmacy",
      [
        `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|20260308023000||RAS^O17|D1|P|2.5.1`,
        pid("1002"),
        `ORC|RE|P2^${FACILITY}`,
        "RXA|0|1|20260308023000||6918^Metoprolol 25 mg tablet^RXNORM|25|mg|||||||||||||CP|A",
      ].join("\r"),
    );
    assert.equal((await night.ages()).administrations?.as_of, Date.parse("2026-03-08T06:55:00Z"));
    await night.ras(night.now, night.now, "1002", "P2");
    await night.run(Date.parse("2026-03-08T09:00:00Z"), "adt", "orders", "doses");
    assert.equal(await night.age("administrations"), "arrives 05:00");
    const { slots, medication, row } = await night.her();
    assert.equal(medication.frequency, "HOURLY (Sun 8 Mar 02:30 does not exist)");
    assert.deepEqual(between(slots, "00:30", "05:30"), [
      "00:30 none recorded",
      "01:30 none recorded",
      "03:30 none recorded",
      "04:30 none recorded",
      "05:30 scheduled",
    ]);
    assert.equal(row.not_known, 0);
  });
});
