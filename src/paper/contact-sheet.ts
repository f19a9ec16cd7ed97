// Draws docs/contact-sheets/paper.png and paper-fax-100dpi.png: every printed page at a glance, and as a fax leaves it.
// Run: node src/paper/contact-sheet.ts FOLDER
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ages, at, HEAD, PRINTED, patient, serials } from "./invented.ts";
import { printPacket } from "./packet.ts";

/** The packets shown: everything stopped, all current in an exercise, a long name with nothing known. */
function packets(): readonly { readonly name: string; readonly pages: string; readonly pdf: Uint8Array }[] {
  const base = patient();
  const drill = {
    since: at("2023-08-04T03:40"),
    planned: true,
    exercise: true,
    cause: "drill",
    charting: { on: "paper", from: at("2023-08-04T03:40") },
  } as const;
  const stranger = {
    ...base.identity,
    name: { family: "Fitzgerald-Oyelaran-Montgomery", given: "Bartholomew Maximilian", native: "李美玲" },
    same_name: ["4 West 04B"],
    registered: false,
  };
  const unknown = { kind: "not asked" } as const;
  const nothing = {
    allergies: unknown,
    code_status: unknown,
    isolation: unknown,
    weight: unknown,
    falls: unknown,
    problems: unknown,
  };
  return [
    { name: "a", pages: "1-9", pdf: print(base) },
    { name: "b", pages: "1-2", pdf: print(patient({ downtime: drill, ages: ages() }), true) },
    {
      name: "c",
      pages: "1-1",
      pdf: print(patient({ identity: stranger, safety: nothing, ages: ages(), results: [], vitals: [] })),
    },
  ];
}

function print(answer: ReturnType<typeof patient>, exercise = false): Uint8Array {
  const made = printPacket(answer, { serials: serials(exercise), printedAt: PRINTED, head: HEAD });
  if (!made.ok) throw new Error(`${made.error.code}: ${made.error.text} at ${made.error.where}`);
  return made.value;
}

function main(folder: string): void {
  const work = mkdtempSync(join(tmpdir(), "contact-"));
  try {
    for (const { name, pages, pdf } of packets()) {
      const file = join(work, `${name}.pdf`);
      writeFileSync(file, pdf);
      const [from = "1", to = "1"] = pages.split("-");
      execFileSync("pdftoppm", ["-gray", "-r", "100", "-f", from, "-l", to, file, join(work, name)]);
    }
    mkdirSync(folder, { recursive: true });
    const pictures = readdirSync(work)
      .filter(file => file.endsWith(".pgm"))
      .sort()
      .map(file => join(work, file));
    const montage = (from: readonly string[], target: string, more: readonly string[]) =>
      execFileSync("montage", [...from, "-tile", "4x", "-geometry", "+6+6", ...more, join(folder, target)]);
    montage(pictures, "paper.png", ["-background", "#999", "-resize", "58%", "-depth", "4", "-colors", "16"]);
    // Half of a dot's area inked makes it black: what a 1-bit scanner at 100 dots an inch sends on.
    const faxed = pictures.map(picture => {
      const bits = picture.replace(/pgm$/u, "pbm");
      execFileSync("convert", [picture, "-threshold", "50%", bits]);
      return bits;
    });
    montage(faxed, "paper-fax-100dpi.png", ["-background", "black", "-monochrome"]);
  } finally {
    rmSync(work, { recursive: true });
  }
}

main(process.argv[2] ?? "docs/contact-sheets");
