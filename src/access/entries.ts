// What is recorded about people, their rights, their devices and their looks. Schemas only, no I/O.
import { z } from "zod";
import { PlaceId as place } from "../places/entries.ts";
import { PERSON_ROLES, PROGRAM_ROLES } from "./permissions.ts";

const instant = z.int();
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]+$/u);
/** The hospital's own id of a person: letters, digits, `.`, `_`, `@`, `-`; it stands in keys and addresses. */
export const PersonId = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._@-]*$/);
/** A keyed record id (RULES W7): 16 bytes in base64url, `_` written `.` as FHIR ids ask. Never an MRN. */
export const RecordId = z.string().regex(/^[A-Za-z0-9.-]{21}[AQgw]$/);

/** Reads a checked record id as its 16 bytes, for the header. */
export function recordBytes(id: string): Uint8Array {
  return Uint8Array.from(atob(id.replaceAll("-", "+").replaceAll(".", "/")), letter => letter.charCodeAt(0));
}

export const PersonEnrolled = z.strictObject({
  person: PersonId,
  /** `COLE, Maria`: as badges say it. */
  name: line(120),
  facility: place,
  /** The landing page, not a wall; null = none. */
  unit: place.nullable(),
  until: instant.nullable(),
});
export const PersonRemoved = z.strictObject({ person: PersonId, from: instant, why: line(500) });
export const GrantBody = z
  .strictObject({
    /** A person, or a program. */
    holder: PersonId,
    role: z.enum([...PERSON_ROLES, ...PROGRAM_ROLES]),
    facility: place,
    from: instant,
    until: instant.nullable(),
  })
  .refine(grant => grant.until === null || grant.until >= grant.from, { path: ["until"], error: "lies before from" });
/** Names a secret; what proves it lies in secrets.db only. */
export const SecretSet = z.strictObject({
  holder: PersonId,
  secret: z.uuid(),
  kind: z.enum(["pin", "password", "token"]),
  until: instant.nullable(),
});
export const Setting = z.strictObject({
  facility: place,
  name: z
    .string()
    .max(80)
    .regex(/^[a-z][a-z0-9_.]*$/),
  value: z.union([z.string().max(2_000), z.int(), z.boolean()]),
});
const hexOf = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
/** What others know a node by: its id, the key that it signs with (Ed25519, SPKI), and the age recipient that it reads by. */
export const NodeKeys = z.strictObject({
  id: hexOf(16),
  signing: hexOf(44),
  recipient: z.string().regex(/^age1[a-z0-9]{58}$/),
});
export const DeviceEnrolled = z.strictObject({
  device: PersonId,
  name: line(120),
  kind: z.enum(["workstation", "tablet", "phone", "program", "node"]),
  facility: place,
  unit: place.nullable(),
  /** Of a node, its keys; else null. */
  node: NodeKeys.nullable().default(null),
});
/** RULES L1. `list` names the census or search that showed the records; a search is named by its words. */
export const Look = z.strictObject({
  person: PersonId,
  session: z.uuid(),
  what: z.enum(["opened", "listed", "printed", "exported", "asked"]),
  list: line(200).nullable(),
  records: z.array(RecordId).min(1).max(500),
  at: instant,
  /** Why what is marked was shown, printed or exported; null = it was left out, or shown under a broken glass. */
  reason: line(500).nullable().default(null),
});

/** How long a broken glass stands, in ms (RULES L2). */
export const GLASS_MS = 60 * 60_000;

/** RULES L2: one patient's marked items and her records of other facilities are open to one person, until it ends by itself. */
export const GlassBroken = z
  .strictObject({
    person: PersonId,
    session: z.uuid(),
    /** All her records at that moment. */
    records: z.array(RecordId).min(1).max(500),
    reason: line(500),
    /** Of the device. */
    address: line(64).nullable(),
    at: instant,
    until: instant,
  })
  .refine(glass => glass.until > glass.at && glass.until - glass.at <= GLASS_MS, {
    path: ["until"],
    error: "is no time within 60 minutes",
  });

/** What a reviewer may find. */
export const GLASS_OUTCOMES = ["appropriate", "not appropriate", "follow-up"] as const;

/** Somebody other than who broke it looked into it. A later review replaces. */
export const GlassReviewed = z.strictObject({
  broken: z.uuid(),
  person: PersonId,
  outcome: z.enum(GLASS_OUTCOMES),
  words: line(1_000),
  at: instant,
});
export const LooksLost = z.strictObject({ count: z.int().min(1), from: instant, to: instant });
export const SignIn = z.strictObject({
  person: PersonId,
  session: z.uuid().nullable(),
  what: z.enum(["signed in", "refused", "locked", "unlocked", "signed out", "switched"]),
  /** Why it was refused; never the secret. */
  reason: line(200).nullable(),
  address: line(64).nullable(),
  at: instant,
});
export const Alarm = z.strictObject({ code: line(80), text: line(500), where: line(200), at: instant });

type Body<Schema extends z.ZodType> = z.infer<Schema>;
const none = (): readonly Uint8Array[] => [];
const noKey = (): string | null => null;
const operations = { version: 1, chain: "operations", subjects: none } as const;
/** Only the node itself makes these: no role holds `node.record`. */
const ofTheNode = { version: 1, chain: "looks", permission: "node.record", key: noKey } as const;

export const personEnrolledKind = {
  ...operations,
  name: "person.enrolled",
  permission: "people.change",
  schema: PersonEnrolled,
  key: (body: Body<typeof PersonEnrolled>) => `person/${body.person}`,
} as const;
export const personRemovedKind = {
  ...operations,
  name: "person.removed",
  permission: "people.change",
  schema: PersonRemoved,
  key: (body: Body<typeof PersonRemoved>) => `person/${body.person}`,
} as const;
export const grantKind = {
  ...operations,
  name: "grant",
  permission: "people.change",
  schema: GrantBody,
  key: (body: Body<typeof GrantBody>) => `grant/${body.holder}/${body.role}/${body.facility}`,
} as const;
export const secretSetKind = {
  ...operations,
  name: "secret.set",
  permission: "people.change",
  schema: SecretSet,
  key: (body: Body<typeof SecretSet>) => `secret/${body.holder}`,
} as const;
export const settingKind = {
  ...operations,
  name: "setting",
  permission: "settings.change",
  schema: Setting,
  key: (body: Body<typeof Setting>) => `setting/${body.facility}/${body.name}`,
} as const;
export const deviceEnrolledKind = {
  ...operations,
  name: "device.enrolled",
  // Version 1 knew no nodes.
  version: 2,
  upcast: { 1: (body: unknown) => body },
  permission: "devices.change",
  schema: DeviceEnrolled,
  key: (body: Body<typeof DeviceEnrolled>) => `device/${body.device}`,
} as const;
export const lookKind = {
  ...ofTheNode,
  name: "look",
  // Version 1 knew no reason.
  version: 2,
  upcast: { 1: (body: unknown) => body },
  schema: Look,
  subjects: (body: Body<typeof Look>) => body.records.map(recordBytes),
} as const;
export const looksLostKind = { ...ofTheNode, name: "looks.lost", schema: LooksLost, subjects: none } as const;
export const signInKind = { ...ofTheNode, name: "signin", schema: SignIn, subjects: none } as const;
export const glassBrokenKind = {
  ...ofTheNode,
  name: "glass.broken",
  schema: GlassBroken,
  subjects: (body: Body<typeof GlassBroken>) => body.records.map(recordBytes),
} as const;
/** By the node's own act: it alone sees who broke it. */
export const glassReviewedKind = {
  ...ofTheNode,
  name: "glass.reviewed",
  schema: GlassReviewed,
  subjects: none,
  key: (body: Body<typeof GlassReviewed>) => `glass/${body.broken}`,
} as const;
export const alarmKind = { ...ofTheNode, name: "alarm", schema: Alarm, subjects: none } as const;

export const accessKinds = [
  personEnrolledKind,
  personRemovedKind,
  grantKind,
  secretSetKind,
  settingKind,
  deviceEnrolledKind,
  lookKind,
  looksLostKind,
  signInKind,
  glassBrokenKind,
  glassReviewedKind,
  alarmKind,
] as const;
