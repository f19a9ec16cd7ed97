// The blank flowsheet: six columns to write in, one digit a box.
import { bold, plain } from "./runs.ts";
import type { Item } from "./sheet.ts";

const row = (name: string, unit: string, pattern: string, group = false, last = false): Item => ({
  kind: "measures",
  name,
  unit,
  pattern,
  group,
  last,
});

/** Stand at the top of each page of it. */
export const FLOWSHEET_HEADS: readonly Item[] = [
  {
    kind: "teach",
    words: ["One digit in each box:", "mark one: fill it"],
    mistake: [bold("Mistake:"), plain("strike the column, use the next.")],
  },
  { kind: "gap", height: 0.8 },
  row("Day", "of the month", "##", true),
  row("Time", "24-hour clock", "##:##"),
];

export const FLOWSHEET_ITEMS: readonly Item[] = [
  row("Temperature", "°F", "###.#"),
  row("Pulse", "per min", "###"),
  row("BP upper", "mmHg", "###"),
  row("BP lower", "mmHg", "###"),
  row("Breaths", "per min", "##"),
  row("SpO₂", "%", "###"),
  row("Oxygen", "L/min", "##.#"),
  row("Awake?", "mark one", "(ACVPU"),
  row("Pain", "0 – 10", "##"),
  row("Glucose", "mg/dL", "###"),
  row("In: by mouth", "mL", "####", true),
  row("In: IV", "mL", "####"),
  row("In: other", "mL", "####"),
  row("Out: urine", "mL", "####"),
  row("Out: other", "mL", "####"),
];

/** Stand at the end of each page of it. */
export const FLOWSHEET_TAILS: readonly Item[] = [
  row("Initials", "", "", true, true),
  {
    kind: "sums",
    words: ["24 h in", "24 h out"],
    legend: "A alert · C newly confused · V voice · P pain · U none",
  },
];
