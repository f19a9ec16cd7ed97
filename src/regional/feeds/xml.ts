// XML as a tree of plain values and one writer, so that no text reaches a document unescaped.

/** An element; a child that is a string is text. */
export type Xml = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Xml | string)[];
};

/** What may stand in a list of children; null = nothing. */
export type Child = Xml | string | null;

/** No text of a feed comes near it. */
const LONGEST = 20_000;

/** An element. Names are ours, never data. Text is cut at 20,000 characters. */
export function element(name: string, children: Child | readonly Child[], attributes: Xml["attributes"] = {}): Xml {
  const all: readonly Child[] =
    typeof children === "string" || children === null || "name" in children ? [children] : children;
  return { name, attributes, children: all.filter(child => child !== null) };
}

/** The document of a root, UTF-8. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "")}\n`;
}

/** Text of at most `most` code points; what is cut ends in `…`. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join("")}…`;
}

function written({ name, attributes, children }: Xml, indent: string): string {
  const open = `${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join("")}`;
  if (children.length === 0) return `${indent}<${open}/>`;
  const hasText = children.some(child => typeof child === "string");
  // Blanks between elements say nothing; beside text they would.
  const inside = children.map(child =>
    typeof child === "string" ? escaped(child) : written(child, hasText ? "" : `${indent}  `),
  );
  return hasText
    ? `${indent}<${open}>${inside.join("")}</${name}>`
    : `${indent}<${open}>\n${inside.join("\n")}\n${indent}</${name}>`;
}

// XML 1.0 §2.2 takes no other control character, no lone surrogate, neither U+FFFE nor U+FFFF, also not as a reference.
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const REFERENCES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  // A reader would make a blank or a line feed of these.
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

function escaped(text: string): string {
  return clipped(text, LONGEST)
    .replace(FORBIDDEN, "\u{FFFD}")
    .replace(/[&<>"'\t\n\r]/g, found => REFERENCES[found] ?? found);
}
