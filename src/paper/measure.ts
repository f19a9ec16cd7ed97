// Has Typst measure flows: how tall each item is, and what it chooses by the width of words (sizes, whether a head stands on one line).
import { z } from "zod";
import type { MeasuredFlow, MeasuredItem } from "./paginate.ts";
import { bad, good, type Result } from "./result.ts";
import type { Flow, Item, PlacedFrame } from "./sheet.ts";
import { askTemplate } from "./typst.ts";

const ItemSize = z.object({ chosen: z.unknown(), height: z.number() });
const Told = z.tuple([
  z.object({
    frames: z.array(
      z.object({
        chosen: z.looseObject({ identity: z.looseObject({ needs: z.record(z.string(), z.number()) }).nullable() }),
        space: z.number(),
      }),
    ),
    items: z.array(ItemSize),
  }),
]);
type ItemSize = z.infer<typeof ItemSize>;

/** Of the identity block's 28.2 mm, mm. */
const IDENTITY_SPACE = 27;

/** Sizes of items by paper and item: many are the same in every packet (heads, tails, rows to write in). */
const known = new Map<string, ItemSize>();
const MOST_KNOWN = 1_000;

export type Paper = { readonly width: number; readonly height: number };
export type Measured = { readonly frame: PlacedFrame; readonly flow: MeasuredFlow };

/** Errors: `body-too-tall` (an identity), `template`, `missing-font`. */
export function measureFlows(
  document: Paper & { readonly exercise: boolean },
  flows: readonly Flow[],
): Result<readonly Measured[]> {
  const paper = `${document.width} ${document.height}`;
  const keyOf = (item: Item) => paper + JSON.stringify(item);
  const all = flows.flatMap(({ heads, items, tails }) => [...heads, ...items, ...tails]);
  const unknown = new Map(all.map((item): [string, Item] => [keyOf(item), item]));
  if (known.size > MOST_KNOWN) known.clear();
  for (const key of known.keys()) unknown.delete(key);
  const frames = flows.map(flow => flow.frame);
  const asked = askTemplate(
    "sheets.typ",
    { ...document, mode: "measure", frames, items: [...unknown.values()] },
    "measured",
  );
  if (!asked.ok) return asked;
  const told = Told.safeParse(asked.value);
  if (!told.success) return bad("template", "what was measured is not what was asked for", "sheets.typ");
  const [sizes] = told.data;
  for (const [index, key] of [...unknown.keys()].entries()) {
    const size = sizes.items[index];
    if (size !== undefined) known.set(key, size);
  }
  const sized = (items: readonly Item[]): MeasuredItem[] =>
    items.flatMap(item => {
      const size = known.get(keyOf(item));
      return size === undefined ? [] : [{ item, ...size }];
    });
  const measured: Measured[] = [];
  for (const [index, { frame, ...parts }] of flows.entries()) {
    const one = sizes.frames[index];
    const [heads, items, tails] = [sized(parts.heads), sized(parts.items), sized(parts.tails)];
    const isWhole = [heads, items, tails].flat().length === [parts.heads, parts.items, parts.tails].flat().length;
    if (one === undefined || !isWhole) return bad("template", "not all was measured", frame.title);
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
