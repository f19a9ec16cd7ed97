// PID and PV1, as every message of the hospital begins.
import type { Patient } from "./patients.ts";
import { type Field, type SegmentSpec, segment } from "./spec.ts";
import { xcn } from "./staff.ts";
import type { Stay } from "./stays.ts";
import { stamp } from "./times.ts";
import { FACILITY, location } from "./units.ts";

/** XPN: in Latin letters, and in her own script where there is one. */
export function xpn(patient: Patient): Field {
  const { name } = patient;
  const latin = [name.family, name.given, "", "", "", "", "L"];
  if (name.native === undefined) return latin;
  // XPN-8 (§2.A.88): A alphabetic, I ideographic.
  return {
    repeat: [
      [...latin, "A"],
      [name.native[0], name.native[1], "", "", "", "", "L", "I"],
    ],
  };
}

/** PID (§3.4.2). `full` adds what only ADT says. */
export function pid(stay: Stay, full: boolean): SegmentSpec {
  const { patient } = stay;
  const thin = {
    1: "1",
    3: [patient.mrn, "", "", FACILITY, "MR"],
    5: xpn(patient),
    7: patient.birth,
    8: patient.sex,
    18: [stay.account, "", "", FACILITY, "AN"],
  };
  if (!full) return segment("PID", thin);
  return segment("PID", {
    ...thin,
    11: patient.address,
    15: patient.language.split("^"),
    ...(patient.mother === undefined ? {} : { 21: [patient.mother, "", "", FACILITY, "MR"] }),
  });
}

/** PV1 (§3.4.3). `left` = the time of discharge. */
export function pv1(
  stay: Stay,
  zone: string,
  more: { readonly from?: Field; readonly left?: number } = {},
): SegmentSpec {
  return segment("PV1", {
    1: "1",
    2: stay.patientClass,
    3: location(stay.bed),
    ...(more.from === undefined ? {} : { 6: more.from }),
    7: xcn(stay.attending),
    19: [stay.visit, "", "", FACILITY, "VN"],
    44: stamp(stay.admitted, zone),
    ...(more.left === undefined ? {} : { 45: stamp(more.left, zone) }),
  });
}
