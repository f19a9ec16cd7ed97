// SCH with TQ1, NTE and what it takes up → Appointment (RULES M5; docs/decisions/siu-appointment.md).
import {
  type Annotation,
  type Appointment,
  type AppointmentParticipant,
  type Extension,
  list,
  type Moment,
  present,
  type Reference,
  type ServiceRequest,
} from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import { answerOf, type Booked, bookedOf, participantsOf, servicesOf } from "./booked.ts";
import type { Context } from "./context.ts";
import { concept, conceptWords } from "./cwe.ts";
import { groupsOf } from "./groups.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { minutesOf, plusMinutes } from "./minutes.ts";
import { notes } from "./nte.ts";
import { observations } from "./obx.ts";
import { lines, parts, repeats } from "./parts.ts";
import { phones } from "./phones.ts";
import { APPOINTMENT_STATUS } from "./tables.ts";
import { moment, quote } from "./ts.ts";
import { practitioners } from "./xcn.ts";
import { telecoms } from "./xtn.ts";

/** What an event makes of an appointment (HL7 v2.5.1 §10.4). The first three say it only where SCH-25 does not. */
const EVENTS: Readonly<Record<string, Appointment["status"]>> = {
  S12: "booked",
  S13: "booked",
  S14: "booked",
  S15: "cancelled",
  S16: "cancelled",
  S17: "entered-in-error",
  S26: "noshow",
};

/** Adds the appointment of a message and the observations beside it. */
export function schedule(
  message: Message,
  trigger: string,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const sch = message.segment("SCH");
  const first = message.segments.findIndex(one => one.name === "RGS" || bookedOf(one, quiet(context)) !== undefined);
  const front = first < 0 ? message.segments : message.segments.slice(0, first);
  const { authority, number } = context.record;
  for (const { observed } of groupsOf({ segments: front.filter(one => one.name !== "NTE" || behindObx(one, front)) }))
    observations(
      observed,
      { patient, encounter, authority, key: `record|${number}|${encounter ?? ""}`, effective: {} },
      context,
    );
  if (sch === undefined) {
    context.issue("no-appointment", "the message names no appointment", "SCH[1]");
    return;
  }
  appointment(sch, message, trigger, patient, encounter, context);
}

function appointment(
  sch: Segment,
  message: Message,
  trigger: string,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const booked = message.segments.map(one => bookedOf(one, context)).filter(one => one !== undefined);
  const time = timeOf(
    sch,
    message.segments.find(one => one.name === "TQ1"),
    booked,
    context,
  );
  const state = stateOf(sch, trigger, booked, context);
  const id = idOf(sch, time, context);
  const accepted = answerOf(state.status);
  const placerContact = contacts(sch, 12, "placer contact", accepted, context);
  const fillerContact = contacts(sch, 16, "filler contact", accepted, context);
  const isTyped = parts(sch, 7).at(3)?.toUpperCase() === "HL70277";
  const why = hasReason(state.status) ? concept(parts(sch, 6), context) : undefined;
  const said = notesOf(message);
  const reference = context.add(
    present<Appointment>({
      resourceType: "Appointment",
      id,
      extension: list(
        ...said.beside.flatMap(({ under, segments }) => asNotes(under, segments, context)),
        ...phonesOf(message, context),
      ),
      identifier: list(identifierOfEi(parts(sch, 1), context, "PLAC"), identifierOfEi(parts(sch, 2), context, "FILL")),
      status: state.status,
      cancelationReason: why,
      serviceType: servicesOf(booked, context),
      appointmentType:
        concept(parts(sch, 8), context, "0277") ?? (isTyped ? concept(parts(sch, 7), context) : undefined),
      reasonCode: isTyped ? undefined : list(concept(parts(sch, 7), context, "0276")),
      description: why === undefined ? conceptWords(concept(parts(sch, 6), context)) : undefined,
      supportingInformation: encounter ? [{ reference: encounter }] : undefined,
      ...placed(time, state.status),
      comment:
        said.own
          .map(note => lines(note, 3, context))
          .filter(one => one !== undefined)
          .join("\n") || undefined,
      basedOn: list(
        ...repeats(sch, 26).map(one => ordered(identifierOfEi(one, context, "PLAC"))),
        ...repeats(sch, 27).map(one => ordered(identifierOfEi(one, context, "FILL"))),
      ),
      participant: [
        { actor: { reference: patient }, status: accepted },
        ...participantsOf(booked, accepted, context),
        ...placerContact,
        ...fillerContact,
        ...contacts(sch, 20, "enterer", accepted, context),
      ],
    }),
  );
  const [placer, filler] = [keyOfEi(parts(sch, 1), context), keyOfEi(parts(sch, 2), context)];
  if (placer && filler) {
    context.act({ act: "join", from: `Appointment/${named("placer", placer, sch, context)}`, to: reference });
    // A book may know it by the placer's number.
    context.act({ act: "take-filed", from: `Appointment/${named("filler", placer, sch, context)}`, to: reference });
  } else if (placer)
    context.act({ act: "take-filed", from: `Appointment/${named("filler", placer, sch, context)}`, to: reference });
  // Only a change that says so itself takes a cancellation back; a booking that comes behind it is an old one.
  if (!state.isSaid || trigger === "S12") context.act({ act: "keep-cancelled", of: reference });
}

/** PID-13 and PID-14 of this message: she may have no registration yet. */
function phonesOf(message: Message, context: Context): Extension[] {
  const pid = message.segment("PID");
  if (pid === undefined) return [];
  const points = [...(telecoms(pid, 13, context) ?? []), ...(telecoms(pid, 14, context, "work") ?? [])];
  return phones(points.filter(point => point.system === "phone"));
}

type Number = { readonly authority: string; readonly number: string };

/** The filler's number, else the placer's; of a series, with its occurrence (SCH-3). */
function idOf(sch: Segment, time: Time, context: Context): string {
  const [filler, placer] = [keyOfEi(parts(sch, 2), context), keyOfEi(parts(sch, 1), context)];
  if (filler) return named("filler", filler, sch, context);
  if (placer) return named("placer", placer, sch, context);
  context.issue("no-appointment-number", "the appointment has no number", where(sch));
  const at = time.start?.instant ?? "";
  return context.id("Appointment", context.record.authority, ["record", context.record.number, at].join("|"));
}

function named(by: "filler" | "placer", { authority, number }: Number, sch: Segment, context: Context): string {
  const occurrence = parts(sch, 3).at(1) ?? "";
  const nth = occurrence === "" || occurrence === "0" || occurrence === "1" ? "" : `|${occurrence}`;
  return context.id("Appointment", authority, `${by}|${number}${nth}`);
}

type State = { readonly status: Appointment["status"]; readonly isSaid: boolean };

/** S15, S16, S17 and S26 say the state by themselves; else SCH-25 does, else the service (AIS-10), else the event. */
function stateOf(sch: Segment, trigger: string, booked: readonly Booked[], context: Context): State {
  const byEvent = EVENTS[trigger] ?? "booked";
  const services = booked
    .filter(({ segment }) => segment.name === "AIS")
    .map(({ segment }) => parts(segment, 10).at(1));
  const sent = parts(sch, 25).at(1) ?? parts(sch, 25).at(2) ?? services.find(one => one !== undefined);
  const key = sent?.toUpperCase().replaceAll(/[\s-]/g, "") ?? "";
  const said = Object.hasOwn(APPOINTMENT_STATUS, key) ? APPOINTMENT_STATUS[key] : undefined;
  const at = where(sch, { field: 25 });
  if (sent !== undefined && said === undefined)
    context.issue("code-not-known", `${quote(sent)} is no state of an appointment`, at);
  if (byEvent === "booked") return { status: said ?? byEvent, isSaid: said !== undefined };
  if (said !== undefined && said !== byEvent && !hasReason(said) && said !== "entered-in-error")
    context.issue("status-contradicts", `${trigger} with filler status ${quote(sent ?? "")}`, at);
  return { status: byEvent, isSaid: true };
}

/** Only what did not take place has a reason for it (R4 app-4). */
function hasReason(status: Appointment["status"]): boolean {
  return status === "cancelled" || status === "noshow";
}

type Time = {
  readonly start: Moment | undefined;
  readonly end: Moment | undefined;
  readonly minutes: number | undefined;
};

/** TQ1 where it says a time (v2.5 on), else SCH-11, else what is booked: the service, people, things, places. */
function timeOf(sch: Segment, tq1: Segment | undefined, booked: readonly Booked[], context: Context): Time {
  const minutes = minutesOf(parts(sch, 9), parts(sch, 10)) ?? booked.find(one => one.minutes !== undefined)?.minutes;
  const spans = [
    tq1 && { start: moment(parts(tq1, 7), 1, context), end: moment(parts(tq1, 8), 1, context) },
    ...repeats(sch, 11).map(tq => ({ start: moment(tq, 4, context), end: moment(tq, 5, context) })),
    ...["AIS", "AIP", "AIG", "AIL"].flatMap(name =>
      booked.filter(one => one.segment.name === name).map(({ start }) => ({ start, end: undefined })),
    ),
  ].filter(one => one?.start !== undefined);
  const [first, ...others] = spans;
  const [second] = others;
  if (second !== undefined && tq1 && second.start?.instant !== first?.start?.instant && repeats(sch, 11).length > 0)
    context.issue("times-differ", "TQ1 and SCH-11 say two times: TQ1's is taken", where(sch, { field: 11 }));
  return { start: first?.start, end: first?.end, minutes };
}

type Placed = Pick<Appointment, "start" | "end" | "_start" | "_end" | "minutesDuration" | "requestedPeriod">;

/** R4's start and end are instants, both or neither, and needed by what is booked: what is not known says so. */
export function placed({ start, end, minutes }: Time, status: Appointment["status"]): Placed {
  const unknown = { extension: [NOT_KNOWN] };
  const isExact = start !== undefined && start.iso.length > 10;
  const needed = status !== "proposed" && status !== "cancelled" && status !== "waitlist";
  if (!isExact)
    return {
      ...(needed && { _start: unknown, _end: unknown }),
      ...(minutes && { minutesDuration: minutes }),
      ...(start && { requestedPeriod: [{ start: start.iso }] }),
    };
  const ends = end !== undefined && end.iso.length > 10 && end.instant >= start.instant ? end.iso : undefined;
  const last = ends ?? (minutes === undefined ? undefined : plusMinutes(start, minutes));
  return {
    start: start.iso,
    ...(last === undefined ? { _end: unknown } : { end: last }),
    ...(minutes && { minutesDuration: minutes }),
  };
}

const NOT_KNOWN = { url: "http://hl7.org/fhir/StructureDefinition/data-absent-reason", valueCode: "unknown" };

const CONTACT = "http://terminology.hl7.org/CodeSystem/participant-type";
const ENTERER = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";

function contacts(
  sch: Segment,
  field: number,
  role: "placer contact" | "filler contact" | "enterer",
  status: AppointmentParticipant["status"],
  context: Context,
): AppointmentParticipant[] {
  const coding = role === "enterer" ? { system: ENTERER, code: role } : { system: CONTACT, display: role };
  return practitioners(sch, field, context).map(actor => ({ type: [{ coding: [coding], text: role }], actor, status }));
}

function ordered(identifier: ReturnType<typeof identifierOfEi>): Reference<ServiceRequest> | undefined {
  return identifier && { type: "ServiceRequest", identifier };
}

type Notes = {
  readonly own: readonly Segment[];
  readonly beside: readonly { readonly under: Segment; readonly segments: readonly Segment[] }[];
};

/** Notes belong to what they follow: the appointment, or what it takes up. */
function notesOf(message: Message): Notes {
  const own: Segment[] = [];
  const beside: { under: Segment; segments: Segment[] }[] = [];
  let parent: Segment | undefined;
  for (const segment of message.segments) {
    if (segment.name !== "NTE") parent = segment.name === "TQ1" ? parent : segment;
    else if (parent?.name === "SCH") own.push(segment);
    else if (parent && /^AI[SGLP]$/.test(parent.name)) {
      const known = beside.find(one => one.under === parent);
      if (known) known.segments.push(segment);
      else beside.push({ under: parent, segments: [segment] });
    }
  }
  return { own, beside };
}

function asNotes(under: Segment, segments: readonly Segment[], context: Context): Extension[] {
  const what = conceptWords(concept(parts(under, 3), context));
  return (notes(segments, context) ?? []).map((note: Annotation) => ({
    url: "http://hl7.org/fhir/5.0/StructureDefinition/extension-Appointment.note",
    valueAnnotation: what === undefined ? note : { ...note, text: `${what}: ${note.text}` },
  }));
}

/** A note in the front of a message that follows an OBX is that result's. */
function behindObx(note: Segment, front: readonly Segment[]): boolean {
  const before = front.slice(0, front.indexOf(note)).filter(one => one.name !== "NTE");
  return before.at(-1)?.name === "OBX";
}

function quiet(context: Context): Context {
  return { ...context, issue: () => undefined };
}
