// What is misread at the bedside is written out (LOOK-PAPER, What is not there). Meaning and figures never change.

const REPLACED: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d\s*)(?:µg|μg|ug)\b/giu, "mcg"],
  [/(?<![\p{L}\d])(?:µg|μg)(?!\p{L})/giu, "mcg"],
  [/(?<=\d\s*)(?:IU|U)\b(?!\/)/gu, "units"],
  [/(?<=\d\s*)(?:IU|U)(?=\/)/gu, "units"],
  [/\b(?:SC|SQ|SubQ|subcutaneous(?:ly)?)\b/giu, "subcut"],
  [/\b(?:QD|O\.D\.|q\.d\.)(?!\p{L})/gu, "daily"],
  [/\bQOD\b/gu, "every other day"],
  [/(?<=^|\s)<\s*=\s*(?=\d)/gu, "at most "],
  [/(?<=^|\s)>\s*=\s*(?=\d)/gu, "at least "],
  [/(?<=^|\s)<\s*(?=\d)/gu, "below "],
  [/(?<=^|\s)>\s*(?=\d)/gu, "above "],
  [/(?<![\d.,])(\d+)\.0+(?=\s*(?:mg|mcg|g|kg|mL|L|units?|mEq|mmol)\b)/giu, "$1"],
  [/(?<![\d.,])\.(?=\d)/gu, "0."],
];

/** Spells out a dose, route, frequency or instruction: units, subcut, mcg, daily, below, `1 mg`, `0.5 mg`. Pure. */
export function spell(text: string): string {
  let spelt = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  for (const [pattern, words] of REPLACED) spelt = spelt.replace(pattern, words);
  return spelt.replace(/(\d)(mcg|units)\b/gu, "$1 $2");
}
