// Who is expected: the appointment book. No feed carries it yet; it stands in the truth alone.
import type { Seeded } from "../random.ts";
import { drawPatient, type Patient } from "./patients.ts";
import { DAY, HOUR, MINUTE, nextAt } from "./times.ts";

export type Appointment = {
  readonly id: string;
  readonly patient: Patient;
  readonly at: number;
  readonly minutes: number;
  readonly service: string;
  readonly state: "booked" | "canceled";
};

const SERVICES = [
  "Infusion center",
  "CT",
  "Cardiology clinic",
  "Day surgery",
  "Prenatal clinic",
  "Physical therapy",
] as const;

/** Draws the next ten days' book, as it stands at `now`. */
export function drawAppointments(random: Seeded, now: number, zone: string, count = 160): readonly Appointment[] {
  return Array.from({ length: count }, (_, i) => {
    const day = now + random.whole(0, 9) * DAY;
    const opening = nextAt(["08:00"], day, zone) ?? day;
    return {
      id: `AP${String(70000 + i)}`,
      patient: drawPatient(random, String(8_000_000 + i * 17), "adult", now, zone),
      at: opening + random.whole(0, 31) * 15 * MINUTE,
      minutes: random.pick([15, 30, 60, (4 * HOUR) / MINUTE]),
      service: random.pick(SERVICES),
      state: random.chance(0.06) ? "canceled" : "booked",
    };
  });
}
