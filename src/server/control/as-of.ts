// The house as of an earlier moment, for a command: which units there were, or who lay on one. A look, recorded before it is sent.
import { randomUUID } from "node:crypto";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";
import type { Waiting } from "./reader.ts";

/** Who stands in the look. */
const OPERATOR = "command-line";

export async function houseAsked(
  desk: Desk,
  { at: text, unit }: Omit<AskOf<"asof">, "ask">,
  waiting: Waiting,
): Promise<Reply<"asof">> {
  const now = desk.now();
  const copy = desk.copy(now);
  if (copy === null) return refuse("no-facility", "This folder holds no copy yet: start the node once.");
  const at = momentOf(text, copy.facility.zone);
  if (at === null)
    return refuse("no-time", `${text} is no time; a time is written 2026-11-24T03:12, in the facility's time.`);
  if (at > now) return refuse("not-yet", "That moment is still to come.");
  const reply = await desk.house(copy, at, unit, waiting);
  if (!reply.ok || reply.value.unit === null) return reply;
  const { rows } = reply.value.unit;
  const list = `unit ${unit ?? ""} as of ${new Date(reply.value.as_of.at).toISOString().slice(0, 16)}Z`;
  await desk.looks.listed(
    { session: randomUUID(), person: OPERATOR },
    list,
    rows.flatMap(row => row.patient?.id ?? []),
    now,
  );
  return reply;
}

/** Of an hour that was twice the first (RULES A). */
function momentOf(text: string, zone: string): number | null {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    // Without a zone: the facility's.
  }
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: "earlier" }).epochMilliseconds;
  } catch {
    return null;
  }
}
