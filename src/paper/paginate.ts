// Cuts a flow into pages by measured heights. An item is never cut; one taller than a page is an error.
import { bad, good, type Result } from "./result.ts";
import type { Item, PlacedItem } from "./sheet.ts";

/** An item as Typst measured it, mm, and what it chose for it. */
export type MeasuredItem = { readonly item: Item; readonly height: number; readonly chosen: unknown };

export type MeasuredFlow = {
  readonly title: string;
  /** Between head and foot of a page, mm. */
  readonly space: number;
  readonly items: readonly MeasuredItem[];
  readonly heads: readonly MeasuredItem[];
  readonly tails: readonly MeasuredItem[];
};

const SLACK = 0.05;

/**
 * Pages of items, each with the flow's heads. A section never ends a page, and goes on under its own name on the next.
 * `tails: "each"` puts the tails on every page, "last" on the last one only. Lines that stretch learn what is spare.
 * Error `body-too-tall`: an item that fits no page.
 */
export function paginate(
  { title, space, items, heads, tails }: MeasuredFlow,
  tailsOn: "each" | "last",
): Result<readonly (readonly PlacedItem[])[]> {
  const tail = sum(tails);
  const room = space - sum(heads) - (tailsOn === "each" ? tail : 0) - SLACK;
  const pages: MeasuredItem[][] = [];
  let page: MeasuredItem[] = [];
  let used = 0;
  let section: MeasuredItem | null = null;
  const close = () => {
    pages.push(page);
    page = [];
    used = 0;
  };
  for (const [index, one] of items.entries()) {
    const { item, height } = one;
    if (item.kind === "section") section = one;
    const follow = item.kind === "section" ? (items[index + 1]?.height ?? 0) : 0;
    if (page.length > 0 && used + height + follow > room) {
      close();
      if (section?.item.kind === "section" && item.kind !== "section") {
        page.push({ ...section, item: { ...section.item, left: `${section.item.left}, continued` } });
        used += section.height;
      }
    }
    if (used + height > room)
      return bad(
        "body-too-tall",
        `an item of ${height.toFixed(1)} mm does not fit ${room.toFixed(1)} mm`,
        `${title}, item ${index + 1}: ${item.kind}`,
      );
    page.push(one);
    used += height;
  }
  if (tailsOn === "last" && used + tail > room && page.length > 0) close();
  pages.push(page);
  return good(
    pages.map((body, index) =>
      placed([...heads, ...body, ...(tailsOn === "each" || index === pages.length - 1 ? tails : [])], space - SLACK),
    ),
  );
}

function placed(items: readonly MeasuredItem[], space: number): PlacedItem[] {
  const spare = Math.max(0, space - sum(items));
  return items.map(({ item, chosen }) => ({
    ...item,
    chosen: item.kind === "lines" && item.stretch ? spare : chosen,
  }));
}

function sum(items: readonly MeasuredItem[]): number {
  return items.reduce((total, { height }) => total + height, 0);
}
