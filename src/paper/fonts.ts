// The fonts of paper, read once from their packages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const FAMILIES = [
  { family: "Inter", pack: "inter", file: "Inter", weights: ["400Regular", "600SemiBold", "700Bold", "800ExtraBold"] },
  { family: "Noto Sans", pack: "noto-sans", file: "NotoSans", weights: ["400Regular", "700Bold"] },
  { family: "Noto Sans SC", pack: "noto-sans-sc", file: "NotoSansSC", weights: ["400Regular", "700Bold"] },
  { family: "Noto Sans Arabic", pack: "noto-sans-arabic", file: "NotoSansArabic", weights: ["400Regular", "700Bold"] },
] as const;

export type FontFile = { readonly family: string; readonly weight: string; readonly bytes: Buffer };

let read: readonly FontFile[] | undefined;

/** Every font file of the stack, in the order in which a glyph is looked for. About 25 MB, kept after the first call. */
export function fontFiles(): readonly FontFile[] {
  const require = createRequire(import.meta.url);
  read ??= FAMILIES.flatMap(({ family, pack, file, weights }) => {
    const folder = dirname(require.resolve(`@expo-google-fonts/${pack}/package.json`));
    return weights.map(weight => ({
      family,
      weight,
      bytes: readFileSync(join(folder, weight, `${file}_${weight}.ttf`)),
    }));
  });
  return read;
}
