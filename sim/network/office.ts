// Documents and appointments.
import { segment } from "../hospital/spec.ts";
import { DAY, HOUR, MINUTE, stamp } from "../hospital/times.ts";
import { departmentsNumber, type House, next, numberOf, one, say, soon, staying } from "./house.ts";
import { hours } from "./people.ts";
import { message, pid, pv1 } from "./say-who.ts";
import type { AppointmentTruth, DocumentTruth } from "./truth.ts";

function sayDocument(house: House, trigger: string, document: DocumentTruth, at: number, replaces?: string): void {
  const mrn = departmentsNumber(house, document.visit);
  const record = house.truth.records.get(mrn);
  if (record === undefined) return;
  document.mrn = mrn;
  const system = `${house.facility.id}_DOC`;
  const spec = message(house, "MDM", trigger, [
    segment("EVN", { 1: trigger, 2: stamp(at, house.zone) }),
    pid(house, mrn, record, document.visit.account),
    pv1(house, document.visit),
    segment("TXA", {
      1: "1",
      2: ["HP", document.title, "L"],
      4: stamp(at, house.zone),
      12: [document.number, system],
      ...(replaces === undefined ? {} : { 13: [replaces, system] }),
      17: "LA",
    }),
    ...(trigger === "T11"
      ? []
      : [segment("OBX", { 1: "1", 2: "TX", 3: ["HP", document.title, "L"], 5: document.text, 11: "F" })]),
  ]);
  say(house, "office", at, spec, [mrn, document.visit.mrn, "documents"]);
}

/** A history is written (T02); some are edited (T08), replaced by another (T10), or were an error (T11). */
export function write(house: House, at: number): void {
  const visit = one(house, staying(house));
  if (visit === undefined || !house.facility.dialect.safety) return;
  const { random, truth } = house;
  const make = (text: string): DocumentTruth => {
    const number = `N${400 + next(house, "document")}`;
    const made: DocumentTruth = { number, title: "History", text, state: "current", visit, mrn: visit.mrn };
    truth.documents.push(made);
    return made;
  };
  const document = make(`Seen on rounds, ${random.pick(["stable", "better", "worse"])}.`);
  sayDocument(house, "T02", document, at);
  if (!random.chance(0.5)) return;
  soon(house, at + hours(house, 1, 9), later => {
    const trigger = random.pick(["T08", "T10", "T11"] as const);
    if (trigger === "T08") document.text = "Seen again.";
    if (trigger === "T11") document.state = "entered-in-error";
    if (trigger === "T10") {
      document.state = "superseded";
      sayDocument(house, "T10", make("Written anew."), later, document.number);
    } else sayDocument(house, trigger, document, later);
  });
}

function sayAppointment(house: House, trigger: string, appointment: AppointmentTruth, at: number): void {
  const { facility, zone, truth } = house;
  const mrn = numberOf(house, appointment.mrn);
  const record = truth.records.get(mrn);
  if (record === undefined) return;
  const isOld = !facility.dialect.authorities;
  const start = stamp(appointment.at, zone);
  const isGone = trigger === "S15" || trigger === "S26";
  const spec = message(house, "SIU", trigger, [
    segment("SCH", {
      ...(isOld ? { 1: [appointment.number] } : { 2: [appointment.number, `${facility.id}_BOOK`] }),
      ...(isGone ? {} : { 9: String(appointment.minutes), 10: "MIN" }),
      ...(isGone ? {} : { 11: ["", "", "", start] }),
    }),
    pid(house, mrn, record, null),
    segment("RGS", { 1: "1" }),
    segment("AIS", { 1: "1", 3: ["CT", "CT scan", "L"] }),
  ]);
  const isBooking = trigger === "S12" || trigger === "S15";
  say(
    house,
    "office",
    at,
    spec,
    [mrn, appointment.mrn, appointment.number],
    isBooking ? { by: "cancellation", number: appointment.number } : null,
  );
}

/** Somebody is booked (S12); some are moved (S13), cancelled (S15) or do not come (S26). */
export function book(house: House, at: number): void {
  const visit = one(house, house.truth.visits);
  if (visit === undefined) return;
  const { random, truth } = house;
  const appointment: AppointmentTruth = {
    mrn: visit.mrn,
    number: `B${800 + next(house, "appointment")}`,
    at: Math.floor((at + random.whole(1, 9) * DAY + hours(house, 0, 20)) / HOUR) * HOUR,
    minutes: random.pick([15, 30, 60]),
    state: "booked",
  };
  truth.appointments.push(appointment);
  sayAppointment(house, "S12", appointment, at);
  if (random.chance(0.2)) {
    // Within the minute, so that the one may overtake the other.
    soon(house, at + MINUTE, later => {
      appointment.state = "cancelled";
      sayAppointment(house, "S15", appointment, later);
    });
    return;
  }
  if (!random.chance(0.5)) return;
  soon(house, at + hours(house, 1, 9), later => {
    const trigger = random.pick(["S13", "S15", "S26"] as const);
    if (trigger === "S13") appointment.at += DAY;
    else appointment.state = trigger === "S15" ? "cancelled" : "noshow";
    sayAppointment(house, trigger, appointment, later);
  });
}
