// Cuts a flow into pages by measured heights. An item is never cut; one taller than a page is an error.
import { bad, good, type Result } from "./result.ts";
import type { Flow, Item } from "./sheet.ts";

/** Heights in mm as Typst measured them. */
export type Heights = {
  readonly space: number;
  readonly items: readonly number[];
  readonly heads: readonly number[];
  readonly tails: readonly number[];
};

const SLACK = 0.05;

/**
 * Pages of items, each with the flow's heads. A section never ends a page, and goes on under its own name on the next.
 * `tails: "each"` puts the tails on every page, "last" on the last one only.
 * Error `body-too-tall`: an item that fits no page.
 */
export function paginate(flow: Flow, heights: Heights, tails: "each" | "last"): Result<readonly (readonly Item[])[]> {
  const head = sum(heights.heads);
  const tail = sum(heights.tails);
  const room = heights.space - head - (tails === "each" ? tail : 0) - SLACK;
  const pages: Item[][] = [];
  let page: Item[] = [];
  let used = 0;
  let section: { item: Item; height: number } | null = null;
  const close = () => {
    pages.push(page);
    page = [];
    used = 0;
  };
  for (const [index, item] of flow.items.entries()) {
    const height = heights.items[index] ?? 0;
    if (item.kind === "section") section = { item, height };
    const follow = item.kind === "section" ? (heights.items[index + 1] ?? 0) : 0;
    if (page.length > 0 && used + height + follow > room) {
      close();
      if (section !== null && item.kind !== "section" && section.item.kind === "section") {
        page.push({ ...section.item, left: `${section.item.left}, continued` });
        used += section.height;
      }
    }
    if (used + height > room)
      return bad(
        "body-too-tall",
        `an item of ${height.toFixed(1)} mm does not fit ${room.toFixed(1)} mm`,
        `${flow.frame.title}, item ${index + 1}: ${item.kind}`,
      );
    page.push(item);
    used += height;
  }
  if (tails === "last" && used + tail > room && page.length > 0) close();
  pages.push(page);
  return good(
    pages.map((items, index) => [
      ...flow.heads,
      ...items,
      ...(tails === "each" || index === pages.length - 1 ? flow.tails : []),
    ]),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
