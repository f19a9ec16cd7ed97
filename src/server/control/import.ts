// `tideover import frequencies`, at whichever desk.
import { importFrequencies } from "../frequencies.ts";
import type { Desk } from "./desk.ts";
import { type Reply, refuse } from "./protocol.ts";

/** Takes the table's rows that are good, and names those that are odd. */
export async function importAsked(desk: Desk, { csv }: { readonly csv: string }): Promise<Reply<"import.frequencies">> {
  const facility = desk.facility()?.id;
  if (facility === undefined)
    return refuse("no-facility", "This folder serves no facility yet: start the node once. Nothing was taken.");
  const { views, record } = desk;
  const done = await importFrequencies({ views, facility, record }, csv, desk.now(), "command-line");
  if (!done.ok) return refuse(done.code, done.text);
  const { taken, changed, odd } = done.value;
  return { ok: true, value: { taken, changed, odd: [...odd] } };
}
