// The two medication pages: by time; once, when needed, drips.

import type { Medication, Moment, PatientAnswer, Untimed } from "../chart/index.ts";
import { marColumns } from "./columns.ts";
import { noFeed } from "./face.ts";
import { heldWords } from "./held.ts";
import { leftOut, noneShown } from "./left-out.ts";
import { bold, boxed, dotted, heavy, inverse, oneLine, plain, type Run, type Runs } from "./runs.ts";
import { neverWords } from "./safety.ts";
import type { Item } from "./sheet.ts";
import { lastDose, marCells } from "./slots.ts";
import { spell } from "./spelling.ts";
import { moment, stamp } from "./times.ts";

export type Sorted = {
  readonly timed: readonly Medication[];
  readonly once: readonly Medication[];
  readonly needed: readonly Medication[];
  readonly drips: readonly Medication[];
  /** Stopped, completed: nobody gives these. */
  readonly over: readonly Medication[];
  /** Doses that match no order. */
  readonly unmatched: readonly Medication[];
};

const ONCE = /^\s*(?:once|one[- ]time|stat|now|x ?1)(?!.*\b(?:daily|day|night|week|every)\b)/iu;

/** Every medication stands on exactly one page. */
export function sortMedications(medications: readonly Medication[]): Sorted {
  const open = medications.filter(m => m.state === "active" || m.state === "held");
  const drips = open.filter(m => m.infusion !== null);
  const needed = open.filter(m => m.infusion === null && m.prn);
  const once = open.filter(m => m.infusion === null && !m.prn && ONCE.test(m.frequency));
  const rest = open.filter(m => m.infusion === null && !m.prn && !ONCE.test(m.frequency));
  return {
    timed: rest,
    once,
    needed,
    drips,
    over: medications.filter(m => m.state === "stopped" || m.state === "completed"),
    unmatched: medications.filter(m => m.state === "unmatched"),
  };
}

/** Head and items of the page by time. Scheduled doses, what is known of each, and room to write for those ahead. */
export function timedItems(
  answer: PatientAnswer,
  printedAt: number,
): { readonly heads: Item[]; readonly items: Item[]; readonly tails: Item[] } {
  const { mar, zone } = answer;
  const columns = marColumns(mar, printedAt, zone);
  const ahead = columns.findIndex(c => c.kind === "ahead");
  const { timed } = sortMedications(mar.medications);
  const heads: Item[] = [
    ...neverGive(answer, printedAt),
    ...leftOut(answer, "medications"),
    ...paperNotice(answer),
    ...noFeed(answer, "administrations", "No feed here sends doses: ask what was given."),
  ];
  heads.push({ kind: "times", columns: columns.map(c => c.head), ahead });
  const items = timed.map((medication): Item => {
    const due =
      medication.slots.some(s => s.state !== "given" || s.given_at === null) &&
      medication.slots.some(s => s.at >= printedAt);
    const words = bounds(medication, answer, printedAt);
    if (!due)
      words.push([
        inverse("NO TIMES IN THE COPY", 9.5),
        bold(`for this stretch: ${spell(medication.frequency)}. Write each time.`),
      ]);
    return {
      kind: "medication",
      left: medicationRuns(medication, zone),
      right: lastDose(medication, zone),
      words,
      cells: marCells(medication, columns, zone, due),
      ahead,
    };
  });
  if (items.length === 0)
    items.push({
      kind: "note",
      runs: [bold(noneShown(answer, "medications", "No scheduled drug is in the copy."), 12)],
      boxed: true,
    });
  const asks = columns.some(c => c.kind === "not known" || c.kind === "mixed");
  const tails: Item[] = [
    {
      kind: "note",
      runs: [
        bold("Write in the box:"),
        plain("time given and your initials. Held: H, why, initials. Boxes 1, 2: two nurses, each checks alone."),
        ...(asks ? [bold("given / not:"), plain("not in the copy; find out, then tick.")] : []),
        { t: "", k: "here" },
        plain("recorded here."),
        { t: "", k: "bar" },
        plain("nothing due. New drug: order sheet."),
      ],
      boxed: false,
    },
  ];
  return { heads, items, tails };
}

/** The page of what has no fixed time: once, when needed, drips; what is stopped; doses without an order. */
export function writtenItems(answer: PatientAnswer, printedAt: number): Item[] {
  const { zone } = answer;
  const { once, needed, drips, over, unmatched } = sortMedications(answer.mar.medications);
  const written = (m: Medication, rows: readonly { label: string; parts: number }[], count: number): Item => ({
    kind: "written",
    left: medicationRuns(m, zone),
    right: lastDose(m, zone),
    words: bounds(m, answer, printedAt),
    rows,
    count,
  });
  const nurses = (m: Medication) => (m.high_alert ? [{ label: "nurse 1 · 2", parts: 2 }] : []);
  const none: Item = {
    kind: "note",
    runs: [bold(noneShown(answer, "medications", "none in copy"))],
    boxed: false,
  };
  const items: Item[] = [...leftOut(answer, "medications"), ...paperNotice(answer)];
  items.push({ kind: "section", left: "Give once", right: "find out first whether it was given" });
  items.push(...once.map(m => written(m, [{ label: "time · init", parts: 1 }, ...nurses(m)], 4)));
  if (once.length === 0) items.push(none);
  items.push({ kind: "section", left: "When needed", right: "read the last time before every dose" });
  items.push(
    ...needed.map(m =>
      written(m, [{ label: "time · init", parts: 1 }, { label: "why, effect", parts: 1 }, ...nurses(m)], 6),
    ),
  );
  if (needed.length === 0) items.push(none);
  items.push({ kind: "section", left: "Drips", right: "every change of rate, every bag, every shift" });
  items.push(
    ...drips.map(m =>
      written(
        m,
        [{ label: "time", parts: 1 }, { label: "rate", parts: 1 }, { label: "bag · init", parts: 1 }, ...nurses(m)],
        8,
      ),
    ),
  );
  if (drips.length === 0) items.push(none);
  if (unmatched.length > 0) {
    items.push({ kind: "section", left: "Doses that match no order", right: "ask which order they belong to" });
    items.push(...unmatched.map(m => doseRow(m, zone, lastDose(m, zone))));
  }
  if (over.length > 0) {
    items.push({ kind: "section", left: "Stopped or completed in the copy: do not give", right: "" });
    items.push(
      ...over.map(m =>
        doseRow(m, zone, [
          [bold(m.state), plain(m.state_at === null ? "time not sent" : moment(m.state_at, zone, printedAt), 9.5)],
        ]),
      ),
    );
  }
  return [...items, ...homeItems(answer, printedAt)];
}

function doseRow(medication: Medication, zone: string, right: readonly Runs[]): Item {
  return {
    kind: "row",
    columns: [0, 62],
    align: ["l", "r"],
    cells: [[medicationRuns(medication, zone)], right],
    bars: [],
    rule: "thin",
  };
}

/** Number, drug, dose, route, how often, and what stops a hand. Never cut off: it wraps. */
function medicationRuns(m: Medication, zone: string): Run[] {
  const dose = [spell(m.dose_beside), spell(m.route)].filter(word => word !== "").join(" ");
  const runs: Run[] = [bold(oneLine(m.order), 9.5), heavy(oneLine(m.drug), 13), heavy(dose, 12.5)];
  runs.push(plain(spell(m.frequency), 11));
  if (m.infusion !== null) runs.push(bold(spell(m.infusion), 11.5));
  if (m.instructions !== null && m.instructions !== "") runs.push(plain(`· ${spell(m.instructions)}`, 10.5));
  if (m.do_not_give !== undefined) runs.push(inverse(`ORDER ${oneLine(m.do_not_give.order)}: DO NOT GIVE. ASK`, 9.5));
  if (m.state === "held") runs.push(inverse("HELD", 9.5));
  if (m.held !== undefined) runs.push(inverse(heldWords(m.held, zone), 9.5));
  if (m.high_alert) runs.push(inverse("HIGH ALERT · 2 RN", 9.5));
  if (m.source !== "copy")
    runs.push(plain({ here: "ordered here", paper: "from paper", outside: "from outside" }[m.source], 9.5));
  return runs;
}

function bounds(m: Medication, answer: PatientAnswer, printedAt: number): Runs[] {
  const { zone } = answer;
  const lines: Runs[] = [];
  const text = dotted(
    m.starts !== null && (m.starts.instant ?? 0) > printedAt ? `starts ${moment(m.starts, zone, printedAt)}` : null,
    m.ends === null ? null : `ends ${moment(m.ends, zone, printedAt)}`,
    m.state === "held"
      ? m.state_at === null
        ? "held, time not sent"
        : `held since ${moment(m.state_at, zone, printedAt)}`
      : null,
    m.prn && m.from !== null ? `by the interval, not before ${stamp(m.from, zone)}` : null,
  );
  if (text !== "") lines.push([bold(text)]);
  lines.push(...(m.untimed ?? []).map(one => untimedRuns(one, zone, printedAt)));
  return lines;
}

const UNTIMED = {
  given: "GIVEN",
  partial: "PARTIAL",
  held: "HELD",
  refused: "REFUSED",
  missed: "NOT GIVEN",
  "given?": "GIVEN?",
  "not known": "NOT KNOWN",
  scheduled: "TO BE GIVEN",
} as const;

/** `GIVEN on Thu 3 Aug, time not known`: it stands in no column, because it has no time. */
function untimedRuns(one: Untimed, zone: string, printedAt: number): Runs {
  const word = one.state in UNTIMED ? UNTIMED[one.state as keyof typeof UNTIMED] : "NOT KNOWN";
  const day = one.day === null ? "day and time not known" : `${onDay(one.day, zone, printedAt)}, time not known`;
  const more = dotted(one.amount === null ? null : spell(one.amount), one.by, one.reason, one.note);
  return [boxed(word, 9.5), bold(day, 10.5), ...(more === "" ? [] : [plain(oneLine(more), 9.5)])];
}

function onDay(day: Moment, zone: string, printedAt: number): string {
  return `${day.precision === "day" ? "on" : "in"} ${moment(day, zone, printedAt)}`;
}

/** Which drugs must not be given, on top of every page from which drugs are given; who says so stands on the face sheet. */
export function neverGive(answer: PatientAnswer, printedAt: number): Item[] {
  const { do_not_give = [] } = answer.safety;
  if (do_not_give.length === 0) return [];
  const runs = do_not_give.flatMap((one, at): Run[] => [
    ...(at === 0 ? [] : [plain("·", 12)]),
    heavy(oneLine(one.drug), 12.5),
    plain(oneLine(neverWords(one, answer.zone, printedAt)), 10.5),
  ]);
  return [{ kind: "note", runs: [inverse("DO NOT GIVE", 12), ...runs], boxed: true }];
}

/** What she takes at home: to be asked about, not to be given from. */
function homeItems(answer: PatientAnswer, printedAt: number): Item[] {
  const { home = [], zone } = answer;
  if (home.length === 0) return [];
  return [
    { kind: "section", left: "At home, as told", right: "no orders: give nothing from this list" },
    ...home.map((one): Item => {
      const told = dotted(
        one.at === null ? "when is not in the copy" : `${one.at_is} ${moment(one.at, zone, printedAt)}`,
        one.told_by === null ? null : `by ${one.told_by}`,
      );
      const words = dotted(spell(one.dose), ...one.details);
      return {
        kind: "row",
        columns: [0, 62],
        align: ["l", "r"],
        cells: [
          [[heavy(oneLine(one.drug), 12), plain(oneLine(words === "" ? "dose not told" : words), 10.5)]],
          [[bold(one.state)], [plain(oneLine(told), 9.5)]],
        ],
        bars: [],
        rule: "thin",
      };
    }),
  ];
}

/** Charted on paper: an older sheet may be in use, and one is enough (RULES D4). */
function paperNotice(answer: PatientAnswer): Item[] {
  const charting = answer.downtime?.charting ?? null;
  if (charting === null) return [];
  const since = stamp(charting.from, answer.zone);
  const runs =
    charting.on === "paper"
      ? [
          bold(`Charting on paper since ${since}.`),
          plain("If an older sheet of this patient is in use, keep writing on that one."),
        ]
      : [
          bold(`Charting here on screen since ${since}.`),
          plain("Record each dose there; this page is for when it is not at hand."),
        ];
  return [{ kind: "note", runs, boxed: true }];
}

/** `scheduled, to Sat 5 Aug 11:00` */
export function until(answer: PatientAnswer): string {
  return `to ${stamp(answer.mar.to, answer.zone)}`;
}
