// Which fields of a message the maps looked at: what was valued and never looked at is said, not dropped in silence.
import { type Message, type Segment, type Value, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";

/** Fields that carry nothing about the patient: set ids and the envelope. */
const NOTHING_LOST: Readonly<Record<string, readonly number[]>> = {
  PID: [1],
  PD1: [],
  NK1: [1],
  PV1: [1],
  PV2: [],
  AL1: [1],
  IAM: [1],
  IAR: [],
  DG1: [1, 2],
  PR1: [1, 2],
  ROL: [1],
  PRT: [1],
  GT1: [1],
  IN1: [1],
  MRG: [],
  NPU: [],
  ORC: [1],
  OBR: [1],
  OBX: [1],
  NTE: [1, 2, 4],
  RXA: [1, 2, 21, 22],
  RXR: [],
  RXE: [],
  RXO: [],
  RXC: [],
  TQ1: [1],
  SPM: [1],
  RXD: [1],
  RXG: [1, 2],
  ODS: [],
  ODT: [],
  TXA: [1],
  SCH: [],
  AIS: [1, 2],
  AIG: [1, 2],
  AIL: [1, 2],
  AIP: [1, 2],
  ARV: [1, 2, 6, 8, 9, 10],
};
/** Segments about the message, not the patient. */
const ENVELOPE = new Set(["MSH", "EVN", "SFT", "UAC", "MSA", "ERR", "DSC", "RGS"]);
/** Of a segment that nothing reads, this many are named one by one. */
const MOST_NAMED = 20;

export type Tracked = { readonly message: Message; untaken(context: Context): void };

/** What was taken of a message before it was mapped: fields of segments, and segments of which others were made. */
export type Before = {
  readonly taken: ReadonlyMap<Segment, ReadonlySet<number>>;
  readonly beside: readonly Segment[];
};

/** The message with every segment remembering which of its fields were read. */
export function tracked(message: Message, { taken, beside }: Before): Tracked {
  const segments = message.segments.map(segment => new Remembering(segment, taken.get(segment)));
  return {
    message: {
      delimiters: message.delimiters,
      charset: message.charset,
      issues: message.issues,
      ...among(segments),
    },
    untaken(context) {
      const whole = new Map<string, number>();
      const all = [...message.segments.entries(), ...beside.map(one => [-1, one] as const)];
      for (const [i, segment] of all) {
        if (ENVELOPE.has(segment.name)) continue;
        const fields = segments[i]?.read ?? taken.get(segment) ?? new Set();
        if (fields.size === 0) {
          const seen = (whole.get(segment.name) ?? 0) + 1;
          whole.set(segment.name, seen);
          if (seen <= MOST_NAMED)
            context.issue(
              "segment-not-taken",
              `nothing is taken from ${segment.name.slice(0, 10)} yet`,
              where(segment),
            );
          continue;
        }
        const silent = NOTHING_LOST[segment.name] ?? [];
        for (let field = 1; field <= segment.fields; field++)
          if (!fields.has(field) && !silent.includes(field) && /[\p{L}\p{N}]/u.test(segment.raw(field)))
            context.issue("field-not-taken", "valued, and nothing is taken from it yet", where(segment, { field }));
      }
    },
  };
}

/** The segments of a message, and how they are found. */
export function among(segments: readonly Segment[]): Pick<Message, "segments" | "segment" | "all"> {
  return {
    segments,
    segment: name => segments.find(one => one.name === name),
    all: name => segments.filter(one => one.name === name),
  };
}

export class Remembering implements Segment {
  readonly name: string;
  readonly ordinal: number;
  readonly read: Set<number>;
  readonly #segment: Segment;

  constructor(segment: Segment, read: Iterable<number> = []) {
    this.read = new Set(read);
    this.name = segment.name;
    this.ordinal = segment.ordinal;
    this.#segment = segment;
  }

  get fields(): number {
    return this.#segment.fields;
  }

  get line(): string {
    return this.#segment.line;
  }

  text(field: number, repetition?: number, component?: number, subcomponent?: number): string | undefined {
    this.read.add(field);
    return this.#segment.text(field, repetition, component, subcomponent);
  }

  value(field: number, repetition?: number, component?: number, subcomponent?: number): Value {
    this.read.add(field);
    return this.#segment.value(field, repetition, component, subcomponent);
  }

  repetitions(field: number): number {
    this.read.add(field);
    return this.#segment.repetitions(field);
  }

  components(field: number, repetition?: number): number {
    this.read.add(field);
    return this.#segment.components(field, repetition);
  }

  subcomponents(field: number, repetition?: number, component?: number): number {
    this.read.add(field);
    return this.#segment.subcomponents(field, repetition, component);
  }

  raw(field: number): string {
    this.read.add(field);
    return this.#segment.raw(field);
  }
}
