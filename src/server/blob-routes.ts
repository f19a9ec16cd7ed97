// POST /blobs takes a file that an entry will name; GET /blobs/ID gives one that an entry names, to who may read that entry.
import { Readable } from "node:stream";
import { z } from "zod";
import { isPermission, type Looks, permission } from "../access/index.ts";
import { type BlobError, type Blobs, fromHex, headerOf, type Kinds, type Stored } from "../journal/index.ts";
import { actorOf, lookerOf, type Refused, type Route, rawRoute, refused, streamRoute } from "./http/index.ts";

export type BlobParts = {
  readonly blobs: Blobs;
  readonly kinds: Kinds;
  readonly looks: Looks;
  /** The entries that name a blob. */
  readonly naming: (blob: Uint8Array) => readonly Stored[];
  /** Whether a record is this facility's, or opened to the caller: as its chart is. */
  readonly isOpen: (person: string, record: string, at: number) => boolean;
};

/** What one caller may send in an hour, and all at once. */
const LIMITS = { files_hour: 600, bytes_hour: 2_000_000_000, at_once: 4, hour_ms: 3_600_000, callers: 10_000 } as const;

const BlobId = z.string().regex(/^[0-9a-f]{64}$/);

/** The routes of files. */
export function blobRoutes(parts: BlobParts): Route[] {
  const { blobs } = parts;
  const sent = new Sent();
  let busy = 0;
  return [
    streamRoute({
      path: "/blobs",
      permission: permission("blobs.keep"),
      type: "application/octet-stream",
      async serve({ caller, at }, request, body) {
        const id = digestIn(request.headers["content-digest"]);
        if (id === null)
          return refused(
            422,
            "no-digest",
            "Say what the file is: Content-Digest: sha-256=:BASE64: (RFC 9530).",
            "content-digest",
          );
        const size = Number(request.headers["content-length"] ?? Number.NaN);
        if (!Number.isSafeInteger(size))
          return refused(422, "no-length", "Say how long the file is: Content-Length.", "content-length");
        if (caller.kind === "nobody") return refused(401, "not-signed-in", "Sign in first.");
        if (busy >= LIMITS.at_once)
          return { ...refused(503, "busy", "Other files are being taken. Try again."), retry_after_s: 2 };
        const wait = sent.take(actorOf(caller), size, at);
        if (wait !== null)
          return {
            ...refused(429, "too-many-files", "So many files in an hour are not taken. Nothing of it was kept."),
            retry_after_s: wait,
          };
        busy += 1;
        try {
          const error = await blobs.put(id, size, body);
          if (error !== null) return refusedFile(error);
        } catch {
          return refused(400, "cut-off", "The file did not come whole. Nothing of it was kept.", "body");
        } finally {
          busy -= 1;
        }
        return { ok: true, value: { blob: Buffer.from(id).toString("hex"), size } };
      },
    }),
    rawRoute({
      path: "/blobs/:id",
      access: { permission: permission("blobs.read") },
      isAct: true,
      async serve(context, request, reply) {
        const given = z.strictObject({ id: BlobId }).safeParse(request.params);
        const id = given.success ? fromHex(given.data.id) : undefined;
        if (id === undefined) return refused(422, "bad-input", "A field is missing or cannot be taken.", "path.id");
        const looker = context.caller.kind === "nobody" ? null : lookerOf(context.caller);
        if (looker === null) return refused(403, "people-only", "Only a person may read a file.");
        for (const row of parts.naming(id)) {
          const header = headerOf(row);
          const reads = header === undefined ? undefined : parts.kinds.get(header.kind)?.reads;
          if (header === undefined || reads === undefined || !isPermission(reads) || !context.may(reads)) continue;
          const records = header.subjects.map(recordOf);
          if (!records.every(record => parts.isOpen(looker.person, record, context.at))) continue;
          const size = blobs.size(id);
          if (size === null)
            return refused(
              404,
              "file-not-here",
              "An entry names this file, and it is not here: it has not come to this node yet, or was lost. What the chart says of it stands. Take it from another node or a backup.",
            );
          await Promise.all(records.map(record => parts.looks.opened(looker, record, context.at)));
          reply.headers({
            "content-type": "application/octet-stream",
            "content-length": size,
            "content-disposition": `attachment; filename="${given.data?.id.slice(0, 8)}.bin"`,
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
            "cross-origin-resource-policy": "same-origin",
          });
          // A piece that is damaged ends the answer short of its length: whoever asked sees that it is not whole.
          reply.send(Readable.from(blobs.read(id)));
          return "sent";
        }
        return noFile();
      },
    }),
  ];
}

/** `sha-256=:BASE64:` of a Content-Digest (RFC 9530 §2); null where there is none. */
function digestIn(header: string | string[] | undefined): Uint8Array | null {
  const found = typeof header === "string" ? /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header)?.[1] : undefined;
  return found === undefined ? null : new Uint8Array(Buffer.from(found, "base64"));
}

/** A record's id as addresses have it, from the 16 bytes of a header. */
function recordOf(subject: Uint8Array): string {
  return Buffer.from(subject).toString("base64url").replaceAll("_", ".");
}

function noFile(): Refused {
  return refused(404, "no-file", "No entry that you may read names such a file.");
}

const STATUS = { "too-large": 413, "other-content": 422 } as const;

function refusedFile({ code, text }: BlobError): Refused {
  return refused(code === "too-large" || code === "other-content" ? STATUS[code] : 503, code, text, "body");
}

/** What each caller sent in the last hour: more is asked to wait. */
class Sent {
  readonly #callers = new Map<string, { since: number; files: number; bytes: number }>();

  /** Counts a file; the seconds to wait where it is too many, else null. */
  take(caller: string, bytes: number, at: number): number | null {
    const known = this.#callers.get(caller);
    const isFresh = known !== undefined && at >= known.since && at - known.since < LIMITS.hour_ms;
    const now = isFresh ? known : { since: at, files: 0, bytes: 0 };
    if (now.files >= LIMITS.files_hour || now.bytes + bytes > LIMITS.bytes_hour)
      return Math.max(1, Math.ceil((now.since + LIMITS.hour_ms - at) / 1_000));
    now.files += 1;
    now.bytes += bytes;
    this.#callers.delete(caller);
    this.#callers.set(caller, now);
    if (this.#callers.size > LIMITS.callers) this.#callers.delete([...this.#callers.keys()][0] ?? "");
    return null;
  }
}
