// What waits for a person, on paper: its day stands with its time (LOOK-PAPER: times are absolute).
import type { HeldLine } from "../chart/index.ts";
import { oneLine } from "./runs.ts";
import { stamp } from "./times.ts";

/** `Discharge 03:11 Thu 3 Aug held`. */
export function heldWords({ what, at }: HeldLine, zone: string): string {
  return oneLine(`${what}${at === null ? "" : ` ${stamp(at, zone)}`} held`);
}
