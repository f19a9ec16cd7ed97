// The state strip: what is true of this page, and what it cannot know (RULES A3–A5).
import type { KindOfData, PatientAnswer, Stated } from "../chart/index.ts";
import { bold, plain } from "./runs.ts";
import type { Frame, Strip } from "./sheet.ts";
import { clock, dayOfYear, span, stamp, zoneName } from "./times.ts";

const WORDS: { readonly [kind in KindOfData]: string } = {
  movements: "beds",
  demographics: "names and birth dates",
  allergies: "allergies",
  problems: "problems",
  orders: "orders",
  "medication orders": "drug orders",
  administrations: "doses",
  results: "results",
  vitals: "vital signs",
  documents: "documents",
  appointments: "appointments",
};

export type Trust =
  | { readonly kind: KindOfData; readonly state: "current"; readonly as_of: number }
  | { readonly kind: KindOfData; readonly state: "stopped"; readonly as_of: number }
  | { readonly kind: KindOfData; readonly state: "no feed" | "unknown" };

/** What the copy can be trusted for when printed: `arrives` whose `true_until` has passed is stopped (RULES A3). */
export function trust(answer: Pick<Stated, "ages">, kinds: readonly KindOfData[], printedAt: number): readonly Trust[] {
  return kinds.map(kind => {
    const age = answer.ages[kind];
    if (age === undefined || age.state === "unknown") return { kind, state: "unknown" };
    if (age.state === "no feed") return { kind, state: "no feed" };
    if (age.as_of === null) return { kind, state: "unknown" };
    const current = age.state === "arrives" && age.true_until !== null && printedAt <= age.true_until;
    return current ? { kind, state: "current", as_of: age.as_of } : { kind, state: "stopped", as_of: age.as_of };
  });
}

/**
 * The strip of a page that states facts of `kinds`. `form`: "read" for pages that are read, "write" for sheets to write on,
 * where `printed` names the facts that come from the copy.
 */
export function stateStrip(
  answer: Pick<PatientAnswer, "ages" | "zone" | "downtime" | "as_of" | "at">,
  kinds: readonly KindOfData[],
  printedAt: number,
  form: { readonly kind: "read" } | { readonly kind: "write"; readonly printed: string },
): Strip {
  const { zone, downtime } = answer;
  const known = trust(answer, kinds, printedAt);
  const stopped = known.filter(t => t.state === "stopped").sort((a, b) => a.as_of - b.as_of);
  const current = known.filter(t => t.state === "current");
  const blind = known.filter(t => t.state === "unknown");
  const oldest = stopped[0];
  // What is laid out as of an earlier moment is printed now.
  const paperAt = answer.as_of === undefined ? printedAt : answer.at;
  const printed = `${clock(paperAt, zone)} ${dayOfYear(paperAt, zone)} ${zoneName(paperAt, zone)}`;
  const dark = downtime === null ? [] : ["DOWNTIME", `since ${stamp(downtime.since, zone)}`];
  const least = current.length > 0 ? Math.min(...current.map(t => t.as_of)) : null;
  const asOf =
    oldest !== undefined
      ? `as of ${stamp(oldest.as_of, zone)}`
      : blind.length > 0
        ? "age not known"
        : least !== null
          ? `current to ${stamp(least, zone)}`
          : "no feed here sends this";
  const age = oldest !== undefined ? `${span(printedAt - oldest.as_of)} old` : blind.length > 0 ? "age not known" : "";
  const base = { word: "COPY", also: dark, as_of: asOf, size: 16, age_size: 16, runs: [] };
  if (form.kind === "write")
    return {
      ...base,
      form: "write",
      word: downtime === null ? "COPY" : "COPY · DOWNTIME",
      as_of: `${form.printed} ${asOf} · printed ${printed}`,
      size: 10.5,
      printed: [],
      age,
      age_size: 12,
      sentence: [],
    };
  const sentence = [bold(sentences(known, zone))];
  const quiet = oldest === undefined && blind.length === 0 && downtime === null;
  return {
    ...base,
    form: quiet ? "thin" : "thick",
    size: asOf.length > 24 ? 13 : downtime === null ? 16 : 13,
    printed: [`printed ${clock(paperAt, zone)} ${zoneName(paperAt, zone)}`, dayOfYear(paperAt, zone)],
    age: age === "" ? "current" : age,
    age_size: downtime === null ? 15 : 13,
    runs: quiet ? [bold("COPY", 12), plain(`· ${asOf} · printed ${printed}`, 11)] : [],
    sentence,
  };
}

/** `AS OF 03:12 Thu 3 Aug · NOT NOW`, on each page that is of an earlier moment; null where the answer is of now. */
export function asOfBar({ as_of, at, zone }: Pick<Stated, "as_of" | "at" | "zone">): Frame["as_of"] {
  if (as_of === undefined) return null;
  const oldest = as_of.is_oldest ? "An earlier moment was asked for: nothing of before is kept. " : "";
  return {
    word: `AS OF ${stamp(as_of.at, zone)} · NOT NOW`,
    runs: [
      bold(`What was recorded later is not here.`),
      plain(`${oldest}Do not write on it. Printed ${stamp(at, zone)}.`),
    ],
  };
}

/** The sentence of RULES A5: kind by kind, never a blanket "nothing after". */
export function sentences(known: readonly Trust[], zone: string): string {
  const said: string[] = [];
  const times = [...new Set(known.flatMap(t => (t.state === "stopped" ? [t.as_of] : [])))].sort((a, b) => a - b);
  for (const time of times) {
    const names = list(known.filter(t => t.state === "stopped" && t.as_of === time).map(t => t.kind));
    said.push(`${names} the EHR recorded after ${stamp(time, zone)} are not here (if it is up, read them there).`);
  }
  const current = known.filter(t => t.state === "current");
  if (current.length > 0) {
    const to = Math.min(...current.map(t => t.as_of));
    said.push(`${list(current.map(t => t.kind))} to ${stamp(to, zone)}.`);
  }
  const unknown = known.filter(t => t.state === "unknown");
  if (unknown.length > 0) said.push(`${list(unknown.map(t => t.kind))}: how old is not known.`);
  const none = known.filter(t => t.state === "no feed");
  if (none.length > 0) said.push(`${list(none.map(t => t.kind))}: no feed here sends them.`);
  said.push("Later events not shown: look for paper written since, and ask.");
  return said.join(" ");
}

function list(kinds: readonly KindOfData[]): string {
  const words = kinds.map(kind => WORDS[kind]).join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
