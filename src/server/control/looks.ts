// `tideover looks`, at whichever desk: who looked at a patient over all her linked records. Asking is itself a look (RULES L1).
import { randomUUID } from "node:crypto";
import { brokenGlass, RecordId, whoSaw } from "../../access/index.ts";
import { patientNamed, recordsNumbered, recordsOfPerson } from "../../feed/index.ts";
import { hex } from "../../journal/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** Recorded as asked before it is answered. */
export async function looksAsked(desk: Desk, ask: Omit<AskOf<"looks">, "ask">): Promise<Reply<"looks">> {
  const { views } = desk;
  const facility = desk.facility();
  if (facility === null) return refuse("no-facility", "This folder holds no copy yet: start the node once.");
  const isRecord = RecordId.safeParse(ask.patient).success && patientNamed(views, ask.patient).patientId !== null;
  const found = isRecord ? [ask.patient] : recordsNumbered(views, ask.patient);
  const [first, ...others] = found;
  if (first === undefined) return refuse("no-record", "The copy has no patient with this number or record.");
  if (others.length > 0)
    return refuse("several", `This number stands for several patients: name a record, ${found.join(" or ")}.`);
  const records = recordsOfPerson(views, first);
  await desk.looks.asked({ session: randomUUID(), person: "command-line" }, records, desk.now());
  const isWithin = ({ at }: { readonly at: number }) =>
    (ask.from === null || at >= ask.from) && (ask.to === null || at < ask.to);
  const { opened, listed, printed, asked } = whoSaw(views, records);
  const glass = brokenGlass(views, records).filter(isWithin);
  return {
    ok: true,
    value: {
      facility: facility.id,
      node: hex(desk.node),
      records: [...records],
      opened: opened.filter(isWithin),
      listed: listed.filter(isWithin),
      printed: printed.filter(isWithin),
      asked: asked.filter(isWithin),
      glass: glass.map(({ records: _, reviews, ...one }) => ({
        ...one,
        reviewed: reviews.map(({ person, outcome, words }) => `${outcome}, ${person}: ${words}`),
      })),
    },
  };
}
