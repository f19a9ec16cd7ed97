// Who is expected: the appointment book of the house's clinics, and what becomes of it day by day.
import type { Seeded } from "../random.ts";
import type { Draft } from "./draft.ts";
import { drawPatient, type Patient } from "./patients.ts";
import { booking, registration } from "./say-appointment.ts";
import type { Staff, Worker } from "./staff.ts";
import { DAY, HOUR, MINUTE, nextAt } from "./times.ts";

export type Clinic = {
  readonly name: string;
  readonly code: string;
  readonly services: readonly string[];
  readonly reasons: readonly string[];
  readonly minutes: readonly number[];
};

export type Appointment = {
  readonly id: string;
  readonly patient: Patient;
  /** As she gave them: none where nobody asked. */
  readonly phones: readonly { readonly number: string; readonly use: "home" | "mobile" | "work" }[];
  /** False: the clinics know her, and registration does not yet. */
  readonly registered: boolean;
  readonly clinic: Clinic;
  readonly provider: Worker;
  readonly room: string;
  readonly at: number;
  readonly minutes: number;
  readonly service: string;
  readonly reason: string;
  /** What becomes of it, told when it happens. */
  readonly fate: "kept" | "canceled" | "moved" | "missed";
  readonly note: string;
};

const CLINICS: readonly Clinic[] = [
  {
    name: "Cardiology",
    code: "CARD",
    services: ["Follow-up visit", "New patient", "Echocardiogram"],
    reasons: ["Atrial fibrillation", "Heart failure check", "Chest pain"],
    minutes: [20, 40, 30],
  },
  {
    name: "Infusion Center",
    code: "INF",
    services: ["Iron infusion", "Chemotherapy", "IVIG"],
    reasons: ["Anemia", "Cycle 3", "Immune deficiency"],
    minutes: [60, 240, 180],
  },
  {
    name: "Prenatal",
    code: "OB",
    services: ["Prenatal visit", "Ultrasound"],
    reasons: ["28 weeks", "20 weeks anatomy", "36 weeks"],
    minutes: [20, 30],
  },
  {
    name: "Diabetes",
    code: "DM",
    services: ["Follow-up visit", "Education"],
    reasons: ["A1c high", "Pump check", "New diagnosis"],
    minutes: [20, 45],
  },
  {
    name: "Orthopedics",
    code: "ORTHO",
    services: ["Post-op check", "Cast removal", "New patient"],
    reasons: ["Knee replacement, 2 weeks", "Wrist fracture", "Hip pain"],
    minutes: [15, 15, 30],
  },
  {
    name: "Pediatrics",
    code: "PEDS",
    services: ["Well child", "Vaccines", "Sick visit"],
    reasons: ["4 years", "12 months", "Cough, fever"],
    minutes: [20, 10, 15],
  },
];

/** Each clinic's appointments on a weekday, and on a day of the weekend. */
const EACH_DAY = { weekday: 14, weekend: 2 } as const;
const DAYS = { before: 1, ahead: 6 } as const;

/** Draws the book from the day before `now` to a week ahead, as it stands at `now`. */
export function drawAppointments(random: Seeded, now: number, zone: string, staff: Staff): readonly Appointment[] {
  const book: Appointment[] = [];
  for (let day = -DAYS.before; day <= DAYS.ahead; day++) {
    const opening = nextAt(["08:00"], now + (day - 1) * DAY, zone) ?? now + day * DAY;
    const weekday = Temporal.Instant.fromEpochMilliseconds(opening).toZonedDateTimeISO(zone).dayOfWeek;
    for (const [c, clinic] of CLINICS.entries())
      for (let i = 0; i < (weekday > 5 ? EACH_DAY.weekend : EACH_DAY.weekday); i++)
        book.push(drawOne(random, book.length, clinic, staff.physicians.slice(c * 3, c * 3 + 3), opening, zone));
  }
  return book;
}

function drawOne(
  random: Seeded,
  count: number,
  clinic: Clinic,
  providers: readonly Worker[],
  opening: number,
  zone: string,
): Appointment {
  const care = clinic.code === "PEDS" ? "children" : clinic.code === "OB" ? "birth" : "adult";
  const kind = random.whole(0, clinic.services.length - 1);
  const fate = random.unit();
  return {
    id: `AP${String(70_000 + count)}`,
    patient: drawPatient(random, String(8_000_000 + count * 17), care, opening, zone),
    phones: drawPhones(random),
    registered: random.chance(0.93),
    clinic,
    provider: random.pick(providers),
    room: String(random.whole(1, 6)),
    at: opening + random.whole(0, 33) * 15 * MINUTE,
    minutes: clinic.minutes[kind] ?? 20,
    service: clinic.services[kind] ?? "Visit",
    reason: random.pick(clinic.reasons),
    fate: fate < 0.08 ? "canceled" : fate < 0.16 ? "moved" : fate < 0.2 ? "missed" : "kept",
    note: random.chance(0.12)
      ? random.pick(["Needs an interpreter", "Comes by wheelchair van", "Fasting", "Call the daughter"])
      : "",
  };
}

function drawPhones(random: Seeded): Appointment["phones"] {
  // 555-01xx is kept free for invented people.
  const number = () => `(860) 555-01${String(random.whole(0, 99)).padStart(2, "0")}`;
  const roll = random.unit();
  if (roll < 0.04) return [];
  const mobile = { number: number(), use: "mobile" } as const;
  if (roll < 0.7) return [mobile];
  return roll < 0.9
    ? [{ number: number(), use: "home" }, mobile]
    : [
        { number: number(), use: "home" },
        { number: number(), use: "work" },
      ];
}

/** All that is told of the book by its end, in order: registrations and bookings by `now`, then what becomes of each at its time. */
export function tellBook(book: readonly Appointment[], now: number, zone: string): Draft[] {
  const told: Draft[] = [];
  const tell = (feed: Draft["feed"], at: number, spec: Draft["spec"]) => told.push({ feed, at, spec, facts: [] });
  for (const [n, one] of book.entries()) {
    const made = now + (n % 3_000) * 20;
    if (one.registered) tell("adt", made, registration(one, made, zone));
    const from = one.fate === "moved" ? one.at - DAY + 30 * MINUTE : one.at;
    tell("scheduling", made, booking("S12", { ...one, at: from }, "Booked", zone));
    if (one.fate === "moved") tell("scheduling", made + 60 * MINUTE, booking("S13", one, "Booked", zone));
    else if (one.fate === "canceled")
      tell("scheduling", Math.max(made + HOUR, one.at - 20 * HOUR), booking("S15", one, "Cancelled", zone));
    else if (one.fate === "missed")
      tell("scheduling", Math.max(made + HOUR, one.at + HOUR), booking("S26", one, "Noshow", zone));
    if (one.fate !== "kept" && one.fate !== "moved") continue;
    if (one.at <= now) continue;
    tell("scheduling", one.at - 8 * MINUTE, booking("S14", one, "Started", zone));
    tell("scheduling", one.at + one.minutes * MINUTE, booking("S14", one, "Complete", zone));
  }
  return told.sort((a, b) => a.at - b.at);
}
