// What is recorded about feeds: the raw message, the configuration that maps it. Schemas only.
import { z } from "zod";
import { DESTRUCTIVE, KINDS_OF_DATA, markConfig } from "../chart/index.ts";
import { defineKind } from "../journal/index.ts";
import { PlaceId } from "../places/index.ts";
import { feedConfig } from "./config/config.ts";

const FeedName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
/** A type of message as MSH-9 gives it, `ADT^A01`, or all of a code, `ADT`. */
const MessageType = z.string().regex(/^[A-Z0-9]{3}(\^[A-Z0-9]{3})?$/);
const Kind = z.enum(KINDS_OF_DATA);

/** A message exactly as it was received, between the frame's bytes. */
export const FeedMessage = z.strictObject({
  feed: FeedName,
  message: z.instanceof(Uint8Array),
  peer: z.string().max(60).nullable(),
});
export type FeedMessage = z.infer<typeof FeedMessage>;

/** A listener's whole configuration, written into its own chain: what maps the messages behind it. */
export const FeedConfigured = z.strictObject({
  feed: FeedName,
  facility: z.string().min(1).max(40),
  mapping: feedConfig,
  /** Message types and the kinds of data that each is heard for, also without a fact of it (RULES A2). */
  heard: z.record(MessageType, z.array(Kind)),
  /** Message types that are heartbeats, with their kinds (RULES A2). */
  heartbeats: z.record(MessageType, z.array(Kind)),
  /** Fixed limits in ms where they differ from the default table (RULES A1). */
  limits_ms: z.partialRecord(Kind, z.int().positive()),
  /** What is marked here beside the default table (docs/decisions/marked-items.md). */
  marks: markConfig.optional(),
  listen: z.strictObject({
    host: z.string().max(200),
    port: z.int().min(0).max(65_535),
    /** Addresses that may send here; left out or none = this machine only. */
    senders: z
      .array(z.union([z.ipv4(), z.ipv6()]))
      .max(100)
      .optional(),
    /** PEM files of this listener, and of the authority whose certificates senders must show; left out = plain TCP. */
    tls: z
      .strictObject({
        cert_file: z.string().max(500),
        key_file: z.string().max(500),
        senders_ca_file: z.string().max(500).optional(),
      })
      .optional(),
  }),
});
export type FeedConfigured = z.infer<typeof FeedConfigured>;

export const FeedRefused = z.strictObject({
  feed: FeedName,
  why: z.enum(["too-large", "sender"]),
  bytes: z.int().min(0),
  control: z.string().max(200).nullable(),
  /** The address that was turned away. */
  peer: z.string().max(60).optional(),
});

const FrequencyRow = z.strictObject({
  code: z.string().min(1).max(80),
  words: z.string().max(200),
  /** Local times of the day; none = the code stays in words. */
  times: z.array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)).max(96),
  /** 1 = Monday; none = every day. */
  days: z.array(z.int().min(1).max(7)).max(7),
});

/** A hospital's table that was imported: it alone says when a frequency falls due on a unit (RULES D5). */
export const FrequenciesImported = z.strictObject({
  what: z.literal("frequencies"),
  facility: PlaceId,
  /** As messages name the unit; null = the whole house. */
  unit: z.string().min(1).max(80).nullable(),
  rows: z.array(FrequencyRow).min(1).max(20_000),
});
export type FrequenciesImported = z.infer<typeof FrequenciesImported>;

/** FHIR resources from files: those of one patient, she with them, as they were, references resolved among them to `Type/id`. */
export const ResourcesImported = z.strictObject({
  what: z.literal("resources"),
  facility: PlaceId,
  /** Names of the facility's own authority, the first canonical, as its feeds' configuration had them. */
  own: z.array(z.string().min(1).max(200)).max(100),
  /** `Patient/ID` among the resources; null = they are of no patient, and stay parked. */
  patient: z.string().max(200).nullable(),
  /** Each as JSON text. */
  resources: z.array(z.string().max(1_048_576)).min(1).max(1_000),
});
export type ResourcesImported = z.infer<typeof ResourcesImported>;

/** One row of an appointment book from a CSV, as it stood: what maps it stands beside it, as it was in force. */
export const AppointmentsImported = z.strictObject({
  what: z.literal("appointments"),
  facility: PlaceId,
  /** Names of the facility's own authority, the first canonical, as its feeds' configuration had them. */
  own: z.array(z.string().min(1).max(200)).max(100),
  /** Whose numbers the appointments have; null = the facility's own. */
  authority: z.string().min(1).max(200).nullable(),
  zone: z.string().max(80),
  /** What stands first where a date could be read in two ways; null = nobody said. */
  dates: z.enum(["mdy", "dmy"]).nullable(),
  /** When the book was as the file has it, integer ms. */
  as_of: z.int().min(0),
  /** SHA-256 of the file, hex. */
  file: z.string().regex(/^[0-9a-f]{64}$/),
  line: z.int().positive(),
  /** What is wrong with the line as a line; then the row is the whole of it. */
  fault: z.enum(["quotes", "fields"]).nullable(),
  /** By the file's own headings. */
  row: z.record(z.string().max(200), z.string().max(20_000)),
});
export type AppointmentsImported = z.infer<typeof AppointmentsImported>;

export const FeedImported = z.discriminatedUnion("what", [
  FrequenciesImported,
  ResourcesImported,
  AppointmentsImported,
]);
export type FeedImported = z.infer<typeof FeedImported>;

/** A file that was imported, kept whole as a blob: what of it was parked or refused can be read there. */
export const FileKept = z.strictObject({
  what: z.enum(["messages", "resources", "appointments"]),
  /** Null = the folder served none yet. */
  facility: PlaceId.nullable(),
  /** SHA-256 of what it holds, unpacked, hex: as `file` of an appointment names it. */
  file: z.string().regex(/^[0-9a-f]{64}$/),
  /** Its own name, without folders. */
  name: z.string().max(200),
  bytes: z.int().min(0),
});

/** A person closes a hole (RULES A1): between these instants (integer ms) nothing of a kind is missing, and why she knows. */
export const FeedGapClosed = z
  .strictObject({
    feed: FeedName,
    kind: Kind,
    from: z.int().min(0),
    to: z.int().min(0),
    why: z.string().min(1).max(500),
  })
  .refine(gap => gap.from < gap.to, "a gap ends after it begins");
export type FeedGapClosed = z.infer<typeof FeedGapClosed>;

/** 32 hex digits: an epoch, or the id of an entry. */
const Hex32 = z.string().regex(/^[0-9a-f]{32}$/);

/** A stretch of an epoch of the feed chain; `to` null = to its end, and on through the epochs that continue it. */
export const FeedRange = z.strictObject({ epoch: Hex32, from: z.int().min(1), to: z.int().min(1).nullable() });
export type FeedRange = z.infer<typeof FeedRange>;

/** Where a message lies: epoch and seq. */
const FeedPlace = z.string().regex(/^[0-9a-f]{32}\/[1-9][0-9]{0,14}$/);

/**
 * What an alarm counted. `usual`: the most in the same hours of the days before, as far as is known; with `of`, the messages among which
 * they were, how many of a hundred. `unknown people` holds what destroys, as every hold; who is new goes on.
 */
export const FeedAlarm = z.strictObject({
  effect: z.enum([...DESTRUCTIVE, "unknown people"]),
  count: z.int().min(1),
  of: z.int().min(1).optional(),
  minutes: z.int().min(1),
  usual: z.number().min(0),
});
export type FeedAlarm = z.infer<typeof FeedAlarm>;

const Ranges = z.array(FeedRange).min(1).max(1_000);
const Why = z.string().min(1).max(500);

/** What a feed destroys from a position on waits for a person, message by message (RULES M4). All is stored and acknowledged. */
export const FeedHeld = z.strictObject({
  feed: FeedName,
  ranges: Ranges,
  /** Null = a person held it. */
  alarm: FeedAlarm.nullable(),
  /** The listener is closed while this stands. */
  quarantine: z.boolean(),
  why: Why,
});
export type FeedHeld = z.infer<typeof FeedHeld>;

/** A person's verdict on held messages. `hold` null = a rule of its own held them: another person's name, a merge said again. */
export const FeedDecided = z
  .strictObject({
    hold: Hex32.nullable(),
    take: z.array(FeedPlace).max(20_000),
    drop: z.array(FeedPlace).max(20_000),
    reason: Why,
  })
  .refine(({ take, drop }) => take.length + drop.length > 0, "a verdict is on some message")
  .refine(({ take, drop }) => !take.some(place => drop.includes(place)), "a message is taken or dropped");
export type FeedDecided = z.infer<typeof FeedDecided>;

/** A range that is folded as if it had never come. Later care entries stand. */
export const FeedExcluded = z.strictObject({ feed: FeedName, ranges: Ranges, why: Why });
export type FeedExcluded = z.infer<typeof FeedExcluded>;

/** A person ends a hold or an exclusion: the copy is then what it would be without it. Verdicts stay. */
export const FeedLifted = z.strictObject({ feed: FeedName, of: Hex32, why: Why });
export type FeedLifted = z.infer<typeof FeedLifted>;

export const feedMessageKind = defineKind({
  name: "feed.message",
  version: 1,
  schema: FeedMessage,
  chain: "feed",
  permission: "node.record",
  prunable: true,
});
export const feedConfiguredKind = defineKind({
  name: "feed.configured",
  version: 1,
  schema: FeedConfigured,
  chain: "feed",
  permission: "feed.configure",
  key: body => `feed|${body.feed}`,
});
export const feedRefusedKind = defineKind({
  name: "feed.refused",
  version: 1,
  schema: FeedRefused,
  chain: "feed",
  permission: "node.record",
});
/** One table a unit: the newest replaces. A facility's id has no slash, so no two units share a key. */
export const feedImportedKind = defineKind({
  name: "feed.imported",
  // Version 1 knew tables only, version 2 no appointments.
  version: 3,
  upcast: { 1: body => body, 2: body => body },
  schema: FeedImported,
  chain: "feed",
  permission: "feed.configure",
  key: body =>
    body.what !== "frequencies"
      ? null
      : `imported/${body.what}/${body.facility}${body.unit === null ? "" : `/${body.unit}`}`,
});
/** Read at the command line only: it names many patients, also what of them is marked. */
export const feedFileKeptKind = defineKind({
  name: "feed.file.kept",
  version: 1,
  schema: FileKept,
  chain: "feed",
  permission: "node.record",
  blobs: body => [new Uint8Array(Buffer.from(body.file, "hex"))],
});
export const feedGapClosedKind = defineKind({
  name: "feed.gap.closed",
  version: 1,
  schema: FeedGapClosed,
  chain: "feed",
  permission: "feed.configure",
});
export const feedHeldKind = defineKind({
  name: "feed.held",
  // Version 1 knew no alarm of garbage.
  version: 2,
  upcast: { 1: body => body },
  schema: FeedHeld,
  chain: "feed",
  permission: "feed.hold",
});
/** Verdicts of one hold are one key; of a message that a rule holds, its own. */
export function feedDecidedKey({ hold, take, drop }: Pick<FeedDecided, "hold"> & Verdicts): string {
  return `feed.decided/${hold ?? [...take, ...drop].sort()[0]}`;
}
type Verdicts = { readonly take: readonly string[]; readonly drop: readonly string[] };

/** Whoever decides again names what was decided of that hold, and says it whole. */
export const feedDecidedKind = defineKind({
  name: "feed.decided",
  version: 1,
  schema: FeedDecided,
  chain: "feed",
  permission: "feed.decide",
  key: feedDecidedKey,
});
export const feedExcludedKind = defineKind({
  name: "feed.excluded",
  version: 1,
  schema: FeedExcluded,
  chain: "feed",
  permission: "feed.hold",
});
export const feedLiftedKind = defineKind({
  name: "feed.lifted",
  version: 1,
  schema: FeedLifted,
  chain: "feed",
  permission: "feed.hold",
  key: body => `feed.lifted/${body.of}`,
});
export const feedKinds = [
  feedMessageKind,
  feedConfiguredKind,
  feedRefusedKind,
  feedImportedKind,
  feedFileKeptKind,
  feedGapClosedKind,
  feedHeldKind,
  feedDecidedKind,
  feedExcludedKind,
  feedLiftedKind,
] as const;
