// RAS^O17: what was given, held, refused or missed (§4.15, RXA §4.14.7).
import type { Order } from "./orders.ts";
import { FILLER, PLACER } from "./say-order.ts";
import { pid, pv1 } from "./say-patient.ts";
import { type MessageSpec, segment } from "./spec.ts";
import { type Worker, xcn } from "./staff.ts";
import type { Stay } from "./stays.ts";
import { stamp } from "./times.ts";
import type { DoseTruth } from "./truth.ts";
import { location } from "./units.ts";

export type Action = "A" | "U" | "D";

const COMPLETION: { readonly [outcome in DoseTruth["outcome"]]: string } = {
  given: "CP",
  partial: "PA",
  held: "NA",
  refused: "RE",
  missed: "NA",
  removed: "CP",
};

/** One record of a dose. `action` U corrects and D removes the record of the same RXA-2. */
export function doseRecord(
  action: Action,
  stay: Stay,
  order: Order,
  dose: DoseTruth,
  by: Worker,
  recorded: number,
  zone: string,
): MessageSpec {
  const { drug } = order;
  const time = stamp(dose.at, zone);
  const why =
    dose.outcome === "refused"
      ? ["PATREF", "Patient refused", "L"]
      : dose.outcome === "held"
        ? ["HELD", "Blood pressure low", "L"]
        : undefined;
  return {
    type: ["RAS", "O17", "RAS_O17"],
    segments: [
      pid(stay, false),
      pv1(stay, zone),
      segment("ORC", { 1: "RE", 2: [order.placer, PLACER], 3: [order.filler, FILLER], 5: "IP" }),
      segment("RXA", {
        1: "0",
        2: String(dose.counter),
        3: time,
        4: time,
        5: [drug.code, drug.words, "RXNORM"],
        6: dose.amount,
        7: [dose.unit, "", "UCUM"],
        ...(dose.outcome === "missed" ? { 9: ["", "Off the unit for a procedure"] } : {}),
        10: xcn(by),
        11: location(stay.bed),
        ...(why === undefined ? {} : { 18: why }),
        20: COMPLETION[dose.outcome],
        21: action,
        22: stamp(recorded, zone),
      }),
      segment("RXR", { 1: [drug.route[0], drug.route[1], "HL70162"] }),
    ],
  };
}
