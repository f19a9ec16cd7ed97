// What a facility says of what it can do: status, capability, diversion, who was told. All instants are integer milliseconds (RULES S).
import { z } from "zod";
import { defineKind, type Refusal, type StandingReader } from "../journal/index.ts";
import {
  CAPABILITY_IDS,
  OfferedService,
  PlaceId,
  POPULATIONS,
  SERVICE_IDS,
  SERVICES,
  type Service,
  serviceKind,
} from "../places/index.ts";
import { agreedPolicy, allowedUntil, type Policy, PolicyWord, policyOf } from "./policy.ts";

const At = z.number().int().nonnegative().max(253_402_300_799_999);
const Words = z
  .string()
  .max(300)
  .regex(/^[^\p{Cc}]*$/u);
const Name = Words.min(1).max(120);
const EntryId = z.string().regex(/^[0-9a-f]{32}$/);

/** The four of a service (RULES S2). *Diverting* and *lost* are no status: they are computed (S1). */
export const LEVELS = ["open", "limited", "suspended", "full"] as const;
/** An emergency department's walk-in door: whoever comes is screened. */
export const DOOR_LEVELS = ["open", "long-wait", "closed-by-licence"] as const;

const said = {
  facility: PlaceId,
  /** A few words in the cell: `1 of 2`, `2 beds`. */
  detail: Words.max(24),
  reason: Words,
  since: At,
  /** Until when it was said; null = until it is said otherwise. */
  until: At.nullable(),
  /** When it is looked at again. */
  review: At.nullable(),
};

/** `status.set` of a service; never of an emergency department's door. */
export const StatusSet = z
  .strictObject({
    ...said,
    service: z.enum(SERVICE_IDS),
    population: z.enum(POPULATIONS),
    level: z.enum(LEVELS),
    /** Suspending an urgent care: whether it is held out as an emergency department (42 CFR 489.24). */
    dedicated_ed: z.boolean().nullable(),
  })
  .refine(body => body.service !== "ed" || body.population !== "walk-in", {
    path: ["population"],
    message: "Whoever comes to an emergency department is screened: its door has levels of its own",
  })
  .refine(body => body.service !== "urgent-care" || body.level !== "suspended" || body.dedicated_ed === false, {
    path: ["dedicated_ed"],
    message: "Is this urgent care held out as an emergency department? If it is, whoever comes is screened",
  });
export type StatusSet = z.infer<typeof StatusSet>;

/** `door.set`: an ED × walk-in. A closure needs the text of the act, and somebody else who agrees (`door.agreed`). */
export const DoorSet = z
  .strictObject({ ...said, level: z.enum(DOOR_LEVELS), act: Words.nullable() })
  .refine(body => (body.level === "closed-by-licence") === (body.act !== null && body.act !== ""), {
    path: ["act"],
    message: "Only a closure by licence has a text of the act, and it must have one",
  });
export type DoorSet = z.infer<typeof DoorSet>;

/** `door.agreed`: the second person of a closure. `entry`: the `door.set` that is meant. */
export const DoorAgreed = z.strictObject({ facility: PlaceId, entry: EntryId });

/** `status.reported`: all that stands of the facility still holds, nothing new. */
export const StatusReported = z.strictObject({ facility: PlaceId });

export const CapabilityLost = z.strictObject({
  facility: PlaceId,
  capability: z.enum(CAPABILITY_IDS),
  /** `some`: one of two scanners; then nothing is lost, only less. */
  extent: z.enum(["all", "some"]),
  detail: Words.max(24),
  reason: Words,
  since: At,
});
export type CapabilityLost = z.infer<typeof CapabilityLost>;
export const CapabilityRestored = z.strictObject({
  facility: PlaceId,
  capability: z.enum(CAPABILITY_IDS),
  at: At,
});
export type CapabilityRestored = z.infer<typeof CapabilityRestored>;

const diversion = {
  facility: PlaceId,
  category: PolicyWord,
  /** Never walk-ins. */
  population: z.enum(["ambulance", "transfer-in", "scheduled"]),
};
const Authoriser = z.strictObject({ name: Name, title: Name });

/** `diversion.declared`: a request to ambulances, for a limited time. */
export const DiversionDeclared = z.strictObject({
  ...diversion,
  policy: z.string().min(1).max(40),
  reason: PolicyWord,
  words: Words,
  authorised_by: Authoriser,
  from: At,
  until: At,
});
export type DiversionDeclared = z.infer<typeof DiversionDeclared>;
/** `diversion.confirmed`: all that was declared, once more. `from` is when it was confirmed, `declared` when it began. */
export const DiversionConfirmed = DiversionDeclared.extend({ declared: At });
export type DiversionConfirmed = z.infer<typeof DiversionConfirmed>;
export const DiversionEnded = z.strictObject({ ...diversion, at: At, reason: Words });
/** `diversion.overridden`: the EMS authority says no to one. */
export const DiversionOverridden = z.strictObject({
  ...diversion,
  at: At,
  authority: z.strictObject({ agency: Name, name: Name }),
  words: Words,
});
/** `diversion.suspended`: no facility of an area may divert, on the authority's recorded word. A new one with an earlier `until` ends it. */
export const DiversionSuspended = z.strictObject({
  area: PlaceId,
  policy: z.string().min(1).max(40),
  from: At,
  until: At,
  authority: z.strictObject({ agency: Name, name: Name }),
  words: Words,
});
export type DiversionSuspended = z.infer<typeof DiversionSuspended>;

/** `told`: one agency was told of one entry; `acknowledged` = who read it back. */
export const Told = z.strictObject({
  facility: PlaceId,
  of: EntryId,
  agency: PlaceId,
  how: z.enum(["phone", "radio", "system", "fax", "in person"]),
  at: At,
  spoken_to: Words.max(120),
  read_back: z.boolean(),
});
export type Told = z.infer<typeof Told>;

/** `ems.set`: by whose rules a facility diverts, whom it must tell, and how often it reports. */
export const EmsSet = z.strictObject({
  facility: PlaceId,
  policy: z.string().min(1).max(40),
  area: PlaceId.nullable(),
  tell: z.array(z.strictObject({ agency: PlaceId, name: Name, phone: Words.max(40) })).max(40),
  /** Without a word for so long its status is not known. */
  report_limit_minutes: z.number().int().min(5).max(10_080),
});
export type EmsSet = z.infer<typeof EmsSet>;

const refusal = (code: string, text: string, where: string): Refusal => ({ code, text, where });

/** What the clock of an online person forbids: nothing begins later than now. */
function ahead(at: number, now: number, where: string): Refusal | null {
  return at > now + 60_000 ? refusal("ahead", "It begins now or has begun.", where) : null;
}

const diversionKey = (body: { facility: string; category: string; population: string }) =>
  `diversion/${body.facility}/${body.category}/${body.population}`;
const capabilityKey = (body: { facility: string; capability: string }) =>
  `capability/${body.facility}/${body.capability}`;

function policyFor(read: StandingReader, facility: string): Policy {
  return agreedPolicy(read.standing(`ems/${facility}`).flatMap(entry => EmsSet.safeParse(entry.body).data ?? []));
}

/** True where the facility itself said that it has the service. */
function hasService(read: StandingReader, facility: string, service: Service): boolean {
  const said = read.standing(serviceKind.key({ facility, service }));
  return said.some(entry => OfferedService.safeParse(entry.body).data?.offered === true);
}

function refuseDiversion(body: DiversionDeclared, read: StandingReader, now: number): Refusal | null {
  const policy = policyFor(read, body.facility);
  if (body.policy !== policy.id) return refusal("other-policy", `This facility follows ${policy.name}.`, "policy");
  const category = policy.categories.find(one => one.id === body.category);
  if (category === undefined)
    return refusal("no-category", `${policy.name} has no diversion of this kind.`, "category");
  if (category.only !== null && !hasService(read, body.facility, category.only))
    return refusal(
      "not-its-own",
      `Only a facility with ${SERVICES[category.only].name} declares ${category.name}.`,
      "category",
    );
  const insufficient = category.insufficient.find(one => one.id === body.reason);
  if (insufficient !== undefined)
    return refusal(
      "insufficient",
      `“${insufficient.words}” is not enough for ${category.name} under ${policy.name}.`,
      "reason",
    );
  if (category.reasons !== null && !category.reasons.some(one => one.id === body.reason))
    return refusal("no-reason", `${policy.name} takes none of this reason for ${category.name}.`, "reason");
  if (body.until <= body.from) return refusal("no-time", "It ends before it begins.", "until");
  if (body.until > allowedUntil(policy, body.from))
    return refusal("too-long", `${policy.name} allows ${policy.max_minutes} minutes at most.`, "until");
  return ahead(body.from, now, "from");
}

const operations = { version: 1, chain: "operations" } as const;

export const statusSetKind = defineKind({
  ...operations,
  name: "status.set",
  schema: StatusSet,
  permission: "status.set",
  key: body => `status/${body.facility}/${body.service}/${body.population}`,
  refuse: (body, _, now) => ahead(body.since, now, "since"),
});
export const doorSetKind = defineKind({
  ...operations,
  name: "door.set",
  schema: DoorSet,
  permission: "status.set",
  key: body => `status/${body.facility}/ed/walk-in`,
  refuse: (body, _, now) => ahead(body.since, now, "since"),
});
export const doorAgreedKind = defineKind({
  ...operations,
  name: "door.agreed",
  schema: DoorAgreed,
  permission: "status.set",
  key: body => `door.agreed/${body.facility}/${body.entry}`,
});
export const statusReportedKind = defineKind({
  ...operations,
  name: "status.reported",
  schema: StatusReported,
  permission: "status.set",
  key: body => `status.reported/${body.facility}`,
});
export const capabilityLostKind = defineKind({
  ...operations,
  name: "capability.lost",
  schema: CapabilityLost,
  permission: "status.set",
  key: body => capabilityKey(body),
  refuse: (body, _, now) => ahead(body.since, now, "since"),
});
export const capabilityRestoredKind = defineKind({
  ...operations,
  name: "capability.restored",
  schema: CapabilityRestored,
  permission: "status.set",
  key: body => capabilityKey(body),
  refuse: (body, read, now) =>
    read.standing(capabilityKey(body)).some(entry => entry.kind === "capability.lost")
      ? ahead(body.at, now, "at")
      : refusal("not-lost", "It is not said to be lost.", "capability"),
});
export const diversionDeclaredKind = defineKind({
  ...operations,
  name: "diversion.declared",
  schema: DiversionDeclared,
  permission: "diversion.declare",
  key: body => diversionKey(body),
  refuse: refuseDiversion,
});
export const diversionConfirmedKind = defineKind({
  ...operations,
  name: "diversion.confirmed",
  schema: DiversionConfirmed,
  permission: "diversion.declare",
  key: body => diversionKey(body),
  refuse(body, read, now) {
    const policy = policyFor(read, body.facility);
    if (policy.again === "declare")
      return refusal("declare-anew", `${policy.name} asks for a new declaration.`, "category");
    return refuseDiversion(body, read, now);
  },
});
export const diversionEndedKind = defineKind({
  ...operations,
  name: "diversion.ended",
  schema: DiversionEnded,
  permission: "diversion.declare",
  key: body => diversionKey(body),
  refuse: (body, _, now) => ahead(body.at, now, "at"),
});
export const diversionOverriddenKind = defineKind({
  ...operations,
  name: "diversion.overridden",
  schema: DiversionOverridden,
  permission: "diversion.authority",
  key: body => diversionKey(body),
  refuse: (body, _, now) => ahead(body.at, now, "at"),
});
export const diversionSuspendedKind = defineKind({
  ...operations,
  name: "diversion.suspended",
  schema: DiversionSuspended,
  permission: "diversion.authority",
  key: body => `diversion.suspended/${body.area}`,
  refuse(body, _, now) {
    const minutes = policyOf(body.policy).suspension?.minutes;
    if (minutes === undefined)
      return refusal("no-suspension", `${policyOf(body.policy).name} knows no suspension of diversion.`, "policy");
    return body.until > body.from + minutes * 60_000
      ? refusal("too-long", `A suspension lasts ${minutes} minutes at most.`, "until")
      : ahead(body.from, now, "from");
  },
});
export const toldKind = defineKind({
  ...operations,
  name: "told",
  schema: Told,
  permission: "status.set",
  key: body => `told/${body.of}/${body.agency}`,
  refuse: (body, _, now) => ahead(body.at, now, "at"),
});
export const emsSetKind = defineKind({
  ...operations,
  name: "ems.set",
  schema: EmsSet,
  permission: "places.change",
  key: body => `ems/${body.facility}`,
  refuse: body =>
    policyOf(body.policy).id === body.policy ? null : refusal("no-policy", "No policy has this name.", "policy"),
});

export const regionalKinds = [
  statusSetKind,
  doorSetKind,
  doorAgreedKind,
  statusReportedKind,
  capabilityLostKind,
  capabilityRestoredKind,
  diversionDeclaredKind,
  diversionConfirmedKind,
  diversionEndedKind,
  diversionOverriddenKind,
  diversionSuspendedKind,
  toldKind,
  emsSetKind,
] as const;
