// The board in sentences, for comments and titles of feeds. Never the name of an authoriser, and nothing that sends a walk-in away.
import { type Population, SERVICES, type Service } from "../../places/index.ts";
import { byRestriction, isDoor } from "../column.ts";
import type { BoardDiversion, BoardFacility, Cell } from "../routes.ts";
import { spoken } from "./times.ts";

export const POPULATION_WORDS: Record<Population, string> = {
  ambulance: "ambulances",
  "walk-in": "walk-ins",
  scheduled: "scheduled patients",
  "transfer-in": "transfers in",
};

export const SCREENED = "Whoever comes is screened.";
/** Those with a door that people come to in an emergency (42 CFR 489.24). */
const DOORS: ReadonlySet<Service> = new Set(["ed", "ob", "psychiatry"]);

/** True of a door that somebody closed by license action, or that is not there: the only two that may say so (RULES S2). */
export function isShut({ state }: Cell): boolean {
  return state === "closed-by-licence" || state === "not-offered";
}

/** The most restrictive of cells (RULES S2); null = there is none. */
export function worstOf(cells: readonly Cell[]): Cell | null {
  return cells.toSorted((a, b) => byRestriction(a.state, b.state))[0] ?? null;
}

/** `Stroke, ambulances` */
export function columnOf({ service, population }: Pick<Cell, "service" | "population">): string {
  return `${SERVICES[service].name}, ${POPULATION_WORDS[population]}`;
}

/** `Lost, no CT`: what the cell shows, in one line. */
export function shortOf(cell: Cell): string {
  const detail = cell.detail === "" || hidesReasons(cell) ? "" : `, ${cell.detail}`;
  return `${wordOf(cell)}${detail}`;
}

function wordOf({ state, word }: Cell): string {
  return state === "not-offered" ? "Not offered" : word;
}

/** A door that is open has no reason to stay away. */
function hidesReasons(cell: Cell): boolean {
  return isDoor(cell) && cell.state !== "closed-by-licence";
}

/** All that a cell says, with its times in `zone`. */
export function sentencesOf(cell: Cell, zone: string): string {
  const { state, since, until, last, reasons, service, population } = cell;
  const at = (ms: number) => spoken(ms, zone);
  const said: string[] = [];
  if (state === "no-word") {
    said.push(since === null ? "No word: call." : `No word since ${at(since)}: call.`);
    if (last !== null) said.push(`Last said ${last.word} at ${at(last.at)}.`);
  } else if (state === "lapsed") {
    said.push(`Diversion lapsed${since === null ? "" : ` at ${at(since)}`}, unconfirmed: call first.`);
  } else {
    said.push(`${shortOf(cell)}.`);
  }
  if (!hidesReasons(cell)) said.push(...reasons.map(ended));
  if (since !== null && state !== "no-word" && state !== "lapsed") said.push(`Since ${at(since)}.`);
  if (until !== null) said.push(`Said until ${at(until)}.`);
  if (cell.differs) said.push("Two reports differ: call.");
  if (population === "walk-in" && DOORS.has(service) && state !== "closed-by-licence") said.push(SCREENED);
  return `${columnOf(cell)}: ${said.join(" ")}`;
}

/** Those that may be told of: no entry can ask walk-ins to go elsewhere, and no feed may pass it on if one does. */
export function askedOf({ diversions }: BoardFacility): readonly BoardDiversion[] {
  return diversions.filter(one => one.population !== "walk-in");
}

/** A diversion in a line: what is asked of whom, why, until when. */
export function diversionOf(diversion: BoardDiversion, zone: string): string {
  const { category, population, state, until } = diversion;
  const what = `${category.name} diversion, ${POPULATION_WORDS[population]}`;
  const why = whyOf(diversion);
  switch (state) {
    case "diverting":
      return `${what}: asked to go elsewhere until ${spoken(until, zone)}. ${why}`;
    case "lapsed":
      return `${what}: lapsed at ${spoken(until, zone)}, unconfirmed: call first. ${why}`;
    case "suspended":
      return `${what}: asked for, but diversion is suspended by the authority: they are taken. ${why}`;
  }
}

/** Reason and words of a declaration. */
export function whyOf({ reason, words }: { readonly reason: string; readonly words: string }): string {
  return ended([reason, words].filter(text => text !== "").join(", "));
}

/** `CT lost (1 of 2): tube failed. Since …` */
export function lossOf(lost: BoardFacility["lost"][number], zone: string): string {
  const detail = lost.detail === "" ? "" : ` (${lost.detail})`;
  const what = `${lost.name} ${lost.extent === "all" ? "lost" : "partly lost"}${detail}`;
  return `${ended(lost.reason === "" ? what : `${what}: ${lost.reason}`)} Since ${spoken(lost.since, zone)}.`;
}

function ended(text: string): string {
  return text === "" || /[.!?]$/.test(text) ? text : `${text}.`;
}
