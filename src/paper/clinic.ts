// A clinic's day as a list to call from: one line an appointment, with phones, and room to write what was said.
import type { ClinicDayAnswer, ClinicRow, KindOfData } from "../chart/index.ts";
import { fullName, sexAndAge } from "./identity.ts";
import { cutFlows, type Layout, type LayoutOptions, subjectOf, WIDE_PAGE, WIDE_SERIAL } from "./layout.ts";
import { bad, good, type Result } from "./result.ts";
import { bold, boxed, heavy, id, inverse, oneLine, plain, type Run } from "./runs.ts";
import type { Frame, Item } from "./sheet.ts";
import { asOfBar, stateStrip } from "./strip.ts";
import { birthDate, clock, dayOfYear, knownZone, moment, zoneName } from "./times.ts";

const KINDS: readonly KindOfData[] = ["appointments", "demographics"];
const COLUMNS = [20, 57, 37, 0, 33] as const;
const STRUCK: ReadonlySet<ClinicRow["status"]> = new Set(["cancelled", "entered-in-error"]);

/**
 * Lays out a clinic's day; `clinic` is its keyed id (base64url of 16 bytes), for the QR. Print it with `printLayouts`.
 * Errors as `layoutPacket`.
 */
export function layoutClinic(answer: ClinicDayAnswer, clinic: string, options: LayoutOptions): Result<Layout> {
  const { zone } = answer;
  if (!knownZone(zone)) return bad("zone-unknown", `no time zone ${zone}`, "zone");
  const { printedAt } = options;
  const all = [...answer.rows, ...answer.untimed, ...answer.undated];
  const day = dayOfYear(Date.parse(`${answer.day}T12:00:00Z`), "UTC");
  const place = nameIn(answer.places, answer.place) ?? "All clinics";
  const provider = nameIn(answer.providers, answer.provider);
  const frame: Frame = {
    number: 0,
    strip: stateStrip(answer, KINDS, printedAt, { kind: "read" }),
    reprint: null,
    as_of: asOfBar(answer),
    identity: null,
    safety: null,
    title: oneLine(place),
    subtitle: [`appointments of ${day}`, provider, answer.facility.name]
      .flatMap(text => (text === null ? [] : [oneLine(text)]))
      .join(" · "),
    counts: [
      count(all.filter(row => !STRUCK.has(row.status)).length, "to see"),
      count(all.filter(row => STRUCK.has(row.status)).length, "cancelled"),
      count(all.filter(row => row.phones.length === 0).length, "without a phone"),
    ].flat(),
    page_text: WIDE_PAGE,
    serial: WIDE_SERIAL,
    form: "TO-CLINIC v1",
    owner: [[bold("CALL LIST · staff side only", 12)], [plain("holds names and phones: hand it back when done", 9.5)]],
    proof: [`head ${answer.head} · times in ${zoneName(printedAt, zone)}`, zone],
  };
  const heads: Item[] = [
    row(
      ["time", "patient · birth date · MRN", "phones", "for · with · where", "called · moved to · left message"].map(
        word => [[bold(word, 9)]],
      ),
      "heavy",
    ),
  ];
  const items = answer.rows.map(one => clinicRow(one, zone, printedAt));
  if (all.length === 0)
    items.push({ kind: "note", runs: [bold("No appointments of this day are in the copy.", 12)], boxed: true });
  if (answer.untimed.length > 0) {
    items.push({ kind: "section", left: "This day, at no hour that is known", right: "ask when they come" });
    items.push(...answer.untimed.map(one => clinicRow(one, zone, printedAt)));
  }
  if (answer.undated.length > 0) {
    items.push({ kind: "section", left: "Without a day in the copy", right: more(answer.undated_more) });
    items.push(...answer.undated.map(one => clinicRow(one, zone, printedAt)));
  }
  const subject = subjectOf(answer, clinic);
  const pages = cutFlows([{ frame, heads, items, tails: [] }], ["last"], subject.exercise, options);
  return pages.ok ? good({ subject, options, pages: pages.value }) : pages;
}

function nameIn(parts: ClinicDayAnswer["places"], chosen: string | null): string | null {
  return chosen === null ? null : (parts.find(one => one.id === chosen)?.name ?? (chosen || "No place"));
}

function more(count: number): string {
  return count === 0 ? "waiting, or asked for" : `and ${count} more on the screen`;
}

function row(cells: readonly (readonly (readonly Run[])[])[], rule: "thin" | "heavy"): Item {
  return { kind: "row", columns: [...COLUMNS], align: ["l", "l", "l", "l", "l"], cells, bars: [1, 2, 3, 4], rule };
}

function count(value: number, words: string): readonly Run[] {
  return [heavy(String(value), 14), plain(words, 10.5)];
}

/** Three lines at least, so that the last column is never less than 8 mm high. */
function clinicRow(one: ClinicRow, zone: string, printedAt: number): Item {
  const { patient } = one;
  const isStruck = STRUCK.has(one.status);
  const name: Run[] = [(isStruck ? plain : bold)(inParts(fullName(patient)), 11)];
  if (patient.name.native !== null) name.push(bold(oneLine(patient.name.native), 11));
  const born = patient.birth === null ? "birth date not known" : birthDate(patient.birth, zone);
  const who: Run[][] = [
    name,
    [bold(born, 10), plain(sexAndAge(patient), 10)],
    [id(oneLine(patient.mrn), 11), ...alerts(one)],
    ...stateOf(one, zone, printedAt),
  ];
  return row([whenOf(one, zone), who, phones(one), whatFor(one), []], "thin");
}

function alerts(one: ClinicRow): Run[] {
  const { patient } = one;
  const runs: Run[] = [];
  if (one.patient.marks?.includes("no information") === true) runs.push(inverse("NO INFORMATION TO CALLERS", 9));
  if (one.same_name.length > 0)
    runs.push(inverse("NAME ALERT", 9), plain(`also ${one.same_name.map(oneLine).join(", ")}`, 9));
  if (one.same_number.length > 0) runs.push(inverse(`SAME NUMBER: MRN ${one.same_number.map(oneLine).join(", ")}`, 9));
  if (one.booked_as !== null) runs.push(inverse("BOOKED AS", 9), bold(oneLine(one.booked_as), 9));
  if (!patient.registered) runs.push(boxed("no registration yet", 9));
  if (patient.bed !== null) runs.push(boxed(oneLine(`in bed ${patient.unit ?? ""} ${patient.bed}`), 9));
  if (patient.language !== null && !/^en/i.test(patient.language))
    runs.push(plain(`speaks ${oneLine(patient.language)}`, 9));
  return runs;
}

const STATES: { readonly [status in ClinicRow["status"]]: string | null } = {
  booked: null,
  pending: "not confirmed",
  proposed: "asked for",
  waitlist: "waiting list",
  arrived: "arrived",
  "checked-in": "in the room",
  fulfilled: "seen",
  noshow: "did not come",
  cancelled: "CANCELLED",
  "entered-in-error": "BOOKED IN ERROR",
};

function whenOf(one: ClinicRow, zone: string): Run[][] {
  const at = one.at?.instant ?? null;
  const isTimed = at !== null && one.at?.precision !== "day";
  return [
    [isTimed ? heavy(clock(at, zone), 13) : boxed("no hour", 10)],
    ...(one.minutes === null ? [] : [[plain(`${one.minutes} min`, 9)]]),
  ];
}

/** What became of it, and where it was before. */
function stateOf(one: ClinicRow, zone: string, printedAt: number): Run[][] {
  const state = STATES[one.status];
  const runs = [
    ...(state === null ? [] : [(STRUCK.has(one.status) ? inverse : boxed)(state, 9)]),
    ...(one.moved_from === null ? [] : [bold(`moved from ${moment(one.moved_from, zone, printedAt)}`, 9)]),
  ];
  return runs.length === 0 ? [] : [runs];
}

/** A word that is wider than its column is parted, not cut off. */
function inParts(text: string): string {
  return text.replaceAll(/[\p{L}\p{M}]{16,}/gu, word => word.replaceAll(/(.{14})(?=.{3})/gu, "$1\u00AD"));
}

function phones({ phones: all }: ClinicRow): Run[][] {
  if (all.length === 0) return [[inverse("NO PHONE IN THE COPY", 9)]];
  const shown = all
    .slice(0, 4)
    .map(({ number, use, booking }): Run[] => [
      id(oneLine(number), 11),
      ...(use === null && !booking
        ? []
        : [plain([use, booking ? "by the booking" : null].filter(word => word !== null).join(", "), 9)]),
    ]);
  return all.length > 4 ? [...shown, [plain(`+ ${all.length - 4} more on the screen`, 9)]] : shown;
}

function whatFor(one: ClinicRow): Run[][] {
  const what = one.what === "" ? "what for: not said" : oneLine(one.what);
  const place = one.place === null ? "place not said" : oneLine([one.place.name, one.room ?? ""].join(" "));
  const note = [one.why === null ? "" : `why: ${one.why}`, one.reason ?? "", one.note ?? ""]
    .filter(text => text !== "")
    .join(" · ");
  return [
    [bold(what, 10)],
    [plain(one.provider === null ? "provider not said" : oneLine(one.provider.name), 9.5)],
    [plain(place, 9.5)],
    ...(note === "" ? [] : [[plain(oneLine(note).slice(0, 160), 9)]]),
  ];
}
