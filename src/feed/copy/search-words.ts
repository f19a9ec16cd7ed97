// By what a record is found: its name, its numbers, its visits' numbers, the birth date, the phone; and what somebody may have typed for them.
import { encounterFrom, nameOf, patientFrom, type RecordState } from "../../chart/index.ts";
import { fold, wordsIn } from "../../fhir/index.ts";

/** Family and first given name, marks apart: the same for people who can be taken for one another. */
export function nameKey(state: RecordState): string {
  const { family, given } = nameOf(patientFrom(state));
  return fold(`${family}|${given.split(" ")[0] ?? ""}`);
}

/** What she is found by, a space before each word: `LIKE '% word%'` finds where one begins. */
export function searchWords(state: RecordState): string {
  const { name, identifier, birthDate, telecom } = patientFrom(state);
  const visits = Object.keys(state.visits).map(id => encounterFrom(state, id, "unknown").identifier ?? []);
  const names = (name ?? []).flatMap(one => [one.family, ...(one.given ?? []), one.text]).flatMap(text => text ?? []);
  const numbers = [...(identifier ?? []), ...visits.flat()].flatMap(one => one.value ?? []);
  const phones = (telecom ?? []).filter(one => one.system !== "email").flatMap(one => phoneWords(one.value ?? ""));
  const all = [
    ...names.flatMap(wordsIn).flatMap(nameForms),
    ...numbers.flatMap(wordsIn).flatMap(numberForms),
    ...(birthDate === undefined ? [] : [birthDate.slice(0, 10)]),
    ...phones,
  ];
  // In the order of words: what was said first is no fact of the set.
  return [...new Set(all)]
    .sort()
    .map(word => ` ${word}`)
    .join("");
}

/** `o'connor` is found as oconnor, and by connor; `anne-louise` by louise. */
function nameForms(word: string): string[] {
  const parts = word.split(APART).filter(part => part !== "");
  return parts.length < 2 && parts[0] === word ? [word] : [word, parts.join(""), ...parts];
}

function numberForms(word: string): string[] {
  const plain = word.replaceAll(/[^\p{L}\p{N}]/gu, "");
  return plain === word || plain === "" ? [word] : [word, plain];
}

const APART = /['’ʼ`.\-‐–]/u;

/** All its digits, without the country's 1, and the number without its area. */
function phoneWords(text: string): string[] {
  const digits = text.replace(/\b(?:x|ext)\.?\s*\d+\s*$/i, "").replaceAll(/\D/g, "");
  if (digits.length < 7) return [];
  const own = digits.length === 11 && digits.startsWith("1") ? digits.slice(1) : digits;
  return own.length > 7 ? [own, own.slice(-7)] : [own];
}

/** Each of its words must begin a word of hers; of one word any of its forms. */
export type Asked = readonly (readonly string[])[];

/** At most so many words of a question count. */
const MOST_WORDS = 8;

/**
 * What somebody typed, as it may be meant: dates and phone numbers are one word each, in the form in which they are kept. More than one
 * reading where digits may be one number in groups (`0048 2917`) or several words. Empty where nothing was typed.
 */
export function readSearch(text: string): readonly Asked[] {
  const dates: string[][] = [];
  const phones: string[][] = [];
  let rest = text.slice(0, 200);
  for (const [form, read] of DATES)
    rest = rest.replace(form, (whole, ...found) => {
      const days = read(found.slice(0, 3).map(String));
      if (days.length === 0) return whole;
      // Eight digits may be a number, too.
      dates.push(/^\d+$/.test(whole.trim()) ? [...days, whole.trim()] : days);
      return " ";
    });
  rest = rest.replace(PHONE, whole => {
    phones.push(phoneWords(whole).slice(0, 1));
    return " ";
  });
  const words = wordsIn(rest).map(asTyped);
  const asked = [...dates, ...phones, ...words].slice(0, MOST_WORDS);
  if (asked.length === 0) return [];
  const isGrouped = /^[\d\s-]+$/.test(text.trim()) && words.length > 1;
  return isGrouped ? [asked, [[text.replaceAll(/\D/g, "")]]] : [asked];
}

/** As typed, and without what people put between letters and digits. */
function asTyped(word: string): string[] {
  const plain = word.replaceAll(/[^\p{L}\p{N}]/gu, "");
  return plain === "" || plain === word ? [word] : [word, plain];
}

/** Three, three and four digits, or three and four, with anything between them; or a plus and a country. */
const PHONE =
  /(?<![\p{L}\p{N}])(?:\+\d[\d\s().-]{6,18}\d|(?:1[\s.-]*)?(?:\(\d{3}\)[\s.-]*|\d{3}[\s.-])\d{3}[\s.-]*\d{4}|\d{3}[.-]\d{4})(?![\p{L}\p{N}])/gu;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTH = `(${MONTHS.join("|")})[a-z]*\\.?`;

/** The ways in which a birth date is typed. Of two numbers the month comes first, as here; the day where that cannot be, or with dots. */
const DATES: readonly (readonly [RegExp, (found: string[]) => string[]])[] = [
  [/(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, ([y, m, d]) => days(y, m, d)],
  [/(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)/g, ([a, b, y]) => firstOf(days(y, a, b), days(y, b, a))],
  [/(?<!\d)(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)/g, ([d, m, y]) => firstOf(days(y, m, d), days(y, d, m))],
  [
    new RegExp(`(?<!\\d)(\\d{1,2})[\\s-]*${MONTH}[\\s,-]*(\\d{4}|\\d{2})(?!\\d)`, "gi"),
    ([d, m, y]) => days(y, monthOf(m), d),
  ],
  [
    new RegExp(`(?<![a-z])${MONTH}\\s*(\\d{1,2})(?:st|nd|rd|th)?[\\s,]+(\\d{4})(?!\\d)`, "gi"),
    ([m, d, y]) => days(y, monthOf(m), d),
  ],
  [/(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)/g, ([y, m, d]) => days(y, m, d)],
];

function firstOf(first: string[], second: string[]): string[] {
  return first.length > 0 ? first : second;
}

function monthOf(name: string | undefined): string {
  return String(MONTHS.indexOf(name?.slice(0, 3).toLowerCase() ?? "") + 1);
}

/** The day as it is kept; of a year of two digits in either century. None where the calendar has no such day. */
function days(year = "", month = "", day = ""): string[] {
  const years = year.length === 2 ? [`19${year}`, `20${year}`] : [year];
  return years.flatMap(one => {
    const text = `${one}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
    const at = new Date(`${text}T00:00Z`);
    return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? [] : [text];
  });
}
