// The blank flowsheet: six columns to write in, one digit a box.
import { bold, plain } from "./runs.ts";
import type { Item } from "./sheet.ts";

const row = (name: string, unit: string, pattern: string, group = false) => ({ name, unit, pattern, group });

export const FLOWSHEET: Item = {
  kind: "flowsheet",
  teach: ["One digit in each box:", "mark one: fill it"],
  mistake: [bold("Mistake:"), plain("strike the column, use the next.")],
  rows: [
    row("Day", "of the month", "##"),
    row("Time", "24-hour clock", "##:##"),
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
    row("Initials", "", "", true),
  ],
  sums: ["24 h in", "24 h out"],
  legend: "A alert · C newly confused · V voice · P pain · U none",
};
