// What is not on a page because it is marked: how many, never which (docs/decisions/marked-items.md).
import { countOf, type PatientAnswer, type Section } from "../chart/index.ts";
import { bold, inverse, plain } from "./runs.ts";
import type { Item } from "./sheet.ts";

const NOUNS: Readonly<Partial<Record<Section, readonly [one: string, more: string]>>> = {
  medications: ["drug order", "drug orders"],
  orders: ["order", "orders"],
  results: ["result", "results"],
  problems: ["problem", "problems"],
  documents: ["document", "documents"],
  appointments: ["appointment", "appointments"],
};

/** A line where any of a section is left out, else nothing; without a section, of the whole packet. */
export function leftOut(answer: PatientAnswer, section?: Section): Item[] {
  const count = countLeftOut(answer, section);
  if (count === 0) return [];
  const [one, more] = (section && NOUNS[section]) ?? ["item", "items"];
  const where = section === undefined ? "packet" : "page";
  const runs = [
    inverse("LEFT OUT", 10),
    bold(`${count} ${count === 1 ? one : more}`),
    plain(`${count === 1 ? "is" : "are"} not on this ${where} because of marks: see the screen, or ask the doctor.`),
  ];
  return [{ kind: "note", runs, boxed: true }];
}

/** What an empty list says: that there is none is said only where none is left out. */
export function noneShown(answer: PatientAnswer, section: Section, none: string): string {
  return countLeftOut(answer, section) === 0 ? none : "none shown";
}

/** That callers are told nothing is said on the face sheet, for whoever answers the phone. */
export function callers(answer: PatientAnswer): Item[] {
  if (answer.identity.marks?.includes("no information") !== true) return [];
  const runs = [inverse("NO INFORMATION", 11), bold("Say to no caller or visitor that the patient is here.")];
  return [{ kind: "note", runs, boxed: true }];
}

function countLeftOut({ left_out = [] }: PatientAnswer, section?: Section): number {
  return countOf(left_out.filter(one => section === undefined || one.section === section));
}
