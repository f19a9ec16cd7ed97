// What an EHR sends for three patients of 4 West, so that their times lie around `now`. People are invented.
import type { KindOfData } from "../../src/chart/index.ts";
import type { FeedConfigured } from "../../src/feed/index.ts";
import { buildMessage, encodeMessage, type SegmentOf } from "../../src/hl7/index.ts";

export const FACILITY = { id: "HMG", name: "Harbor Mills General", zone: "America/Chicago", parent: null };

const ADT: KindOfData[] = ["movements", "demographics", "allergies", "problems"];
const CLINICAL: KindOfData[] = ["orders", "medication orders", "administrations", "results", "vitals"];

/** The two feeds of the node's configuration. */
export function feedsOf(limit_ms: number | undefined): FeedConfigured[] {
  return (
    [
      ["adt", ADT],
      ["clinical", CLINICAL],
    ] as const
  ).map(([feed, kinds]) => ({
    feed,
    facility: FACILITY.id,
    mapping: { zone: FACILITY.zone, own: [FACILITY.id], facilities: { HMG: FACILITY.id }, counts_doses: true },
    heard: {},
    heartbeats: { "ZHB^Z01": kinds },
    limits_ms: limit_ms === undefined ? {} : Object.fromEntries(kinds.map(kind => [kind, limit_ms])),
    listen: { host: "127.0.0.1", port: 0 },
  }));
}

export const NGUYEN = { mrn: "00482917", visit: "88104552", bed: "418", family: "Nguyễn", given: "Thị Hồng" } as const;
const LONG = {
  mrn: "00311882",
  visit: "88104490",
  bed: "406",
  family: "Delacroix-Whittington-Smythe",
  given: "Marguerite Anne-Louise",
} as const;
const ROSSI = { mrn: "00420011", visit: "88104601", bed: "424", family: "Rossi", given: "Giulia" } as const;
type Patient = {
  readonly mrn: string;
  readonly visit: string;
  readonly bed: string;
  readonly family: string;
  readonly given: string;
};

const MINUTE = 60_000;
let control = 0;

/** `20230803105200+0000`. */
const stamp = (instant: number) => `${new Date(instant).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;

function message(code: string, trigger: string, sent: number, segments: readonly SegmentOf[]): Uint8Array {
  control += 1;
  const header: SegmentOf = [
    "MSH",
    "EHR",
    FACILITY.id,
    "TIDEOVER",
    FACILITY.id,
    stamp(sent),
    undefined,
    [code, trigger],
    `N${control}`,
    "P",
    "2.5.1",
    ...Array<undefined>(6).fill(undefined),
    "UNICODE UTF-8",
  ];
  return encodeMessage(buildMessage([header, ...segments]));
}

/** A heartbeat: the feed is alive, and all before `now` was sent. */
export function heartbeat(now: number): Uint8Array {
  return message("ZHB", "Z01", now, []);
}

const pid = ({ mrn, family, given }: Patient): SegmentOf => [
  "PID",
  "1",
  undefined,
  [mrn, undefined, undefined, FACILITY.id, "MR"],
  undefined,
  [family, given],
  undefined,
  "19560314",
  "F",
];
const pv1 = ({ visit, bed }: Patient): SegmentOf => [
  "PV1",
  "1",
  "I",
  ["4 West", bed, undefined, FACILITY.id],
  ...Array<undefined>(15).fill(undefined),
  [visit, undefined, undefined, FACILITY.id, "VN"],
];

function admit(patient: Patient, sent: number, allergies: readonly SegmentOf[]): Uint8Array {
  return message("ADT", "A01", sent, [["EVN", "A01", stamp(sent)], pid(patient), pv1(patient), ...allergies]);
}

/** Three admissions, six hours ago and later. */
export function admissions(now: number): Uint8Array[] {
  const penicillin: SegmentOf = ["AL1", "1", "DA", ["7980", "Penicillin", "RXNORM"], "SV", "Anaphylaxis"];
  return [
    admit(NGUYEN, now - 360 * MINUTE, [
      penicillin,
      ["AL1", "2", "DA", ["IODINE", "Iodine contrast", "L"], "MO", "Hives"],
    ]),
    admit(LONG, now - 300 * MINUTE, []),
    admit(ROSSI, now - 240 * MINUTE, []),
  ];
}

/** NGUYỄN's orders, a dose given two hours ago, and a critical potassium. */
export function chart(now: number): Uint8Array[] {
  const drug = ["161", "Acetaminophen", "RXNORM"] as const;
  const order = (number: string, repeat: string, times: string): SegmentOf[] => [
    [
      "ORC",
      "NW",
      [number, "EHR"],
      undefined,
      undefined,
      "IP",
      undefined,
      undefined,
      undefined,
      stamp(now - 300 * MINUTE),
    ],
    ["TQ1", "1", undefined, repeat, { repeat: times.split("~") }, undefined, undefined, stamp(now - 300 * MINUTE)],
  ];
  const given = now - 125 * MINUTE;
  return [
    message("RDE", "O11", now - 299 * MINUTE, [
      pid(NGUYEN),
      pv1(NGUYEN),
      ...order("P9001", "Q6H", "0000~0600~1200~1800"),
      ["RXE", undefined, drug, "650", undefined, ["mg", undefined, "UCUM"]],
      ["RXR", ["PO", "Oral", "HL70162"]],
    ]),
    message("RAS", "O17", now - 120 * MINUTE, [
      pid(NGUYEN),
      pv1(NGUYEN),
      ["ORC", "RE", ["P9001", "EHR"]],
      [
        "RXA",
        "0",
        "1",
        stamp(given),
        stamp(given),
        drug,
        "650",
        ["mg", undefined, "UCUM"],
        undefined,
        undefined,
        ["N12", "REYES", "ANA"],
        ...Array<undefined>(9).fill(undefined),
        "CP",
        "A",
      ],
      ["RXR", ["PO", "Oral", "HL70162"]],
    ]),
    message("ORU", "R01", now - 60 * MINUTE, [
      pid(NGUYEN),
      pv1(NGUYEN),
      ["ORC", "RE", ["P7001", "EHR"], ["L7001", "LAB"]],
      [
        "OBR",
        "1",
        ["P7001", "EHR"],
        ["L7001", "LAB"],
        ["24323-8", "Comprehensive panel", "LN"],
        undefined,
        undefined,
        stamp(now - 77 * MINUTE),
      ],
      [
        "OBX",
        "1",
        "NM",
        ["2823-3", "Potassium", "LN"],
        undefined,
        "6.1",
        ["mmol/L", undefined, "UCUM"],
        "3.5-5.1",
        "HH",
        undefined,
        undefined,
        "F",
        undefined,
        undefined,
        stamp(now - 77 * MINUTE),
      ],
    ]),
  ];
}

/** Everything of the night so far, and both feeds alive. */
export function nightSoFar(now: number): { readonly adt: Uint8Array[]; readonly clinical: Uint8Array[] } {
  return { adt: [...admissions(now), heartbeat(now)], clinical: [...chart(now), heartbeat(now)] };
}
