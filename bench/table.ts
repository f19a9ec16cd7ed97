// A table as text, for a person.

export type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** The first column to the left, all others to the right. */
export function tableText({ head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map(row => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => (column === 0 ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width)))
      .join("  ");
  return [line(head), widths.map(width => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}
