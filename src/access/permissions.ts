// Who may do what: one table, deny by default.

/** Every permission there is, with what it opens. A kind, act, GET or POST that names none of these cannot be declared. */
export const PERMISSIONS = {
  "census.read": "who lies where; search by name or number",
  "chart.read": "one patient's chart",
  "message.read": "the message behind a fact, as it was received",
  "clinic.read": "a clinic's day with phones, on screen and on paper",
  "fhir.read": "charts as FHIR R4: those who read charts, and programs that a hospital trusts with them",
  "packet.print": "a patient's or a unit's packet as a PDF",
  "session.own": "one's own session: me, lock, unlock, sign out",
  "events.read": "what changed, as position and topics",
  "entries.record": "offer entries; each kind then asks its own permission",
  "blobs.keep": "send in a file that an entry will name",
  "blobs.read": "a file that an entry names; its kind then asks its own permission",
  "downtime.declare": "declare and end a downtime, begin and end charting here",
  "system.read": "feeds, ages, parked messages, the journal's state",
  "feed.configure": "listeners, frequency tables, gaps closed, parked messages to read",
  "feed.hold": "hold, quarantine or exclude what a feed sends, and lift it",
  "feed.decide": "say of a held message whether it takes effect",
  "places.change": "facilities, units, beds",
  "people.read": "the roster with grants",
  "people.change": "enrol and remove people, grants, PINs and passwords",
  "devices.change": "enrol and revoke devices and programs",
  "settings.change": "limits and settings",
  "looks.read": "who saw a patient, sign-ins, looks lost",
  "glass.break": "open what is marked, and other facilities' records, of one patient for 60 minutes, with a reason",
  "glass.review": "review broken glass",
  "marked.read": "what is marked as FHIR, with a reason",
  "board.read": "the board: what each facility can do, and whom it asks to go elsewhere",
  "status.set": "say what a facility can do, what it lost, and who was told",
  "diversion.declare": "declare, confirm and end a diversion",
  "diversion.authority": "record the EMS authority's word: a diversion overridden, diversion suspended",
  "monitor.read": "figures for a monitor, no patient",
  "node.record": "what only the node itself records: looks, sign-ins, alarms, messages",
} as const;

export type PermissionName = keyof typeof PERMISSIONS;

declare const brand: unique symbol;
/** A permission that stands in the table: made by `permission` or `isPermission` only. */
export type Permission = PermissionName & { readonly [brand]: true };

/** True where the name stands in the table. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name);
}

/** The permission of that name. Throws a RangeError where the table has none (a programming error). */
export function permission(name: PermissionName): Permission {
  if (!isPermission(name)) throw new RangeError(`no permission is named ${String(name)}`);
  return name;
}

const bedside = [
  "census.read",
  "chart.read",
  "message.read",
  "clinic.read",
  "fhir.read",
  "packet.print",
  "session.own",
  "events.read",
  "entries.record",
  "blobs.keep",
  "blobs.read",
  "board.read",
] as const;

/** Role → permissions. `it` and `privacy` see no chart, a scheduler only who is expected. Nobody holds `node.record`: people cannot forge a look. */
const TABLE = {
  nurse: [...bedside, "glass.break", "marked.read", "downtime.declare", "feed.decide"],
  "charge nurse": [
    ...bedside,
    "glass.break",
    "marked.read",
    "downtime.declare",
    "feed.decide",
    "status.set",
    "diversion.declare",
  ],
  "house supervisor": [
    "census.read",
    "session.own",
    "events.read",
    "entries.record",
    "downtime.declare",
    "board.read",
    "status.set",
    "diversion.declare",
    "diversion.authority",
    "places.change",
  ],
  physician: [...bedside, "glass.break", "marked.read", "downtime.declare"],
  pharmacist: [...bedside, "glass.break", "marked.read"],
  "unit clerk": [...bedside, "feed.decide"],
  scheduler: ["clinic.read", "session.own", "events.read", "entries.record"],
  it: [
    "session.own",
    "events.read",
    "entries.record",
    "board.read",
    "system.read",
    "downtime.declare",
    "feed.configure",
    "feed.hold",
    "places.change",
    "people.read",
    "people.change",
    "devices.change",
    "settings.change",
    "monitor.read",
  ],
  privacy: ["session.own", "events.read", "looks.read", "glass.review", "people.read"],
  board: ["board.read"],
  monitor: ["monitor.read", "system.read"],
  reader: ["fhir.read"],
  "marked reader": ["fhir.read", "marked.read"],
} as const satisfies Record<string, readonly PermissionName[]>;

export type Role = keyof typeof TABLE;

/** Roles of people, who sign in. */
export const PERSON_ROLES = [
  "nurse",
  "charge nurse",
  "house supervisor",
  "physician",
  "pharmacist",
  "unit clerk",
  "scheduler",
  "it",
  "privacy",
] as const satisfies Role[];
/** Roles of programs, which carry a bearer token. */
export const PROGRAM_ROLES = ["board", "monitor", "reader", "marked reader"] as const satisfies Role[];
export const ROLES: readonly Role[] = [...PERSON_ROLES, ...PROGRAM_ROLES];

/** A role held at a facility. `from` included, `until` excluded, integer ms; until null = open. */
export type Grant = {
  readonly role: Role;
  readonly facility: string;
  readonly from: number;
  readonly until: number | null;
};

/** What a role may do; nothing for a name that is no role. */
export function permissionsOf(role: string): readonly PermissionName[] {
  return Object.hasOwn(TABLE, role) ? TABLE[role as Role] : [];
}

export function isRole(name: string): name is Role {
  return Object.hasOwn(TABLE, name);
}

/** True where a grant that holds at `at` (integer ms) gives the permission at the facility. Everything else is denied. */
export function allows(grants: readonly Grant[], permission: Permission, facility: string, at: number): boolean {
  return grants.some(grant => isInForce(grant, facility, at) && permissionsOf(grant.role).includes(permission));
}

/** Every permission that the grants which hold at `at` give at the facility, each once. */
export function permissionsAt(grants: readonly Grant[], facility: string, at: number): readonly PermissionName[] {
  return [
    ...new Set(grants.filter(grant => isInForce(grant, facility, at)).flatMap(grant => permissionsOf(grant.role))),
  ];
}

/** True where the grant holds at the facility at that instant. */
export function isInForce(grant: Grant, facility: string, at: number): boolean {
  return grant.facility === facility && at >= grant.from && (grant.until === null || at < grant.until);
}
