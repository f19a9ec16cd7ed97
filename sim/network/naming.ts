// Who she is: what is said of her anew, which numbers are one person, and which were not.
import { type House, next, numberOf, one, soon, staying } from "./house.ts";
import { drawPerson, hours, isAlone, newRecord, observe, SUBSTANCES } from "./people.ts";
import { sayAllergyGone, sayMove, sayPair, sayPerson, sayPrior } from "./say-movement.ts";
import type { Joined, RecordTruth, VisitTruth } from "./truth.ts";

/** The desk says anew who she is (A08 of her stay, A31 of her alone); what she has no more is deleted. */
export function update(house: House, at: number): void {
  const visit = one(house, staying(house));
  const record = visit && house.truth.records.get(numberOf(house, visit.mrn));
  if (visit === undefined || record === undefined) return;
  const other = drawPerson(house);
  const { random } = house;
  const before = record.person;
  record.person = {
    ...before,
    family: random.chance(0.3) ? other.family : before.family,
    city: random.chance(0.4) ? other.city : before.city,
    phone: random.chance(0.4) ? other.phone : before.phone,
    language: random.chance(0.3) ? other.language : before.language,
  };
  record.said++;
  const gone = (["city", "phone", "language"] as const).filter(
    name => before[name] !== null && record.person[name] === null,
  );
  if (random.chance(0.25)) {
    sayPerson(house, record, at, { gone });
    return;
  }
  if (random.chance(0.5)) observe(house, visit, at);
  if (house.facility.dialect.safety && random.chance(0.3)) {
    const allergy = random.pick(SUBSTANCES);
    record.allergies.set(allergy.substance, allergy);
  }
  sayMove(house, "A08", visit, { recorded: at }, { gone });
}

/** An allergy was an error. */
export function takeAllergyBack(house: House, at: number): void {
  const visit = one(house, staying(house));
  const record = visit && house.truth.records.get(numberOf(house, visit.mrn));
  const allergy = record && one(house, [...record.allergies.values()]);
  if (record === undefined || allergy === undefined) return;
  record.allergies.delete(allergy.substance);
  sayAllergyGone(house, record, allergy, at);
}

function alone(house: House, isBound = false): RecordTruth[] {
  return [...house.truth.records.values()].filter(
    ({ mrn }) =>
      isAlone(house, mrn) && (isBound || !isJoined(house, mrn)) && house.truth.visits.some(visit => visit.mrn === mrn),
  );
}

function isJoined({ truth }: House, mrn: string): boolean {
  return truth.joined.some(({ from, to }) => from === mrn || to === mrn);
}

function join(house: House, joined: Joined): void {
  house.truth.joined = [...house.truth.joined, joined];
}

function part(house: House, joined: Joined): void {
  house.truth.joined = house.truth.joined.filter(one => one !== joined);
}

/** Two numbers turn out to be one person: the first is known by the second. Some of it turns out wrong, and is undone. */
export function merge(house: House, at: number): void {
  const { random, truth, facility } = house;
  const from = one(house, alone(house));
  const stays = staying(house).filter(visit => !isJoined(house, visit.mrn));
  const stay = one(house, stays);
  const into = stay === undefined ? undefined : truth.records.get(stay.mrn);
  if (from === undefined || into === undefined || from === into) return;
  // Who lies here may be the one or the other number.
  const isMistaken = random.chance(0.35);
  const [old, kept] = isMistaken || random.chance(0.5) ? [from, into] : [into, from];
  if (facility.dialect.occurred) sayPrior(house, "A40", kept, { mrn: old.mrn }, at);
  else sayPrior(house, random.pick(["A18", "A34"]), kept, { mrn: old.mrn }, at);
  const joined: Joined = { what: "merge", from: old.mrn, to: kept.mrn };
  join(house, joined);
  if (!isMistaken) return;
  house.mistaken.add(old.mrn);
  soon(house, at + hours(house, 1, 8), later => {
    part(house, joined);
    house.mistaken.delete(old.mrn);
    sayPair(house, "A37", kept, old, later);
  });
}

/** Two numbers are bound and stay two: mother and child (A24); some are parted again (A37). */
export function link(house: House, at: number): void {
  const [a, b] = [one(house, alone(house)), one(house, alone(house))];
  if (a === undefined || b === undefined || a === b) return;
  const joined: Joined = { what: "link", from: b.mrn, to: a.mrn };
  join(house, joined);
  sayPair(house, "A24", a, b, at);
  if (!house.random.chance(0.4)) return;
  soon(house, at + hours(house, 1, 8), later => {
    part(house, joined);
    sayPair(house, "A37", a, b, later);
  });
}

/** She gets another number of the hospital (A47). */
export function renumber(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => !isJoined(house, stay.mrn)),
  );
  const old = visit && house.truth.records.get(visit.mrn);
  if (old === undefined) return;
  const record = newRecord(house, { ...old.person, city: null, phone: null, language: null });
  record.asked = "nothing said";
  record.allergies.clear();
  sayPrior(house, "A47", record, { mrn: old.mrn }, at);
  join(house, { what: "merge", from: old.mrn, to: record.mrn });
}

/** A stay was begun under the number of somebody else, and is hers now (A45; in 2.3 A36 without a merge is not said). */
export function moveVisit(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => !isJoined(house, stay.mrn)),
  );
  const record = one(house, alone(house));
  if (visit === undefined || record === undefined || record.mrn === visit.mrn) return;
  const prior = { mrn: visit.mrn, visit: visit.number };
  visit.before = visit.mrn;
  visit.mrn = record.mrn;
  visit.moves++;
  sayPrior(house, "A45", record, prior, at, visit);
}

/** A stay gets another number (A50), in 2.3 another account (A35). */
export function renumberVisit(house: House, at: number): void {
  const visit = one(
    house,
    staying(house).filter(stay => !isJoined(house, stay.mrn)),
  );
  const record = visit && house.truth.records.get(visit.mrn);
  if (visit === undefined || record === undefined) return;
  visit.moves++;
  visit.before = null;
  const number = next(house, "visit");
  if (house.facility.dialect.visits) {
    const prior = { mrn: record.mrn, visit: visit.number };
    visit.number = `V${5_000 + number}`;
    sayPrior(house, "A50", record, prior, at, visit);
  } else {
    const prior = { mrn: record.mrn, account: visit.account };
    visit.account = `A${9_000 + number}`;
    sayPrior(house, "A35", record, prior, at, visit);
  }
}

/** The account of a stay has another number, the stay its own (A49). */
export function renumberAccount(house: House, at: number): void {
  const visit: VisitTruth | undefined = one(
    house,
    staying(house).filter(stay => !isJoined(house, stay.mrn)),
  );
  const record = visit && house.truth.records.get(visit.mrn);
  if (visit === undefined || record === undefined) return;
  const prior = { mrn: record.mrn, account: visit.account };
  visit.account = `A${9_000 + next(house, "visit")}`;
  sayPrior(house, "A49", record, prior, at, visit);
}
