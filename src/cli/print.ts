import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { type Reasoned, reasonOf } from "./reason.ts";

export type PrintOptions = FolderOptions & {
  readonly unit?: string;
  readonly patient?: readonly string[];
  /** True: all clinics. */
  readonly clinic?: string | true;
  readonly date?: string;
  readonly out?: string;
} & Reasoned;

/** `tideover print --unit UNIT | --patient MRN… | --clinic [PLACE]`: packets in bed order, or a clinic's day, as one PDF readable by its owner only. */
export async function print(options: PrintOptions): Promise<void> {
  const { unit, patient, clinic, date } = options;
  if ([unit, patient, clinic].filter(one => one !== undefined).length !== 1)
    return fail("Say --unit UNIT, --patient MRN… or --clinic PLACE. Nothing was printed.");
  if (date !== undefined && clinic === undefined) return fail("--date goes with --clinic. Nothing was printed.");
  const marked = reasonOf(options, "Nothing was printed.");
  const path = resolve(
    options.out ??
      `${clinic === undefined ? "packets" : "clinic"}-${new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, "")}Z.pdf`,
  );
  const file = newFile(path);
  // A print that fails leaves no empty file behind, however the command ends.
  let isWritten = false;
  process.once("exit", () => {
    if (!isWritten) rmSync(path, { force: true });
  });
  const what =
    clinic !== undefined
      ? { clinic: clinic === true ? "" : clinic, date: date ?? null }
      : unit === undefined
        ? { patients: [...(patient ?? [])] }
        : { unit };
  const { value, bytes } = await ask(options, "print", { what, marked });
  if (bytes === undefined) return fail("The node sent no PDF. Its sheets are recorded as printed; print again.");
  writeFileSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
  isWritten = true;
  const beds = value.beds.map(bed => bed ?? "no bed").join(", ");
  const whose = clinic === undefined ? ` for ${value.beds.length} patients (beds ${beds})` : " of appointments";
  process.stdout.write(`${value.pages} pages${whose} in ${path}\n`);
  if (value.left_out > 0)
    process.stdout.write(
      `${value.left_out} items are left out because of marks; each packet says how many of its own.\n`,
    );
  process.stdout.write(
    `It holds patients' ${clinic === undefined ? "charts" : "names and phones"}: print it, then remove it.\n`,
  );
}

/** The file is opened before anything is recorded as printed: no print is lost to a path that cannot be written. */
function newFile(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    const isThere = error instanceof Error && "code" in error && error.code === "EEXIST";
    return fail(
      isThere ? `${path} is there already. Nothing was printed.` : `${path} cannot be written. Nothing was printed.`,
    );
  }
}
