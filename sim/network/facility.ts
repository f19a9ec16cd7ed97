// The two hospitals of the network: what each of them speaks, sends and keeps.

/** How a hospital's system writes HL7. */
export type Dialect = {
  /** MSH-12. */
  readonly version: "2.3" | "2.5.1";
  /** EVN-6, when it happened; without it only EVN-2, when it was recorded. */
  readonly occurred: boolean;
  /** Assigning authorities and identifier types; without them MSH-4 alone says whose number it is. */
  readonly authorities: boolean;
  /** AL1, IAM and what is observed of her at the desk (OBX of ADT). */
  readonly safety: boolean;
  /** A stay is named by PV1-19; without it by the account, PID-18. */
  readonly visits: boolean;
};

export type Facility = {
  /** Name of its own authority, and MSH-4. */
  readonly id: string;
  readonly name: string;
  readonly dialect: Dialect;
  /** Listener by what is said: one port may carry all. */
  readonly ports: { readonly [stream in Stream]: string };
};
export type Stream = "movements" | "drugs" | "laboratory" | "office";

/** 2.5.1 with everything, a port a department. */
export const HARBOR: Facility = {
  id: "HMG",
  name: "Harbor Mills General",
  dialect: { version: "2.5.1", occurred: true, authorities: true, safety: true, visits: true },
  ports: { movements: "hmg-adt", drugs: "hmg-pharmacy", laboratory: "hmg-lab", office: "hmg-office" },
};

/** 2.3 on one port: orders alone, neither doses nor allergies nor documents. */
export const PINE: Facility = {
  id: "PLC",
  name: "Pine Lake Community",
  dialect: { version: "2.3", occurred: false, authorities: false, safety: false, visits: false },
  ports: { movements: "plc", drugs: "plc", laboratory: "plc", office: "plc" },
};

export type Bed = { readonly unit: string; readonly room: string; readonly bed: string };

/** The beds of a hospital of this size, alike in both: a bed's name says nothing without its house. */
export function bedsOf(count: number): readonly Bed[] {
  return Array.from({ length: count }, (_, at) => {
    const unit = at % 5 === 0 ? "ED" : at % 5 === 1 ? "ICU" : at % 2 === 0 ? "3 West" : "4 West";
    return { unit, room: String(101 + Math.floor(at / 2)), bed: at % 2 === 0 ? "A" : "B" };
  });
}

/** What the people at the desk would say to this bed. */
export function bedName({ unit, room, bed }: Bed): string {
  return `${unit} ${room}-${bed}`;
}
