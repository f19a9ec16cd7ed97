// SIU: what is booked, moved, cancelled and kept (§10.3); and ADT^A28 of who is registered without a visit (§3.3.28).
import type { Appointment } from "./appointments.ts";
import { xpn } from "./say-patient.ts";
import { type MessageSpec, type SegmentSpec, segment } from "./spec.ts";
import { xcn } from "./staff.ts";
import { stamp } from "./times.ts";
import { FACILITY } from "./units.ts";

/** XTN (§2.A.89): number, use, equipment. */
function phone({ number, use }: Appointment["phones"][number]): readonly string[] {
  return [number, use === "work" ? "WPN" : "PRN", use === "mobile" ? "CP" : "PH"];
}

function pid({ patient, phones }: Appointment, full: boolean): SegmentSpec {
  const own = phones.filter(one => one.use !== "work").map(phone);
  const work = phones.filter(one => one.use === "work").map(phone);
  return segment("PID", {
    1: "1",
    3: [patient.mrn, "", "", FACILITY, "MR"],
    5: xpn(patient),
    7: patient.birth,
    8: patient.sex,
    ...(own.length === 0 ? {} : { 13: { repeat: own } }),
    ...(work.length === 0 ? {} : { 14: { repeat: work } }),
    ...(full ? { 11: patient.address, 15: patient.language.split("^") } : {}),
  });
}

/** Who she is, without a visit. */
export function registration(one: Appointment, at: number, zone: string): MessageSpec {
  return {
    type: ["ADT", "A28", "ADT_A05"],
    segments: [segment("EVN", { 1: "A28", 2: stamp(at, zone) }), pid(one, true), segment("PV1", { 1: "1", 2: "N" })],
  };
}

/** An appointment as it now stands. A cancel repeats neither people nor place. */
export function booking(
  trigger: "S12" | "S13" | "S14" | "S15" | "S26",
  one: Appointment,
  state: string,
  zone: string,
): MessageSpec {
  const isOff = trigger === "S15" || trigger === "S26";
  const start = stamp(one.at, zone);
  return {
    type: ["SIU", trigger, "SIU_S12"],
    segments: [
      segment("SCH", {
        1: [`${one.id}P`, "HMG_EHR"],
        2: [one.id, "HMG_BOOK"],
        ...(trigger === "S15" ? { 6: ["PATREQ", "Patient asked", "L"] } : {}),
        7: ["REASON", one.reason, "L"],
        9: String(one.minutes),
        10: ["min", "minute", "UCUM"],
        11: { repeat: [["", "", "", start]] },
        25: [state, state, "HL70278"],
      }),
      ...(one.note === "" || isOff ? [] : [segment("NTE", { 1: "1", 3: one.note })]),
      pid(one, false),
      ...(isOff
        ? []
        : [
            segment("RGS", { 1: "1" }),
            segment("AIS", { 1: "1", 2: "A", 3: [one.clinic.code, one.service, "L"], 4: start }),
            segment("AIL", { 1: "1", 2: "A", 3: [one.clinic.name, `Room ${one.room}`, "", FACILITY] }),
            segment("AIP", { 1: "1", 2: "A", 3: xcn(one.provider) }),
          ]),
    ],
  };
}
