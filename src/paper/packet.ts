// A patient's packet as one PDF: face sheet, medications, orders, results, flowsheet.
import type { PatientAnswer } from "../chart/index.ts";
import { matrixSvg, pageBytes, qrSvg } from "./codes.ts";
import { checkGlyphs } from "./glyphs.ts";
import { documentData, type Layout, layoutPacket, type Paper, type Reprint, reprintBar } from "./layout.ts";
import { bad, good, type Result } from "./result.ts";
import { verifySerial } from "./serial.ts";
import type { Page } from "./sheet.ts";
import { compileTemplate } from "./typst.ts";

export type PrintMeta = {
  /** One a page, in page order; more than needed are left unused. */
  readonly serials: readonly string[];
  /** When it is printed: an instant, ms. */
  readonly printedAt: number;
  /** The signed head in hex, 32 digits or more, beginning with the answer's eight. */
  readonly head: string;
  readonly paper?: Paper;
  readonly reprint?: Reprint;
};

/**
 * Prints a patient's packet. Errors are those of `layoutPacket`, and `serials-too-few`, `serial-wrong` (check letter; an
 * exercise's serial on a real page or the other way round), `head-wrong`, `id-wrong`. Nothing is printed in part.
 */
export function printPacket(answer: PatientAnswer, meta: PrintMeta): Result<Uint8Array> {
  const layout = layoutPacket(answer, {
    printedAt: meta.printedAt,
    paper: meta.paper ?? "letter",
    reprint: meta.reprint ?? null,
  });
  if (!layout.ok) return layout;
  return printLayouts([{ layout: layout.value, serials: meta.serials, head: meta.head }]);
}

/** A measured packet with the serials drawn for it. */
export type Numbered = { readonly layout: Layout; readonly serials: readonly string[]; readonly head: string };

/** Prints measured packets one after the other as one PDF, each counting its own pages. */
export function printLayouts(packets: readonly Numbered[]): Result<Uint8Array> {
  const pages: Page[] = [];
  for (const packet of packets) {
    const made = packetPages(packet);
    if (!made.ok) return made;
    pages.push(...made.value);
  }
  const [first] = packets;
  if (first === undefined) return bad("template", "nothing to print", "");
  const { subject, options } = first.layout;
  const data = documentData(subject.exercise, options);
  if (packets.some(p => p.layout.subject.exercise !== data.exercise))
    return bad("serial-wrong", "exercise and real pages never stand in one file", subject.id);
  const made = compileTemplate("sheets.typ", { ...data, mode: "print", pages }, "fit");
  if (!made.ok) return made;
  const tall = made.value.told.map(readFit).find(fit => fit === null || fit.need > fit.space + 0.1);
  if (tall === null) return bad("template", "a page did not say what it needs", "sheets.typ");
  if (tall !== undefined)
    return bad(
      "body-too-tall",
      `${tall.what} needs ${tall.need.toFixed(1)} mm of ${tall.space.toFixed(1)} mm`,
      `page ${tall.page}`,
    );
  if (made.value.pages !== pages.length)
    return bad("body-too-tall", `${pages.length} pages became ${made.value.pages}`, subject.id);
  return good(made.value.pdf);
}

/** A numbered packet's pages as they are drawn, with their codes. Errors as `printPacket`. */
export function packetPages({ layout, serials, head }: Numbered): Result<readonly Page[]> {
  const { subject, options } = layout;
  const count = layout.pages.length;
  const where = subject.id;
  if (serials.length < count)
    return bad("serials-too-few", `${count} pages need ${count} serials, not ${serials.length}`, where);
  if (new Set(serials.slice(0, count)).size !== count)
    return bad("serial-wrong", "one serial stands on two pages", where);
  if (!head.toLowerCase().startsWith(subject.head.toLowerCase()))
    return bad("head-wrong", "the head is not the answer's", where);
  const pages: Page[] = [];
  for (const [index, { frame, items }] of layout.pages.entries()) {
    const serial = serials[index] ?? "";
    const checked = verifySerial(serial, subject.exercise);
    if (!checked.ok) return bad("serial-wrong", checked.error.text, serial);
    const bytes = pageBytes({ patient: subject.id, position: subject.position, head, serial });
    if (!bytes.ok) return bytes;
    const { reprint } = options;
    pages.push({
      ...frame,
      items,
      number: index + 1,
      page_text: `page ${index + 1} of ${count}`,
      serial,
      reprint:
        reprint === null
          ? null
          : reprintBar(reprint, reprint.serials[index] ?? reprint.serials.at(-1) ?? "a sheet", subject.zone),
      qr: qrSvg(bytes.value),
      matrix: matrixSvg(serial),
    });
  }
  const glyphs = checkGlyphs(
    pages.map(page => ({ serial: page.serial, reprint: page.reprint })),
    "page",
  );
  return glyphs.ok ? good(pages) : glyphs;
}

function readFit(told: unknown): { need: number; space: number; what: string; page: number } | null {
  const { need, space, what, page } = Object(told);
  if (typeof need !== "number" || typeof space !== "number" || typeof what !== "string" || typeof page !== "number")
    return null;
  return { need, space, what, page };
}
