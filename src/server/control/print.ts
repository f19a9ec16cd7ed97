// Packets for paper, as the web's print button makes them: of a unit in bed order, or of patients by their numbers.
import { randomUUID } from "node:crypto";
import { countOf } from "../../chart/index.ts";
import {
  type CopyContext,
  clinicDay,
  clinicParts,
  houseDay,
  patientAnswer,
  search,
  unitAnswer,
  units,
} from "../../feed/index.ts";
import { resourceId } from "../../fhir/index.ts";
import { clinicName, clinicRecords } from "../clinic-routes.ts";
import { clinicList, packets } from "../sheets.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** Hours ahead on paper, as on the button's. */
const AHEAD_H = 24;
/** Who stands in entries where a command printed. */
const OPERATOR = "command-line";

type What = AskOf<"print">["what"];
type Found = { readonly list: string; readonly records: readonly string[] } | { readonly refusal: string };

/** Prints. The look and each sheet are recorded before the bytes go out. */
export async function printAsked(desk: Desk, { what, marked }: Omit<AskOf<"print">, "ask">): Promise<Reply<"print">> {
  const at = desk.now();
  const copy = desk.copy(at);
  if (copy === null)
    return refuse("no-facility", "This folder holds no copy yet: start the node once. Nothing was printed.");
  if ("clinic" in what) return printClinic(desk, copy, what);
  const found = "unit" in what ? ofUnit(copy, what.unit) : ofNumbers(copy, what.patients);
  if ("refusal" in found) return refuse("nobody-to-print", `${found.refusal} Nothing was printed.`);
  const shows = { face: "paper", marked: marked !== null } as const;
  const answers = found.records.flatMap(record => patientAnswer({ ...copy, shows }, record, AHEAD_H) ?? []);
  const made = await packets(answers, at, OPERATOR, desk);
  if (!made.ok) return refuse(made.error.code, made.error.text);
  await desk.looks.printed({ session: randomUUID(), person: OPERATOR }, found.list, found.records, at, marked);
  const { bytes, pages, beds } = made.value;
  const left_out = answers.reduce((sum, answer) => sum + countOf(answer.left_out ?? []), 0);
  return { ok: true, value: { pages, beds: [...beds], left_out }, bytes };
}

/** A clinic's day. No clinic of that name: which there are. */
async function printClinic(
  desk: Desk,
  copy: CopyContext,
  { clinic, date }: Extract<What, { clinic: string }>,
): Promise<Reply<"print">> {
  const day = date ?? houseDay(copy);
  const parts = clinicParts(copy, day);
  if (parts === null) return refuse("no-day", `${day} is no day; a day is written 2026-11-24. Nothing was printed.`);
  const place = parts.places.find(one => one.name.toLowerCase() === clinic.toLowerCase());
  if (clinic !== "" && place === undefined) {
    const listed = parts.places.map(one => `  ${one.name}: ${one.appointments}`).join("\n") || "  none";
    return refuse(
      "nobody-to-print",
      `The copy has no appointments at ${clinic} on ${day}. The places, with how many there are:\n${listed}\nNothing was printed.`,
    );
  }
  const answer = clinicDay(copy, day, place?.id ?? null, null);
  if (answer === null) return refuse("no-day", `${day} is no day. Nothing was printed.`);
  const made = await clinicList(
    answer,
    resourceId(desk.idKey, "unit", copy.facility.id, clinicName(answer)),
    copy.now,
    OPERATOR,
    desk,
  );
  if (!made.ok) return refuse(made.error.code, made.error.text);
  await desk.looks.printed(
    { session: randomUUID(), person: OPERATOR },
    clinicName(answer),
    clinicRecords(answer),
    copy.now,
  );
  return { ok: true, value: { pages: made.value.pages, beds: [], left_out: 0 }, bytes: made.value.bytes };
}

function ofUnit(copy: CopyContext, asked: string): Found {
  const all = units(copy);
  const unit = all.find(one => one.id === asked) ?? all.find(one => one.id.toLowerCase() === asked.toLowerCase());
  if (unit !== undefined) {
    const records = unitAnswer(copy, unit.id).rows.flatMap(row => row.patient?.id ?? []);
    return { list: `unit ${unit.id}`, records };
  }
  if (all.length === 0) return { refusal: "Nobody lies on any unit in the copy." };
  const listed = all.map(one => `  ${one.id === "" ? "(no unit)" : one.id}: ${one.patients}`).join("\n");
  return { refusal: `The copy has nobody on a unit ${asked}. The units, with how many lie there:\n${listed}\n` };
}

function ofNumbers(copy: CopyContext, numbers: readonly string[]): Found {
  const missing: string[] = [];
  const records = new Set<string>();
  for (const number of numbers) {
    const found = search(copy, number).rows.filter(row => row.mrn === number);
    for (const { id } of found) records.add(id);
    if (found.length === 0) missing.push(number);
  }
  // All or none: a packet that silently lacks one of those asked for is worse than an error.
  if (missing.length > 0) return { refusal: `The copy has no patient with the number ${missing.join(", ")}.` };
  return { list: "packet", records: [...records] };
}
