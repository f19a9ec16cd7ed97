// One field of a directory's row at a time: what it says, or why it cannot be understood. "Not available" in any writing is not odd: it is not known.

/** `fault`: why a field is not taken, or was mended; null = nothing was odd. */
export type Read<Value> = { readonly value: Value | null; readonly fault: Fault | null };
export type Fault = { readonly code: string; readonly text: string };

const NOT_SAID = /^(not available|not applicable|n\/?a|none|null|unknown|-+|-999(\.0*)?)?$/i;
const unsaid = { value: null, fault: null } as const;

function odd(code: string, text: string): Read<never> {
  return { value: null, fault: { code, text } };
}

/** Words on one line, without marks that print nothing. */
export function wordsIn(field: string, most: number): Read<string> {
  const words = field.replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  if (NOT_SAID.test(words)) return unsaid;
  if (words.length <= most) return { value: words, fault: null };
  const fault = { code: "too-long", text: `it has more than ${most} letters and was cut` };
  // Not in the middle of a letter that is two.
  return {
    value: words
      .slice(0, most)
      .replace(/[\uD800-\uDBFF]$/, "")
      .trim(),
    fault,
  };
}

/** An id of a fixed length that lost its leading zeros in a spreadsheet gets them back. */
export function idIn(field: string, digits: number): Read<string> {
  const id = field.trim().toUpperCase();
  if (NOT_SAID.test(id)) return odd("no-id", "there is no id");
  if (!/^[0-9A-Z]{1,20}$/.test(id)) return odd("no-id", "it is no id of this source");
  if (!/^\d+$/.test(id) || id.length >= digits) return { value: id, fault: null };
  const fault = { code: "id-padded", text: `it has ${id.length} digits of ${digits}: zeros were put in front` };
  return { value: id.padStart(digits, "0"), fault };
}

export function stateIn(field: string): Read<string> {
  const state = field.trim().toUpperCase();
  if (NOT_SAID.test(state)) return unsaid;
  return /^[A-Z]{2}$/.test(state) ? { value: state, fault: null } : odd("state-unreadable", "a state is two letters");
}

/** Five digits; a ZIP+4 is cut to them, lost leading zeros are put back. */
export function zipIn(field: string): Read<string> {
  const zip = field.trim();
  if (NOT_SAID.test(zip)) return unsaid;
  // Without a dash nine digits are ZIP+4, and so are seven or eight that lost zeros.
  const [, five = ""] = /^(\d{1,5})(?:[- ]?\d{4})?$/.exec(zip) ?? [];
  const digits = five.padStart(5, "0");
  // No ZIP begins with three zeros.
  if (digits.startsWith("000")) return odd("zip-unreadable", "a ZIP is five digits");
  if (five.length === 5) return { value: digits, fault: null };
  return { value: digits, fault: { code: "zip-padded", text: "it lost its leading zero, which was put back" } };
}

/** Ten digits of the North American plan, in any writing; an extension is left out. */
export function phoneIn(field: string): Read<string> {
  const said = field.trim();
  if (NOT_SAID.test(said)) return unsaid;
  const digits = said
    .replace(/(?:ext?|x|extension)[.:\s]*\d+\s*$/i, "")
    .replaceAll(/\D/g, "")
    .replace(/^1(?=\d{10}$)/, "");
  return /^[2-9]\d{2}[2-9]\d{6}$/.test(digits)
    ? { value: digits, fault: null }
    : odd("phone-unreadable", "it is no phone of ten digits in the US");
}

export function bedsIn(field: string): Read<number> {
  const said = field.trim();
  if (NOT_SAID.test(said)) return unsaid;
  const beds = /^\d{1,3}(,\d{3})+$|^\d+(\.0+)?$/.test(said) ? Number(said.replaceAll(",", "")) : Number.NaN;
  return Number.isInteger(beds) && beds <= 20_000
    ? { value: beds, fault: null }
    : odd("beds-unreadable", "it is no number of beds");
}

export function yesNoIn(field: string): Read<"yes" | "no"> {
  const said = field.trim().toLowerCase();
  if (NOT_SAID.test(said)) return unsaid;
  if (said === "y" || said === "yes") return { value: "yes", fault: null };
  if (said === "n" || said === "no") return { value: "no", fault: null };
  return odd("answer-unreadable", "it is neither yes nor no");
}

/** A day as `2021/03/11 00:00:00+00` or `2021-03-11`. */
export function dayIn(field: string): Read<string> {
  const said = field.trim();
  if (NOT_SAID.test(said)) return unsaid;
  const [, year, month, day] = /^(\d{4})[/-](\d{2})[/-](\d{2})(?!\d)/.exec(said) ?? [];
  const iso = `${year}-${month}-${day}`;
  const at = Date.parse(`${iso}T00:00:00Z`);
  // The 31st of a month that has none would be read as the next month's first.
  const isDay = !Number.isNaN(at) && new Date(at).toISOString().startsWith(iso);
  return isDay ? { value: iso, fault: null } : odd("day-unreadable", "it is no day as 2021/03/11");
}

export type Point = { readonly latitude: number; readonly longitude: number };

/**
 * A point in the United States and their territories, Palau to the Virgin Islands, Samoa to Alaska. One beyond, a lost sign or two numbers
 * exchanged, is not known: a distance from it would mislead.
 */
export function pointIn(latitude: string, longitude: string): Read<Point> {
  const said = [latitude.trim(), longitude.trim()];
  if (said.every(one => NOT_SAID.test(one))) return unsaid;
  if (!said.every(one => /^[+-]?\d{1,3}(\.\d{1,20})?$/.test(one)))
    return odd("coordinates-unreadable", "latitude and longitude are two numbers of degrees");
  const point = { latitude: Number(said[0]), longitude: Number(said[1]) };
  const isInside =
    point.latitude >= -15 &&
    point.latitude <= 72 &&
    ((point.longitude >= -180 && point.longitude <= -64) || (point.longitude >= 130 && point.longitude <= 180));
  return isInside
    ? { value: point, fault: null }
    : odd("coordinates-outside", "the point does not lie in the United States or their territories");
}
