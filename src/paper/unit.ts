// A unit's packets in bed order: one PDF a patient, and all of them as one file to print.
import type { PatientAnswer } from "../chart/index.ts";
import { type Layout, layoutPacket, type Paper } from "./layout.ts";
import { type Numbered, printLayouts } from "./packet.ts";
import { bad, good, type PaperError, type Result } from "./result.ts";

export type UnitMeta = {
  /** When it is printed: an instant, ms. */
  readonly printedAt: number;
  /** The signed head in hex, 32 digits or more, beginning with each answer's eight. */
  readonly head: string;
  readonly paper?: Paper;
};

/** A packet laid out, waiting for its serials. */
export type Laid = { readonly answer: PatientAnswer; readonly layout: Layout; readonly pages: number };

export type Unprinted = { readonly answer: PatientAnswer; readonly error: PaperError };

const collator = new Intl.Collator("en", { numeric: true });

/** By bed as a person counts (2 before 12), those without a bed last, by name. */
export function bedOrder(answers: readonly PatientAnswer[]): readonly PatientAnswer[] {
  return answers.toSorted((a, b) => {
    const [x, y] = [a.identity, b.identity];
    if ((x.bed === null) !== (y.bed === null)) return x.bed === null ? 1 : -1;
    return collator.compare(x.bed ?? "", y.bed ?? "") || collator.compare(x.name.family, y.name.family);
  });
}

/** Packets in bed order, and those that cannot be printed. */
export type LaidUnit = { readonly laid: readonly Laid[]; readonly unprinted: readonly Unprinted[] };

/**
 * Lays out each patient's packet. One that cannot be printed does not stop the others: it is in `unprinted`, to be shown
 * to whoever printed. `pages` of each says how many serials to draw.
 */
export function layoutUnit(answers: readonly PatientAnswer[], meta: UnitMeta): LaidUnit {
  const laid: Laid[] = [];
  const unprinted: Unprinted[] = [];
  for (const answer of bedOrder(answers)) {
    const layout = layoutPacket(answer, { printedAt: meta.printedAt, paper: meta.paper ?? "letter", reprint: null });
    if (layout.ok) laid.push({ answer, layout: layout.value, pages: layout.value.pages.length });
    else unprinted.push({ answer, error: layout.error });
  }
  return { laid, unprinted };
}

/** Hands out serials, one a page, in bed order. Error `serials-too-few`. */
export function numberUnit(
  laid: readonly Laid[],
  serials: readonly string[],
  head: string,
): Result<readonly Numbered[]> {
  const needed = laid.reduce((sum, one) => sum + one.pages, 0);
  if (serials.length < needed)
    return bad("serials-too-few", `${needed} pages need ${needed} serials, not ${serials.length}`, "unit");
  let from = 0;
  return good(
    laid.map(({ layout, pages }) => {
      const own = serials.slice(from, from + pages);
      from += pages;
      return { layout, serials: own, head };
    }),
  );
}

export type UnitPrint = {
  /** All packets in bed order, one file. */
  readonly file: Uint8Array;
  readonly packets: readonly {
    readonly patient: string;
    readonly serials: readonly string[];
    readonly pdf: Uint8Array;
  }[];
  readonly unprinted: readonly Unprinted[];
};

/** Prints a unit: each packet alone, and all in one file with the same serials. Errors as `printPacket`. */
export function printUnit(
  answers: readonly PatientAnswer[],
  meta: UnitMeta & { readonly serials: readonly string[] },
): Result<UnitPrint> {
  const { laid, unprinted } = layoutUnit(answers, meta);
  const numbered = numberUnit(laid, meta.serials, meta.head);
  if (!numbered.ok) return numbered;
  const file = printLayouts(numbered.value);
  if (!file.ok) return file;
  const packets: UnitPrint["packets"][number][] = [];
  for (const one of numbered.value) {
    const pdf = printLayouts([one]);
    if (!pdf.ok) return pdf;
    packets.push({ patient: one.layout.subject.id, serials: one.serials, pdf: pdf.value });
  }
  return good({ file: file.value, packets, unprinted });
}
