// The demo's people. Names, numbers and PINs are invented and printed at start-up: they protect nothing real.

export type DemoPerson = {
  readonly id: string;
  readonly name: string;
  readonly role: "nurse" | "physician" | "pharmacist" | "clerk" | "it";
  readonly unit: string;
  readonly pin: string;
};

export const ROSTER: readonly DemoPerson[] = [
  { id: "N0901", name: "PARK Dana RN", role: "nurse", unit: "4 West", pin: "4180" },
  { id: "D0007", name: "OYELARAN Tunde MD", role: "physician", unit: "4 West", pin: "7731" },
  { id: "P0003", name: "BRANDT Ilse PharmD", role: "pharmacist", unit: "Pharmacy", pin: "5526" },
  { id: "C0012", name: "MERCER Joy", role: "clerk", unit: "4 West", pin: "3094" },
  { id: "IT004", name: "SOLIS Rafael", role: "it", unit: "IT", pin: "9067" },
];

/** `id,name,role,unit,pin` with a heading. */
export function rosterCsv(): string {
  return `id,name,role,unit,pin\n${ROSTER.map(p => `${p.id},${p.name},${p.role},${p.unit},${p.pin}\n`).join("")}`;
}
