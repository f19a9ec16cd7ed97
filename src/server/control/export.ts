// `tideover export ndjson`, at whichever desk: charts in slices, each recorded as exported before its bytes go out.
import { randomUUID } from "node:crypto";
import { fhirChart, recordsBehindOne } from "../../feed/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** Charts in one answer. */
const SLICE = 50;

/** One line of JSON a resource. */
export async function exportAsked(
  desk: Desk,
  { after, marked }: Omit<AskOf<"export.resources">, "ask">,
): Promise<Reply<"export.resources">> {
  const at = desk.now();
  const copy = desk.copy(at);
  if (copy === null)
    return refuse("no-facility", "This folder holds no copy yet: start the node once. Nothing was exported.");
  const { records, of } = recordsBehindOne(copy, after, SLICE);
  const charts = records.flatMap(record => fhirChart({ ...copy, marked: marked !== null }, record) ?? []);
  const lines = charts.flatMap(chart => chart.resources).map(one => JSON.stringify(one));
  const left_out = charts.reduce((sum, chart) => sum + chart.left_out, 0);
  const looker = { session: randomUUID(), person: "command-line" };
  if (records.length > 0) await desk.looks.exported(looker, "FHIR export", records, at, marked);
  const last = records.length < SLICE ? null : (records.at(-1) ?? null);
  return {
    ok: true,
    value: { last, records: records.length, of, left_out },
    bytes: new TextEncoder().encode(lines.join("\n")),
  };
}
