// A patient's packet as one PDF: face sheet, medications, orders, results, flowsheet.
import type { PatientAnswer } from "../chart/index.ts";
import { DOTS, matrixModules, pageBytes, picture, qrModules } from "./codes.ts";
import { checkGlyphs } from "./glyphs.ts";
import { documentData, type Layout, layoutPacket, type Paper, type Reprint, reprintBar } from "./layout.ts";
import { bad, good, type Result } from "./result.ts";
import { verifySerial } from "./serial.ts";
import type { Page } from "./sheet.ts";
import { setTemplate } from "./typst.ts";

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
  const made = setPages(data, pages);
  if (!made.ok) return made;
  if (made.value.pages === pages.length) return good(made.value.pdf);
  const tall = pages.find(page => {
    const alone = setPages(data, [page]);
    return alone.ok && alone.value.pages > 1;
  });
  const where = tall === undefined ? subject.id : `${tall.title}, page ${tall.number}`;
  return bad("body-too-tall", "what stands on the page does not fit it", where);
}

function setPages(document: object, pages: readonly Page[]): ReturnType<typeof setTemplate> {
  const codes = pages.flatMap(({ qr, matrix }) => [picture(qr), picture(matrix)]);
  const words = pages.map(({ qr: _, matrix: __, ...page }) => page);
  const dots = [pages[0]?.qr, pages[0]?.matrix].map(code => (code?.side ?? 0) * DOTS);
  return setTemplate("sheets.typ", { ...document, mode: "print", dots, pages: words }, Buffer.concat(codes));
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
      qr: qrModules(bytes.value),
      matrix: matrixModules(serial),
    });
  }
  const glyphs = checkGlyphs(
    pages.map(page => ({ serial: page.serial, reprint: page.reprint })),
    "page",
  );
  return glyphs.ok ? good(pages) : glyphs;
}
