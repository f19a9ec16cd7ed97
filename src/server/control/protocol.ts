// What a command asks of a running node over the socket in its data folder, and what it is answered. One request a connection.
import { z } from "zod";
import { PersonId } from "../../access/index.ts";
import type { UnitAnswer } from "../../chart/index.ts";
import { AppointmentsImported, FeedConfiguration, FileKept, ResourcesImported } from "../../feed/index.ts";
import { Listed, ListedId, type Proposal } from "../../places/index.ts";
import { SegmentWritten } from "../written-segments.ts";

/** A request is one `json` frame of at most this. */
export const ASK_LIMIT_BYTES = 8 * 1024 * 1024;
/** An answer's last frame is `json` and at most this; the `bytes` frames before it are the file that was asked for. */
export const ANSWER_LIMIT_BYTES = 16 * 1024 * 1024;

/** A message in a file is at most this: it goes over in one request. */
export const MESSAGE_LIMIT_BYTES = 5 * 1024 * 1024;

/** Why what is marked is included; null = it is left out. */
const marked = z
  .string()
  .min(5)
  .max(500)
  .regex(/^[^\p{Cc}]+$/u)
  .nullable();

/** Of a file so much goes over in one request or answer. */
export const BLOB_PART_BYTES = 4 * 1024 * 1024;

/** Of proposed matches so many fit into an answer. */
export const MOST_PROPOSED = 6_000;

const BlobHex = z.string().regex(/^[0-9a-f]{64}$/);

export const Ask = z.discriminatedUnion("ask", [
  z.strictObject({ ask: z.literal("token.create"), role: z.string().max(80), name: PersonId }),
  z.strictObject({
    ask: z.literal("print"),
    marked,
    what: z.union([
      z.strictObject({ unit: z.string().max(80) }),
      z.strictObject({ patients: z.array(z.string().min(1).max(80)).min(1).max(500) }),
      /** `clinic` "" = all; date as 2026-11-24, null = today. */
      z.strictObject({ clinic: z.string().max(100), date: z.string().max(10).nullable() }),
    ]),
  }),
  z.strictObject({ ask: z.literal("import.frequencies"), csv: z.string().max(2_500_000) }),
  z.strictObject({
    ask: z.literal("import.messages"),
    /** Null = the one that is configured. */
    feed: z.string().max(40).nullable(),
    /** The first of an import: the feed's configuration is written before what it maps. */
    begins: z.boolean(),
    /** In base64. */
    messages: z.array(z.string().max(MESSAGE_LIMIT_BYTES * 1.4)).max(1_000),
  }),
  z.strictObject({
    ask: z.literal("import.resources"),
    /** Systems whose numbers are the facility's own, beside those of its feeds. */
    own: z.array(z.string().min(1).max(200)).max(50),
    pieces: z.array(ResourcesImported.pick({ patient: true, resources: true })).max(1_000),
  }),
  z.strictObject({
    ask: z.literal("import.appointments"),
    /** Null = the one that is served. */
    facility: z.string().max(40).nullable(),
    own: z.array(z.string().min(1).max(200)).max(50),
    ...AppointmentsImported.pick({ authority: true, dates: true, as_of: true, file: true }).shape,
    /** False: it is the file's own, and another one where the file was here before. */
    is_told: z.boolean(),
    rows: z.array(AppointmentsImported.pick({ line: true, fault: true, row: true })).max(1_000),
  }),
  z.strictObject({ ask: z.literal("import.facilities"), places: z.array(Listed).max(1_000) }),
  /** Null = of all. */
  z.strictObject({ ask: z.literal("facilities.matches"), state: z.string().max(2).nullable() }),
  z.strictObject({ ask: z.literal("facilities.confirm"), cms: ListedId, hifld: ListedId, same: z.boolean() }),
  z.strictObject({
    ask: z.literal("export.resources"),
    /** The record after which the next charts begin; empty = the first. */
    after: z.string().max(64),
    marked,
  }),
  z.strictObject({ ask: z.literal("export.board"), feed: z.enum(["have", "cap", "fhir", "atom", "json"]) }),
  z.strictObject({
    ask: z.literal("looks"),
    /** Her number, or the id of one of her records. */
    patient: z.string().min(1).max(80),
    /** Integer ms; null = without end. */
    from: z.int().nullable(),
    to: z.int().nullable(),
  }),
  z.strictObject({
    ask: z.literal("asof"),
    /** A time, in the facility's zone where it names none. */
    at: z.string().max(60),
    /** Null = which units there were. */
    unit: z.string().max(80).nullable(),
  }),
  z.strictObject({
    ask: z.literal("blob.keep"),
    /** SHA-256 of all of it. */
    blob: BlobHex,
    size: z.int().min(0),
    from: z.int().min(0),
    /** In base64. */
    part: z.string().max(BLOB_PART_BYTES * 1.4),
  }),
  z.strictObject({
    ask: z.literal("import.file"),
    blob: BlobHex,
    ...FileKept.pick({ what: true, name: true, bytes: true }).shape,
  }),
  /** `after`: the last of the list before; empty = from the first. */
  z.strictObject({ ask: z.literal("blob.list"), after: z.string().max(64) }),
  z.strictObject({ ask: z.literal("blob.part"), blob: BlobHex, from: z.int().min(0).multipleOf(BLOB_PART_BYTES) }),
  z.strictObject({ ask: z.literal("segment.give"), for: z.array(z.string().max(200)).min(1).max(100) }),
  /** The file that `segment.give` answered is on disk. */
  z.strictObject({ ask: z.literal("segment.written"), ...SegmentWritten.shape }),
  z.strictObject({
    ask: z.literal("enrol.grant"),
    request: z.string().max(10_000),
    /** The check number as the new node said it; null = not compared. */
    check: z.string().max(40).nullable(),
  }),
  z.strictObject({ ask: z.literal("verify") }),
  z.strictObject({ ask: z.literal("config.show") }),
  /** What is recorded of each feed is taken; how it listens stays. */
  z.strictObject({ ask: z.literal("config.apply"), feeds: z.array(FeedConfiguration).max(100) }),
  /** `keep`: how many checkpoints stay. */
  z.strictObject({ ask: z.literal("checkpoint.make"), keep: z.int().min(1).max(100) }),
]);
export type Ask = z.infer<typeof Ask>;

/** Before an answer, as often as is read: how far the work is. */
export const Said = z.strictObject({ progress: z.tuple([z.int().min(0), z.int().min(0)]) });
export type Said = z.infer<typeof Said>;

export type AskName = Ask["ask"];
export type AskOf<Name extends AskName> = Extract<Ask, { ask: Name }>;

/** One look, with the records of hers that it named by. */
const Looked = z.strictObject({
  person: z.string(),
  session: z.string(),
  what: z.enum(["opened", "listed", "printed", "exported", "asked"]),
  list: z.string().nullable(),
  at: z.int(),
  reason: z.string().nullable(),
});
export type Looked = z.infer<typeof Looked>;
const BrokenOnce = z.strictObject({
  id: z.string(),
  person: z.string(),
  reason: z.string(),
  address: z.string().nullable(),
  at: z.int(),
  until: z.int(),
  reviewed: z.array(z.string()),
});
export type BrokenOnce = z.infer<typeof BrokenOnce>;

const Found = z.strictObject({ code: z.string(), where: z.string(), text: z.string() });

const Odd = z.strictObject({ line: z.int(), field: z.string(), text: z.string() });

/** How many of each: by a code that says why. */
const Why = z.record(z.string(), z.int());
/** Counts of an import: taken now (of these parked, and why), here before, and refused, and why. */
export const Counts = z.strictObject({ taken: z.int(), known: z.int(), parked: Why, refused: Why });
export type Counts = z.infer<typeof Counts>;

/** A configuration that was taken: where it differed, and how many of its feed's messages were parked before and are now. */
const Applied = z.strictObject({
  feed: z.string(),
  changed: z.array(z.string()),
  parked_before: z.int(),
  parked_after: z.int(),
});
export type Applied = z.infer<typeof Applied>;

/** What each is answered with. */
export const VALUES = {
  "token.create": z.strictObject({ token: z.string() }),
  print: z.strictObject({ pages: z.int(), beds: z.array(z.string().nullable()), left_out: z.int() }),
  "import.frequencies": z.strictObject({ taken: z.int(), changed: z.int(), odd: z.array(Odd) }),
  "import.messages": Counts,
  "import.resources": Counts,
  /** With the lines that were parked, or of which something stands in words only. */
  "import.appointments": Counts.extend({
    lines: z.array(z.strictObject({ line: z.int(), code: z.string(), text: z.string() })),
  }),
  "import.facilities": z.strictObject({ changed: z.int() }),
  /** The first of as many as there are. */
  "facilities.matches": z.strictObject({
    matches: z.array(z.custom<Proposal>(value => typeof value === "object")),
    of: z.int(),
  }),
  /** The names of both. */
  "facilities.confirm": z.strictObject({ cms: z.string(), hifld: z.string(), is_new: z.boolean() }),
  "export.resources": z.strictObject({
    /** The last record of these; null = there are no more. */
    last: z.string().nullable(),
    records: z.int(),
    of: z.int(),
    /** Resources of these charts that are left out because they are marked. */
    left_out: z.int(),
  }),
  "export.board": z.strictObject({ all: z.array(z.strictObject({ name: z.string(), text: z.string() })) }),
  looks: z.strictObject({
    facility: z.string(),
    node: z.string(),
    records: z.array(z.string()),
    opened: z.array(Looked),
    listed: z.array(Looked),
    printed: z.array(Looked),
    asked: z.array(Looked),
    glass: z.array(BrokenOnce),
  }),
  asof: z.strictObject({
    zone: z.string(),
    as_of: z.strictObject({ at: z.int(), is_oldest: z.boolean() }),
    units: z.array(z.strictObject({ id: z.string(), name: z.string(), patients: z.int() })),
    unit: z.custom<UnitAnswer>(value => typeof value === "object").nullable(),
  }),
  "blob.keep": z.strictObject({ is_whole: z.boolean() }),
  "import.file": z.strictObject({ is_known: z.boolean() }),
  "blob.list": z.strictObject({ blobs: z.array(z.string()), is_last: z.boolean() }),
  "blob.part": z.strictObject({ size: z.int() }),
  /** `recipients`: who may read it, as age names them; blobs are sealed to the same. */
  "segment.give": z.strictObject({ entries: z.int(), runs: z.int(), recipients: z.array(z.string()) }),
  "segment.written": z.strictObject({}),
  "enrol.grant": z.strictObject({ grant: z.string(), name: z.string(), check: z.string() }),
  verify: z.strictObject({
    entries: z.int(),
    heads: z.int(),
    findings: z.array(Found),
    views: z.array(z.string()),
  }),
  "config.show": z.strictObject({ feeds: z.array(FeedConfiguration) }),
  /** `new`: feeds that no start knows yet; the next one begins them. */
  "config.apply": z.strictObject({ applied: z.array(Applied), same: z.array(z.string()), new: z.array(z.string()) }),
  "checkpoint.make": z.strictObject({
    checkpoint: z.string(),
    covered: z.int(),
    open: z.int(),
    bytes: z.int(),
  }),
} as const satisfies Record<AskName, z.ZodType>;
export type Value<Name extends AskName> = z.infer<(typeof VALUES)[Name]>;

const SCHEMAS: { readonly [Name in AskName]: z.ZodType<Value<Name>> } = VALUES;

/** The value that answers an ask of this name; undefined where it is none. */
export function answerValue<Name extends AskName>(name: Name, value: unknown): Value<Name> | undefined {
  return SCHEMAS[name].safeParse(value).data;
}

export type ControlFault = { readonly code: string; readonly text: string };

/** `bytes`: the file that was asked for, where one was. */
export type Reply<Name extends AskName> =
  | { readonly ok: true; readonly value: Value<Name>; readonly bytes?: Uint8Array }
  | { readonly ok: false; readonly error: ControlFault };

/** The last frame of an answer. */
export const Answered = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: z.strictObject({ code: z.string(), text: z.string() }) }),
]);

/** A refusal in words: what happened, what is safe, what to do. */
export type Refusal = { readonly ok: false; readonly error: ControlFault };
export function refuse(code: string, text: string): Refusal {
  return { ok: false, error: { code, text } };
}
