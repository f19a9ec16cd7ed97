// A message without whom it speaks of: structure, codes and places as sent, every other letter an x and every digit a 0 (docs/decisions/parked-messages.md).
import type { Delimiters, Message, Segment } from "../hl7/index.ts";

/** A field whole, or of each repetition these components. */
type Shown = "all" | readonly number[];
/** A coded element without its words: code, system, alternate code and system. */
const CODED = [1, 3, 4, 6, 7, 8];
/** Whose number it is, and of what type. */
const ISSUER = [4, 5, 6];
/** Names of the system that numbers orders. */
const NUMBERED_BY = [2, 3, 4];

const coded = (...fields: readonly number[]) => fields.map(field => [field, CODED] as const);
const whole = (...fields: readonly number[]) => fields.map(field => [field, "all"] as const);

/** What is no name, number, time, phone nor free text. All that is not named here is blanked. */
const SHOWN: Readonly<Record<string, ReadonlyMap<number, Shown>>> = Object.fromEntries(
  Object.entries<readonly (readonly [number, Shown])[]>({
    MSH: whole(1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21),
    MSA: whole(1, 2),
    EVN: [...whole(1, 2, 3, 6), ...coded(4), [7, "all"]],
    PID: [
      ...whole(1, 8),
      [3, ISSUER],
      [5, [7]],
      [11, [6, 7]],
      [18, ISSUER],
      ...coded(10, 15, 16, 17, 22, 26),
      ...whole(24, 30),
    ],
    PD1: [...coded(1, 2, 7, 11), ...whole(12)],
    NK1: [...whole(1), ...coded(3, 7)],
    PV1: [
      ...whole(1, 2, 3, 4, 6, 10, 11, 13, 14, 15, 16, 18, 36, 37, 38, 39, 41),
      [5, ISSUER],
      [19, ISSUER],
      [50, ISSUER],
    ],
    PV2: [...coded(2, 3, 4, 18, 40), ...whole(1, 21, 22)],
    AL1: [...whole(1, 4), ...coded(2, 3)],
    IAM: [...whole(1), ...coded(2, 3, 4, 6, 9, 17)],
    IAR: coded(1, 2),
    DG1: [...whole(1, 2, 6, 15, 17), ...coded(3)],
    PR1: [...whole(1, 2, 6), ...coded(3)],
    ROL: [...whole(2), ...coded(3)],
    GT1: whole(1),
    IN1: [...whole(1, 15, 17), ...coded(2)],
    MRG: [
      [1, ISSUER],
      [5, ISSUER],
      [6, ISSUER],
    ],
    NPU: whole(1, 2),
    ORC: [
      ...whole(1, 5, 6),
      [2, NUMBERED_BY],
      [3, NUMBERED_BY],
      [4, NUMBERED_BY],
      [7, [1, 2, 3, 6, 7]],
      ...coded(16, 28, 29),
    ],
    OBR: [
      ...whole(1, 5, 11, 24, 25),
      [2, NUMBERED_BY],
      [3, NUMBERED_BY],
      [27, [1, 2, 3, 6, 7]],
      ...coded(4, 15, 31, 44, 45, 46),
    ],
    OBX: [...whole(1, 2, 4, 8, 11), ...coded(3, 6, 17)],
    NTE: [...whole(1, 2), ...coded(4)],
    RXA: [...whole(1, 2, 6, 20, 21), ...coded(5, 7, 8, 18)],
    RXR: coded(1, 2, 3, 4, 5, 6),
    RXE: [...whole(3, 4, 9), [1, [1, 2, 3, 6, 7]], ...coded(2, 5, 6)],
    RXO: [...whole(2, 3, 9), ...coded(1, 4, 5)],
    RXC: [...whole(1, 3), ...coded(2, 4)],
    RXD: [...whole(1, 4), ...coded(2, 5, 6)],
    RXG: [...whole(1, 2, 5, 6), ...coded(4, 7, 8)],
    TQ1: [...whole(1, 2, 12), [3, CODED], ...coded(9)],
    SPM: [...whole(1), ...coded(4, 5, 6, 7, 8, 9, 10)],
    ODS: [...whole(1), ...coded(2, 3)],
    ODT: coded(1, 2),
    TXA: [...whole(1, 3, 17, 18, 19, 20), ...coded(2)],
    SCH: [...whole(9), ...coded(6, 7, 8, 10, 25)],
    RGS: whole(1, 2),
    AIS: [...whole(1, 2), ...coded(3, 10)],
    AIG: [...whole(1, 2), ...coded(3, 4, 14)],
    AIL: [...whole(1, 2), ...coded(4, 12)],
    AIP: [...whole(1, 2), ...coded(4, 12)],
    ARV: [...whole(1, 2), ...coded(3, 4, 5)],
  }).map(([name, fields]) => [name, new Map(fields)]),
);
/** OBX-5 is shown where OBX-2 says that it is a code. */
const CODE_TYPES = new Set(["CE", "CWE", "CNE", "CF"]);
/** What stands in a code's place and is none is words. */
const CODE = /^\S{0,24}$/;
/** Whose words are blanked wherever they stand in the message: a name may have gone into a code's place. */
const OF_PERSONS = new Set(["PID", "NK1", "GT1", "IN1", "MRG"]);
const SHORTEST_WORD = 3;
/** Of a longer field the first is read. */
const MOST_CHARACTERS = 4_000;
const NAME = /^[A-Z][A-Z0-9]{2}$/;

/** A value that so many patients have in the same place is nobody's name or number. */
const ENOUGH_PATIENTS = 3;
/** In a segment of the hospital's own a value of so few characters is shown: a flag, a count, a set id. */
const SHORT = 2;

/** What the same place of other messages says: of the hospital's own segments no table knows which are codes. */
type Common = { has(place: string, value: string): boolean };

/** The places and values of a message's own segments, for `commonOf`. `patient`: whom it is about, in any words. */
type OwnValues = {
  readonly patient: string;
  readonly values: readonly (readonly [place: string, value: string])[];
};

export function ownValues({ segments, delimiters }: Message): OwnValues {
  const pid = segments.find(one => one.name === "PID");
  const values = segments
    .filter(one => isOwn(one.name))
    .flatMap(segment =>
      fieldsOf(segment).flatMap(field =>
        cellsOf(rawOf(segment, field), delimiters).map(
          ([path, value]) => [`${segment.name}-${field}.${path}`, value] as const,
        ),
      ),
    );
  return { patient: pid === undefined ? "" : pid.raw(3), values };
}

/** What stands in one place for enough patients. */
export function commonOf(all: readonly OwnValues[]): Common {
  const patients = new Map<string, Set<string>>();
  for (const { patient, values } of all) {
    // Without a patient nobody can say that it is of another one.
    if (patient === "") continue;
    for (const [place, value] of values) {
      const key = `${place} ${value}`;
      const known = patients.get(key) ?? new Set();
      if (known.size < ENOUGH_PATIENTS) known.add(patient);
      patients.set(key, known);
    }
  }
  return { has: (place, value) => (patients.get(`${place} ${value}`)?.size ?? 0) >= ENOUGH_PATIENTS };
}

/** Blanks the segments of one message. */
export function blanker({ segments, delimiters }: Message, common: Common): (segment: Segment) => string[] {
  const words = new Set<string>();
  for (const segment of segments.filter(one => OF_PERSONS.has(one.name)).slice(0, 100))
    for (const field of fieldsOf(segment))
      mapCells(rawOf(segment, field), delimiters, (text, path) => {
        if (!isShown(segment, field, path[0], text))
          for (const word of text.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u))
            if (word.length >= SHORTEST_WORD) words.add(word);
        return text;
      });
  const isNamed = (text: string) =>
    text.length >= SHORTEST_WORD &&
    text
      .toLowerCase()
      .split(/[^\p{L}\p{M}\p{N}]+/u)
      .some(word => words.has(word));
  return segment => blanked(segment, delimiters, common, isNamed);
}

/** Each field of a segment as it may be read, by number: field 0 is the name. Joined by the field separator they are the segment. */
function blanked(
  segment: Segment,
  delimiters: Delimiters,
  common: Common,
  isNamed: (text: string) => boolean,
): string[] {
  const isHeader = segment.name === "MSH";
  return [
    NAME.test(segment.name) ? segment.name : shape(segment.name),
    ...fieldsOf(segment).map(field => {
      const raw = rawOf(segment, field);
      if (isHeader && field <= 2) return raw;
      return mapCells(raw, delimiters, (text, [component, subcomponent]) => {
        // Whose message it is stands in the header: a sender, no patient.
        if (isNamed(text) && !isHeader) return shape(text);
        if (isShown(segment, field, component, text)) return text;
        if (!isOwn(segment.name)) return shape(text);
        const place = `${segment.name}-${field}.${component}.${subcomponent}`;
        return text.length <= SHORT || (CODE.test(text) && common.has(place, text)) ? text : shape(text);
      });
    }),
  ];
}

function isShown(segment: Segment, field: number, component: number, text: string): boolean {
  const rule = isCodeValue(segment, field) ? CODED : SHOWN[segment.name]?.get(field);
  if (rule === undefined || (rule !== "all" && !rule.includes(component))) return false;
  return segment.name === "MSH" || CODE.test(text);
}

function rawOf(segment: Segment, field: number): string {
  return segment.raw(field).slice(0, MOST_CHARACTERS);
}

function isOwn(name: string): boolean {
  return /^Z[A-Z0-9]{2}$/.test(name);
}

function isCodeValue(segment: Segment, field: number): boolean {
  return segment.name === "OBX" && field === 5 && CODE_TYPES.has(segment.raw(2));
}

function fieldsOf(segment: Segment): number[] {
  return Array.from({ length: segment.fields }, (_, at) => at + 1);
}

/** Letters and digits are whose they are; what stands between them is the form. */
function shape(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}]/gu, "x").replaceAll(/\p{N}/gu, "0");
}

type Path = readonly [component: number, subcomponent: number];

function mapCells(
  raw: string,
  { repetition, component, subcomponent }: Delimiters,
  map: (text: string, path: Path) => string,
) {
  const each = (text: string, delimiter: string, make: (part: string, number: number) => string) =>
    delimiter === ""
      ? make(text, 1)
      : text
          .split(delimiter)
          .map((part, at) => make(part, at + 1))
          .join(delimiter);
  return each(raw, repetition, one =>
    each(one, component, (part, c) => each(part, subcomponent, (cell, s) => map(cell, [c, s]))),
  );
}

function cellsOf(raw: string, delimiters: Delimiters): [string, string][] {
  const cells: [string, string][] = [];
  mapCells(raw, delimiters, (text, path) => {
    if (text !== "") cells.push([path.join("."), text]);
    return text;
  });
  return cells;
}
