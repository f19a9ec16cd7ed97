// The demo's people. Names, numbers and PINs are invented and printed at start-up: they protect nothing real.

export type DemoPerson = {
  readonly id: string;
  readonly name: string;
  readonly role:
    | "nurse"
    | "charge nurse"
    | "house supervisor"
    | "physician"
    | "pharmacist"
    | "clerk"
    | "scheduler"
    | "it"
    | "privacy";
  readonly unit: string;
  readonly pin: string;
};

export const ROSTER: readonly DemoPerson[] = [
  { id: "N0901", name: "PARK, Dana", role: "nurse", unit: "4 West", pin: "4180" },
  { id: "N0902", name: "COLE, Winston", role: "charge nurse", unit: "Emergency", pin: "7714" },
  { id: "H0005", name: "TRAN, Celia", role: "house supervisor", unit: "House", pin: "3350" },
  { id: "D0007", name: "OYELARAN, Tunde", role: "physician", unit: "4 West", pin: "7731" },
  { id: "P0003", name: "BRANDT, Ilse", role: "pharmacist", unit: "Pharmacy", pin: "5526" },
  { id: "C0012", name: "MERCER, Joy", role: "clerk", unit: "4 West", pin: "3094" },
  { id: "S0021", name: "IBARRA, Ana", role: "scheduler", unit: "Clinics", pin: "6182" },
  { id: "IT004", name: "SOLIS, Rafael", role: "it", unit: "IT", pin: "9067" },
  { id: "PO002", name: "HAYES, Miriam", role: "privacy", unit: "Privacy", pin: "2845" },
];
