// What was written about her, as a list, and her appointments of the next days.
import type { ChartAppointment, DocumentLine, PatientAnswer } from "../chart/index.ts";
import { leftOut, noneShown } from "./left-out.ts";
import { bold, inverse, oneLine, plain, type Run, type Runs } from "./runs.ts";
import type { Item } from "./sheet.ts";
import { moment } from "./times.ts";

const DAY_MS = 86_400_000;
/** Appointments of so many days stand one by one. */
const DAYS = 14;
/** So many documents stand one by one, the newest. */
const DOCUMENTS = 40;

/** Empty where the copy holds neither: then the face sheet says so, and there is no such page. */
export function documentItems(answer: PatientAnswer, printedAt: number): Item[] {
  const { documents = [], coming = [] } = answer;
  if (documents.length === 0 && coming.length === 0) return [];
  return [...appointments(answer, coming, printedAt), ...written(answer, documents, printedAt)];
}

function appointments(answer: PatientAnswer, coming: readonly ChartAppointment[], printedAt: number): Item[] {
  const near = coming.filter(one => (one.at?.instant ?? printedAt) < printedAt + DAYS * DAY_MS);
  const later = coming.length - near.length;
  return [
    { kind: "section", left: "Appointments", right: `the next ${DAYS} days` },
    ...leftOut(answer, "appointments"),
    ...near.map(one => row(answer, printedAt, one.at, what(one), where(one), state(one))),
    ...(near.length === 0 ? [none(noneShown(answer, "appointments", `none in copy for the next ${DAYS} days`))] : []),
    ...(later === 0 ? [] : [none(`+ ${later} later: see the screen`)]),
  ];
}

function what(one: ChartAppointment): Runs {
  const minutes = one.minutes === null ? [] : [plain(`${one.minutes} min`, 9.5)];
  return [bold(oneLine(one.what), 11), ...minutes];
}

function where(one: ChartAppointment): Runs[] {
  const [places, people] = [one.where, one.with].map(words => words.map(oneLine).join(", "));
  return [[bold(places === "" ? "place not sent" : (places ?? ""), 10)], [plain(people ?? "", 9.5)]];
}

function state(one: ChartAppointment): Runs[] {
  const word: Run = one.stands ? plain(oneLine(one.state), 9.5) : inverse(oneLine(one.state).toUpperCase(), 9);
  return [[word], ...(one.number === null ? [] : [[plain(oneLine(one.number), 9)]])];
}

function written(answer: PatientAnswer, documents: readonly DocumentLine[], printedAt: number): Item[] {
  const shown = documents.slice(0, DOCUMENTS);
  return [
    {
      kind: "section",
      left: "Notes and documents",
      right: `newest first · ${documents.length} in the copy · read them on the screen`,
    },
    ...leftOut(answer, "documents"),
    ...shown.map(one =>
      row(
        answer,
        printedAt,
        one.at,
        [bold(oneLine(one.what), 11), ...(one.about === null ? [] : [plain(oneLine(one.about), 9.5)])],
        [[plain(one.author === null ? "author not sent" : oneLine(one.author), 10)]],
        [
          [
            one.state === "current"
              ? plain(one.stage === null ? "stage not sent" : oneLine(one.stage), 9.5)
              : inverse(one.state.toUpperCase(), 9),
          ],
          ...(one.number === null ? [] : [[plain(oneLine(one.number), 9)]]),
        ],
      ),
    ),
    ...(documents.length === 0 ? [none(noneShown(answer, "documents", "none in copy"))] : []),
    ...(documents.length > shown.length ? [none(`+ ${documents.length - shown.length} older: see the screen`)] : []),
  ];
}

function row(
  answer: PatientAnswer,
  printedAt: number,
  at: DocumentLine["at"],
  words: Runs,
  who: readonly Runs[],
  states: readonly Runs[],
): Item {
  return {
    kind: "row",
    columns: [36, 0, 62, 30],
    align: ["l", "l", "l", "l"],
    cells: [[[plain(at === null ? "time not sent" : moment(at, answer.zone, printedAt), 10)]], [words], who, states],
    bars: [],
    rule: "thin",
  };
}

function none(words: string): Item {
  return { kind: "note", runs: [bold(words)], boxed: false };
}
