// Who comes, moves and leaves, and which of it is taken back.
import { MINUTE } from "../hospital/times.ts";
import { freeBed, type House, one, soon, staying } from "./house.ts";
import { hours, isAlone, minutes, newVisit, observe, someoneToCome } from "./people.ts";
import { sayMove, saySwap } from "./say-movement.ts";
import type { VisitTruth } from "./truth.ts";

/** What is undone puts her back to what she was, unless something has happened to her since. */
function takenBack(
  house: House,
  trigger: string,
  visit: VisitTruth,
  occurred: number,
  was: Partial<VisitTruth>,
  chance = 0.15,
): void {
  if (!house.random.chance(chance)) return;
  const { moves } = visit;
  soon(house, occurred + minutes(house, 3, 50), at => {
    if (visit.moves !== moves) return;
    const isTaken = was.bed != null && was.bed !== visit.bed && house.truth.whoIn(was.bed) !== undefined;
    const isBack = was.bed != null && house.truth.staysAt(visit.mrn) !== undefined && visit.bed === null;
    if (isTaken || isBack) return;
    const lay = visit.bed;
    Object.assign(visit, was);
    sayMove(house, trigger, visit, { recorded: at, occurred }, { bed: visit.bed ?? lay });
  });
}

function wasOf({ status, kind, bed, since }: VisitTruth): Partial<VisitTruth> {
  return { status, kind, bed, since };
}

/** Somebody comes: to the emergency department (A04) or to a ward (A01). */
export function admit(house: House, at: number, expected?: VisitTruth): void {
  const bed = freeBed(house);
  if (bed === undefined) return;
  if (expected !== undefined && house.truth.staysAt(expected.mrn) !== undefined) return;
  const kind = bed.unit === "ED" && expected === undefined ? "emergency" : "inpatient";
  const visit = expected ?? newVisit(house, someoneToCome(house).mrn, at, kind);
  const was = { ...wasOf(visit), status: expected === undefined ? "cancelled" : "planned", bed: null } as const;
  const occurred = at - minutes(house, 1, 9);
  Object.assign(visit, { status: kind === "emergency" ? "registered" : "in-house", kind, bed, since: occurred });
  observe(house, visit, at);
  sayMove(house, kind === "emergency" ? "A04" : "A01", visit, { recorded: at, occurred });
  takenBack(house, "A11", visit, occurred, was, 0.06);
}

/** Somebody is expected (A05); most come, some are cancelled (A38). */
export function expect(house: House, at: number): void {
  const visit = newVisit(house, someoneToCome(house).mrn, at, "inpatient");
  sayMove(house, "A05", visit, { recorded: at }, { bed: one(house, house.beds) ?? null });
  soon(house, at + hours(house, 2, 12), later => {
    if (visit.status !== "planned" || !isAlone(house, visit.mrn)) return;
    if (house.random.chance(0.7)) {
      admit(house, later, visit);
      return;
    }
    visit.status = "cancelled";
    sayMove(house, "A38", visit, { recorded: later, occurred: at });
  });
}

export function transfer(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => stay.status === "in-house"),
  );
  const bed = freeBed(house);
  const occurred = at - minutes(house, 0, 9);
  if (visit === undefined || bed === undefined || occurred <= visit.since) return;
  const was = wasOf(visit);
  Object.assign(visit, { bed, since: occurred });
  sayMove(house, "A02", visit, { recorded: at, occurred });
  takenBack(house, "A12", visit, occurred, was);
}

/** Two change beds (A17). */
export function swap(house: House, at: number): void {
  const inside = staying(house).filter(stay => stay.status === "in-house" && stay.since < at);
  const [a, b] = [one(house, inside), one(house, inside)];
  if (a === undefined || b === undefined || a === b) return;
  const [bedA, bedB] = [a.bed, b.bed];
  Object.assign(a, { bed: bedB, since: at });
  Object.assign(b, { bed: bedA, since: at });
  saySwap(house, [a, b], { recorded: at });
}

/** From the emergency department to a ward, or from a ward to be an outpatient (A06, A07). */
export function changeClass(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => stay.since < at),
  );
  if (visit === undefined) return;
  if (visit.status === "registered") {
    const bed = freeBed(house) ?? visit.bed;
    Object.assign(visit, { status: "in-house", kind: "inpatient", bed, since: at });
    sayMove(house, "A06", visit, { recorded: at });
  } else if (house.random.chance(0.3)) {
    Object.assign(visit, { status: "registered", kind: "outpatient", since: at });
    sayMove(house, "A07", visit, { recorded: at });
  }
}

/** On leave until later in the day; the bed stays hers (A21, A22, taken back by A52 and A53). */
export function goOnLeave(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => stay.status === "in-house" && stay.since < at),
  );
  if (visit === undefined) return;
  const was = wasOf(visit);
  visit.status = "on leave";
  sayMove(house, "A21", visit, { recorded: at });
  const { moves } = visit;
  if (house.facility.dialect.occurred) takenBack(house, "A52", visit, at, was);
  soon(house, at + hours(house, 1, 6), later => {
    if (visit.moves !== moves) return;
    visit.status = "in-house";
    sayMove(house, "A22", visit, { recorded: later });
    if (house.facility.dialect.occurred) takenBack(house, "A53", visit, later, { status: "on leave" }, 0.1);
  });
}

/** Somebody goes home (A03). */
export function discharge(house: House, at: number): void {
  const visit = one(house, staying(house));
  const occurred = at - minutes(house, 0, 9);
  if (visit === undefined || occurred <= visit.since) return;
  const was = wasOf(visit);
  const lay = visit.bed;
  Object.assign(visit, { status: "discharged", bed: null, since: occurred });
  sayMove(house, "A03", visit, { recorded: at, occurred }, { bed: lay });
  takenBack(house, "A13", visit, occurred, was);
  // Later the desk mends what it wrote of her stay: she does not come back by it.
  if (!house.random.chance(0.2)) return;
  const { moves } = visit;
  soon(house, at + hours(house, 1, 4) + 60 * MINUTE, later => {
    if (visit.moves !== moves || house.truth.rootOf(visit.mrn) !== visit.mrn) return;
    visit.doctor = "Cole";
    sayMove(house, "A08", visit, { recorded: later }, { bed: lay });
  });
}
