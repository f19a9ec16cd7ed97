// The latest results with what was before them, and room for those that come by phone.
import type { PatientAnswer, Result } from "../chart/index.ts";
import { noFeed } from "./face.ts";
import { leftOut, noneShown } from "./left-out.ts";
import { bold, boxed, heavy, inverse, oneLine, plain, type Run, type Runs } from "./runs.ts";
import type { Item } from "./sheet.ts";
import { moment, stamp } from "./times.ts";

const COLUMNS = [0, 35, 31, 42, 31] as const;
const TEXT_PIECE = 700;
/** A result in more letters has no room in its column: it stands under its row. */
const LONG_WORDS = 30;

const HEAD: Item = {
  kind: "row",
  columns: [...COLUMNS],
  align: ["l", "r", "l", "l", "l"],
  cells: ["test", "latest", "taken", "before", "reference"].map(word => [[bold(word, 9)]]),
  bars: [],
  rule: "heavy",
};

/** Critical first, then as the chart orders them. Long texts follow their row, cut into pieces that may take a new page. */
export function resultFlow(
  answer: PatientAnswer,
  printedAt: number,
): { readonly heads: Item[]; readonly items: Item[]; readonly tails: Item[] } {
  const ordered = [...answer.results.filter(r => r.critical), ...answer.results.filter(r => !r.critical)];
  const items: Item[] = [
    ...leftOut(answer, "results"),
    ...noFeed(answer, "results", "No feed here sends results: none on this page does not mean that there are none."),
  ];
  items.push(...ordered.flatMap(r => resultItems(r, answer.zone, printedAt)));
  if (ordered.length === 0)
    items.push({ kind: "note", runs: [bold(noneShown(answer, "results", "none in copy"), 12)], boxed: true });
  return { heads: [HEAD], items, tails: [] };
}

/** Stands at the end of the last page of results. */
export function phoneResults(since: string): readonly Item[] {
  return [
    { kind: "section", left: `Results by phone or on paper since ${since}`, right: "write it, say it back, sign it" },
    {
      kind: "lines",
      least: 3,
      stretch: true,
      columns: [18, 0, 22, 33, 33],
      labels: ["taken", "test, result, unit", "heard at", "from · read back", "told · time"],
      every: false,
    },
  ];
}

function resultItems(r: Result, zone: string, printedAt: number): Item[] {
  const cancelled = r.status === "cancelled";
  const name: Run[] = [r.abnormal || r.critical ? bold(oneLine(r.test), 11) : plain(oneLine(r.test), 11)];
  if (r.critical && !cancelled) name.push(inverse("CRITICAL", 9));
  if (r.status === "corrected") name.push(boxed("CORRECTED", 9));
  if (r.status === "preliminary") name.push(boxed("PRELIMINARY", 9));
  if (r.source !== "copy")
    name.push(plain({ here: "recorded here", paper: "from paper", outside: "from outside" }[r.source], 9));
  const unit = r.unit === null ? "" : oneLine(r.unit);
  const isText = r.unit === null && r.value.length > LONG_WORDS;
  const latest: Run[] = cancelled
    ? [inverse("CANCELLED", 9.5)]
    : isText
      ? [plain("in words, below", 9.5)]
      : [
          r.critical
            ? boxed(oneLine(r.value), 12)
            : r.abnormal
              ? heavy(oneLine(r.value), 12)
              : plain(oneLine(r.value), 12),
          ...(r.flag === null || r.flag === "" ? [] : [heavy(oneLine(r.flag), 10.5)]),
          plain(unit, 9.5),
        ];
  const before: Runs =
    r.before === null
      ? [plain("none in copy", 9.5)]
      : [
          bold(
            oneLine(`${r.before.value.length > LONG_WORDS ? "in words" : r.before.value} ${r.before.flag ?? ""}`),
            10,
          ),
          plain(r.before.at === null ? "time not sent" : moment(r.before.at, zone, printedAt), 9),
        ];
  const row: Item = {
    kind: "row",
    columns: [...COLUMNS],
    align: ["l", "r", "l", "l", "l"],
    cells: [
      [name],
      [latest],
      [[plain(r.at === null ? "time not sent" : moment(r.at, zone, printedAt), 9.5)]],
      [before],
      [[plain(r.reference === null ? "not sent" : oneLine(`${r.reference} ${unit}`), 9.5)]],
    ],
    bars: [],
    rule: "thin",
  };
  const inWords = isText && !cancelled ? pieces(r.value) : [];
  return [
    row,
    ...inWords.map((text): Item => ({ kind: "note", runs: [bold(text, 11)], boxed: r.critical })),
    ...corrections(r, zone),
    ...pieces(r.text ?? "").map((text): Item => ({ kind: "note", runs: [plain(text)], boxed: false })),
  ];
}

/** What a result was before it was corrected: somebody may have acted on it. */
function corrections({ was = [], status, test }: Result, zone: string): Item[] {
  return was.map((one): Item => {
    const value = oneLine([one.value === "" ? "no value" : one.value, one.unit, one.flag].filter(Boolean).join(" "));
    const said = status === "corrected" ? "corrected" : "changed";
    const when = one.until === null ? "time not sent" : stamp(one.until, zone);
    return {
      kind: "note",
      runs: [boxed("WAS", 9), heavy(`${oneLine(test)} ${value}`, 10.5), plain(`${said} ${when}`, 9.5)],
      boxed: false,
    };
  });
}

function pieces(text: string): string[] {
  const words = oneLine(text);
  const cut: string[] = [];
  for (let at = 0; at < words.length; ) {
    const end =
      at + TEXT_PIECE >= words.length
        ? words.length
        : Math.max(words.lastIndexOf(" ", at + TEXT_PIECE), at + TEXT_PIECE / 2);
    cut.push(words.slice(at, end).trim());
    at = end;
  }
  return cut.filter(piece => piece !== "");
}
