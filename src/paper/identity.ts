// Who the page is about: the block at the top and the owner's lines at the foot of every page of a patient.

import type { Identity, PatientAnswer } from "../chart/index.ts";
import { heldWords } from "./held.ts";
import { bold, dotted, inverse, id as numbers, oneLine, plain, type Runs } from "./runs.ts";
import type { IdentityBlock } from "./sheet.ts";
import { birthDate, moment } from "./times.ts";

/** `NGUYỄN, Thị Hương`; a name that is not known is said to be. */
export function fullName(identity: Identity): string {
  const family = oneLine(identity.name.family).toUpperCase();
  const given = oneLine(identity.name.given);
  if (family === "" && given === "") return "NAME NOT KNOWN";
  return given === "" ? family : `${family === "" ? "LAST NAME NOT KNOWN" : family}, ${given}`;
}

/** `F 62 y`; `sex unknown · age not known`. */
export function sexAndAge(identity: Identity): string {
  const sex = identity.sex === "F" || identity.sex === "M" ? identity.sex : `sex ${identity.sex}`;
  return `${sex} ${identity.age ?? "· age not known"}`;
}

function born(identity: Identity, zone: string): string {
  return identity.birth === null
    ? "birth date not known"
    : `born ${birthDate(identity.born_at ?? identity.birth, zone)}`;
}

const ONE_LINE = 34;
const HELD_SHORT = "HELD: a person decides, see face sheet";
/** So many beds stand in the block. */
export const MOST_BEDS = 3;

/** Beds of others whose name is hers or like it. */
export function alertBeds({ same_name, similar_name = [] }: Identity): string[] {
  return [...same_name, ...similar_name].map(oneLine);
}

/** The block, 28.2 mm, the same on every page. */
export function identityBlock(answer: PatientAnswer, printedAt: number): IdentityBlock {
  const { identity, zone } = answer;
  const at = identity.bed_at;
  const visit: Runs[number][] =
    identity.visit === null
      ? [plain("visit not known", 10)]
      : [plain("visit", 10), numbers(oneLine(identity.visit), 12)];
  if (!identity.registered) visit.push(inverse("no registration yet", 10));
  const [held, ...more] = identity.held ?? [];
  // The block is as tall as it is: what is longer stands whole on the face sheet.
  if (held !== undefined) {
    const words = heldWords(held, zone);
    visit.push(inverse(more.length === 0 && words.length <= ONE_LINE ? words : HELD_SHORT, 10));
  }
  const beside = alertBeds(identity);
  if (beside.length > 0) {
    const shown = beside.slice(0, MOST_BEDS).join(", ");
    const rest = beside.length > MOST_BEDS ? ` + ${beside.length - MOST_BEDS} more: face sheet` : "";
    visit.push(inverse("NAME ALERT", 10), bold(`same or similar name: ${shown}${rest}`, 10));
  }
  if (beside.length === 0) visit.push(plain("same or similar name in the house: nobody", 10));
  return {
    unit: oneLine(identity.unit ?? "unit not known"),
    bed: oneLine(identity.bed ?? "no bed"),
    bed_at: at === null ? "time not known" : `bed at ${moment(at, zone, printedAt)}`,
    name: fullName(identity),
    native: identity.name.native === null ? "" : oneLine(identity.name.native),
    numbers: [
      { t: "MRN", k: "n", s: 10 },
      { t: oneLine(identity.mrn), k: "id", s: 14 },
      { t: born(identity, zone).replace(/^born /u, identity.birth === null ? "" : " born "), k: "b", s: 13 },
      { t: ` ${sexAndAge(identity)}`, k: "b", s: 13 },
    ],
    visit,
  };
}

/** The foot's lines: name, MRN and birth date again, so that a torn page still has an owner. */
export function ownerLines(answer: PatientAnswer): Runs[] {
  const { identity, zone } = answer;
  const place = identity.bed === null ? "no bed" : `bed ${dotted(identity.unit)} ${identity.bed}`;
  return [
    [bold(fullName(identity), 12), plain("·", 12), numbers(oneLine(identity.mrn), 12)],
    [bold(born(identity, zone), 12), plain(`· ${sexAndAge(identity)} · ${oneLine(place)}`, 9.5)],
  ];
}
