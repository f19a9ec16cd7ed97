// Who comes, moves and leaves.
import { drawPatient, type Patient } from "./patients.ts";
import { movement } from "./say-movement.ts";
import type { Stay } from "./stays.ts";
import { DAY, HOUR, MINUTE, minuteStamp } from "./times.ts";
import { type Bed, type Care, location, UNITS, type Unit } from "./units.ts";
import { freeBed, lies, soon, tell, type World } from "./world.ts";

const ED = UNITS.filter(unit => unit.care === "emergency");
const CHILDREN = UNITS.filter(unit => unit.care === "children");
const ADULT = UNITS.filter(unit => unit.care === "adult");

/** The wards that take somebody from the emergency department. */
function wardsFor(world: World): readonly Unit[] {
  return world.random.chance(0.1) ? UNITS.filter(unit => unit.care === "intensive") : ADULT;
}

/** A new stay in a free bed, told to nobody yet. */
export function newStay(world: World, bed: Bed, care: Care, admitted: number, over: Partial<Patient> = {}): Stay {
  const { random, count } = world;
  count.patients++;
  count.visits++;
  const mrn = String(41_822 + count.patients * 37).padStart(7, "0");
  const stay: Stay = {
    patient: { ...drawPatient(random, mrn, care, admitted, world.zone), ...over, mrn },
    visit: `V${5_000_000 + count.visits * 13}`,
    account: `A${900_000 + count.visits * 7}`,
    admitted,
    moved: admitted,
    attending: random.pick(world.staff.physicians),
    bed,
    patientClass: care === "emergency" ? "E" : "I",
    orders: [],
    settled: false,
    nextVitals: admitted,
    nextLab: admitted + random.whole(0, 8) * HOUR,
    leaves: admitted + (care === "emergency" ? random.whole(100, 420) * MINUTE : random.whole(1, 8) * DAY),
  };
  world.beds.set(bed.id, stay);
  return stay;
}

function bedFact(stay: Stay, at: number, bed: string | null) {
  return { kind: "bed", mrn: stay.patient.mrn, visit: stay.visit, bed, at } as const;
}

/** Tells an arrival: A04 in the emergency department, A01 elsewhere. */
export function tellArrival(world: World, stay: Stay, at: number): void {
  const { patient } = stay;
  const trigger = stay.patientClass === "E" ? "A04" : "A01";
  tell(world, "adt", at, movement(trigger, stay, world.zone, { occurred: stay.admitted, recorded: at }), [
    { kind: "patient", mrn: patient.mrn, name: `${patient.name.family}, ${patient.name.given}`, birth: patient.birth },
    bedFact(stay, at, stay.bed.id),
  ]);
}

/** Somebody walks in, where a bed is free. About one in eighty is a mistake and cancelled (A11). */
export function arrive(world: World, at: number): Stay | undefined {
  // Children are sent by their doctors and go straight to their ward.
  const child = world.random.chance(0.07);
  const bed = freeBed(world, child ? CHILDREN : ED);
  if (bed === undefined) return undefined;
  const stay = newStay(world, bed, bed.unit.care, at);
  tellArrival(world, stay, at);
  if (!child && world.random.chance(0.0125)) {
    soon(world, at + world.random.whole(4, 20) * MINUTE, later => {
      if (!lies(world, stay) || stay.patientClass !== "E") return;
      world.beds.delete(stay.bed.id);
      tell(world, "adt", later, movement("A11", stay, world.zone, { occurred: stay.admitted, recorded: later }), [
        bedFact(stay, later, null),
      ]);
    });
  }
  return stay;
}

/** A child is born to a mother in labor and delivery. */
export function birth(world: World, at: number): Stay | undefined {
  const mothers = [...world.beds.values()].filter(stay => stay.bed.unit.care === "birth");
  const bed = freeBed(
    world,
    UNITS.filter(unit => unit.name === (world.random.chance(0.15) ? "NICU" : "NURSERY")),
  );
  if (mothers.length === 0 || bed === undefined) return undefined;
  const mother = world.random.pick(mothers).patient;
  const stay = newStay(world, bed, "newborn", at);
  stay.patient = {
    ...stay.patient,
    mother: mother.mrn,
    birth: minuteStamp(at, world.zone),
    name: { family: mother.name.family, given: stay.patient.sex === "F" ? "Babygirl" : "Babyboy" },
  };
  tellArrival(world, stay, at);
  return stay;
}

/** Moves someone to a free bed of these units (A02); about one in thirty is taken back (A12). */
export function transfer(world: World, stay: Stay, units: readonly Unit[], at: number): void {
  const to = freeBed(world, units);
  if (to === undefined) return;
  const from = stay.bed;
  const occurred = Math.max(stay.moved + MINUTE, at - world.random.whole(0, 12) * MINUTE);
  if (occurred > at) return;
  const movedBefore = stay.moved;
  const classBefore = stay.patientClass;
  world.beds.delete(from.id);
  world.beds.set(to.id, stay);
  stay.bed = to;
  stay.moved = occurred;
  stay.patientClass = "I";
  tell(world, "adt", at, movement("A02", stay, world.zone, { occurred, recorded: at }, location(from)), [
    bedFact(stay, at, to.id),
  ]);
  if (!world.random.chance(0.03)) return;
  soon(world, at + world.random.whole(3, 15) * MINUTE, later => {
    if (!lies(world, stay) || stay.bed !== to || world.beds.has(from.id)) return;
    world.beds.delete(to.id);
    world.beds.set(from.id, stay);
    stay.bed = from;
    stay.moved = movedBefore;
    stay.patientClass = classBefore;
    tell(world, "adt", later, movement("A12", stay, world.zone, { occurred, recorded: later }, location(to)), [
      bedFact(stay, later, from.id),
    ]);
  });
}

/** Sends someone home (A03); about one in forty comes back into the same bed, the discharge cancelled (A13). */
export function discharge(world: World, stay: Stay, at: number): void {
  const occurred = Math.max(stay.moved + MINUTE, at - world.random.whole(0, 10) * MINUTE);
  if (occurred > at) return;
  const movedBefore = stay.moved;
  world.beds.delete(stay.bed.id);
  stay.moved = occurred;
  tell(world, "adt", at, movement("A03", stay, world.zone, { occurred, recorded: at }), [bedFact(stay, at, null)]);
  if (!world.random.chance(0.025)) return;
  soon(world, at + world.random.whole(3, 25) * MINUTE, later => {
    if (world.beds.has(stay.bed.id)) return;
    world.beds.set(stay.bed.id, stay);
    stay.moved = movedBefore;
    stay.leaves = later + 5 * HOUR;
    tell(world, "adt", later, movement("A13", stay, world.zone, { occurred, recorded: later }), [
      bedFact(stay, later, stay.bed.id),
    ]);
  });
}

/** Whoever's time has come leaves, or goes up from the emergency department to a ward. */
export function leave(world: World, stay: Stay, at: number): void {
  if (stay.patientClass === "E" && world.random.chance(0.35)) {
    stay.leaves = at + world.random.whole(1, 6) * DAY;
    transfer(world, stay, wardsFor(world), at);
    // No bed upstairs: she boards in the emergency department and asks again.
    if (stay.patientClass === "E") stay.leaves = at + HOUR;
  } else discharge(world, stay, at);
}

/** Something about her is learnt or changed: a weight, an answer about allergies, isolation (A08). */
export function update(world: World, stay: Stay, at: number): void {
  const { patient } = stay;
  const weight =
    patient.weight === undefined ? "70.0" : (Number(patient.weight) * world.random.around(1, 0.01)).toFixed(1);
  stay.patient =
    patient.allergyState === "not asked" || patient.allergyState === "unknown"
      ? { ...patient, allergyState: "none known", allergies: [] }
      : { ...patient, weight };
  tell(world, "adt", at, movement("A08", stay, world.zone, { occurred: at, recorded: at }), []);
}
