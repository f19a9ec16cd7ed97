// `tideover import appointments`, at whichever desk: each row of a book becomes an entry, whose id is of the file and its content: the same again is no new one.
import { createHash } from "node:crypto";
import { type AppointmentsImported, fileTime, readAppointment } from "../../feed/index.ts";
import type { Desk } from "./desk.ts";
import { count } from "./import-messages.ts";
import { ownNames, uuidOf } from "./import-resources.ts";
import { type AskOf, type Reply, refuse, type Value } from "./protocol.ts";

/** Takes a batch of rows. What was taken is on disk and shown; running again takes what is missing. */
export async function appointmentsAsked(
  desk: Desk,
  {
    facility: asked,
    own,
    rows,
    is_told,
    authority,
    dates,
    file,
    as_of: told,
  }: Omit<AskOf<"import.appointments">, "ask">,
): Promise<Reply<"import.appointments">> {
  const served = desk.facility();
  if (served === null)
    return refuse("no-facility", "This folder serves no facility yet: start the node once. Nothing was taken.");
  if (asked !== null && asked !== served.id)
    return refuse("no-facility", `This folder serves ${served.id}, not ${asked}. Nothing was taken.`);
  const names = ownNames(desk, served.id, own);
  if (names.length === 0)
    return refuse(
      "facility-unknown",
      "Whose record numbers the file has is not known: its feeds name no one authority. Say --own AUTHORITY. Nothing was taken.",
    );
  const as_of = is_told ? told : (fileTime(desk.views, file) ?? told);
  const bodies = rows.map(
    (row): AppointmentsImported => ({
      what: "appointments",
      facility: served.id,
      own: names,
      zone: served.zone,
      authority,
      dates,
      as_of,
      file,
      ...row,
    }),
  );
  const outcomes = await desk.record(
    bodies.map(body => ({
      drafts: [
        {
          id: uuidOf(createHash("sha256").update(JSON.stringify(body)).digest()),
          kind: "feed.imported",
          body,
          actor: "command-line",
        },
      ],
      online: false,
    })),
  );
  const value: Value<"import.appointments"> = { taken: 0, known: 0, parked: {}, refused: {}, lines: [] };
  for (const [at, outcome] of outcomes.entries()) {
    const body = bodies[at];
    if (body === undefined) continue;
    if (!outcome.ok) {
      count(value.refused, outcome.error.code, 1);
      continue;
    }
    if (outcome.repeated) value.known += 1;
    else value.taken += 1;
    const { reason, odd } = readAppointment(body, desk.idKey);
    if (reason !== null && !outcome.repeated) count(value.parked, reason.code, 1);
    // Said again with the same file: they are to be mended there.
    for (const { code, text } of [...(reason === null ? [] : [reason]), ...odd])
      value.lines.push({ line: body.line, code, text });
  }
  return { ok: true, value };
}
