// Orders still open, each to keep, alter or stop, and room for new ones.
import type { PatientAnswer } from "../chart/index.ts";
import { noFeed } from "./face.ts";
import { leftOut, noneShown } from "./left-out.ts";
import { sortMedications } from "./medications.ts";
import { bold, oneLine, plain } from "./runs.ts";
import type { Item } from "./sheet.ts";
import { spellSigns } from "./spelling.ts";
import { moment } from "./times.ts";

const HEAD: Item = {
  kind: "row",
  columns: [18, 0, 33, 24, 11.3, 11.3, 11.3],
  align: ["r", "l", "l", "l", "c", "c", "c"],
  cells: ["no.", "order", "ordered", "in the copy", "keep", "alter", "stop"].map(word => [[bold(word, 9)]]),
  bars: [4],
  rule: "heavy",
};

/** The open orders; those for drugs point to the medication pages. */
export function orderFlow(
  answer: PatientAnswer,
  printedAt: number,
): { readonly heads: Item[]; readonly items: Item[]; readonly tails: Item[] } {
  const items: Item[] = [
    ...noFeed(answer, "orders", "No feed here sends orders: none on this page does not mean that there are none."),
  ];
  const { timed, once, needed, drips } = sortMedications(answer.mar.medications);
  const drugs = [...timed, ...once, ...needed, ...drips];
  const numbers = new Set(drugs.map(m => m.order));
  items.push(...leftOut(answer, "orders"), ...leftOut(answer, "medications"));
  items.push({ kind: "section", left: "Medications", right: "numbers are the same on every page" });
  items.push(
    drugs.length === 0
      ? { kind: "note", runs: [bold(noneShown(answer, "medications", "none in copy"))], boxed: false }
      : {
          kind: "note",
          runs: [
            bold(`${drugs.length} open: ${drugs.map(m => oneLine(m.order)).join(", ")}.`),
            plain("See the medication pages; sign each change there and here."),
          ],
          boxed: false,
        },
  );
  const other = answer.orders.filter(o => !numbers.has(o.order));
  items.push({ kind: "section", left: "Care, laboratory, imaging, consults", right: `${other.length} in the copy` });
  items.push(
    ...other.map(
      (o): Item => ({
        kind: "order",
        order: oneLine(o.order),
        what: [[bold(spellSigns(o.what), 11.5)]],
        when: [
          [
            plain(
              o.at === null
                ? "time not sent"
                : `${o.at_is === "for" ? "for " : ""}${moment(o.at, answer.zone, printedAt)}`,
            ),
          ],
        ],
        state: [
          [bold(oneLine(o.state))],
          ...(o.source === "copy"
            ? []
            : [[plain({ here: "recorded here", paper: "from paper", outside: "from outside" }[o.source], 9)]]),
        ],
      }),
    ),
  );
  if (other.length === 0)
    items.push({ kind: "note", runs: [bold(noneShown(answer, "orders", "none in copy"))], boxed: false });
  return { heads: [HEAD], items, tails: [] };
}

/** Stands at the end of the last page of orders. */
export const NEW_ORDERS: readonly Item[] = [
  { kind: "section", left: "New orders", right: "one order a line · a drug needs dose, unit, route, how often, why" },
  { kind: "lines", least: 4, stretch: true, columns: [0, 24, 24], labels: ["", "time", "RN noted"], every: false },
  { kind: "gap", height: 1 },
  {
    kind: "lines",
    least: 1,
    stretch: false,
    columns: [0, 46, 46],
    labels: ["prescriber: sign, print", "date, time", "RN noted, time"],
    every: true,
  },
];
