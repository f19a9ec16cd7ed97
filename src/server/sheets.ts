// Packets on paper: laid out, numbered, each sheet recorded before the bytes go out. The web's button and the command both print here.
import { randomInt } from "node:crypto";
import type { z } from "zod";
import type { RecordDrafts } from "../access/index.ts";
import type { ClinicDayAnswer, PatientAnswer, Stated, UnitAnswer } from "../chart/index.ts";
// Not by the room's face: the compiler, the fonts and the codes behind it are loaded with the first print.
import { type SheetPrinted, sheetPrintedKind } from "../paper/entries.ts";
import type { Laid, Layout, LayoutOptions, PrintPool, Result, Serial } from "../paper/index.ts";

/** The block that this node draws sheet serials from, at random, and the one for exercises. */
const [BLOCK, EXERCISE_BLOCK] = ["4W", "XW"];

export type Sheet = z.infer<typeof SheetPrinted>;
export type Printed = {
  readonly bytes: Uint8Array;
  readonly pages: number;
  /** In the order of the file; null = without a bed. */
  readonly beds: readonly (string | null)[];
};

export type SheetParts = {
  /** Signs the chains as they stand: 32 hex digits. */
  readonly signHead: () => Promise<string>;
  /** Records that sheets were printed, before the bytes go out; gives their serials, redrawn where one was on paper already. */
  readonly printed: (sheets: readonly Sheet[], actor: string, draw: Draw) => Promise<readonly string[]>;
  /** Lays out and prints beside the main thread, which goes on acknowledging and answering. */
  readonly press: Press;
};

/** Draws so many serials at random. */
export type Draw = (count: number) => readonly string[];

export type Press = { pool(): Promise<PrintPool>; close(): Promise<void> };

/** A press of one thread, started with the first print. */
export function openPress(): Press {
  let started: Promise<PrintPool> | undefined;
  return {
    pool() {
      started ??= import("../paper/index.ts").then(paper => paper.printPool(1));
      return started;
    },
    async close() {
      await (await started)?.close();
    },
  };
}

/** Redraws of one print. With half of all numbers on paper a thousand pages still come through. */
const REDRAWS_MAX = 40;

/**
 * Records each sheet. A drawn serial that stands on an earlier sheet is drawn anew: of a million numbers, a week's
 * packets of a house hold ten thousand. Throws where one could not be recorded otherwise: then nothing may be printed.
 */
export function recordSheets(record: RecordDrafts): SheetParts["printed"] {
  return async (sheets, actor, draw) => {
    const serials = sheets.map(sheet => sheet.serial);
    let open = sheets.map((sheet, place) => ({ sheet, place }));
    for (let redraws = 0; open.length > 0; redraws++) {
      const answers = await record(open.map(({ sheet }) => ({ kind: sheetPrintedKind.name, actor, body: sheet })));
      const other = answers.find(answer => !answer.ok && answer.error.code !== "stale");
      if (other?.ok === false || redraws === REDRAWS_MAX)
        throw new Error("A sheet's serial could not be recorded; nothing was printed.");
      const taken = open.filter((_, index) => answers[index]?.ok !== true);
      const drawn = draw(taken.length);
      open = taken.map(({ sheet, place }, index) => {
        const serial = drawn[index] ?? "";
        serials[place] = serial;
        return { sheet: { ...sheet, serial }, place };
      });
    }
    return serials;
  };
}

/** Lays out, draws serials at random, records them, prints. One page that cannot be printed stops the print with its words. */
export async function packets(
  answers: readonly PatientAnswer[],
  at: number,
  actor: string,
  parts: SheetParts,
): Promise<Result<Printed>> {
  const { formatSerial, numberUnit } = await import("../paper/index.ts");
  const pool = await parts.press.pool();
  const head = await parts.signHead();
  const headed = answers.map(answer => ({ ...answer, head: head.slice(0, 8) }));
  const layout = await pool.lay(headed, { printedAt: momentOf(answers[0], at), head });
  if (!layout.ok) return layout;
  const { laid, unprinted } = layout.value;
  const [failed] = unprinted;
  if (failed !== undefined) {
    const bed = failed.answer.identity.bed ?? "without a bed";
    const text = `The packet of the patient in bed ${bed} cannot be printed: ${failed.error.text}. Nothing was printed.`;
    return { ok: false, error: { ...failed.error, text } };
  }
  const pages = laid.reduce((sum, one) => sum + one.pages, 0);
  const isExercise = answers.some(answer => answer.downtime?.exercise === true);
  const draw: Draw = count => drawSerials(count, isExercise, formatSerial);
  const serials = await parts.printed(sheetsOf(laid, draw(pages), isExercise), actor, draw);
  const numbered = numberUnit(laid, serials, head);
  const printed = numbered.ok ? await pool.print(numbered.value) : numbered;
  if (!printed.ok) return printed;
  return { ok: true, value: { bytes: printed.value, pages, beds: laid.map(({ answer }) => answer.identity.bed) } };
}

/** A unit's census by bed; `unit` is its keyed id, which the sheets are counted under. */
export function census(
  answer: UnitAnswer,
  unit: string,
  at: number,
  actor: string,
  parts: SheetParts,
): Promise<Result<Printed>> {
  const beds = answer.rows.map(row => row.bed);
  return list(answer, unit, beds, at, actor, parts, (pool, headed, options) => pool.layCensus(headed, unit, options));
}

/** A clinic's day; `clinic` is its keyed id, which the sheets are counted under. No beds: they are not in them. */
export function clinicList(
  answer: ClinicDayAnswer,
  clinic: string,
  at: number,
  actor: string,
  parts: SheetParts,
): Promise<Result<Printed>> {
  return list(answer, clinic, [], at, actor, parts, (pool, headed, options) => pool.layClinic(headed, clinic, options));
}

/** A list of several patients: laid out, its serials drawn and recorded, printed. */
async function list<Answer extends Stated>(
  answer: Answer,
  record: string,
  beds: Printed["beds"],
  at: number,
  actor: string,
  parts: SheetParts,
  lay: (pool: PrintPool, headed: Answer, options: LayoutOptions) => Promise<Result<Layout>>,
): Promise<Result<Printed>> {
  const { formatSerial } = await import("../paper/index.ts");
  const pool = await parts.press.pool();
  const head = await parts.signHead();
  const laid = await lay(
    pool,
    { ...answer, head: head.slice(0, 8) },
    { printedAt: momentOf(answer, at), paper: "letter", reprint: null },
  );
  if (!laid.ok) return laid;
  const pages = laid.value.pages.length;
  const exercise = answer.downtime?.exercise === true;
  const draw: Draw = count => drawSerials(count, exercise, formatSerial);
  const serials = await parts.printed(
    draw(pages).map((serial, page) => ({ serial, record, page: page + 1, of: pages, exercise })),
    actor,
    draw,
  );
  const printed = await pool.print([{ layout: laid.value, serials, head }]);
  return printed.ok ? { ok: true, value: { bytes: printed.value, pages, beds } } : printed;
}

/** Ages and times to come are told from the moment that the answer is of. Answers of one print are of one moment. */
function momentOf(answer: Stated | undefined, at: number): number {
  return answer?.as_of?.at ?? at;
}

function drawSerials(count: number, exercise: boolean, format: (serial: Serial) => string): string[] {
  const numbers = new Set<number>();
  while (numbers.size < count) numbers.add(randomInt(1_000_000));
  const block = exercise ? EXERCISE_BLOCK : BLOCK;
  return [...numbers].map(number => format({ block, number, exercise }));
}

function sheetsOf(laid: readonly Laid[], serials: readonly string[], exercise: boolean): Sheet[] {
  let next = 0;
  return laid.flatMap(({ answer, pages }) =>
    Array.from({ length: pages }, (_, page) => ({
      serial: serials[next++] ?? "",
      record: answer.identity.id,
      page: page + 1,
      of: pages,
      exercise,
    })),
  );
}
