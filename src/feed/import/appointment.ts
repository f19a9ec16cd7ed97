// One row of an appointment book from a CSV → an appointment in its patient's record. Never throws, whatever the row holds.
import type { Act, Changes, StoredResource } from "../../chart/index.ts";
import {
  type Appointment,
  type AppointmentParticipant,
  type ContactPoint,
  type FieldFact,
  type Identifier,
  list,
  type Patient,
  present,
  resourceId,
} from "../../fhir/index.ts";
import type { AppointmentsImported } from "../entries.ts";
import { answerOf } from "../map/booked.ts";
import type { Reason, RecordKey } from "../map/context.ts";
import { identifierType, issued } from "../map/identifier.ts";
import { phones } from "../map/phones.ts";
import { placed } from "../map/sch.ts";
import { APPOINTMENT_STATUS } from "../map/tables.ts";
import { byColumn, type Column } from "./columns.ts";
import { type Begins, readBegins, readDay, readMinutes } from "./written-times.ts";

export type ImportedAppointment = {
  readonly record: RecordKey | null;
  /** Why the row is parked; null where the chart takes it. */
  readonly reason: Reason | null;
  /** What of a row that was taken could not be read: it stands in words. */
  readonly odd: readonly Reason[];
  readonly changes: Omit<Changes, "by" | "sent"> | null;
};

/** Words of schedulers for what table 0278 calls otherwise; letters only. */
const STATES: Readonly<Record<string, Appointment["status"]>> = {
  ...APPOINTMENT_STATUS,
  ARRIVED: "arrived",
  CHECKEDIN: "arrived",
  CHECKEDOUT: "fulfilled",
  COMPLETED: "fulfilled",
  CONFIRMED: "booked",
  DONE: "fulfilled",
  DIDNOTATTEND: "noshow",
  FULFILLED: "fulfilled",
  INPROGRESS: "checked-in",
  OPEN: "booked",
  PROPOSED: "proposed",
  REQUESTED: "proposed",
  SCHEDULED: "booked",
  WAITING: "waitlist",
  WAITLISTED: "waitlist",
};

/** Reads a row. `idKey` makes the ids of records and resources. */
export function readAppointment(body: AppointmentsImported, idKey: Uint8Array): ImportedAppointment {
  const parked = (code: string, text: string): ImportedAppointment => ({
    record: null,
    reason: { code, text, where: "" },
    odd: [],
    changes: null,
  });
  if (body.fault !== null) return parked(body.fault, FAULTS[body.fault]);
  const row = byColumn(body.row);
  const torn = [...row].some(([column, value]) => !MAY_RUN_ON.has(column) && /[\r\n]/.test(value));
  if (torn) return parked("quotes", FAULTS.quotes);
  const [number, mrn, own] = [row.get("number"), row.get("mrn"), body.own[0]];
  if (number === undefined) return parked("no-appointment-number", "it has no appointment number");
  if (mrn === undefined) return parked("no-record", "it has no record number of a patient");
  if (own === undefined) return parked("facility-unknown", "whose record numbers these are is not configured");
  const begins = beginsOf(row, body);
  if (begins?.kind === "unread") return parked(`time-${begins.why.code}`, `its date ${begins.why.text}`);
  const record: RecordKey = { authority: own, number: mrn, key: resourceId(idKey, "Patient", own, mrn) };
  const said = row.get("authority") ?? body.authority ?? own;
  const authority = body.own.includes(said) ? own : said;
  const { resource, acts, odd } = appointmentOf(row, begins, { body, record, authority, number, idKey });
  return {
    record,
    reason: null,
    odd,
    changes: {
      adt: false,
      number: record.number,
      patient: { id: record.key, facts: patientFacts(row, mrn, own, body) },
      visit: null,
      movement: null,
      resources: [resource],
      reports: new Map(),
      acts,
      doses: [],
    },
  };
}

const FAULTS: Readonly<Record<NonNullable<AppointmentsImported["fault"]>, string>> = {
  quotes: "its quotes do not match",
  fields: "it has more or fewer fields than the heading",
};

/** Whether the dates of a row can be read without anybody's word on which part stands first. */
export function readDates(row: AppointmentsImported["row"]): "clear" | "unclear" {
  const found = byColumn(row);
  const dates = [found.get("date") ?? found.get("start"), found.get("birth")].filter(date => date !== undefined);
  const reads = dates.map(date => readDay(date, null));
  return reads.some(read => typeof read !== "string" && read.code === "unclear") ? "unclear" : "clear";
}

/** Anywhere else a line break means that a stray quote has swallowed the line behind it. */
const MAY_RUN_ON: ReadonlySet<Column> = new Set(["note", "reason"]);

type Row = ReadonlyMap<Column, string>;

function beginsOf(row: Row, { dates, zone }: AppointmentsImported): Begins | null {
  const date = row.get("date") ?? row.get("start");
  if (date === undefined) return null;
  // Some call the time alone "start".
  const time = row.get("time") ?? (row.has("date") ? row.get("start") : undefined);
  return readBegins(date, time, dates, zone);
}

type Told = {
  readonly body: AppointmentsImported;
  readonly record: RecordKey;
  readonly authority: string;
  readonly number: string;
  readonly idKey: Uint8Array;
};

function appointmentOf(
  row: Row,
  begins: Exclude<Begins, { kind: "unread" }> | null,
  { body, record, authority, number, idKey }: Told,
): { readonly resource: StoredResource; readonly acts: readonly Act[]; readonly odd: readonly Reason[] } {
  const odd: Reason[] = [];
  const notes: string[] = [];
  const say = (code: string, column: Column, text: string) => {
    odd.push({ code, text: `its ${column} ${text}`, where: column });
    // What it says stays with it, in words.
    notes.push(`${column}, as the file has it: ${row.get(column) ?? ""}`);
  };
  if (begins?.kind === "day" && begins.odd !== null)
    say("time-not-clear", row.has("time") ? "time" : "start", begins.odd);
  const start = begins === null ? undefined : begins.kind === "time" ? begins.moment : begins.day;
  const minutes = row.has("duration") ? readMinutes(row.get("duration") ?? "") : undefined;
  if (row.has("duration") && minutes === undefined) say("duration-not-clear", "duration", "is no number of minutes");
  const end = begins?.kind === "time" ? endOf(row, begins.moment.iso.slice(0, 10), body) : undefined;
  const word = row.get("status");
  const state = word === undefined ? undefined : STATES[word.toUpperCase().replaceAll(/[^A-Z]/g, "")];
  if (word !== undefined && state === undefined) say("status-not-known", "status", "is none that is known here");
  const status = state ?? "booked";
  const id = (by: "filler" | "placer") => resourceId(idKey, "Appointment", authority, `${by}|${number}`);
  const answer = answerOf(status);
  const why = status === "cancelled" || status === "noshow" ? row.get("reason") : undefined;
  const appointment = present<Appointment>({
    resourceType: "Appointment",
    id: id("filler"),
    extension: list(...phones(phonesOf(row))),
    identifier: [{ value: number, ...issued({ namespace: authority }) }],
    status,
    cancelationReason: why === undefined ? undefined : { text: why },
    serviceType: row.has("service") ? [{ text: row.get("service") ?? "" }] : undefined,
    reasonCode: why === undefined && row.has("reason") ? [{ text: row.get("reason") ?? "" }] : undefined,
    ...placed({ start, end, minutes }, status),
    comment: list(row.get("note"), ...notes)?.join("\n"),
    participant: [
      { actor: present({ reference: `Patient/${record.key}`, display: nameOf(row) }), status: answer },
      ...providers(row, authority, body, idKey).map(actor => ({ actor, status: answer })),
      ...places(row, body, idKey).map(actor => ({ actor, status: answer })),
    ] satisfies AppointmentParticipant[],
  });
  const reference = `Appointment/${id("filler")}`;
  return {
    resource: { ...appointment, id: id("filler") },
    acts: [
      { act: "known-as", of: reference, names: [`Appointment/${id("placer")}`] },
      // A book that has no word for it says nothing of the state.
      ...(state === undefined ? [{ act: "keep-status", of: reference } as const] : []),
    ],
    odd,
  };
}

function endOf(row: Row, day: string, { dates, zone }: AppointmentsImported) {
  const said = row.get("end");
  if (said === undefined) return undefined;
  const whole = readBegins(said, undefined, dates, zone);
  const read = whole.kind === "unread" ? readBegins(day, said, dates, zone) : whole;
  return read.kind === "time" ? read.moment : undefined;
}

function phonesOf(row: Row): ContactPoint[] {
  const uses = [
    ["phone", undefined],
    ["mobile", "mobile"],
    ["home", "home"],
    ["work", "work"],
  ] as const;
  return uses.flatMap(([column, use]) =>
    (row.get(column) ?? "")
      .split(/[;\n]| \/ /)
      .map(value => value.trim())
      .filter(value => value !== "")
      .map(value => present<ContactPoint>({ system: "phone", value, use })),
  );
}

function providers(row: Row, authority: string, body: AppointmentsImported, idKey: Uint8Array) {
  const [display, number] = [row.get("provider"), row.get("provider_id")];
  if (display === undefined && number === undefined) return [];
  const whose = body.own.includes(authority) ? authority : (body.own[0] ?? authority);
  const reference =
    number === undefined ? undefined : `Practitioner/${resourceId(idKey, "Practitioner", whose, `|${number}`)}`;
  return [present({ reference, type: "Practitioner", display: display ?? number })];
}

function places(row: Row, body: AppointmentsImported, idKey: Uint8Array) {
  const [place, room] = [row.get("place"), row.get("room")];
  if (place === undefined) return room === undefined ? [] : [{ type: "Location", display: room }];
  const path = [`point-of-care=${place}`, ...(room === undefined ? [] : [`room=${room}`])].join("|");
  const reference = `Location/${resourceId(idKey, "Location", body.own[0] ?? "", path)}`;
  return [{ reference, display: [place, room].filter(one => one !== undefined).join(" ") }];
}

/** Her name as the file has it, in one line. */
function nameOf(row: Row): string | undefined {
  const [family, given] = [row.get("family"), row.get("given")];
  if (family !== undefined) return list(family, given)?.join(", ");
  return row.get("name");
}

/** What a thin record is made of (RULES W1). */
function patientFacts(row: Row, mrn: string, own: string, { dates }: AppointmentsImported): FieldFact<Patient>[] {
  const facts: FieldFact<Patient>[] = [
    {
      field: "PID-3",
      state: "set",
      piece: {
        identifier: [present<Identifier>({ type: identifierType("MR"), value: mrn, ...issued({ namespace: own }) })],
      },
    },
  ];
  const [whole, family, given] = [row.get("name"), row.get("family"), row.get("given")];
  const [last = "", first] =
    family === undefined ? (whole ?? "").split(/,(.*)/s).map(part => part.trim()) : [family, given];
  if (last !== "" || first)
    facts.push({
      field: "PID-5",
      state: "set",
      // Without a comma nobody knows which part is the last name.
      piece: {
        name: [
          family === undefined && first === undefined
            ? { text: last }
            : present({
                family: last === "" ? undefined : last,
                given: list(...(first ?? "").split(/\s+/).filter(part => part !== "")),
              }),
        ],
      },
    });
  const birth = row.has("birth") ? readDay(row.get("birth") ?? "", dates) : undefined;
  if (typeof birth === "string") facts.push({ field: "PID-7", state: "set", piece: { birthDate: birth } });
  const sex = row.get("sex")?.toUpperCase() ?? "";
  const gender = /^(F|FEMALE)$/.test(sex) ? "female" : /^(M|MALE)$/.test(sex) ? "male" : null;
  if (gender !== null) facts.push({ field: "PID-8", state: "set", piece: { gender } });
  return facts;
}
