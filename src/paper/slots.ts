// One box of the medication page. Its four kinds of time never look alike: printed, asked, recorded here, room to write.
import type { Medication, Slot } from "../chart/index.ts";
import type { MarColumn } from "./columns.ts";
import { bold, boxed, here, inverse, oneLine, plain, type Runs } from "./runs.ts";
import type { Cell, SlotBox } from "./sheet.ts";
import { spell } from "./spelling.ts";
import { clock, day, stamp } from "./times.ts";

const DAY_MS = 86_400_000;

/**
 * The cells of a medication, one a column. Each slot stands under the first column that ends after it, so that none is
 * lost between two. `due` false: the order's times are not in the copy, so no bar may stand.
 */
export function marCells(
  medication: Medication,
  columns: readonly MarColumn[],
  zone: string,
  due: boolean,
): readonly Cell[] {
  const slots = medication.slots.toSorted((a, b) => a.at - b.at);
  return columns.map((column, index) => {
    const before = columns[index - 1]?.to ?? Number.NEGATIVE_INFINITY;
    const own = slots.filter(s => s.at >= before && s.at < column.to);
    if (own.length > 0) return { bar: false, slots: own.map(slot => slotBox(slot, medication, column, zone)) };
    return due ? { bar: true, slots: [] } : { bar: false, slots: [unscheduled(medication, column)] };
  });
}

function unscheduled(medication: Medication, column: MarColumn): SlotBox {
  const base = { head: [], lines: [], two: false, label: "" };
  if (column.kind === "ahead")
    return { ...base, form: "write", head: [plain("time", 9)], two: medication.high_alert, label: "amount, site" };
  if (column.kind === "not known") return { ...base, form: "ask", head: [plain("time? ____", 9)] };
  return { ...base, form: "printed", head: [plain(column.kind === "copy" ? "none in copy" : "none recorded", 9)] };
}

function slotBox(slot: Slot, medication: Medication, column: MarColumn, zone: string): SlotBox {
  const long = column.to - column.from > DAY_MS * 0.8 || slot.at < column.from;
  const at = slot.given_at?.instant ?? slot.at;
  const time = long ? `${day(at, zone).slice(0, 3)} ${clock(at, zone)}` : clock(at, zone);
  const scheduled = long ? `${day(slot.at, zone).slice(0, 3)} ${clock(slot.at, zone)}` : clock(slot.at, zone);
  const lines: Runs[] = [];
  const say = (text: string | null) => {
    if (text !== null && text !== "") lines.push([plain(oneLine(text), 9)]);
  };
  const box = (form: SlotBox["form"], head: Runs, extra: Partial<SlotBox> = {}): SlotBox => ({
    form,
    head,
    lines,
    two: false,
    label: "",
    ...extra,
  });
  const recorded = slot.source === "copy" ? bold(time, 10.5) : here(time, 10.5);
  const done = (word: Runs[number]): SlotBox => {
    lines.push([word]);
    if (at !== slot.at && (slot.given_at?.instant ?? null) !== null) say(`for ${scheduled}`);
    say(slot.amount === null ? null : spell(slot.amount));
    say(slot.by);
    say(slot.reason);
    say(
      slot.source === "copy"
        ? null
        : { here: "recorded here", paper: "from paper", outside: "from outside" }[slot.source],
    );
    say(slot.note);
    return box("printed", [recorded]);
  };
  const write = (head: Runs): SlotBox => {
    say(slot.note);
    return box("write", head, { two: medication.high_alert, label: "amount, site" });
  };
  switch (slot.state) {
    case "given":
      return done(bold("GIVEN", 9.5));
    case "partial":
      return done(boxed("PARTIAL", 9));
    case "held":
      return done(inverse("HELD", 9.5));
    case "refused":
      return done(inverse("REFUSED", 9.5));
    case "missed":
      return done(boxed("NOT GIVEN", 9));
    case "given?":
      return done(boxed("GIVEN?", 9));
    case "none recorded":
      say(slot.note ?? "none recorded");
      return box("printed", [bold(scheduled, 10.5)]);
    case "not known":
      say(slot.note);
      return box("ask", [bold(scheduled, 10.5)]);
    case "due?":
      lines.push([bold("may be given: ask", 9)]);
      return box("ask", [bold(`${scheduled} ?`, 10.5)]);
    case "on paper":
      if (column.kind === "ahead") return write([bold(scheduled, 10.5)]);
      lines.push([plain("on paper:", 9)], [bold("see the sheet", 9)]);
      return box("printed", [bold(scheduled, 10.5)]);
    case "overdue":
      return write([bold(scheduled, 10.5), boxed("OVERDUE", 9)]);
    case "due":
      return write([bold(scheduled, 10.5)]);
    case "scheduled":
    case "scheduled?":
      // Once printed this is a sheet to write on; a time of the past that nobody may call due is asked for.
      return column.kind === "ahead" ? write([bold(scheduled, 10.5)]) : box("ask", [bold(scheduled, 10.5)]);
    default:
      return slot.state satisfies never;
  }
}

/** `last Thu 3 Aug 21:15 · 4 units`, or why it is not known (RULES D1–D3). */
export function lastDose(medication: Medication, zone: string): Runs[] {
  const { last } = medication;
  const lines: Runs[] = [];
  switch (last.kind) {
    case "given": {
      const at =
        last.at.instant === null ? last.at.text : `${day(last.at.instant, zone)} ${clock(last.at.instant, zone)}`;
      const runs = [plain("last"), bold(at, 10.5)];
      if (last.amount !== null) runs.push(bold(`· ${spell(last.amount)}`, 10));
      if (last.partial) runs.push(boxed("PARTIAL", 9));
      if (last.possibly) runs.push(boxed("GIVEN? REFUSAL REASON SENT", 9));
      if (last.source !== "copy")
        runs.push(plain({ here: "recorded here", paper: "from paper", outside: "from outside" }[last.source], 9));
      lines.push(runs);
      break;
    }
    case "none recorded":
      lines.push([plain("none recorded by"), bold(stamp(last.by, zone), 10)]);
      break;
    case "not sure":
      lines.push([inverse("LAST DOSE NOT SURE", 9.5), plain(oneLine(last.why))]);
      break;
    case "not known":
      lines.push([bold("last dose not known"), plain(`since ${stamp(last.since, zone)}`)]);
      break;
    case "no feed":
      lines.push([bold("no feed here sends doses")]);
      break;
    default:
      return last satisfies never;
  }
  if (medication.not_known_since !== null && last.kind !== "not known")
    lines.push([
      bold(
        `since ${clock(medication.not_known_since, zone)} ${day(medication.not_known_since, zone).slice(0, 3)} not known`,
      ),
    ]);
  return lines;
}
