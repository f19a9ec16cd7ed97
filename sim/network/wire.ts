// From what was said to bytes, with what a real line does to them: doubles, late ones, an hour sent again, counters that begin anew.
import { buildMessage, encodeMessage, type FieldOf, type SegmentOf } from "../../src/hl7/build.ts";
import type { MessageSpec, SegmentSpec } from "../hospital/spec.ts";
import { stamp } from "../hospital/times.ts";
import type { Seeded } from "../random.ts";
import type { Facility } from "./facility.ts";
import type { Draft } from "./house.ts";

export type Sent = {
  readonly port: string;
  /** MSH-7, ms. */
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly about: readonly string[];
};

export type Line = {
  readonly facility: Facility;
  readonly zone: string;
  readonly random: Seeded;
  /** MSH-10 by port. */
  readonly counters: Map<string, number>;
};

export function openLine(facility: Facility, zone: string, random: Seeded): Line {
  return { facility, zone, random, counters: new Map() };
}

/** Sends an hour's messages. */
export function sendHour(line: Line, drafts: readonly Draft[]): Sent[] {
  const { random } = line;
  const sent: Sent[] = [];
  for (const port of new Set(Object.values(line.facility.ports))) {
    const own = delayed(
      random,
      drafts.filter(draft => draft.port === port),
    );
    const hour: { readonly draft: Draft; readonly control: string }[] = [];
    for (const draft of own) {
      const control = nextControl(line, port);
      hour.push({ draft, control });
      sent.push(written(line, draft, control, draft.at));
      if (random.chance(0.01)) sent.push(written(line, draft, control, draft.at + (random.chance(0.5) ? 0 : 2_000)));
    }
    const end = own.at(-1)?.at ?? 0;
    if (random.chance(0.03)) {
      // The sender was started again and sends its last hour once more, as it was or under new numbers.
      const isRenumbered = random.chance(0.5);
      if (isRenumbered && random.chance(0.5)) line.counters.set(port, 0);
      for (const { draft, control } of hour)
        sent.push(written(line, draft, isRenumbered ? nextControl(line, port) : control, end + 1_000));
    }
    if (random.chance(0.02)) line.counters.set(port, 0);
  }
  return sent.sort((a, b) => a.at - b.at);
}

function nextControl(line: Line, port: string): string {
  const number = (line.counters.get(port) ?? 0) + 1;
  line.counters.set(port, number);
  return String(number);
}

/** Some come a few places late: never behind another of the same record, unless the two tell their order themselves. */
function delayed(random: Seeded, drafts: readonly Draft[]): Draft[] {
  const line = [...drafts];
  for (let at = 0; at < line.length; at++) {
    const draft = line[at];
    if (draft === undefined || !random.chance(draft.overtakes === null ? 0.02 : 0.06)) continue;
    const behind = line.slice(at + 1, at + 1 + random.whole(1, 4));
    if (behind.length === 0 || !behind.every(other => mayOvertake(other, draft))) continue;
    line.splice(at, behind.length + 1, ...behind, draft);
    at += behind.length;
  }
  // What stands behind another was sent no earlier.
  let clock = 0;
  return line.map(draft => {
    clock = Math.max(clock, draft.at);
    return { ...draft, at: clock };
  });
}

function mayOvertake(other: Draft, draft: Draft): boolean {
  if (!other.about.some(one => draft.about.includes(one))) return true;
  const [a, b] = [other.overtakes, draft.overtakes];
  if (a === null || b === null) return false;
  if (a.by === "time") return b.by === "time" && a.said === b.said;
  return b.by === "cancellation" && a.number === b.number;
}

function written(line: Line, draft: Draft, control: string, at: number): Sent {
  return { port: draft.port, at, about: draft.about, bytes: bytesOf(line, draft.spec, control, at) };
}

function bytesOf({ facility, zone }: Line, spec: MessageSpec, control: string, at: number): Uint8Array {
  const { version } = facility.dialect;
  const head = [
    "EHR",
    facility.id,
    "TIDE",
    "NET",
    stamp(at, zone),
    undefined,
    spec.type.flatMap(part => part ?? []),
  ] as const;
  const msh: SegmentOf = ["MSH", ...head, control, "P", version];
  return encodeMessage(buildMessage([msh, ...spec.segments.map(positional)]));
}

function positional(spec: SegmentSpec): SegmentOf {
  const fields: FieldOf[] = [];
  for (const [number, value] of Object.entries(spec.fields)) fields[Number(number) - 1] = value;
  return [spec.name, ...Array.from(fields)];
}
