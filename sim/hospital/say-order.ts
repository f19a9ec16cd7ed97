// RDE^O11 and ORM^O01: what is ordered (§4.13, §4.14).
import type { Order } from "./orders.ts";
import { setTimes } from "./orders.ts";
import { pid, pv1 } from "./say-patient.ts";
import { type MessageSpec, type SegmentSpec, segment } from "./spec.ts";
import { xcn } from "./staff.ts";
import type { Stay } from "./stays.ts";
import { minuteStamp, stamp } from "./times.ts";

export type Control = "NW" | "HD" | "RL" | "DC" | "XO";
export const PLACER = "HMG_EHR";
export const FILLER = "HMG_RX";

const STATUS: { readonly [control in Control]: string } = { NW: "IP", HD: "HD", RL: "IP", DC: "DC", XO: "IP" };

function hhmm(times: readonly string[]): string[] {
  return times.map(time => time.replace(":", ""));
}

function common(control: Control, order: Order, at: number, zone: string) {
  return {
    1: control,
    2: [order.placer, PLACER],
    3: [order.filler, FILLER],
    5: STATUS[control],
    9: stamp(at, zone),
    12: xcn(order.by),
  };
}

function route(order: Order): SegmentSpec {
  return segment("RXR", { 1: [order.drug.route[0], order.drug.route[1], "HL70162"] });
}

/** An order as it now stands, by `control`, at `at`. */
export function medicationOrder(control: Control, stay: Stay, order: Order, at: number, zone: string): MessageSpec {
  const { drug } = order;
  const priority = drug.kind === "prn" ? "PRN" : drug.kind === "once" ? "S" : "R";
  const code = [drug.code, drug.words, "RXNORM"];
  const ends = control === "DC" ? minuteStamp(at, zone) : "";
  if (order.asOrm) {
    // ORC-7 TQ (§2.A.81): quantity, interval & explicit times, duration, start, end, priority.
    const interval = drug.explicit ? { sub: [drug.frequency, hhmm(setTimes(drug)).join(",")] } : drug.frequency;
    return {
      type: ["ORM", "O01", "ORM_O01"],
      segments: [
        pid(stay, false),
        pv1(stay, zone),
        segment("ORC", {
          ...common(control, order, at, zone),
          7: ["1", interval, "", minuteStamp(order.starts, zone), ends, priority],
        }),
        segment("RXO", {
          1: code,
          2: drug.amount,
          4: [drug.unit, "", "UCUM"],
          ...(drug.instructions === undefined ? {} : { 7: ["", drug.instructions] }),
          ...(drug.rate === undefined ? {} : { 21: drug.rate[0], 22: [drug.rate[1], "", "UCUM"] }),
        }),
        route(order),
      ],
    };
  }
  const explicit = drug.explicit ? { repeat: hhmm(setTimes(drug)) } : undefined;
  const instructions = [drug.instructions, drug.reason === undefined ? undefined : `PRN ${drug.reason}`].filter(
    text => text !== undefined,
  );
  return {
    type: ["RDE", "O11", "RDE_O11"],
    segments: [
      pid(stay, false),
      pv1(stay, zone),
      segment("ORC", common(control, order, at, zone)),
      segment("RXE", {
        2: code,
        3: drug.amount,
        5: [drug.unit, "", "UCUM"],
        ...(instructions.length === 0 ? {} : { 21: { repeat: instructions.map(text => ["", text]) } }),
        ...(drug.rate === undefined ? {} : { 23: drug.rate[0], 24: [drug.rate[1], "", "UCUM"] }),
      }),
      // TQ1 (§4.5.4): 3 repeat pattern, 4 explicit times, 7 start, 8 end, 9 priority.
      segment("TQ1", {
        1: "1",
        3: [drug.frequency],
        ...(explicit === undefined ? {} : { 4: explicit }),
        7: stamp(order.starts, zone),
        ...(ends === "" ? {} : { 8: ends }),
        9: [priority],
        ...(drug.reason === undefined ? {} : { 10: drug.reason }),
      }),
      route(order),
    ],
  };
}
