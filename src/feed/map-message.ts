// One message → FHIR R4 and what the copy must know beyond it. Live intake and `feed try` both call this and nothing else.
import type { Act, Movement } from "../chart/index.ts";
import {
  type Appointment,
  type Moment,
  type Reference,
  type Resource,
  readMoment,
  remembered,
  resourceId,
  type ServiceRequest,
} from "../fhir/index.ts";
import { type Message, readMessage, type Segment } from "../hl7/index.ts";
import { asSent, type Dialect, type Rewritten } from "./dialect/rewrite.ts";
import { ADT, type AdtEvent } from "./map/adt.ts";
import { answered } from "./map/answered.ts";
import {
  type Authorities,
  type Collected,
  type Context,
  collect,
  type Issue,
  type Reason,
  type RecordKey,
} from "./map/context.ts";
import { kindOf, type MessageKind, triggerOf } from "./map/event.ts";
import { type EncounterFacts, front, type PatientFacts, visitsBefore } from "./map/front.ts";
import { type Group, groupsOf, layoutOf } from "./map/groups.ts";
import { type LinkFact, linked, linksOf } from "./map/mrg.ts";
import { bedOf } from "./map/npu.ts";
import { diagnosticReport, serviceRequest } from "./map/obr.ts";
import { observations } from "./map/obx.ts";
import { dietRequests } from "./map/ods.ts";
import { parts } from "./map/parts.ts";
import { recordOf, type Sender, senderOf } from "./map/record.ts";
import { administrations, type DoseFact } from "./map/rxa.ts";
import { dispenses } from "./map/rxd.ts";
import { medicationRequest } from "./map/rxe.ts";
import { gives } from "./map/rxg.ts";
import { schedule } from "./map/sch.ts";
import { confidentiality, withLabels } from "./map/security.ts";
import { among, tracked } from "./map/taken.ts";
import { moment } from "./map/ts.ts";
import { document } from "./map/txa.ts";

export type MapOptions = {
  /** IANA zone of times that carry none. */
  readonly zone: string;
  /** The feed's charset where MSH-18 is empty and the bytes are not UTF-8 (RULES M1). */
  readonly charset?: string | undefined;
  readonly authorities: Authorities;
  /** Whether this sender's RXA-2 is known to count (RULES D3). */
  readonly countsDoses?: boolean | undefined;
  /** How this sender says things otherwise than the standard (docs/dialects.md). */
  readonly dialect?: Dialect | undefined;
  readonly idKey: Uint8Array;
};

/** What the fold needs beyond FHIR. */
export type Facts = {
  readonly kind: MessageKind;
  /** Only of ADT, and only ADT moves a patient or sets demographics (RULES W1). */
  readonly event: Movement["event"] | null;
  /** An event about the person alone: of a visit it says nothing. */
  readonly person: "update" | "delete" | null;
  /** EVN-2 and EVN-6 (RULES W3). Null where they are empty or no time. */
  readonly recorded: Moment | null;
  readonly occurred: Moment | null;
  readonly patient: PatientFacts;
  readonly encounter: EncounterFacts | null;
  readonly doses: readonly DoseFact[];
  /** What it does to what other messages said. */
  readonly acts: readonly Act[];
  /** References of resources that say only the state of an order whose own message said what it is. */
  readonly bare: ReadonlySet<string>;
  /** Her number, name, birth date or sex has control characters in it: nobody typed them. */
  readonly garbled: boolean;
};

/** What a message says of one record. A message of several patients (A17, A40) has several. */
export type Subject = {
  readonly record: RecordKey;
  readonly facts: Facts;
  readonly resources: readonly Resource[];
  /** By reference: the id of the report, or of the order number, that the key begins with. */
  readonly reports: ReadonlyMap<string, string>;
};

export type Mapped = {
  readonly control: string | null;
  readonly type: string | null;
  readonly version: string | null;
  /** MSH-7 as it was sent; null where it is empty or no time. */
  readonly sent: Moment | null;
  readonly outcome: "mapped" | "parked";
  readonly reason: Reason | null;
  readonly issues: readonly Issue[];
  /** Of all subjects together; also of a message that names no record, for who asks what it says (RULES W1): the copy takes its subjects, and it has none. */
  readonly resources: readonly Resource[];
  /** In their order; none where it is parked, or speaks of a bed alone. */
  readonly subjects: readonly Subject[];
  /** Records and visits that are the same, or are no longer (RULES W6). */
  readonly links: readonly LinkFact[];
  /** The first subject's. */
  readonly record: RecordKey | null;
  readonly facts: Facts | null;
};

type Head = Pick<Mapped, "control" | "type" | "version" | "sent">;

/** Of bytes that have no header. */
export const NO_HEAD: Head = { control: null, type: null, version: null, sent: null };

const NOBODY = { resources: [], subjects: [], links: [], record: null, facts: null } as const;

/** A message that stays whole, unmapped, with the reason. */
export function parked(head: Head, reason: Reason, issues: readonly Issue[] = []): Mapped {
  return { ...head, ...NOBODY, outcome: "parked", reason, issues };
}

/**
 * Maps one message. Never throws, whatever the bytes: what is no message, of a kind not built yet, or of no record is
 * parked with a reason; a field that cannot be taken is an issue, and the rest is mapped.
 */
export function mapMessage(bytes: Uint8Array, options: MapOptions): Mapped {
  const read = readMessage(bytes, options.charset === undefined ? {} : { charset: options.charset });
  if (!read.ok) return parked(NO_HEAD, read.error);
  const said = options.dialect?.rewrite(read.message) ?? asSent(read.message);
  const mapped = mapRewritten(said, read.message.segments[0], options);
  return said.isAsSent ? mapped : atSentPlaces(mapped, said);
}

/** A reason and issues name the places at which things were sent. */
function atSentPlaces(mapped: Mapped, { issues, whereSent }: Rewritten): Mapped {
  const sentAt = <T extends { readonly where: string }>(one: T): T => ({ ...one, where: whereSent(one.where) });
  return {
    ...mapped,
    reason: mapped.reason && sentAt(mapped.reason),
    issues: [...issues, ...mapped.issues.map(sentAt)],
  };
}

/** `msh` is the header as it was sent: the message stays known by its own type. */
function mapRewritten(said: Rewritten, msh: Segment | undefined, options: MapOptions): Mapped {
  const { message, untaken } = tracked(said.message, said);
  if (msh === undefined) return parked(NO_HEAD, { code: "no-message", text: "no MSH", where: "MSH[1]" });
  const [sentCode, sentTrigger] = [parts(msh, 9).at(1), parts(msh, 9).at(2)];
  const head: Head = {
    control: parts(msh, 10).at(1) ?? null,
    type: sentCode === undefined ? null : sentTrigger === undefined ? sentCode : `${sentCode}^${sentTrigger}`,
    version: parts(msh, 12).at(1) ?? null,
    sent: readMoment(parts(msh, 7).at(1) ?? "", options.zone) ?? null,
  };
  const read = parts(message.segments[0] ?? msh, 9);
  const code = read.at(1)?.toUpperCase() ?? "";
  const evn = message.segment("EVN");
  const trigger = triggerOf(code, read.at(2), evn && parts(evn, 1).at(1));
  const kind = kindOf(code, trigger);
  if (kind === undefined) {
    const text = `messages of type ${(head.type ?? "(none)").slice(0, 40)} are not mapped yet`;
    return parked(head, { code: "not-mapped-yet", text, where: "MSH[1]-9" }, message.issues);
  }
  const sender = senderOf(message, options.authorities);
  const event = kind === "movement" ? ADT[trigger] : undefined;
  if (event?.bed) return ofBed(head, message, sender, options, untaken);
  const found: Found[] = [];
  const patients = event === undefined ? byRecord(message, kind, sender, options) : byPatient(message);
  const notTaken: Issue[] = [];
  for (const one of patients) {
    const pid = one.segment("PID");
    const record = recordOf(pid, sender, options.idKey);
    if (pid === undefined || "code" in record) {
      const reason = "code" in record ? record : { code: "no-record", text: "no PID", where: "PID[1]" };
      if (one === patients[0]) {
        if (pid === undefined || reason.code !== "no-record") return parked(head, reason, message.issues);
        // What it says can be told, by ids of this message alone; the copy takes nothing from it.
        const told = begin(one, sender, unnumbered(sender, head, options.idKey), options);
        mapAs(kind, event, trigger, one, pid, options, told.context);
        untaken(told.context);
        return { ...parked(head, reason, [...message.issues, ...told.issues]), resources: told.resources };
      }
      // Of the others everything is taken.
      notTaken.push(reason);
      continue;
    }
    const collected = begin(one, sender, record, options);
    const said = mapAs(kind, event, trigger, one, pid, options, collected.context);
    const facts = { ...said, acts: collected.acts, bare: collected.bare };
    const first = found[0]?.record;
    const visit = facts.encounter?.id ?? null;
    const given = { message: one, pid, first, visit, sender, idKey: options.idKey };
    const links = event?.links === undefined ? [] : linksOf(event, given, collected.context);
    found.push({ ...collected, record, facts, links });
  }
  const [main] = found;
  if (main !== undefined) untaken(main.context);
  const links = found.flatMap(one => one.links);
  return {
    ...head,
    outcome: "mapped",
    reason: null,
    issues: [...message.issues, ...found.flatMap(one => one.issues), ...notTaken],
    resources: linked(together(found), links),
    subjects: subjectsOf(found),
    links,
    record: main?.record ?? null,
    facts: main?.facts ?? null,
  };
}

/** The record of a message that names none: its own. */
function unnumbered(sender: Sender, head: Head, idKey: Uint8Array): RecordKey {
  const authority = sender.authority ?? "";
  const number = `message|${head.control ?? ""}|${head.sent?.iso ?? ""}`;
  return { authority, number, key: resourceId(idKey, "Patient", authority, number) };
}

type Found = Collected & Subject & { readonly links: readonly LinkFact[] };

/** One a record: of several groups of one patient (A40) the first says who she is. */
function subjectsOf(found: readonly Found[]): Subject[] {
  return found
    .filter((one, at) => found.findIndex(other => other.record.key === one.record.key) === at)
    .map(({ record, facts, resources, reports }) => ({ record, facts, resources, reports }));
}

/** Each resource once, the first that was made of it; an appointment of several patients with all of them. */
function together(found: readonly Found[]): readonly Resource[] {
  if (found.length === 1) return found[0]?.resources ?? [];
  const all = new Map<string, Resource>();
  for (const resource of found.flatMap(one => one.resources)) {
    const reference = `${resource.resourceType}/${resource.id ?? ""}`;
    const before = all.get(reference);
    if (before === undefined) all.set(reference, resource);
    else if (before.resourceType === "Appointment" && resource.resourceType === "Appointment")
      all.set(reference, { ...before, participant: [...before.participant, ...patientsBeside(before, resource)] });
  }
  return [...all.values()];
}

/** The patients of an appointment who do not stand in the other. */
function patientsBeside(
  { participant: before }: Appointment,
  { participant }: Appointment,
): Appointment["participant"] {
  const known = new Set(before.map(one => one.actor?.reference));
  return participant.filter(
    ({ actor }) => actor?.reference?.startsWith("Patient/") === true && !known.has(actor.reference),
  );
}

/** A20: the state of a bed; nobody is moved by it. */
function ofBed(
  head: Head,
  message: Message,
  sender: Sender,
  options: MapOptions,
  untaken: (context: Context) => void,
): Mapped {
  const { context, issues, resources } = begin(message, sender, NO_RECORD, options);
  const npu = message.segment("NPU");
  if (npu === undefined) return parked(head, { code: "no-bed", text: "no NPU", where: "NPU[1]" }, message.issues);
  bedOf(npu, context);
  untaken(context);
  return { ...head, ...NOBODY, outcome: "mapped", reason: null, issues: [...message.issues, ...issues], resources };
}

const NO_RECORD: RecordKey = { authority: "", number: "", key: "" };

/** The head with each PID and what follows it: one message a patient. */
function byPatient(message: Message): Message[] {
  const starts = message.segments.flatMap((segment, at) => (segment.name === "PID" ? [at] : []));
  if (starts.length < 2) return [message];
  const head = message.segments.slice(0, starts[0]);
  return starts.map((start, at) => ({
    ...message,
    ...among([...head, ...message.segments.slice(start, starts[at + 1])]),
  }));
}

/** One appointment of several patients (HL7 v2.5.1 §10.4.1): what stands before the first and behind the last is each one's. */
function byAttendant(message: Message): Message[] {
  const all = byPatient(message);
  const last = all.at(-1);
  const shared = last?.segments.findIndex(segment => segment.name === "RGS") ?? -1;
  if (all.length < 2 || last === undefined || shared < 0) return all;
  const behind = last.segments.slice(shared);
  return all.map(one => (one === last ? one : { ...message, ...among([...one.segments, ...behind]) }));
}

/**
 * One message a record, where the PIDs of a message name several (ORU's PATIENT_RESULT): nobody gets another's result or drug. The PID of
 * earlier results (PRIOR_RESULT) names her own record. A document has one patient.
 */
function byRecord(message: Message, kind: MessageKind, sender: Sender, options: MapOptions): Message[] {
  const all = kind === "document" ? [message] : kind === "schedule" ? byAttendant(message) : byPatient(message);
  if (all.length < 2) return all;
  const records = new Map<string, Message[]>();
  for (const [at, one] of all.entries()) {
    const record = recordOf(one.segment("PID"), sender, options.idKey);
    const key = "code" in record ? `none|${at}` : record.key;
    records.set(key, [...(records.get(key) ?? []), one]);
  }
  if (records.size < 2) return [message];
  if (kind === "schedule") return [...records.values()].flatMap(parts => parts.slice(0, 1));
  const head = message.segments.findIndex(segment => segment.name === "PID");
  return [...records.values()].map(parts => ({
    ...message,
    ...among([...message.segments.slice(0, head), ...parts.flatMap(part => part.segments.slice(head))]),
  }));
}

function begin(message: Message, sender: Sender, record: RecordKey, options: MapOptions): Collected {
  // a facility that is not configured still has its numbers told apart from another's
  const authority = sender.authority ?? record.authority;
  const { delimiters, charset } = message;
  return collect({
    settings: settingsOf(
      options.idKey,
      JSON.stringify([options.zone, authority, [...sender.own], delimiters, charset]),
    ),
    zone: options.zone,
    authority,
    own: sender.own,
    record,
    componentSeparator: message.delimiters.component,
    subcomponentSeparator: message.delimiters.subcomponent,
    repetitionSeparator: message.delimiters.repetition,
    idKey: options.idKey,
  });
}

/** At most so many ways of mapping, then all are forgotten: a sender may name any facility. */
const MOST_SETTINGS = 100;
const settings = new WeakMap<Uint8Array, Map<string, object>>();

/** One object for all messages that are mapped alike, also of several feeds: what was made of a text for one of them holds for the others. */
function settingsOf(idKey: Uint8Array, otherwise: string): object {
  const known = settings.get(idKey) ?? new Map<string, object>();
  settings.set(idKey, known);
  return remembered(known, otherwise, () => ({}), MOST_SETTINGS);
}

function mapAs(
  kind: MessageKind,
  event: AdtEvent | undefined,
  trigger: string,
  message: Message,
  pid: Segment,
  options: MapOptions,
  context: Context,
): Omit<Facts, "acts" | "bare"> {
  const moves = event === undefined ? null : { status: event.status, hasVisit: event.move !== null };
  const { patient, visit, subject, encounter } = front(message, pid, moves, context);
  const evn = message.segment("EVN");
  return {
    kind,
    event: event?.move ?? null,
    person: event?.person ?? null,
    recorded: (evn && moment(parts(evn, 2), 1, context)) ?? null,
    occurred: (evn && moment(parts(evn, 6), 1, context)) ?? null,
    patient,
    garbled: [3, 5, 7, 8].some(field => CONTROL.test(pid.raw(field))),
    encounter: visit ?? null,
    doses: mapBody(kind, trigger, message, pid, subject, encounter, options, context),
  };
}

const CONTROL = /[^\P{Cc}\t\u0080-\u009f]|\ufffd/u;

/** All that stands behind the front. */
function mapBody(
  kind: MessageKind,
  trigger: string,
  message: Message,
  pid: Segment,
  subject: string,
  encounter: string | undefined,
  options: MapOptions,
  context: Context,
): DoseFact[] {
  if (kind === "document") {
    const txa = message.segment("TXA");
    const labels = txa === undefined ? [] : confidentiality(parts(txa, 18), "0272", context);
    document(message, trigger, subject, encounter, withLabels(context, labels));
  }
  if (kind === "schedule") schedule(message, trigger, subject, encounter, context);
  if (kind === "document" || kind === "schedule") return [];
  const code = message.segments[0]?.text(9, 1, 1)?.toUpperCase() ?? "";
  const groups = groupsOf(message, layoutOf(code, trigger));
  if (kind === "orders" || kind === "movement") visitsBefore(message, pid, subject, context);
  if (kind !== "movement" && !groups.some(group => speaks(group, kind)))
    context.issue("nothing-said", `the message holds no ${NOTHING[kind]}`, "MSH[1]-9");
  return groups.flatMap(group => mapGroup(kind, group, message, subject, encounter, options, context));
}

type Grouped = Exclude<MessageKind, "movement" | "document" | "schedule">;
const NOTHING: Readonly<Record<Grouped, string>> = {
  "drug order": "order",
  doses: "dose",
  results: "result",
  orders: "order",
  answers: "order",
  dispenses: "dispense",
  gives: "drug to be given",
};

function speaks(group: Group, kind: Grouped): boolean {
  if (kind === "doses") return group.administered.length > 0;
  if (kind === "dispenses" || kind === "gives") return group.supplied.length > 0;
  if (kind === "results") return group.obr !== undefined || group.observed.length > 0;
  return group.orc !== undefined || group.rxe !== undefined || group.rxo !== undefined || group.obr !== undefined;
}

function mapGroup(
  kind: MessageKind,
  group: Group,
  message: Message,
  subject: string,
  encounter: string | undefined,
  options: MapOptions,
  given: Context,
): DoseFact[] {
  const labels = group.orc === undefined ? [] : confidentiality(parts(group.orc, 28), "0177", given);
  const context = withLabels(given, labels);
  let order: Reference<ServiceRequest> | undefined;
  if (kind !== "doses") medicationRequest(group, message, subject, encounter, context);
  if (kind === "results" || kind === "orders")
    order = serviceRequest(group, subject, encounter, kind === "results", context);
  if (kind === "results") diagnosticReport(group, subject, encounter, order, context);
  if (kind === "orders") dietRequests(group, subject, encounter, context);
  if (kind === "dispenses") dispenses(group, subject, encounter, context);
  if (kind === "gives") gives(group, subject, encounter, context);
  const isOrder = kind === "orders" || kind === "drug order" || kind === "answers";
  if (isOrder && group.orc && isBare(group)) answered(group.orc, kind !== "orders", subject, encounter, context);
  const { authority } = context.record;
  const loose = (key: string) => ({ patient: subject, encounter, authority, key, effective: {} });
  const key = `record|${context.record.number}|${encounter ?? ""}`;
  if (kind !== "results") observations(group.observed, loose(key), context);
  for (const dose of [...group.administered, ...group.supplied])
    observations(dose.observed, loose(`${key}|dose`), context);
  return kind === "doses" ? administrations(group, subject, encounter, options.countsDoses === true, context) : [];
}

/** An ORC without anything that says what is ordered. */
function isBare({ obr, rxe, rxo, diets, supplied, administered }: Group): boolean {
  return [obr, rxe, rxo].every(one => one === undefined) && [...diets, ...supplied, ...administered].length === 0;
}
