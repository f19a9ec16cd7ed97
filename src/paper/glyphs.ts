// Does the font stack have a glyph for every character? Typst gives no word about one that is missing, so we ask first.
import * as fontkit from "fontkit";
import { fontFiles } from "./fonts.ts";
import { bad, good, type Result } from "./result.ts";

// Joiners and direction marks shape their neighbours and need no glyph.
const SHAPES_ONLY = new Set([0x200c, 0x200d, 0x200e, 0x200f, 0x061c, 0x2060, 0xfe0e]);

let covered: Set<number> | undefined;

/** The characters that every weight of some family of the stack has. */
function coverage(): Set<number> {
  if (covered !== undefined) return covered;
  const families = new Map<string, Set<number>>();
  for (const { family, bytes } of fontFiles()) {
    const own = new Set(fontkit.create(bytes).characterSet);
    const before = families.get(family);
    families.set(family, before === undefined ? own : before.intersection(own));
  }
  covered = new Set([...families.values()].flatMap(set => [...set]).filter(point => point >= 0x20 && point !== 0x7f));
  return covered;
}

/** The first character of `text` without a glyph; undefined where all can be printed. */
export function missingGlyph(text: string): string | undefined {
  const known = coverage();
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (!known.has(point) && !SHAPES_ONLY.has(point)) return character;
  }
  return undefined;
}

/**
 * Walks all strings of a page's data. The first character without a glyph is the error `missing-glyph`,
 * with the character, its code point and the path to the string.
 */
export function checkGlyphs(data: unknown, path = ""): Result<null> {
  if (typeof data === "string") {
    const character = missingGlyph(data);
    if (character === undefined) return good(null);
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return bad("missing-glyph", `no glyph for "${character}" (U+${point}) in "${data.slice(0, 60)}"`, path);
  }
  if (typeof data !== "object" || data === null) return good(null);
  for (const [key, value] of Object.entries(data)) {
    const checked = checkGlyphs(value, path === "" ? key : `${path}.${key}`);
    if (!checked.ok) return checked;
  }
  return good(null);
}
