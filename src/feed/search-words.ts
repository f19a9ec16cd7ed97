// By what a record is found: its name, its numbers, its visits' numbers; and by what two people of one name are told.
import { encounterFrom, nameOf, patientFrom, type RecordState } from "../chart/index.ts";
import { fold, wordsIn } from "../fhir/index.ts";

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
  // In the order of words: what was said first is no fact of the set.
  return [...new Set(wordsIn(text))]
    .sort()
    .map(word => ` ${word}`)
    .join("");
}
