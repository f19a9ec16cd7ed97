// What is misread at the bedside is written out (LOOK-PAPER, What is not there). Meaning and figures never change.

type Rule = readonly [RegExp, string];

// Safe in any text: signs that a copier turns into others.
const SIGNS: readonly Rule[] = [
  [/(?<=\d\s*)(?:µg|μg|ug)\b/giu, "mcg"],
  [/(?<![\p{L}\d])(?:µg|μg)(?!\p{L})/giu, "mcg"],
  [/(?<=^|\s)(?:<\s*=|≤)\s*(?=\d)/gu, "at most "],
  [/(?<=^|\s)(?:>\s*=|≥)\s*(?=\d)/gu, "at least "],
  [/(?<=^|\s)<\s*(?=\d)/gu, "below "],
  [/(?<=^|\s)>\s*(?=\d)/gu, "above "],
  [/(?<![\d.,])(\d+)\.0+(?=\s*(?:mg|mcg|g|kg|mL|L|units?|mEq|mmol)\b)/giu, "$1"],
  [/(?<![\p{L}\d.,])\.(?=\d)/gu, "0."],
];

// Only where a drug is ordered: SC is also a joint. OD stays as sent: it is the right eye as often as "daily".
const DRUG: readonly Rule[] = [
  [/(?<=\d\s*)(?:IU|U)\b/gu, "units"],
  [/\b(?:SC|SQ|SubQ|subcutaneous(?:ly)?)\b/giu, "subcut"],
  [/\b(?:QD|q\.d\.)(?!\p{L})/gu, "daily"],
  [/\bQOD\b/gu, "every other day"],
];

/** Spells out signs in any text: mcg, below, above, `1 mg`, `0.5 mg`. Pure. */
export function spellSigns(text: string): string {
  return applied(text, SIGNS);
}

/** Spells out a dose, route, frequency or instruction: units, subcut, mcg, daily, below, `1 mg`, `0.5 mg`. Pure. */
export function spell(text: string): string {
  return applied(text, [...SIGNS, ...DRUG]);
}

function applied(text: string, rules: readonly Rule[]): string {
  let spelt = text
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  for (const [pattern, words] of rules) spelt = spelt.replace(pattern, words);
  return spelt.replace(/(\d)(mcg|units)\b/gu, "$1 $2");
}
