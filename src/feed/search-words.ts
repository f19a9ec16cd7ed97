// By what a record is found: its name, its numbers, its visits' numbers; and by what two people of one name are told.
import { encounterFrom, nameOf, patientFrom, type RecordState } from "../chart/index.ts";

/** Letters without their marks, also those that Unicode does not take apart. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("đ", "d")
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae");
}

/** The words of a search, or of what is searched. */
export function wordsIn(text: string): string[] {
  return fold(text)
    .split(/[\s,]+/)
    .filter(word => word !== "");
}

/** Family and first given name, marks apart: the same for people who can be taken for one another. */
export function nameKey(state: RecordState): string {
  const { family, given } = nameOf(patientFrom(state));
  return fold(`${family}|${given.split(" ")[0] ?? ""}`);
}

/** Names, record numbers and visit numbers, a space before each word: `LIKE '% word%'` finds where one begins. */
export function searchWords(state: RecordState): string {
  const { name, identifier } = patientFrom(state);
  const visits = Object.keys(state.visits).map(id => encounterFrom(state, id, "unknown").identifier ?? []);
  const names = (name ?? []).flatMap(one => [one.family, ...(one.given ?? []), one.text]);
  const numbers = [...(identifier ?? []), ...visits.flat()].map(one => one.value);
  const text = [...names, ...numbers].filter(part => part !== undefined).join(" ");
  return [...new Set(wordsIn(text))].map(word => ` ${word}`).join("");
}
