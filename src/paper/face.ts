// The face sheet with the safety card: what stops a hand first, then who, why here, and what was last seen.

import type { Known, Moment, PatientAnswer, Vitals } from "../chart/index.ts";
import { heldWords } from "./held.ts";
import { alertBeds, MOST_BEDS } from "./identity.ts";
import { callers, leftOut, noneShown } from "./left-out.ts";
import { bold, heavy, id, inverse, oneLine, plain, type Run, type Runs } from "./runs.ts";
import {
  allergyRuns,
  allergyTag,
  byDanger,
  isolationTags,
  neverOrigin,
  neverWords,
  tag,
  weightRuns,
} from "./safety.ts";
import type { Item } from "./sheet.ts";
import { moment } from "./times.ts";

const ALLERGIES_A_ROW = 6;

/** The body of the face sheet, most dangerous first. */
export function faceItems(answer: PatientAnswer, printedAt: number): Item[] {
  return [
    ...callers(answer),
    ...card(answer, printedAt),
    ...leftOut(answer),
    ...critical(answer, printedAt),
    ...problems(answer, printedAt),
    ...team(answer),
    ...elsewhere(answer, printedAt),
    ...vitals(answer, printedAt),
  ];
}

/** Room to write at the end of the face sheet. */
export function faceTails(since: string): Item[] {
  return [
    { kind: "section", left: `Written on this sheet since ${since}`, right: "time · what changed · initials" },
    { kind: "lines", least: 2, stretch: true, columns: [0], labels: [""], every: false },
  ];
}

function card(answer: PatientAnswer, printedAt: number): Item[] {
  const { safety, zone } = answer;
  const context = { zone, printedAt };
  const since = (known: Known<unknown>) => when("at" in known ? known.at : null, known, zone, printedAt);
  const rows: { label: string; lines: readonly Runs[]; when: readonly string[] }[] = [];
  if (safety.allergies.kind === "known") {
    const all = byDanger(safety.allergies.value).map(a => allergyRuns(a, { substance: 13, rest: 12, brief: false }));
    for (let at = 0; at < all.length; at += ALLERGIES_A_ROW)
      rows.push({
        label: at === 0 ? (all.length === 1 ? "ALLERGY" : "ALLERGIES") : "ALLERGIES",
        lines: all.slice(at, at + ALLERGIES_A_ROW),
        when: since(safety.allergies),
      });
  } else rows.push({ label: "ALLERGIES", lines: [allergyTag(safety.allergies, context, 11)], when: [] });
  if (safety.allergies_differ !== undefined)
    rows.push({
      label: "ALLERGIES",
      lines: [
        [inverse("RECORDS DIFFER", 11)],
        ...safety.allergies_differ.map(sentence => [bold(oneLine(sentence), 11)]),
      ],
      when: [],
    });
  const { do_not_give = [] } = safety;
  for (let at = 0; at < do_not_give.length; at += ALLERGIES_A_ROW)
    rows.push({
      label: "DO NOT GIVE",
      lines: do_not_give
        .slice(at, at + ALLERGIES_A_ROW)
        .map(one => [
          heavy(oneLine(one.drug), 13),
          plain(oneLine(neverWords(one, zone, printedAt)), 12),
          plain(oneLine(`· ${neverOrigin(one, zone, printedAt)}`), 9.5),
        ]),
      when: [],
    });
  rows.push({ label: "CODE", lines: [codeRuns(safety.code_status)], when: since(safety.code_status) });
  rows.push({ label: "ISOLATION", lines: [isolationTags(safety.isolation)], when: since(safety.isolation) });
  rows.push({ label: "WEIGHT", lines: [weightRuns(safety.weight, context, 14)], when: [] });
  rows.push({ label: "WATCH", lines: watch(answer), when: since(safety.falls) });
  const held = answer.identity.held ?? [];
  if (held.length > 0)
    rows.push({
      label: "HELD",
      lines: [
        ...held.map(line => [bold(heldWords(line, answer.zone), 11)]),
        [plain("a person decides whether it is so", 10)],
      ],
      when: [],
    });
  const alike = alertBeds(answer.identity);
  if (alike.length > MOST_BEDS)
    rows.push({ label: "NAMES", lines: [[plain("same or similar:", 11), bold(alike.join(", "), 11)]], when: [] });
  const numbers = otherNumbers(answer);
  if (numbers.length > 0) rows.push({ label: "NUMBERS", lines: numbers, when: [] });
  return rows.map((row, index) => ({ kind: "card", ...row, first: index === 0, last: index === rows.length - 1 }));
}

const HOW = {
  merged: "the same person: its chart is in this one",
  linked: "the same person: its chart is apart, its allergies count here",
  held: "maybe the same person: a person decides, its chart is not here",
} as const;

/** Every other number of hers, and how it came to be hers: a page under one of them is about her. */
function otherNumbers({ identity }: PatientAnswer): Runs[] {
  return (["merged", "linked", "held"] as const).flatMap(how => {
    const found = (identity.links ?? []).filter(link => link.how === how);
    if (found.length === 0) return [];
    const word =
      how === "merged" ? plain("also", 11) : how === "linked" ? plain("linked", 11) : inverse("MERGE HELD", 10);
    return [[word, ...found.map(link => id(oneLine(link.mrn), 12)), plain(HOW[how], 10)]];
  });
}

function codeRuns(known: Known<string>): Run[] {
  if (known.kind === "known") return [heavy(oneLine(known.value), 15)];
  return [tag("CODE", known, "NO CODE ORDER")];
}

function watch(answer: PatientAnswer): Runs[] {
  const { falls } = answer.safety;
  const lines: Runs[] = [
    falls.kind === "known"
      ? [plain("falls:", 11), bold(oneLine(falls.value), 12)]
      : [
          plain(
            `falls: ${falls.kind === "none known" ? "no risk found" : falls.kind === "not in copy" ? "not in the copy" : falls.kind}`,
            11,
          ),
        ],
  ];
  const { language } = answer.identity;
  lines.push([plain("language:", 11), language === null ? plain("not in the copy", 11) : bold(oneLine(language), 12)]);
  return lines;
}

function critical(answer: PatientAnswer, printedAt: number): Item[] {
  const results = answer.results.filter(r => r.critical && r.status !== "cancelled");
  const rows = results.map(
    (r, index): Item => ({
      kind: "card",
      label: "CRITICAL",
      lines: [[heavy(oneLine(`${r.test} ${r.value} ${r.unit ?? ""} ${r.flag ?? ""}`), 13)]],
      when: r.at === null ? ["time not sent"] : ["taken", moment(r.at, answer.zone, printedAt)],
      first: index === 0,
      last: index === results.length - 1,
    }),
  );
  return rows.length === 0 ? [] : [{ kind: "gap", height: 1.4 }, ...rows];
}

function problems(answer: PatientAnswer, printedAt: number): Item[] {
  const known = answer.safety.problems;
  const section: Item = { kind: "section", left: "Problems", right: known.kind === "known" ? "as in the copy" : "" };
  if (known.kind !== "known" || known.value.length === 0) {
    const words =
      known.kind === "known" || known.kind === "none known"
        ? "none in copy"
        : known.kind === "not in copy"
          ? "not in the copy"
          : known.kind;
    const shown = noneShown(answer, "problems", words);
    return [section, { kind: "note", runs: [bold(shown)], boxed: false }, ...leftOut(answer, "problems")];
  }
  return [
    section,
    ...known.value.map(
      (problem, index): Item => ({
        kind: "row",
        columns: [8, 0, 34],
        align: ["r", "l", "r"],
        cells: [
          [[plain(String(index + 1))]],
          [[bold(oneLine(problem.text), 11)]],
          [[plain(problem.at === null ? "date not sent" : moment(problem.at, answer.zone, printedAt), 9.5)]],
        ],
        bars: [],
        rule: "thin",
      }),
    ),
    ...leftOut(answer, "problems"),
  ];
}

function team(answer: PatientAnswer): Item[] {
  const { doctor, visit } = answer.identity;
  return [
    { kind: "section", left: "Team and stay", right: "" },
    {
      kind: "row",
      columns: [22, 0, 18, 0],
      align: ["l", "l", "l", "l"],
      cells: [
        [[plain("doctor", 9.5)]],
        [[bold(doctor === null ? "not in the copy" : oneLine(doctor), 11)]],
        [[plain("visit", 9.5)]],
        [[bold(visit === null ? "not in the copy" : oneLine(visit), 11)]],
      ],
      bars: [],
      rule: "thin",
    },
  ];
}

/** That there is more to read, and what is next: the lists have their own page. */
function elsewhere(answer: PatientAnswer, printedAt: number): Item[] {
  const { documents, coming, ages } = answer;
  if (documents === undefined || coming === undefined) return [];
  const next = coming.find(one => one.stands);
  const words = (count: number, kind: "documents" | "appointments") =>
    count > 0 ? `${count} in the copy` : ages[kind]?.state === "no feed" ? "no feed here sends them" : "none in copy";
  const appointment =
    next === undefined
      ? words(0, "appointments")
      : `${next.at === null ? "time not sent" : moment(next.at, answer.zone, printedAt)} ${oneLine(next.what)}`;
  return [
    {
      kind: "row",
      columns: [22, 0, 18, 0],
      align: ["l", "l", "l", "l"],
      cells: [
        [[plain("documents", 9.5)]],
        [[bold(words(documents.length, "documents"), 11)]],
        [[plain("next visit", 9.5)]],
        [[bold(appointment, 11)]],
      ],
      bars: [],
      rule: "thin",
    },
  ];
}

function vitals(answer: PatientAnswer, printedAt: number): Item[] {
  const [last] = answer.vitals;
  const section = (right: string): Item => ({ kind: "section", left: "Last vital signs in the copy", right });
  if (last === undefined || last.values.length === 0)
    return [
      section(""),
      {
        kind: "note",
        runs: [bold(answer.ages.vitals?.state === "no feed" ? "no feed here sends vital signs" : "none in copy")],
        boxed: false,
      },
    ];
  const at = last.at === null ? "time not sent" : moment(last.at, answer.zone, printedAt);
  return [section(at), { kind: "figures", values: last.values.map(v => figure(v, answer.zone, printedAt)) }];
}

function figure(
  value: Vitals["values"][number],
  zone: string,
  printedAt: number,
): { label: string; runs: Runs; when: string } {
  const runs = [bold(oneLine(value.value), 12.5)];
  if (value.flag !== null && value.flag !== "") runs.push(bold(oneLine(value.flag), 10));
  return {
    label: value.unit === null ? value.name : `${value.name} ${oneLine(value.unit)}`,
    runs,
    when: value.at === null ? "time not sent" : moment(value.at, zone, printedAt),
  };
}

function when(at: Moment | null, known: Known<unknown>, zone: string, printedAt: number): string[] {
  if (known.kind !== "known" && known.kind !== "none known") return [];
  return at === null ? ["date not sent"] : moment(at, zone, printedAt).split(/ (?=\d\d:)/u);
}

/** White on black for a kind on the page that no feed sends. */
export function noFeed(answer: PatientAnswer, kind: "orders" | "results" | "administrations", words: string): Item[] {
  if (answer.ages[kind]?.state !== "no feed") return [];
  return [{ kind: "note", runs: [inverse("NO FEED", 10), bold(words)], boxed: true }];
}
