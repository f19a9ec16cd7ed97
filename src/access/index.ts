// The public face of access: what other rooms may use.

export { auditEvent } from "./audit-event.ts";
export { accessKinds, DeviceEnrolled, GLASS_OUTCOMES, NodeKeys, PersonId, RecordId, recordBytes } from "./entries.ts";
export { type Broken, brokenGlass, Glass, type GlassState, glassView, type Review } from "./glass.ts";
export { BusyError, SECRET_LENGTH_MAX } from "./hashing.ts";
export { Lockout } from "./lockout.ts";
export { LOOK_MS, type Looker, Looks } from "./looks.ts";
export { enrol, type LineError, type PersonLine, readPeople, type Standing } from "./people.ts";
export {
  allows,
  type Grant,
  isPermission,
  isRole,
  PERMISSIONS,
  PERSON_ROLES,
  type Permission,
  type PermissionName,
  PROGRAM_ROLES,
  permission,
  permissionsAt,
  permissionsOf,
  ROLES,
  type Role,
} from "./permissions.ts";
export type { Clock, Draft, Fault, FoldedEntry, Random, RecordDrafts, Recorded, ViewDatabase } from "./ports.ts";
export { retireReplaced } from "./retire.ts";
export {
  holderOf,
  initialsOf,
  type Person,
  peopleAt,
  personIn,
  personOf,
  type Roster,
  roleAt,
  rosterOf,
  rosterView,
  standingIds,
} from "./roster.ts";
export type { GlassAnswer, GlassRow, LookedAnswer, LookedRow, Whose } from "./routes.ts";
export { type Hashed, hashed, Secrets } from "./secrets.ts";
export { type Session, type SessionLimits, Sessions } from "./sessions.ts";
export { Spill } from "./spill.ts";
export { type Program, programDrafts, Tokens } from "./tokens.ts";
export { type Seen, type WhoSaw, whoSaw, whoSawView } from "./who-saw.ts";
export { type Kept, Witness, type WitnessState } from "./witness.ts";
