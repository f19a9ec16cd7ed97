// What is really so: what a test compares the copy with.

export type DoseTruth = {
  readonly order: string;
  readonly mrn: string;
  readonly drug: string;
  /** RXA-2. */
  readonly counter: number;
  /** When it was given, or would have been. */
  readonly at: number;
  readonly outcome: "given" | "partial" | "held" | "refused" | "missed" | "removed";
  readonly amount: string;
  readonly unit: string;
};

export type Fact =
  | {
      readonly kind: "bed";
      readonly mrn: string;
      readonly visit: string;
      readonly bed: string | null;
      readonly at: number;
    }
  | { readonly kind: "patient"; readonly mrn: string; readonly name: string; readonly birth: string }
  | {
      readonly kind: "order";
      readonly order: string;
      readonly mrn: string;
      readonly state: string;
      readonly at: number;
    }
  | ({ readonly kind: "dose" } & DoseTruth)
  | {
      readonly kind: "result";
      readonly mrn: string;
      readonly filler: string;
      readonly code: string;
      readonly value: string;
      readonly status: string;
      readonly at: number;
    }
  | { readonly kind: "heartbeat"; readonly at: number };

export type Truth = {
  /** Bed to MRN: who lies where. */
  readonly beds: ReadonlyMap<string, string>;
  /** Key `order/counter`: the last word on each dose. */
  readonly doses: ReadonlyMap<string, DoseTruth>;
  /** Order to its state. */
  readonly orders: ReadonlyMap<string, string>;
  /** Key `filler/code`: the last word on each result. */
  readonly results: ReadonlyMap<string, string>;
};

/** Folds facts, in order of happening, into what is so after them. Throws a RangeError when two people lie in one bed. */
export function truthAfter(facts: Iterable<Fact>): Truth {
  const beds = new Map<string, string>();
  const where = new Map<string, string>();
  const doses = new Map<string, DoseTruth>();
  const orders = new Map<string, string>();
  const results = new Map<string, string>();
  for (const fact of facts) {
    switch (fact.kind) {
      case "bed": {
        const left = where.get(fact.visit);
        if (left !== undefined) {
          beds.delete(left);
          where.delete(fact.visit);
        }
        if (fact.bed === null) break;
        if (beds.has(fact.bed)) throw new RangeError(`two people in ${fact.bed}`);
        beds.set(fact.bed, fact.mrn);
        where.set(fact.visit, fact.bed);
        break;
      }
      case "dose":
        doses.set(`${fact.order}/${fact.counter}`, fact);
        break;
      case "order":
        orders.set(fact.order, fact.state);
        break;
      case "result":
        results.set(`${fact.filler}/${fact.code}`, fact.value);
        break;
      case "patient":
      case "heartbeat":
        break;
    }
  }
  return { beds, doses, orders, results };
}
