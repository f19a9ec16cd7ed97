// One hospital as it lives, and where what is said of it is laid.
import type { MessageSpec } from "../hospital/spec.ts";
import type { Seeded } from "../random.ts";
import type { Bed, Facility, Stream } from "./facility.ts";
import type { Truth, VisitTruth } from "./truth.ts";

/** A message before its bytes. */
export type Draft = {
  readonly port: string;
  /** When it is sent, ms. */
  readonly at: number;
  readonly spec: MessageSpec;
  /** Whose it is: of two of one record the later must not overtake, save where `overtakes` says how they are told apart. */
  readonly about: readonly string[];
  readonly overtakes: Overtakes | null;
};
export type Overtakes =
  /** A movement, told by its own time, while her person is said alike. */
  | { readonly by: "time"; readonly said: number }
  /** A booking, told by the cancellation that holds. */
  | { readonly by: "cancellation"; readonly number: string };

export type House = {
  readonly facility: Facility;
  readonly zone: string;
  readonly random: Seeded;
  readonly truth: Truth;
  readonly beds: readonly Bed[];
  /** What follows from what happened, unsorted. */
  later: { readonly at: number; readonly then: (at: number) => void }[];
  out: Draft[];
  readonly count: { [what: string]: number };
  /** Merged numbers whose merge will be undone: what is theirs goes on under them. */
  readonly mistaken: Set<string>;
};

/** Says something on the port of its stream. */
export function say(
  house: House,
  stream: Stream,
  at: number,
  spec: MessageSpec,
  about: readonly string[],
  overtakes: Overtakes | null = null,
): void {
  house.out.push({ port: house.facility.ports[stream], at, spec, about, overtakes });
}

export function soon(house: House, at: number, then: (at: number) => void): void {
  house.later.push({ at, then });
}

/** The next number of a kind. Both hospitals count alike, so that every number means two things. */
export function next(house: House, what: string): number {
  const number = (house.count[what] ?? 0) + 1;
  house.count[what] = number;
  return number;
}

/** One of a list, undefined where it is empty. */
export function one<T>(house: House, list: readonly T[]): T | undefined {
  return list.length === 0 ? undefined : house.random.pick(list);
}

export function freeBed(house: House): Bed | undefined {
  return one(
    house,
    house.beds.filter(bed => house.truth.whoIn(bed) === undefined),
  );
}

/** The number by which the house speaks of a record now. */
export function numberOf(house: House, mrn: string): string {
  return house.mistaken.has(mrn) ? mrn : house.truth.rootOf(mrn);
}

/** Stays of people who are here and whose number is no mistake. */
export function staying(house: House): VisitTruth[] {
  return house.truth.visits.filter(
    visit => (visit.status === "registered" || visit.status === "in-house") && !house.mistaken.has(visit.mrn),
  );
}

/** The number by which a department speaks of a stay: some still have an old one. */
export function departmentsNumber(house: House, visit: VisitTruth): string {
  if (!house.random.chance(0.2)) return numberOf(house, visit.mrn);
  return visit.before ?? visit.mrn;
}
