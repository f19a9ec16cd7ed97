// The content of a packet as plain HTML: what a hospital would hand to a browser to print. Every word and both codes of each page, in
// tables; the system's fonts, and none of the drawing that a page has beside words, which spares the peer work.
import type { Modules, Page } from "../src/paper/index.ts";

const STYLE = `
@page { size: letter; margin: 10mm }
body { font: 9pt sans-serif; margin: 0 }
section { break-after: page }
table { border-collapse: collapse; width: 100% }
svg { height: 18mm }
td { border: 0.3pt solid #000; padding: 1pt 3pt; vertical-align: top }
header { border-bottom: 1pt solid #000; margin-bottom: 4pt }
b { font-weight: 700 }`;

/** One page of HTML for each page of the packet. */
export function packetHtml(pages: readonly Page[]): string {
  const sections = pages.map(({ items, qr, matrix, chosen: _, ...words }) => {
    const codes = drawing(qr) + drawing(matrix);
    return `<section><header>${block(words)}${codes}</header><table>${items.map(row).join("")}</table></section>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${sections.join("")}`;
}

/** An item as a row of the page's table: each of its parts a cell. */
function row(item: object): string {
  const { kind: _, chosen: __, ...parts } = { kind: "", chosen: null, ...item };
  return `<tr>${Object.values(parts)
    .map(part => `<td>${block(part)}</td>`)
    .join("")}</tr>`;
}

/** A code as a drawing: one run of dark modules in a row is one rectangle. */
function drawing({ side, dark }: Modules): string {
  const paths: string[] = [];
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) {
      let end = x;
      while (end < side && dark[y * side + end] === true) end += 1;
      if (end > x) paths.push(`M${x} ${y}h${end - x}v1h${x - end}z`);
      x = end;
    }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}"><path d="${paths.join("")}"/></svg>`;
}

/** Every text of a value, runs of words in one line, lists below one another. Numbers and flags are layout, not words. */
function block(value: unknown): string {
  if (typeof value === "string") return escaped(value);
  if (Array.isArray(value))
    return value.every(isRun) ? value.map(run).join(" ") : value.map(one => `<div>${block(one)}</div>`).join("");
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value)
    .map(part => `<div>${block(part)}</div>`)
    .join("");
}

type Run = { readonly t: string; readonly k: string };

function isRun(value: unknown): value is Run {
  return typeof value === "object" && value !== null && "t" in value && "k" in value;
}

function run({ t, k }: Run): string {
  return k === "b" ? `<b>${escaped(t)}</b>` : escaped(t);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
