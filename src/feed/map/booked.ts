// AIS, AIG, AIL, AIP: what an appointment takes up → serviceType and participants (v2-to-FHIR).
import { type AppointmentParticipant, type CodeableConcept, list, type Moment, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, conceptWords } from "./cwe.ts";
import { minutesOf, plusMinutes } from "./minutes.ts";
import { parts } from "./parts.ts";
import { place } from "./pl.ts";
import { APPOINTMENT_STATUS } from "./tables.ts";
import { moment } from "./ts.ts";
import { practitioners } from "./xcn.ts";

/** Where the four keep the same things. */
const FIELDS = {
  AIS: { start: 4, duration: 7, units: 8, status: 10 },
  AIG: { start: 8, duration: 11, units: 12, status: 14 },
  AIL: { start: 6, duration: 9, units: 10, status: 12 },
  AIP: { start: 6, duration: 9, units: 10, status: 12 },
} as const;

export type Booked = {
  readonly segment: Segment;
  readonly start: Moment | undefined;
  readonly minutes: number | undefined;
};

/** A segment of one of the four; undefined for any other, and for one that is taken off the appointment (action D). */
export function bookedOf(segment: Segment, context: Context): Booked | undefined {
  const fields = fieldsOf(segment);
  if (fields === undefined || parts(segment, 2).at(1)?.toUpperCase() === "D") return undefined;
  return {
    segment,
    start: moment(parts(segment, fields.start), 1, context),
    minutes: minutesOf(parts(segment, fields.duration), parts(segment, fields.units)),
  };
}

/** The services of an appointment (AIS-3). */
export function servicesOf(booked: readonly Booked[], context: Context): CodeableConcept[] | undefined {
  return list(
    ...booked.filter(({ segment }) => segment.name === "AIS").map(({ segment }) => concept(parts(segment, 3), context)),
  );
}

/** Who, where and with what. `standing`: the state of the appointment, where the segment says none of its own. */
export function participantsOf(
  booked: readonly Booked[],
  standing: AppointmentParticipant["status"],
  context: Context,
): AppointmentParticipant[] {
  return booked.flatMap(one => {
    const { segment, start, minutes } = one;
    const type = segment.name === "AIS" ? undefined : concept(parts(segment, 4), context);
    const end = start && minutes ? plusMinutes(start, minutes) : undefined;
    return actorsOf(segment, type, context).map(actor =>
      present<AppointmentParticipant>({
        type: list(type),
        actor,
        status: statusOf(segment) ?? standing,
        period: start && present({ start: start.iso, end }),
      }),
    );
  });
}

/** None where only the sort of it is known: R4 asks for a type or an actor. */
function actorsOf(
  segment: Segment,
  type: CodeableConcept | undefined,
  context: Context,
): (AppointmentParticipant["actor"] | undefined)[] {
  const sort = type === undefined ? [] : [undefined];
  if (segment.name === "AIP") {
    const people = practitioners(segment, 3, context);
    return people.length > 0 ? people : sort;
  }
  if (segment.name === "AIL") {
    const found = place(segment, 3, context)?.reference;
    return found ? [found] : sort;
  }
  if (segment.name !== "AIG") return [];
  const thing = concept(parts(segment, 3), context);
  const display = conceptWords(thing);
  const value = parts(segment, 3).at(1);
  return display === undefined
    ? sort
    : [present<NonNullable<AppointmentParticipant["actor"]>>({ identifier: value ? { value } : undefined, display })];
}

/** The participant's answer, by its filler status (AIx). */
function statusOf(segment: Segment): AppointmentParticipant["status"] | undefined {
  const fields = fieldsOf(segment);
  const sent = fields && parts(segment, fields.status).at(1)?.toUpperCase();
  const known = sent !== undefined && Object.hasOwn(APPOINTMENT_STATUS, sent) ? APPOINTMENT_STATUS[sent] : undefined;
  return known === undefined ? undefined : answerOf(known);
}

/** How a participant stands to an appointment in a state. */
export function answerOf(status: (typeof APPOINTMENT_STATUS)[string]): AppointmentParticipant["status"] {
  if (status === "cancelled" || status === "entered-in-error") return "declined";
  return status === "pending" || status === "proposed" || status === "waitlist" ? "tentative" : "accepted";
}

function fieldsOf({ name }: Segment): (typeof FIELDS)[keyof typeof FIELDS] | undefined {
  return name === "AIS" || name === "AIG" || name === "AIL" || name === "AIP" ? FIELDS[name] : undefined;
}
