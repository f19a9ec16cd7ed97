// Small cases: a few messages, and what the copy must say after them. Written from the rules and the messages, not from the mapper.

export type Case = {
  readonly name: string;
  readonly house: "HMG" | "PLC";
  /** Who is asked for; the stays that are named. */
  readonly mrn: string;
  readonly visits?: readonly string[];
  /** Port and message, a segment a line. */
  readonly messages: readonly (readonly [port: string, message: string])[];
  /** By field, as tests/truth/expected.ts says them; `nothing` = the copy has no such thing. */
  readonly says: { readonly [field: string]: string };
};

/** 24 November 2026, minutes after one in the night. */
const at = (minute: number) => `202611240${1 + Math.floor(minute / 60)}${String(minute % 60).padStart(2, "0")}00`;
const msh = (house: "HMG" | "PLC", type: string, minute: number) =>
  `MSH|^~\\&|EHR|${house}|TIDE|NET|${at(minute)}||${type}|${type.slice(4)}${minute}|P|${house === "HMG" ? "2.5.1" : "2.3"}`;
/** EVN-2 and EVN-6. */
const evn = (recorded: number, occurred = recorded) => `EVN||${at(recorded)}||||${at(occurred)}`;
const pid = (mrn: string, name = "Hale^Ada", more = "") => `PID|1||${mrn}^^^HMG^MR||${name}||19600102|F${more}`;
const pv1 = (bed: string, visit = "V1", kind = "I", doctor = "Cole") =>
  `PV1|1|${kind}|4 West^${bed}^A^HMG||||D${doctor}^${doctor}${"|".repeat(12)}${visit}^^^HMG^VN`;
const adt = (trigger: string, minute: number, ...lines: readonly string[]) =>
  ["hmg-adt", [msh("HMG", `ADT^${trigger}`, minute), ...lines].join("\r")] as const;
const drug = (control: string, state: string, minute: number, mrn: string) =>
  [
    "hmg-pharmacy",
    [
      msh("HMG", "RDE^O11", minute),
      pid(mrn),
      `ORC|${control}|R1^HMG_EHR|||${state}`,
      "RXE||M1^metoprolol^L|25||mg",
      "TQ1|1||BID",
    ].join("\r"),
  ] as const;
const dose = (action: string, minute: number, time: number, amount = "25") =>
  [
    "hmg-pharmacy",
    [
      msh("HMG", "RAS^O17", minute),
      pid("7001"),
      "ORC|RE|R1^HMG_EHR",
      `RXA|0|1|${at(time)}||M1^metoprolol^L|${amount}|mg${"|".repeat(13)}CP|${action}`,
    ].join("\r"),
  ] as const;
const result = (minute: number, status: string, value: string) =>
  [
    "hmg-lab",
    [
      msh("HMG", "ORU^R01", minute),
      pid("7001"),
      `OBR|1||L1^HMG_LAB|BMP^BMP^L|||${at(5)}${"|".repeat(18)}${status}`,
      `OBX|1|NM|K^Potassium^LN||${value}|mmol/L^^UCUM||N|||${status}|||${at(5)}`,
    ].join("\r"),
  ] as const;
const booking = (trigger: string, minute: number, mrn: string, when: string) =>
  [
    "hmg-office",
    [msh("HMG", `SIU^${trigger}`, minute), `SCH||B1^HMG_BOOK|||||||${when}`, pid(mrn), "RGS|1", "AIS|1||CT^CT^L"].join(
      "\r",
    ),
  ] as const;
const BOOKED = `30|MIN|^^^${at(500)}`;
/** 2.3: no authority anywhere, another place's number in PID-2, the stay named by its account. */
const oldPid = (mrn: string, account = "A1", name = "Roe^Max") =>
  `PID|1|X9|${mrn}||${name}||19500607|M${"|".repeat(10)}${account}|900-11-2222`;
const old = (type: string, minute: number, ...lines: readonly string[]) =>
  ["plc", [msh("PLC", type, minute), ...lines].join("\r")] as const;
const oldEvn = (minute: number) => `EVN||${at(minute)}`;
const oldBed = (bed: string) => `PV1|1|I|3 West^${bed}^A`;

const ADMIT = adt("A01", 1, evn(1), pid("7001", "Hale^Ada", "|||||5550101"), pv1("401"));

export const CASES: readonly Case[] = [
  {
    name: "the two hospitals give one number to two people, the authority of the one being its MSH-4",
    house: "HMG",
    mrn: "7001",
    messages: [ADMIT, old("ADT^A01", 2, oldEvn(2), oldPid("7001"), oldBed("301"))],
    says: { name: "Hale, Ada", bed: "4 West 401-A" },
  },
  {
    name: "of a sender of 2.3 the number that names her is that of PID-3 alone",
    house: "PLC",
    mrn: "7001",
    messages: [
      old("ADT^A01", 1, oldEvn(1), oldPid("7001"), oldBed("301")),
      old("ADT^A01", 2, oldEvn(2), oldPid("7002", "A2", "Roe^Ann"), oldBed("302")),
      old("ADT^A24", 3, oldEvn(3), oldPid("7001", ""), oldPid("7002", "", "Roe^Ann")),
    ],
    says: { name: "Roe, Max", linked: "7002", allergies: "this facility sends none" },
  },
  {
    name: "a drug ordered by ORM^O01 is a drug, held by an ORC alone; that nobody sends doses is said",
    house: "PLC",
    mrn: "7001",
    messages: [
      old("ORM^O01", 1, oldPid("7001"), "ORC|NW|R1|||IP||1^BID", "RXO|M1^metoprolol^L|25||mg"),
      old("ORM^O01", 2, oldPid("7001"), "ORC|HD|R1|||HD"),
    ],
    says: { "drug R1": "metoprolol, 25 mg, BID, held", "last dose R1": "no feed" },
  },
  {
    name: 'W2: "" deletes her telephone',
    house: "HMG",
    mrn: "7001",
    messages: [ADMIT, adt("A08", 9, evn(9), pid("7001", "Hale^Ada", '|||||""'), pv1("401"))],
    says: { phone: "none", bed: "4 West 401-A" },
  },
  {
    name: "W3: a cancelled transfer is the one that its EVN-6 names, though another came after it",
    house: "HMG",
    mrn: "7001",
    messages: [
      ADMIT,
      adt("A02", 10, evn(10), pid("7001"), pv1("402")),
      adt("A02", 20, evn(20), pid("7001"), pv1("403")),
      adt("A12", 30, evn(30, 20), pid("7001"), pv1("402")),
    ],
    says: { bed: "4 West 402-A" },
  },
  {
    name: "an hour that is sent again under new numbers moves nobody: a cancel that comes twice undoes one transfer",
    house: "PLC",
    mrn: "7001",
    visits: ["A1"],
    messages: [
      old("ADT^A01", 1, oldEvn(1), oldPid("7001"), oldBed("301")),
      old("ADT^A02", 10, oldEvn(10), oldPid("7001"), oldBed("302")),
      old("ADT^A02", 20, oldEvn(20), oldPid("7001"), oldBed("303")),
      old("ADT^A12", 30, oldEvn(30), oldPid("7001"), oldBed("302")),
      ["plc", [msh("PLC", "ADT^A12", 40), oldEvn(30), oldPid("7001"), oldBed("302")].join("\r")],
    ],
    says: { bed: "3 West 302-A", "visit A1": "in-house, inpatient" },
  },
  {
    name: "W3: an old move that comes late brings back neither class nor doctor nor name",
    house: "HMG",
    mrn: "7001",
    visits: ["V1"],
    messages: [
      adt("A01", 1, evn(1), pid("7001"), pv1("401", "V1", "E")),
      adt("A06", 20, evn(20), pid("7001", "Hale-Roe^Ada"), pv1("402", "V1", "I", "Brandt")),
      adt("A02", 10, evn(10), pid("7001"), pv1("403", "V1", "E")),
    ],
    says: { name: "Hale-Roe, Ada", bed: "4 West 402-A", doctor: "Brandt", "visit V1": "in-house, inpatient" },
  },
  {
    name: "W6: two numbers that were merged and are not one person are two again",
    house: "HMG",
    mrn: "7001",
    messages: [
      ADMIT,
      adt("A01", 2, evn(2), pid("7002", "Roe^Eve"), pv1("405", "V2")),
      adt("A40", 10, evn(10), pid("7001"), "MRG|7002^^^HMG^MR"),
      adt("A37", 20, evn(20), pid("7001"), pid("7002", "Roe^Eve")),
    ],
    says: { merged: "none", bed: "4 West 401-A" },
  },
  {
    name: "W6: a stay that was given to another record and given back is the first one's again",
    house: "HMG",
    mrn: "7001",
    visits: ["V1"],
    messages: [
      ADMIT,
      adt("A45", 10, evn(10), pid("7002", "Roe^Eve"), "MRG|7001^^^HMG^MR||||V1^^^HMG^VN", pv1("401")),
      adt("A45", 20, evn(20), pid("7001"), "MRG|7002^^^HMG^MR||||V1^^^HMG^VN", pv1("401")),
      adt("A02", 30, evn(30), pid("7001"), pv1("402")),
    ],
    says: { bed: "4 West 402-A", "visit V1": "in-house, inpatient" },
  },
  {
    name: "W6: a stay that is given to another record takes its documents along, and its discharge there ends it",
    house: "HMG",
    mrn: "7002",
    visits: ["V1"],
    messages: [
      ADMIT,
      [
        "hmg-office",
        [
          msh("HMG", "MDM^T02", 5),
          pid("7001"),
          pv1("401"),
          `TXA|1|HP||${at(5)}${"|".repeat(8)}N1^HMG_DOC|||||LA`,
          "OBX|1|TX|HP||Seen.||||||F",
        ].join("\r"),
      ],
      adt("A45", 10, evn(10), pid("7002", "Roe^Eve"), "MRG|7001^^^HMG^MR||||V1^^^HMG^VN", pv1("401")),
      adt("A03", 20, evn(20), pid("7002", "Roe^Eve"), pv1("401")),
    ],
    says: { "document N1": "current: Seen.", bed: "none", "visit V1": "discharged, inpatient" },
  },
  {
    name: "W6: an order of a merged number is stopped by an ORC alone under the number that stands",
    house: "PLC",
    mrn: "7001",
    messages: [
      old("ORM^O01", 1, oldPid("7002", "A2"), "ORC|NW|R1|||IP||1^BID", "RXO|M1^metoprolol^L|25||mg"),
      old("ADT^A34", 10, oldEvn(10), oldPid("7001"), "MRG|7002"),
      old("ORM^O01", 20, oldPid("7001"), "ORC|DC|R1|||DC"),
    ],
    says: { merged: "7002", "drug R1": "metoprolol, 25 mg, BID, stopped" },
  },
  {
    name: "W6: an order of two merged numbers stands as the last word of either says, also one that was said before",
    house: "PLC",
    mrn: "7001",
    messages: [
      old("ORM^O01", 1, oldPid("7002", "A2"), "ORC|NW|R1|||IP||1^BID", "RXO|M1^metoprolol^L|25||mg"),
      old("ADT^A34", 10, oldEvn(10), oldPid("7001"), "MRG|7002"),
      old("ORM^O01", 20, oldPid("7001"), "ORC|HD|R1|||HD||1^BID", "RXO|M1^metoprolol^L|25||mg"),
      old("ORM^O01", 30, oldPid("7002", "A2"), "ORC|RL|R1|||IP"),
      old("ORM^O01", 40, oldPid("7001"), "ORC|HD|R1|||HD||1^BID", "RXO|M1^metoprolol^L|25||mg"),
      old("ORM^O01", 50, oldPid("7002", "A2"), "ORC|XO|R1|||IP||1^TID", "RXO|M1^metoprolol^L|25||mg"),
    ],
    says: { "drug R1": "metoprolol, 25 mg, TID, active" },
  },
  {
    name: "W6: an appointment of a merged number that is cancelled under the number that stands keeps its time",
    house: "HMG",
    mrn: "7001",
    messages: [
      booking("S12", 1, "7002", BOOKED),
      adt("A40", 10, evn(10), pid("7001"), "MRG|7002^^^HMG^MR"),
      booking("S15", 20, "7001", ""),
    ],
    says: { "appointment B1": "cancelled 2026-11-24T14:20:00, 30 min" },
  },
  {
    name: "M5: a cancellation that comes before its booking holds",
    house: "HMG",
    mrn: "7001",
    messages: [booking("S15", 20, "7001", ""), booking("S12", 1, "7001", BOOKED)],
    says: { "appointment B1": "cancelled 2026-11-24T14:20:00, 30 min" },
  },
  {
    name: "D3: a dose that was corrected counts once, at its time in the house",
    house: "HMG",
    mrn: "7001",
    messages: [drug("NW", "IP", 1, "7001"), dose("A", 12, 10), dose("U", 20, 9, "12.5")],
    says: { "dose R1/1": "given 2026-11-24T06:09:00, 12.5 mg", "last dose R1": "2026-11-24T06:09:00, 12.5 mg" },
  },
  {
    name: "D3: a dose that was removed was not given",
    house: "HMG",
    mrn: "7001",
    messages: [drug("NW", "IP", 1, "7001"), dose("A", 12, 10), dose("D", 20, 10)],
    says: { "dose R1/1": "nothing", "last dose R1": "none known" },
  },
  {
    name: "a corrected result is the result",
    house: "HMG",
    mrn: "7001",
    messages: [result(6, "P", "5.9"), result(7, "F", "6.1"), result(8, "C", "4.1")],
    says: { "latest Potassium": "Potassium 4.1 mmol/L N, corrected, 2026-11-24T06:05:00; before: none" },
  },
];
