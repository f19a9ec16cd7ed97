// The shapes that templates draw: items in the body, frames around them, flows that are cut into pages.
import type { Runs } from "./runs.ts";

export type Cell = { readonly bar: boolean; readonly slots: readonly SlotBox[] };
export type SlotBox = {
  /** ask: given ☐ not ☐. write: room for the pen. printed: words only. */
  readonly form: "ask" | "write" | "printed";
  readonly head: Runs;
  readonly lines: readonly Runs[];
  /** Two nurses: a line with `label` and boxes 1 and 2. */
  readonly two: boolean;
  readonly label: string;
};

export type TimeColumn = {
  readonly top: string;
  readonly bottom: string;
  readonly black: boolean;
  readonly plain: boolean;
};

export type Item =
  | { readonly kind: "section"; readonly left: string; readonly right: string }
  | {
      readonly kind: "card";
      readonly label: string;
      readonly lines: readonly Runs[];
      readonly when: readonly string[];
      readonly first: boolean;
      readonly last: boolean;
    }
  | { readonly kind: "note"; readonly runs: Runs; readonly boxed: boolean }
  | {
      readonly kind: "row";
      /** Widths in mm; 0 takes the rest. */
      readonly columns: readonly number[];
      readonly align: readonly ("l" | "r" | "c")[];
      readonly cells: readonly (readonly Runs[])[];
      /** Columns with a bar at their left. */
      readonly bars: readonly number[];
      readonly rule: "thin" | "heavy";
    }
  | {
      readonly kind: "order";
      readonly order: string;
      readonly what: readonly Runs[];
      readonly when: readonly Runs[];
      readonly state: readonly Runs[];
    }
  | { readonly kind: "times"; readonly columns: readonly TimeColumn[]; readonly ahead: number }
  | {
      readonly kind: "medication";
      readonly left: Runs;
      readonly right: readonly Runs[];
      readonly words: readonly Runs[];
      readonly cells: readonly Cell[];
      readonly ahead: number;
    }
  | {
      readonly kind: "written";
      readonly left: Runs;
      readonly right: readonly Runs[];
      readonly words: readonly Runs[];
      readonly rows: readonly { readonly label: string; readonly parts: number }[];
      readonly count: number;
    }
  | {
      readonly kind: "figures";
      readonly values: readonly { readonly label: string; readonly runs: Runs; readonly when: string }[];
    }
  | {
      readonly kind: "lines";
      readonly least: number;
      readonly stretch: boolean;
      readonly columns: readonly number[];
      readonly labels: readonly string[];
      readonly every: boolean;
    }
  | { readonly kind: "signatures"; readonly rows: number }
  | { readonly kind: "gap"; readonly height: number }
  | { readonly kind: "teach"; readonly words: readonly [string, string]; readonly mistake: Runs }
  | {
      readonly kind: "measures";
      readonly name: string;
      readonly unit: string;
      /** `#` a digit box, `.` and `:` printed, `(ABC` circles, empty = room for initials. */
      readonly pattern: string;
      readonly group: boolean;
      readonly last: boolean;
    }
  | { readonly kind: "sums"; readonly words: readonly [string, string]; readonly legend: string };

export type Strip = {
  readonly form: "thick" | "thin" | "write";
  readonly word: string;
  readonly also: readonly string[];
  readonly as_of: string;
  readonly size: number;
  readonly printed: readonly string[];
  readonly age: string;
  readonly age_size: number;
  readonly runs: Runs;
  readonly sentence: Runs;
};

export type IdentityBlock = {
  readonly unit: string;
  readonly bed: string;
  readonly bed_at: string;
  readonly name: string;
  readonly native: string;
  readonly numbers: readonly { readonly t: string; readonly k: "n" | "b" | "x" | "id"; readonly s: number }[];
  readonly visit: Runs;
};

export type Frame = {
  readonly number: number;
  readonly strip: Strip;
  readonly reprint: { readonly word: string; readonly runs: Runs } | null;
  /** What is not of now says of when. */
  readonly as_of: { readonly word: string; readonly runs: Runs } | null;
  readonly identity: IdentityBlock | null;
  readonly safety: { readonly cells: readonly Runs[] } | null;
  readonly title: string;
  readonly subtitle: string;
  /** Census only: how many beds, patients. */
  readonly counts: Runs;
  readonly page_text: string;
  readonly serial: string;
  readonly form: string;
  readonly owner: readonly Runs[];
  readonly proof: readonly string[];
};

/** A form's content before it is cut into pages. */
export type Flow = {
  readonly frame: Frame;
  /** Stand at the top of each of its pages. */
  readonly heads: readonly Item[];
  readonly items: readonly Item[];
  /** Stand at the end of each of its pages; may stretch. */
  readonly tails: readonly Item[];
};

/** With what measuring chose by the width of its words; only the template that chose it knows what it is. */
export type PlacedItem = Item & { readonly chosen: unknown };
export type PlacedFrame = Frame & { readonly chosen: unknown };

/** A code's modules row by row, true = dark. */
export type Modules = { readonly side: number; readonly dark: readonly boolean[] };

export type Page = PlacedFrame & {
  readonly items: readonly PlacedItem[];
  readonly qr: Modules;
  readonly matrix: Modules;
};
