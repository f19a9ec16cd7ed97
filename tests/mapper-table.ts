// Messages and what must stand in the copy after them, by rule. Written from the rules and the messages, not from the mapper.

export type MapperCase = {
  readonly name: string;
  readonly messages: readonly string[];
  readonly facts: readonly string[];
};

const msh = (type: string, control: string, at = "20230803031200", facility = "NORTH") =>
  `MSH|^~\\&|EHR|${facility}|TIDE|NORTH|${at}||${type}|${control}|P|2.5.1`;
const evn = (trigger: string, occurred: string, recorded = occurred) => `EVN|${trigger}|${recorded}||||${occurred}`;
const LAN = "PID|1||700123^^^NORTH^MR||NGUYEN^LAN||19570304|F";
const lies = (unit: string, room: string, bed: string) =>
  `PV1|1|I|${unit}^${room}^${bed}^NORTH${"|".repeat(16)}V5501^^^NORTH^VN`;
const moves = (
  trigger: string,
  control: string,
  occurred: string,
  unit: string,
  room: string,
  bed: string,
) => `${msh(`ADT^${trigger}`, control)}
  ${evn(trigger, occurred)}
  ${LAN}
  ${lies(unit, room, bed)}`;
const ADMIT = `${msh("ADT^A01", "C1")}
  ${evn("A01", "20230803030000")}
  ${LAN}|||12 Elm St^^Springfield||5550101
  ${lies("3W", "301", "A")}`;

/** RXA-3, RXA-18, RXA-20, RXA-21 and RXA-22 of 1,000 mg. */
const dose = (control: string, at: string, { refusal = "", status = "CP", action = "A", entered = "" } = {}) =>
  `${msh("RAS^O17", control)}
  ${LAN}
  ORC|RE|P9001^EHR
  RXA|0|1|${at}||8640^Acetaminophen 500 mg tablet^RXNORM|1000|mg^milligram^UCUM${"|".repeat(11)}${refusal}||${status}|${action}|${entered}`;

const result = (control: string, ...lines: readonly string[]) => `${msh("ORU^R01", control)}
  ${LAN}
  ORC|RE|L1^EHR|F1^LAB
  OBR|1|L1^EHR|F1^LAB|BMP^Metabolic panel^L|||20230803020000
  ${lines.join("\n")}`;

export const MAPPER_CASES: readonly MapperCase[] = [
  {
    name: 'W2: an empty field means unchanged, "" means deleted',
    messages: [
      ADMIT,
      `${msh("ADT^A08", "C2")}
  ${evn("A08", "20230803031000")}
  PID|1||700123^^^NORTH^MR||NGUYEN^LAN||19570304||||||""`,
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield",
      "visit | in-progress | Bed A, Room 301, point of care 3W, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
      "message 2: no-visit PV1[1]",
    ],
  },
  {
    name: "W1: an order in another bed under another name moves nobody and renames nobody",
    messages: [
      ADMIT,
      `${msh("ORM^O01", "C2")}
  PID|1||700123^^^NORTH^MR||NGUYEN-SMITH^LANA||19570304|M
  ${lies("ICU", "2", "B")}
  ORC|NW|L1^EHR
  OBR|1|L1^EHR||BMP^Metabolic panel^L`,
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | in-progress | Bed A, Room 301, point of care 3W, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
    ],
  },
  {
    name: "W1: who is known from a dose only has her numbers, name, birth date and sex, and no bed",
    messages: [
      `${msh("RAS^O17", "C1")}
  ${LAN}|||12 Elm St^^Springfield||5550101
  ${lies("3W", "301", "A")}
  ORC|RE|P9001^EHR
  RXA|0|1|20230803020000||8640^Acetaminophen 500 mg tablet^RXNORM|1000|mg^milligram^UCUM${"|".repeat(13)}CP|A`,
    ],
    facts: [
      "dose | Acetaminophen 500 mg tablet | completed | 2023-08-03T02:00:00-04:00 | 1000 milligram",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
    ],
  },
  {
    name: "W3: an old move replayed moves nobody back",
    messages: [
      ADMIT,
      moves("A02", "C2", "20230803033000", "ICU", "2", "B"),
      moves("A02", "C3", "20230803031500", "4E", "410", "C"),
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | in-progress | Bed B, Room 2, point of care ICU, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
      "message 2 lies in unit ICU, room 2, bed B",
      "message 3 lies in unit 4E, room 410, bed C",
    ],
  },
  {
    name: "W3: EVN-6 says when she moved, not when it was entered",
    messages: [
      ADMIT,
      `${msh("ADT^A02", "C2")}
  ${evn("A02", "20230803033000", "20230803050000")}
  ${LAN}
  ${lies("ICU", "2", "B")}`,
      `${msh("ADT^A02", "C3")}
  ${evn("A02", "20230803034500", "20230803034600")}
  ${LAN}
  ${lies("4E", "410", "C")}`,
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | in-progress | Bed C, Room 410, point of care 4E, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
      "message 2 lies in unit ICU, room 2, bed B",
      "message 3 lies in unit 4E, room 410, bed C",
    ],
  },
  {
    name: "W3: a cancelled discharge leaves her where she lay",
    messages: [
      ADMIT,
      moves("A03", "C2", "20230803040000", "3W", "301", "A"),
      moves("A13", "C3", "20230803040000", "3W", "301", "A"),
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | in-progress | Bed A, Room 301, point of care 3W, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
      "message 2 lies in unit 3W, room 301, bed A",
      "message 3 lies in unit 3W, room 301, bed A",
    ],
  },
  {
    name: "W3: a discharge ends the visit",
    messages: [ADMIT, moves("A03", "C2", "20230803040000", "3W", "301", "A")],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | finished | Bed A, Room 301, point of care 3W, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
      "message 2 lies in unit 3W, room 301, bed A",
    ],
  },
  {
    name: "W5: a blank authority is that of MSH-4: the same number of two houses is two people",
    messages: [
      `${msh("ADT^A08", "C1", "20230803031200", "NORTH")}
  ${evn("A08", "20230803030000")}
  PID|1||5001^^^^MR||ROSSI^ADA||19600101|F`,
      `${msh("ADT^A08", "C2", "20230803031200", "SOUTH")}
  ${evn("A08", "20230803030000")}
  PID|1||5001^^^^MR||BIANCHI^EVA||19700202|F`,
    ],
    facts: [
      "patient | 5001 | BIANCHI, EVA | female | 1970-02-02",
      "patient | 5001 | ROSSI, ADA | female | 1960-01-01",
      "message 1: no-visit PV1[1]",
      "message 2: no-visit PV1[1]",
    ],
  },
  {
    name: "W5: a social security number names no record, also first and alone of its authority's type",
    messages: [
      `${msh("ADT^A08", "C1")}
  ${evn("A08", "20230803030000")}
  PID|1||999-12-3456^^^NORTH^SS~700123^^^NORTH^PI||NGUYEN^LAN||19570304|F`,
      `${msh("ADT^A08", "C2")}
  ${evn("A08", "20230803030000")}
  PID|1||700123^^^NORTH^PI||NGUYEN^LAN||19570304|F`,
      `${msh("ADT^A08", "C3")}
  ${evn("A08", "20230803030000")}
  PID|1||999-12-3456^^^NORTH^SS||NGUYEN^LAN||19570304|F`,
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "message 1: no-visit PV1[1]",
      "message 2: no-visit PV1[1]",
      "message 3 parked: no-record",
      "message 3: no-visit PV1[1]",
    ],
  },
  {
    name: "W5: of several numbers her record is that of the feed's own house, wherever it stands",
    messages: [
      `${msh("ADT^A08", "C1")}
  ${evn("A08", "20230803030000")}
  PID|1||X9^^^OTHER^MR~700123^^^NORTH^MR||NGUYEN^LAN||19570304|F`,
      `${msh("ADT^A08", "C2")}
  ${evn("A08", "20230803030000")}
  PID|1||700123^^^NORTH^MR||NGUYEN^LAN||19570304|F`,
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "message 1: no-visit PV1[1]",
      "message 2: no-visit PV1[1]",
    ],
  },
  {
    name: "names as sent, the first one first; phones and escapes read",
    messages: [
      `${msh("ADT^A08", "C1")}
  ${evn("A08", "20230803030000")}
  PID|1||700123^^^NORTH^MR||O\\T\\Brien^Lan^^^^^L~李^兰^^^^^L||19570304|F`,
    ],
    facts: ["patient | 700123 | O&Brien, Lan + 李, 兰 | female | 1957-03-04", "message 1: no-visit PV1[1]"],
  },
  {
    name: "M1: bytes that are not UTF-8 are read as ISO 8859-1, with an issue",
    messages: [
      `${msh("ADT^A08", "C1")}
  ${evn("A08", "20230803030000")}
  PID|1||700123^^^NORTH^MR||Müller^Jörg||19570304|M`,
    ],
    facts: [
      "patient | 700123 | Müller, Jörg | male | 1957-03-04",
      "message 1: charset-guessed MSH[1]-18",
      "message 1: no-visit PV1[1]",
    ],
  },
  {
    name: "allergies with their reactions and severity",
    messages: [
      `${ADMIT}
  AL1|1|DA|7980^Penicillin G^RXNORM|SV|Hives~Anaphylaxis
  AL1|2|FA|PEANUT|MO`,
    ],
    facts: [
      "allergy | PEANUT |  moderate",
      "allergy | Penicillin G | Hives + Anaphylaxis severe",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04 | Springfield | 5550101",
      "visit | in-progress | Bed A, Room 301, point of care 3W, Site NORTH",
      "message 1 lies in unit 3W, room 301, bed A",
    ],
  },
  {
    name: "D3: a dose is given at RXA-3, not when it was entered",
    messages: [dose("C1", "20230803020000", { entered: "20230803031000" })],
    facts: [
      "dose | Acetaminophen 500 mg tablet | completed | 2023-08-03T02:00:00-04:00 | 1000 milligram",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
    ],
  },
  {
    name: "D3: refused, not administered, or empty with a reason is no dose; PA is partial",
    messages: [
      dose("C1", "20230803020000", { status: "RE", refusal: "PATREF^Patient refused^L" }),
      dose("C2", "20230803030000", { status: "NA" }),
      dose("C3", "20230803040000", { status: "", refusal: "ASLEEP^Asleep^L" }),
      dose("C4", "20230803050000", { status: "PA" }),
    ],
    facts: [
      "dose | Acetaminophen 500 mg tablet | completed | 2023-08-03T05:00:00-04:00 | 1000 milligram | Partially administered",
      "dose | Acetaminophen 500 mg tablet | not-done | 2023-08-03T02:00:00-04:00 | 1000 milligram | Patient refused",
      "dose | Acetaminophen 500 mg tablet | not-done | 2023-08-03T03:00:00-04:00 | 1000 milligram",
      "dose | Acetaminophen 500 mg tablet | not-done | 2023-08-03T04:00:00-04:00 | 1000 milligram | Asleep",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
    ],
  },
  {
    name: "D3: complete with a refusal reason contradicts itself: possibly given",
    messages: [dose("C1", "20230803020000", { refusal: "NAUSEA^Nausea^L" })],
    facts: [
      "dose | Acetaminophen 500 mg tablet | unknown | 2023-08-03T02:00:00-04:00 | 1000 milligram | Nausea",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "message 1: given-and-refused RXA[1]-18",
    ],
  },
  {
    name: "D3: U replaces the dose of its key",
    messages: [dose("C1", "20230803020000"), dose("C2", "20230803020000", { status: "PA", action: "U" })],
    facts: [
      "dose | Acetaminophen 500 mg tablet | completed | 2023-08-03T02:00:00-04:00 | 1000 milligram | Partially administered",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
    ],
  },
  {
    name: "D3: D removes the dose of its key",
    messages: [
      dose("C1", "20230803020000"),
      dose("C2", "20230803020000", { action: "D" }),
      dose("C3", "20230803060000"),
    ],
    facts: [
      "dose | Acetaminophen 500 mg tablet | completed | 2023-08-03T06:00:00-04:00 | 1000 milligram",
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
    ],
  },
  {
    name: "results: number, unit, decimals and flag as sent, at their time",
    messages: [
      result(
        "C1",
        "  OBX|1|NM|2823-3^Potassium^LN||6.10|mmol/L^millimole per liter^UCUM|3.5-5.1|HH|||F|||20230803021500",
        "  OBX|2|ST|L88^Comment^L||seen by R\\T\\D||||||F",
      ),
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "result | Comment | final | seen by R&D | 2023-08-03T02:00:00-04:00",
      "result | Potassium | final | 6.10 millimole per liter | HH | 2023-08-03T02:15:00-04:00",
      "message 1: status-not-sent OBR[1]-25",
    ],
  },
  {
    name: "M2: a value that is no number becomes text as sent, its flag kept",
    messages: [result("C1", "  OBX|1|NM|2160-0^Creatinine^LN||>10|mg/dL|0.5-1.1|H|||F")],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "result | Creatinine | final | >10 | H | 2023-08-03T02:00:00-04:00 | Unit as sent: mg/dL",
      "message 1: value-not-type OBX[1]-5[1]",
      "message 1: status-not-sent OBR[1]-25",
    ],
  },
  {
    name: "a corrected result replaces the one before",
    messages: [
      result("C1", "  OBX|1|NM|2823-3^Potassium^LN||6.1|mmol/L||HH|||F"),
      result("C2", "  OBX|1|NM|2823-3^Potassium^LN||4.1|mmol/L||N|||C"),
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "result | Potassium | corrected | 4.1 mmol/L | N | 2023-08-03T02:00:00-04:00",
      "message 1: status-not-sent OBR[1]-25",
      "message 2: status-not-sent OBR[1]-25",
    ],
  },
  {
    name: "a time without a zone is the house's, also in winter; one with its zone is its own",
    messages: [
      result(
        "C1",
        "  OBX|1|NM|2823-3^Potassium^LN||4.1|mmol/L||N|||F|||20230103021500",
        "  OBX|2|NM|2951-2^Sodium^LN||140|mmol/L||N|||F|||20230803021500-0700",
      ),
    ],
    facts: [
      "patient | 700123 | NGUYEN, LAN | female | 1957-03-04",
      "result | Potassium | final | 4.1 mmol/L | N | 2023-01-03T02:15:00-05:00",
      "result | Sodium | final | 140 mmol/L | N | 2023-08-03T02:15:00-07:00",
      "message 1: status-not-sent OBR[1]-25",
    ],
  },
  {
    name: "M3: a kind that is not built yet is parked whole",
    messages: [
      `${msh("VXU^V04", "C1")}
  ${LAN}`,
    ],
    facts: ["message 1 parked: not-mapped-yet"],
  },
];
