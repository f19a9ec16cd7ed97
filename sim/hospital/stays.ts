// One stay of one patient: where she lies, who looks after her, what is ordered.
import type { Order } from "./orders.ts";
import type { Patient } from "./patients.ts";
import type { Worker } from "./staff.ts";
import type { Bed } from "./units.ts";

export type Stay = {
  patient: Patient;
  /** PV1-19. */
  readonly visit: string;
  /** PID-18. */
  readonly account: string;
  readonly admitted: number;
  readonly attending: Worker;
  bed: Bed;
  /** When the movement that stands took place. */
  moved: number;
  patientClass: "E" | "I";
  readonly orders: Order[];
  nextVitals: number;
  nextLab: number;
  /** Stays where she is: somebody will look for her. */
  settled: boolean;
  /** When she will leave, or move up from the emergency department. */
  leaves: number;
};
