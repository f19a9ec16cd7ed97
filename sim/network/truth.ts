// What is so in one hospital, kept as the people there know it. Nothing here knows how a message is written.
import type { Bed } from "./facility.ts";

export type Person = {
  readonly family: string;
  readonly given: string;
  /** `1956-03-17`. */
  readonly birth: string;
  readonly sex: "F" | "M";
  readonly city: string | null;
  readonly phone: string | null;
  readonly language: string | null;
};
export type Asked = "none known" | "unknown" | "not asked" | "nothing said";
export type AllergyTruth = {
  readonly substance: string;
  readonly reaction: string;
  readonly severity: "severe" | "moderate" | "mild";
};
/** One number of the hospital and what is known under it. */
export type RecordTruth = {
  readonly mrn: string;
  person: Person;
  /** How often her person was said anew. */
  said: number;
  asked: Asked;
  readonly allergies: Map<string, AllergyTruth>;
};
export type VisitStatus = "planned" | "registered" | "in-house" | "on leave" | "discharged" | "cancelled";
export type VisitTruth = {
  /** By which messages name it now. */
  number: string;
  account: string;
  /** The record that it belongs to. */
  mrn: string;
  status: VisitStatus;
  kind: "emergency" | "inpatient" | "outpatient";
  /** Hers while she is in the house, also on leave; null = none. */
  bed: Bed | null;
  doctor: string;
  since: number;
  /** How many movements it has had. */
  moves: number;
  /** The number under which it was begun, where it was moved to another. */
  before: string | null;
};
/** `mrn`: the number under which it was last said; the visit says whose it is. */
type OfVisit = { mrn: string; readonly visit: VisitTruth };
export type SafetyTruth = OfVisit & {
  readonly what: "code status" | "isolation" | "weight";
  readonly value: string;
  readonly at: number;
};
export type OrderState = "active" | "held" | "stopped";
export type OrderTruth = OfVisit & {
  readonly number: string;
  readonly kind: "drug" | "test";
  readonly what: string;
  readonly code: string;
  readonly amount: string;
  readonly unit: string;
  frequency: string;
  state: OrderState;
  readonly starts: number;
  doses: number;
};
export type DoseTruth = {
  readonly order: OrderTruth;
  readonly count: number;
  readonly at: number;
  readonly outcome: "given" | "partial" | "held" | "refused" | "removed";
  readonly amount: string;
};
export type ResultTruth = OfVisit & {
  readonly number: string;
  readonly panel: string;
  readonly code: string;
  readonly test: string;
  readonly unit: string;
  readonly value: string;
  readonly flag: string;
  readonly status: "preliminary" | "final" | "corrected" | "cancelled";
  readonly at: number;
};
export type DocumentTruth = OfVisit & {
  readonly number: string;
  readonly title: string;
  text: string;
  state: "current" | "superseded" | "entered-in-error";
};
export type AppointmentTruth = {
  mrn: string;
  readonly number: string;
  at: number;
  readonly minutes: number;
  state: "booked" | "cancelled" | "noshow";
};

/** Two numbers of one person: `merge` = the first is known by the second; `link` = both stay. */
export type Joined = { readonly what: "merge" | "link"; readonly from: string; readonly to: string };

export class Truth {
  readonly records = new Map<string, RecordTruth>();
  readonly visits: VisitTruth[] = [];
  readonly safety: SafetyTruth[] = [];
  readonly orders: OrderTruth[] = [];
  /** By order and count. */
  readonly doses = new Map<string, DoseTruth>();
  /** By report and test. */
  readonly results = new Map<string, ResultTruth>();
  readonly documents: DocumentTruth[] = [];
  readonly appointments: AppointmentTruth[] = [];
  joined: Joined[] = [];

  /** The number that she is known by. */
  rootOf(mrn: string): string {
    const next = this.joined.find(one => one.what === "merge" && one.from === mrn)?.to;
    return next === undefined ? mrn : this.rootOf(next);
  }

  /** Every number of hers whose chart is one with this. */
  chartOf(mrn: string): string[] {
    const root = this.rootOf(mrn);
    return [...this.records.keys()].filter(one => this.rootOf(one) === root).sort();
  }

  /** The numbers whose chart is another, and who is the same person or bound to her. */
  besideOf(mrn: string): string[] {
    const found = new Set([this.rootOf(mrn)]);
    for (const one of found)
      for (const { what, from, to } of this.joined) {
        if (what !== "link") continue;
        const [a, b] = [this.rootOf(from), this.rootOf(to)];
        if (a === one) found.add(b);
        if (b === one) found.add(a);
      }
    const roots = [...found].slice(1);
    return [...this.records.keys()].filter(one => roots.includes(this.rootOf(one))).sort();
  }

  /** The stay for which she lies in the house now. */
  staysAt(mrn: string): VisitTruth | undefined {
    const root = this.rootOf(mrn);
    return this.visits.find(visit => this.rootOf(visit.mrn) === root && isIn(visit));
  }

  /** Who lies in this bed. */
  whoIn(bed: Bed): VisitTruth | undefined {
    return this.visits.find(visit => isIn(visit) && visit.bed === bed);
  }

  isHers(mrn: string, one: OfVisit): boolean {
    return this.rootOf(one.visit.mrn) === this.rootOf(mrn);
  }
}

/** True while a bed is kept for her. */
export function isIn({ status }: VisitTruth): boolean {
  return status === "registered" || status === "in-house" || status === "on leave";
}
