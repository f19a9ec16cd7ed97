// Files that commands bring and take, piece by piece over the socket: a file may be larger than what one request holds.
import { createHash } from "node:crypto";
import { BLOB_PIECE, type BlobWriter, fromHex, hex } from "../../journal/index.ts";
import type { Desk } from "./desk.ts";
import { uuidOf } from "./import-resources.ts";
import { type AskOf, BLOB_PART_BYTES, type Reply, refuse } from "./protocol.ts";

/** Files that are being brought at once; a command that died leaves one behind. */
const OPEN_MAX = 4;

/** Of a desk: the files that are being brought, the oldest first. */
export type Bringing = Map<string, BlobWriter>;

const idOf = (text: string) => fromHex(text) ?? new Uint8Array();

/** Takes the next part of a file. Whoever begins anew begins at 0. */
export async function keepAsked(
  desk: Desk,
  { blob, size, from, part }: Omit<AskOf<"blob.keep">, "ask">,
): Promise<Reply<"blob.keep">> {
  const { bringing } = desk;
  const id = idOf(blob);
  if (from === 0) {
    await bringing.get(blob)?.abort();
    bringing.delete(blob);
    if (bringing.size >= OPEN_MAX) {
      const [oldest] = bringing;
      await oldest?.[1].abort();
      bringing.delete(oldest?.[0] ?? "");
    }
    const begun = await desk.blobs.begin(id, size);
    if (!begun.ok) return begun;
    bringing.set(blob, begun.writer);
  }
  const writer = bringing.get(blob);
  if (writer === undefined || writer.written() !== from)
    return refuse("out-of-order", "The parts of a file did not come one after the other. Nothing of it was kept.");
  const bytes = new Uint8Array(Buffer.from(part, "base64"));
  const isLast = from + bytes.length >= size;
  const error = (await writer.write(bytes)) ?? (isLast ? await writer.finish() : null);
  if (isLast || error !== null) bringing.delete(blob);
  return error === null ? { ok: true, value: { is_whole: isLast } } : { ok: false, error };
}

/** Records that a file was imported: the same file again under its name is no new entry. */
export async function fileAsked(
  desk: Desk,
  { what, blob, name, bytes }: Omit<AskOf<"import.file">, "ask">,
): Promise<Reply<"import.file">> {
  const facility = desk.facility()?.id ?? null;
  const body = { what, facility, file: blob, name, bytes };
  const id = uuidOf(createHash("sha256").update(JSON.stringify(body)).digest());
  const draft = { id, kind: "feed.file.kept", body, actor: "command-line" };
  const [outcome] = await desk.record([{ drafts: [draft], online: true }]);
  if (outcome === undefined) return refuse("failed", "The file was not recorded.");
  return outcome.ok ? { ok: true, value: { is_known: outcome.repeated } } : { ok: false, error: outcome.error };
}

const LISTED = 10_000;

/** The blobs that entries name, in order, after one of them. */
export async function listAsked(desk: Desk, { after }: Omit<AskOf<"blob.list">, "ask">): Promise<Reply<"blob.list">> {
  const all = desk
    .namedBlobs()
    .map(hex)
    .filter(id => id > after);
  const blobs = all.slice(0, LISTED);
  return { ok: true, value: { blobs, is_last: blobs.length === all.length } };
}

/** A part of a blob, as it was. */
export async function partAsked(
  desk: Desk,
  { blob, from }: Omit<AskOf<"blob.part">, "ask">,
): Promise<Reply<"blob.part">> {
  const id = idOf(blob);
  const size = desk.blobs.size(id);
  if (size === null) return refuse("blob-missing", "Its file is not here.");
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of desk.blobs.read(id, from / BLOB_PIECE)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= BLOB_PART_BYTES) break;
  }
  return { ok: true, value: { size }, bytes: new Uint8Array(Buffer.concat(pieces)) };
}
