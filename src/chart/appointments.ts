// Her appointments: what, where, with whom, at the precision that was sent; a cancelled one stays, struck (RULES M5).
import type { Appointment, AppointmentParticipant } from "../fhir/index.ts";
import { keptOf, momentOf, personNamed, placeIn, statesOf, words } from "./from-record.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { ChartAppointment } from "./routes.ts";

const STATES: Readonly<Record<string, string>> = {
  noshow: "did not come",
  fulfilled: "took place",
  arrived: "arrived",
  "checked-in": "checked in",
  "entered-in-error": "entered in error",
  waitlist: "on the waiting list",
};
const OVER = new Set(["cancelled", "entered-in-error"]);

const DAY_MS = 86_400_000;

/** Appointments as of `now` (integer ms): coming ones, the next first; past ones, and those without a time, newest first. */
export function appointmentsOf(
  state: RecordState,
  now: number,
): { readonly coming: ChartAppointment[]; readonly past: ChartAppointment[] } {
  const all = keptOf(state, "Appointment").map(({ resource, kept }) => appointmentOf(resource, kept, state));
  const at = (one: ChartAppointment) => placeIn(one.at);
  // Of a day alone the whole day is still to come; where she is in it, nobody said.
  const isComing = (one: ChartAppointment) => at(one) + (one.at?.instant == null ? DAY_MS : 0) >= now;
  const order = (a: ChartAppointment, b: ChartAppointment) =>
    at(a) === at(b) ? (a.id < b.id ? -1 : 1) : at(a) < at(b) ? -1 : 1;
  return {
    coming: all.filter(isComing).sort(order),
    past: all
      .filter(one => !isComing(one))
      .sort(order)
      .reverse(),
  };
}

function appointmentOf(appointment: Appointment, kept: Kept, state: RecordState): ChartAppointment {
  const status = appointment.status ?? "";
  const types = [...(appointment.serviceType ?? []), ...(appointment.reasonCode ?? [])].map(words);
  const what = types.find(text => text !== "") ?? words(appointment.appointmentType);
  const named = appointment.participant ?? [];
  return {
    id: appointment.id ?? "",
    number: appointment.identifier?.find(one => one.value !== undefined)?.value ?? null,
    state: stateOf(status),
    stands: !OVER.has(status),
    at: momentOf(appointment.start ?? appointment.requestedPeriod?.[0]?.start),
    until: momentOf(appointment.end),
    minutes: appointment.minutesDuration ?? null,
    what: what === "" ? (appointment.description ?? "Appointment") : what,
    where: named.filter(one => isPlace(one)).flatMap(one => actorText(one, state) ?? []),
    with: named
      .filter(one => !isPlace(one) && !isPatient(one) && !isContact(one))
      .flatMap(one => actorText(one, state) ?? []),
    reason: words(appointment.cancelationReason) || null,
    note: appointment.comment ?? null,
    history: statesOf(kept, stateOf),
    entry: kept.by,
  };
}

function stateOf(status: string): string {
  return STATES[status] ?? status;
}

function isPatient({ actor }: AppointmentParticipant): boolean {
  return actor?.reference?.startsWith("Patient/") === true;
}

function isPlace(participant: AppointmentParticipant): boolean {
  return participant.actor?.reference?.startsWith("Location/") === true;
}

/** Who booked it, or is called about it, is not whom she sees. */
function isContact({ type }: AppointmentParticipant): boolean {
  return type?.some(one => one.coding?.some(coding => coding.system?.endsWith("participant-type"))) === true;
}

/** By name; where only the sort of it was sent, that. */
function actorText(participant: AppointmentParticipant, state: RecordState): string | null {
  const sort = words(participant.type?.[0]);
  const name = personNamed(participant.actor, state);
  if (name === null) return sort === "" ? null : sort;
  return sort === "" || isPlace(participant) ? name : `${name} (${sort})`;
}
