// Has Typst measure flows once: how tall each item is, and what it chooses by the width of words (sizes, line breaks of a head).
import { z } from "zod";
import type { MeasuredFlow, MeasuredItem } from "./paginate.ts";
import { bad, good, type Result } from "./result.ts";
import type { Flow, Item, PlacedFrame } from "./sheet.ts";
import { askTemplate } from "./typst.ts";

const MeasuredItems = z.array(z.object({ chosen: z.unknown(), height: z.number() }));
const Told = z.tuple([
  z.array(
    z.object({
      chosen: z.looseObject({
        identity: z.looseObject({ needs: z.record(z.string(), z.number()) }).nullable(),
      }),
      space: z.number(),
      items: MeasuredItems,
      heads: MeasuredItems,
      tails: MeasuredItems,
    }),
  ),
]);

/** Of the identity block's 28.2 mm, mm. */
const IDENTITY_SPACE = 27;

export type Measured = { readonly frame: PlacedFrame; readonly flow: MeasuredFlow };

/** `document` is what the template needs besides flows. Errors: `body-too-tall` (an identity), `template`, `missing-font`. */
export function measureFlows(document: object, flows: readonly Flow[]): Result<readonly Measured[]> {
  const asked = askTemplate("sheets.typ", { ...document, mode: "measure", flows }, "measured");
  if (!asked.ok) return asked;
  const told = Told.safeParse(asked.value);
  if (!told.success) return bad("template", "what was measured is not what was asked for", "sheets.typ");
  const measured: Measured[] = [];
  for (const [index, { frame, ...parts }] of flows.entries()) {
    const one = told.data[0][index];
    const heads = one && joined(parts.heads, one.heads);
    const items = one && joined(parts.items, one.items);
    const tails = one && joined(parts.tails, one.tails);
    if (!(one && heads && items && tails)) return bad("template", "not all was measured", frame.title);
    for (const [what, need] of Object.entries(one.chosen.identity?.needs ?? {}))
      if (need > IDENTITY_SPACE)
        return bad("body-too-tall", `${what} needs ${need.toFixed(1)} mm of ${IDENTITY_SPACE} mm`, frame.title);
    measured.push({
      frame: { ...frame, chosen: one.chosen },
      flow: { title: frame.title, space: one.space, heads, items, tails },
    });
  }
  return good(measured);
}

function joined(items: readonly Item[], measured: z.infer<typeof MeasuredItems>): MeasuredItem[] | null {
  const all = measured.flatMap((one, index) => {
    const item = items[index];
    return item === undefined ? [] : [{ item, ...one }];
  });
  return all.length === items.length && measured.length === items.length ? all : null;
}
