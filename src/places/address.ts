// Addresses and names of hospitals brought to one writing, to be compared and never shown.

/** Words that the Postal Service and hospitals write in two ways, to the shorter. */
const SHORT: Readonly<Record<string, string>> = {
  NORTH: "N",
  SOUTH: "S",
  EAST: "E",
  WEST: "W",
  NORTHEAST: "NE",
  NORTHWEST: "NW",
  SOUTHEAST: "SE",
  SOUTHWEST: "SW",
  STREET: "ST",
  STR: "ST",
  SAINT: "ST",
  AVENUE: "AVE",
  AV: "AVE",
  ROAD: "RD",
  DRIVE: "DR",
  BOULEVARD: "BLVD",
  LANE: "LN",
  COURT: "CT",
  CIRCLE: "CIR",
  PLACE: "PL",
  PLAZA: "PLZ",
  PARKWAY: "PKWY",
  PKY: "PKWY",
  HIGHWAY: "HWY",
  ROUTE: "RT",
  RTE: "RT",
  EXPRESSWAY: "EXPY",
  FREEWAY: "FWY",
  TERRACE: "TER",
  SQUARE: "SQ",
  TRAIL: "TRL",
  TURNPIKE: "TPKE",
  CENTER: "CTR",
  CENTRE: "CTR",
  MOUNT: "MT",
  FORT: "FT",
  MEDICAL: "MED",
  HOSPITAL: "HOSP",
  ONE: "1",
  TWO: "2",
  THREE: "3",
  FOUR: "4",
  FIVE: "5",
  FIRST: "1ST",
  SECOND: "2ND",
  THIRD: "3RD",
  FOURTH: "4TH",
  FIFTH: "5TH",
  SIXTH: "6TH",
  SEVENTH: "7TH",
  EIGHTH: "8TH",
  NINTH: "9TH",
  TENTH: "10TH",
};

/** A part of a house, or a box at the post: another writing of the same place. */
const PART =
  /\b(?:P ?O )?(?:SUITE|STE|UNIT|ROOM|RM|FLOOR|FLR|BLDG|BUILDING|APT|BOX|POB)\b ?[0-9A-Z]+\b|\b\d+(?:ST|ND|RD|TH) (?:FLOOR|FLR)\b/g;
const EMPTY = new Set(["THE", "INC", "LLC", "LP", "LTD", "CORP", "AND", "OF", "AT"]);

function plain(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toUpperCase()
    .replaceAll(/['’.]/g, "")
    .replaceAll(/[^0-9A-Z]+/g, " ")
    .trim();
}

function short(text: string): string[] {
  return text
    .replaceAll(/\bU S\b/g, "US")
    .split(" ")
    .filter(word => word !== "")
    .map(word => (Object.hasOwn(SHORT, word) ? (SHORT[word] ?? word) : word));
}

/** The words of an address without suites, floors and boxes; of one that is nothing else, those. */
export function addressWords(address: string): readonly string[] {
  const whole = plain(address.replaceAll(/#\s*[0-9A-Za-z-]+/g, " ").replaceAll(/\bP\.?\s?O\.?\s+(?=BOX)/gi, ""));
  const house = short(whole.replaceAll(PART, " "));
  return house.length > 0 ? house : short(whole);
}

/** The words of a name, in order of letters, without those that names have or leave out. */
export function nameWords(name: string): readonly string[] {
  return short(plain(name))
    .filter(word => !EMPTY.has(word))
    .sort();
}

/** True where both name one house: the same words, or one leaves out a direction or the kind of street. */
export function isSameAddress(a: readonly string[], b: readonly string[]): boolean {
  if (a.join(" ") === b.join(" ")) return a.length > 0;
  const [less, more] = a.length <= b.length ? [a, b] : [b, a];
  const isHouse = /^\d/.test(less[0] ?? "") && less[0] === more[0];
  return isHouse && less.length >= 2 && less.some(isStreetName) && less.every(word => more.includes(word));
}

/** A word beside numbers, directions and kinds of streets: `12 N ST` names no street. */
function isStreetName(word: string, at: number): boolean {
  return at > 0 && word.length > 2 && !KINDS.has(word);
}

const KINDS = new Set([...Object.values(SHORT), "HWY", "WAY", "STATE", "COUNTY"]);
