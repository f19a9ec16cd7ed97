// A patient's packet before its serials: the forms in their order, measured and cut into pages.
import type { KindOfData, PatientAnswer, Stated } from "../chart/index.ts";
import { documentItems } from "./documents.ts";
import { faceItems, faceTails } from "./face.ts";
import { FLOWSHEET_HEADS, FLOWSHEET_ITEMS, FLOWSHEET_TAILS } from "./flowsheet.ts";
import { checkGlyphs } from "./glyphs.ts";
import { identityBlock, ownerLines } from "./identity.ts";
import { measureFlows } from "./measure.ts";
import { neverGive, timedItems, until, writtenItems } from "./medications.ts";
import { NEW_ORDERS, orderFlow } from "./orders.ts";
import { paginate } from "./paginate.ts";
import { bad, good, type Result } from "./result.ts";
import { phoneResults, resultFlow } from "./results.ts";
import { safetyLine } from "./safety.ts";
import type { Flow, Frame, Item, PlacedFrame, PlacedItem } from "./sheet.ts";
import { asOfBar, stateStrip, trust } from "./strip.ts";
import { day, dayOfYear, knownZone, stamp, zoneName } from "./times.ts";

/** US Letter or A4; on A4 the body stretches. Millimetres. */
export const PAPERS = { letter: { width: 215.9, height: 279.4 }, a4: { width: 210, height: 297 } } as const;
export type Paper = keyof typeof PAPERS;

export type Reprint = {
  /** 2 for the first reprint. */
  readonly count: number;
  /** The serials of the pages printed before, in page order. */
  readonly serials: readonly string[];
  readonly printedAt: number;
};

export type LayoutOptions = {
  /** When it is printed: an instant, ms. */
  readonly printedAt: number;
  readonly paper: Paper;
  readonly reprint: Reprint | null;
};

/** Whose pages they are: a patient, or a unit. */
export type Subject = {
  /** Keyed id, base64url of 16 bytes. */
  readonly id: string;
  readonly position: number;
  readonly head: string;
  readonly zone: string;
  readonly exercise: boolean;
};

export type Layout = {
  readonly subject: Subject;
  readonly options: LayoutOptions;
  readonly pages: readonly { readonly frame: PlacedFrame; readonly items: readonly PlacedItem[] }[];
};

/** No packet is longer; a hundred pages of one patient are a mistake. */
const MOST_PAGES = 100;
// The shape of the longest serial and page text, so that measured frames are as tall as printed ones.
export const WIDE_SERIAL = "WW-000000-W";
export const WIDE_PAGE = "page 00 of 00";

type Form = {
  readonly code: string;
  readonly title: string;
  readonly subtitle: string;
  readonly kinds: readonly KindOfData[];
  /** For sheets to write on: which printed facts are from the copy. */
  readonly write: string | null;
  readonly safety: boolean;
  readonly heads: readonly Item[];
  readonly items: readonly Item[];
  readonly tails: readonly Item[];
  readonly tailsOn: "each" | "last";
};

const SAFETY: readonly KindOfData[] = ["movements", "allergies"];

function forms(answer: PatientAnswer, printedAt: number): readonly Form[] {
  const { zone } = answer;
  const since = (kinds: readonly KindOfData[]) => {
    const times = trust(answer, kinds, printedAt).flatMap(t => ("as_of" in t ? [t.as_of] : []));
    return times.length === 0 ? "the copy ends" : stamp(Math.min(...times), zone);
  };
  const faceKinds: readonly KindOfData[] = ["movements", "demographics", "allergies", "problems", "vitals", "results"];
  const timed = timedItems(answer, printedAt);
  const orders = orderFlow(answer, printedAt);
  const results = resultFlow(answer, printedAt);
  const documents = documentItems(answer, printedAt);
  return [
    {
      code: "TO-FACE v1",
      title: "Face sheet and safety card",
      subtitle: `packet for 24 h · ${answer.facility.name}`,
      kinds: faceKinds,
      write: null,
      safety: false,
      heads: [],
      items: faceItems(answer, printedAt),
      tails: faceTails(since(faceKinds)),
      tailsOn: "last",
    },
    {
      code: "TO-MAR-S v1",
      title: "Medications by time",
      subtitle: `scheduled, ${until(answer)} · order numbers`,
      kinds: [...SAFETY, "medication orders", "administrations"],
      write: null,
      safety: true,
      ...timed,
      tailsOn: "each",
    },
    {
      code: "TO-MAR-P v1",
      title: "Medications: once, when needed, drips",
      subtitle: until(answer),
      kinds: [...SAFETY, "medication orders", "administrations"],
      write: null,
      safety: true,
      heads: neverGive(answer, printedAt),
      items: writtenItems(answer, printedAt),
      tails: [
        { kind: "section", left: "Who signed", right: "once for each person on this sheet" },
        { kind: "signatures", rows: 2 },
      ],
      tailsOn: "each",
    },
    {
      code: "TO-ORD v1",
      title: "Orders still open",
      subtitle: "keep, alter or stop each one",
      kinds: [...SAFETY, "orders", "medication orders"],
      write: null,
      safety: true,
      ...orders,
      tails: NEW_ORDERS,
      tailsOn: "last",
    },
    {
      code: "TO-RES v1",
      title: "Latest results",
      subtitle: "critical first · H high, L low, HH LL critical, A abnormal",
      kinds: [...SAFETY, "results"],
      write: null,
      safety: true,
      ...results,
      tails: phoneResults(since(["results"])),
      tailsOn: "last",
    },
    ...(documents.length === 0
      ? []
      : [
          {
            code: "TO-DOC v1",
            title: "Appointments and documents",
            subtitle: "as the copy has them",
            kinds: [...SAFETY, "appointments", "documents"] as const,
            write: null,
            safety: true,
            heads: [],
            items: documents,
            tails: [],
            tailsOn: "last",
          } as const,
        ]),
    {
      code: "TO-FLOW v1",
      title: "Vital signs, intake and output",
      subtitle: `from ${day(printedAt, zone)}, one column each time`,
      kinds: SAFETY,
      write: "bed, allergies, flags",
      safety: true,
      heads: FLOWSHEET_HEADS,
      items: FLOWSHEET_ITEMS,
      tails: FLOWSHEET_TAILS,
      tailsOn: "each",
    },
  ];
}

/**
 * Measures a patient's forms and cuts them into pages. Nothing is drawn yet; the count of pages says how many serials to draw.
 * Errors: `zone-unknown`, `missing-glyph`, `missing-font`, `body-too-tall`, `too-many-pages`, `template`.
 */
export function layoutPacket(answer: PatientAnswer, options: LayoutOptions): Result<Layout> {
  if (!knownZone(answer.zone)) return bad("zone-unknown", `no time zone ${answer.zone}`, "zone");
  const { printedAt } = options;
  const all = forms(answer, printedAt);
  const flows: readonly Flow[] = all.map(form => ({
    frame: frame(answer, form, options),
    heads: form.heads,
    items: form.items,
    tails: form.tails,
  }));
  const cut = cutFlows(
    flows,
    all.map(form => form.tailsOn),
    answer.downtime?.exercise === true,
    options,
  );
  if (!cut.ok) return cut;
  const pages = cut.value;
  if (pages.length > MOST_PAGES)
    return bad("too-many-pages", `${pages.length} pages for one patient`, answer.identity.mrn);
  return good({ subject: subjectOf(answer, answer.identity.id), options, pages });
}

/** Checks glyphs, measures, and cuts flows into pages. Errors as `layoutPacket`. */
export function cutFlows(
  flows: readonly Flow[],
  tails: readonly ("each" | "last")[],
  exercise: boolean,
  options: LayoutOptions,
): Result<Layout["pages"]> {
  const glyphs = checkGlyphs(flows, "flow");
  if (!glyphs.ok) return glyphs;
  const measured = measureFlows(documentData(exercise, options), flows);
  if (!measured.ok) return measured;
  const pages: { frame: PlacedFrame; items: readonly PlacedItem[] }[] = [];
  for (const [index, { frame, flow }] of measured.value.entries()) {
    const cut = paginate(flow, tails[index] ?? "last");
    if (!cut.ok) return cut;
    pages.push(...cut.value.map(items => ({ frame, items })));
  }
  return good(pages);
}

/** The subject of an answer's pages. */
export function subjectOf(answer: Stated, id: string): Subject {
  const { position, head, zone, downtime } = answer;
  return { id, position, head, zone, exercise: downtime?.exercise === true };
}

/** What the template needs besides flows or pages. */
export function documentData(
  exercise: boolean,
  options: LayoutOptions,
): { width: number; height: number; exercise: boolean } {
  return { ...PAPERS[options.paper], exercise };
}

function frame(answer: PatientAnswer, form: Form, options: LayoutOptions): Frame {
  const { printedAt, reprint } = options;
  return {
    number: 0,
    strip: stateStrip(
      answer,
      form.kinds,
      printedAt,
      form.write === null ? { kind: "read" } : { kind: "write", printed: form.write },
    ),
    reprint: reprint === null ? null : reprintBar(reprint, WIDE_SERIAL, answer.zone),
    as_of: asOfBar(answer),
    identity: identityBlock(answer, printedAt),
    safety: form.safety ? safetyLine(answer, printedAt) : null,
    title: form.title,
    subtitle: form.subtitle,
    counts: [],
    page_text: WIDE_PAGE,
    serial: WIDE_SERIAL,
    form: form.code,
    owner: ownerLines(answer),
    proof: [`head ${answer.head} · times in ${zoneName(printedAt, answer.zone)}`, answer.zone],
  };
}

/** `REPRINT 2 of 4W-030218-G printed …`, and which to go on writing on. */
export function reprintBar(reprint: Reprint, serial: string, zone: string): NonNullable<Frame["reprint"]> {
  return {
    word: `REPRINT ${reprint.count}`,
    runs: [
      { t: "of", k: "n" },
      { t: serial, k: "id" },
      { t: `printed ${stamp(reprint.printedAt, zone)} ${dayOfYear(reprint.printedAt, zone).slice(-4)}.`, k: "n" },
      { t: "If you hold that one, keep writing on it", k: "b" },
      { t: "and hand this back; if not, use this.", k: "n" },
    ],
  };
}
