// HL7 of the hand-picked charts: what an EHR of Harbor Mills sends. Everybody is invented.
import { buildMessage, type SegmentOf } from "../../src/hl7/index.ts";
import { FACILITY, ZONE } from "../house.ts";

/** The moment at which the charts are looked at: Tue 24 Nov 2026 10:52. */
export const NOW = Temporal.PlainDateTime.from("2026-11-24T10:52").toZonedDateTime(ZONE).epochMilliseconds;

type FieldOf = SegmentOf[1];
export type FeedName = "adt" | "clinical" | "book";
export type Sent = { readonly feed: FeedName; readonly text: string };

/** `at("03:11")`, `at("22:00", 1)` of yesterday: a local time as HL7 writes it. */
export function at(time: string, days_ago = 0): string {
  const day = Temporal.PlainDate.from("2026-11-24").subtract({ days: days_ago });
  return `${day.toString().replaceAll("-", "")}${time.replace(":", "")}00`;
}

export type Person = {
  readonly mrn: string;
  readonly family: string;
  readonly given: string;
  /** In her own script. */
  readonly native?: readonly [family: string, given: string];
  /** `19560314`, `202611240412`; empty where nobody knows it. */
  readonly birth: string;
  readonly sex: string;
  readonly unit: string;
  readonly bed: string;
  readonly visit: string;
  readonly doctor?: readonly [family: string, given: string];
  readonly language?: readonly [code: string, words: string];
};

/** A segment by the numbers of its fields. */
export function segment(name: string, fields: { readonly [field: number]: FieldOf }): SegmentOf {
  const most = Math.max(0, ...Object.keys(fields).map(Number));
  return [name, ...Array.from({ length: most }, (_, index) => fields[index + 1])];
}

let control = 0;

/** One message; `time` is MSH-7. */
export function message(
  feed: FeedName,
  type: readonly [string, string],
  time: string,
  body: readonly SegmentOf[],
): Sent {
  control += 1;
  const header = segment("MSH", {
    1: "EHR",
    2: FACILITY,
    3: "TIDEOVER",
    4: FACILITY,
    5: time,
    7: type,
    8: `C${control}`,
    9: "P",
    10: "2.5.1",
    16: "UNICODE UTF-8",
  });
  return { feed, text: buildMessage([header, ...body]) };
}

export function heartbeat(feed: FeedName, time: string): Sent {
  return message(feed, ["ZHB", "Z01"], time, []);
}

export function pid(person: Person): SegmentOf {
  const { mrn, family, given, native, birth, sex, language } = person;
  const latin = [family, given, undefined, undefined, undefined, undefined, "L", native ? "A" : undefined] as const;
  return segment("PID", {
    1: "1",
    3: [mrn, undefined, undefined, FACILITY, "MR"],
    5: native ? { repeat: [latin, [...native, undefined, undefined, undefined, undefined, "L", "I"]] } : [...latin],
    7: birth,
    8: sex,
    ...(language ? { 15: [...language, "ISO639"] } : {}),
  });
}

export function pv1({ unit, bed, visit, doctor }: Person): SegmentOf {
  return segment("PV1", {
    1: "1",
    2: "I",
    3: [unit, bed, bed === "" ? undefined : "A", FACILITY],
    ...(doctor ? { 7: ["D7", ...doctor] } : {}),
    19: [visit, undefined, undefined, FACILITY, "VN"],
  });
}

/** ADT of a trigger, with what stands behind PV1. */
export function adt(trigger: string, person: Person, time: string, more: readonly SegmentOf[] = []): Sent {
  const event = segment("EVN", { 1: trigger, 2: time, 6: time });
  return message("adt", ["ADT", trigger], time, [event, pid(person), pv1(person), ...more]);
}

/** MO, SV or MI; substance; reaction. */
export function allergies(...all: readonly (readonly [severity: string, substance: string, reaction: string])[]) {
  return all.map(([severity, substance, reaction], index) =>
    segment("AL1", {
      1: String(index + 1),
      2: "DA",
      3: [`A${substance.slice(0, 12)}`, substance, "L"],
      4: severity,
      5: reaction,
    }),
  );
}

export function problems(...all: readonly (readonly [code: string, words: string, since: string])[]): SegmentOf[] {
  return all.map(([code, words, since], index) =>
    segment("DG1", { 1: String(index + 1), 3: [code, words, "I10C"], 4: words, 5: since }),
  );
}

export type Drug = {
  readonly order: string;
  readonly words: string;
  readonly amount: string;
  readonly unit: string;
  readonly route: readonly [string, string];
  readonly how: string;
  readonly prn?: string;
  readonly rate?: readonly [string, string];
  readonly instructions?: string;
};

export function prescribe(person: Person, drug: Drug, time: string, order_control = "NW"): Sent {
  const { order, words, amount, unit, route, how, prn, rate, instructions } = drug;
  return message("clinical", ["RDE", "O11"], time, [
    pid(person),
    pv1(person),
    segment("ORC", {
      1: order_control,
      2: [order, "EHR"],
      5: order_control === "DC" ? "DC" : "IP",
      9: time,
      12: ["D7", "OSEI-MENSAH", "AMA"],
    }),
    segment("RXE", {
      2: [`M${order}`, words, "L"],
      3: amount,
      5: [unit, undefined, "UCUM"],
      ...(instructions === undefined ? {} : { 21: [undefined, instructions] }),
      ...(rate ? { 23: rate[0], 24: [rate[1], undefined, "UCUM"] } : {}),
    }),
    segment("TQ1", {
      1: "1",
      3: [how],
      7: time,
      9: [prn === undefined ? "R" : "PRN"],
      ...(prn === undefined ? {} : { 10: prn }),
    }),
    segment("RXR", { 1: [...route, "HL70162"] }),
  ]);
}

let dose = 0;

export function give(
  person: Person,
  drug: Drug,
  time: string,
  done: "CP" | "RE" | "NA" | "PA" = "CP",
  why?: string,
): Sent {
  dose += 1;
  return message("clinical", ["RAS", "O17"], time, [
    pid(person),
    pv1(person),
    segment("ORC", { 1: "RE", 2: [drug.order, "EHR"] }),
    segment("RXA", {
      1: "0",
      2: String(dose),
      3: time,
      4: time,
      5: [`M${drug.order}`, drug.words, "L"],
      6: drug.amount,
      7: [drug.unit, undefined, "UCUM"],
      10: ["N12", "REYES", "ANA"],
      ...(why === undefined ? {} : { 18: ["W", why, "L"] }),
      20: done,
      21: "A",
    }),
    segment("RXR", { 1: [...drug.route, "HL70162"] }),
  ]);
}

/** OBX-2, code, words, value, unit, range, flag. */
export type Observed = readonly [
  type: string,
  code: string,
  words: string,
  value: string,
  unit?: string,
  range?: string,
  flag?: string,
];

export type Report = {
  readonly filler: string;
  readonly code: string;
  readonly words: string;
  readonly taken: string;
  readonly status?: string;
  readonly section?: string;
  readonly notes?: readonly string[];
};

export function report(person: Person, what: Report, time: string, observed: readonly Observed[]): Sent {
  const { filler, code, words, taken, status = "F", section = "LAB", notes = [] } = what;
  return message("clinical", ["ORU", "R01"], time, [
    pid(person),
    pv1(person),
    segment("ORC", { 1: "RE", 3: [filler, "LAB"] }),
    segment("OBR", { 1: "1", 3: [filler, "LAB"], 4: [code, words, "LN"], 7: taken, 22: time, 24: section, 25: status }),
    ...observed.map(([type, test, name, value, unit, range, flag], index) =>
      segment("OBX", {
        1: String(index + 1),
        2: type,
        3: [test, name, "LN"],
        5: type === "SN" ? value.split(" ") : value,
        ...(unit === undefined ? {} : { 6: [unit, undefined, "UCUM"] }),
        7: range,
        8: flag,
        11: status,
        14: taken,
      }),
    ),
    ...notes.map((note, index) => segment("NTE", { 1: String(index + 1), 3: note })),
  ]);
}

let sets = 0;

/** What the safety card is made of, and vital signs. */
export function charted(person: Person, time: string, observed: readonly Observed[]): Sent {
  sets += 1;
  return report(
    person,
    { filler: `VS${sets}`, code: "85353-1", words: "Nursing record", taken: time, section: "VS" },
    time,
    observed,
  );
}

export function vitals(bp: readonly [string, string], hr: string, rr: string, spo2: string, temp: string): Observed[] {
  const flag = (value: string, low: number, high: number) =>
    Number(value) > high ? "H" : Number(value) < low ? "L" : "";
  return [
    ["NM", "8480-6", "Systolic blood pressure", bp[0], "mm[Hg]", "95-150", flag(bp[0], 95, 150)],
    ["NM", "8462-4", "Diastolic blood pressure", bp[1], "mm[Hg]", "55-90", flag(bp[1], 55, 90)],
    ["NM", "8867-4", "Heart rate", hr, "/min", "55-110", flag(hr, 55, 110)],
    ["NM", "9279-1", "Respiratory rate", rr, "/min", "11-24", flag(rr, 11, 24)],
    ["NM", "59408-5", "Oxygen saturation", spo2, "%", "92-100", flag(spo2, 92, 100)],
    ["NM", "8310-5", "Body temperature", temp, "Cel", "36-38", flag(temp, 36, 38)],
  ];
}

export function order(
  person: Person,
  number: string,
  words: string,
  time: string,
  state: readonly [string, string] = ["NW", "IP"],
): Sent {
  return message("clinical", ["ORM", "O01"], time, [
    pid(person),
    pv1(person),
    segment("ORC", { 1: state[0], 2: [number, "EHR"], 5: state[1], 9: time, 12: ["D7", "OSEI-MENSAH", "AMA"] }),
    segment("OBR", { 1: "1", 2: [number, "EHR"], 4: [`O${number}`, words, "L"] }),
  ]);
}

export function note(
  person: Person,
  number: string,
  type: string,
  time: string,
  lines: readonly string[],
  stage = "AU",
): Sent {
  return message("clinical", ["MDM", "T02"], time, [
    segment("EVN", { 1: "T02", 2: time }),
    pid(person),
    pv1(person),
    segment("TXA", {
      1: "1",
      2: [type, type],
      3: "TX",
      4: time,
      9: ["D7", "OSEI-MENSAH", "AMA"],
      12: [number, "EHR"],
      17: stage,
      19: "AV",
    }),
    ...lines.map((line, index) =>
      segment("OBX", { 1: String(index + 1), 2: "TX", 3: [type, type, "L"], 5: line, 11: "F" }),
    ),
  ]);
}

export type Booking = {
  readonly number: string;
  readonly when: string;
  readonly minutes?: string;
  readonly what: string;
  readonly reason?: string;
  readonly place: string;
  readonly room: string;
  readonly provider: readonly [string, string, string];
  readonly phones?: readonly string[];
};

export function book(person: Person, booking: Booking, trigger = "S12", status?: string): Sent {
  const { number, when, minutes = "20", what, reason, place, room, provider, phones = [] } = booking;
  const [name, ...rest] = pid(person);
  const with_phones = [...rest, ...Array<undefined>(Math.max(0, 12 - rest.length)).fill(undefined)].slice(0, 12);
  return message("book", ["SIU", trigger], at("06:00", 1), [
    segment("SCH", {
      2: [number, "BOOK"],
      ...(trigger === "S15" ? { 6: ["PATREQ", "Patient asked"] } : {}),
      7: ["R", reason],
      9: minutes,
      10: "min",
      11: [undefined, undefined, undefined, when],
      ...(status === undefined ? {} : { 25: status }),
    }),
    [name, ...with_phones, phones.length === 0 ? undefined : { repeat: phones.map(one => [one, "PRN", "CP"]) }],
    segment("RGS", { 1: "1" }),
    segment("AIS", { 1: "1", 2: "A", 3: ["S", what], 4: when }),
    segment("AIL", { 1: "1", 2: "A", 3: [place, room, undefined, FACILITY] }),
    segment("AIP", { 1: "1", 2: "A", 3: [...provider] }),
  ]);
}
