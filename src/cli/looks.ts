import { auditEvent } from "../access/index.ts";
import type { BrokenOnce, Looked } from "../server/control/index.ts";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";

export type LooksOptions = FolderOptions & {
  readonly patient: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
  readonly auditEvent?: boolean;
};

/** `tideover looks --patient MRN|RECORD`: opened, listed, printed or exported, and broken glass; times in UTC. */
export async function looks(options: LooksOptions): Promise<void> {
  const [from, to] = [instantOf(options.from, "--from"), instantOf(options.to, "--to")];
  const { value } = await ask(options, "looks", { patient: options.patient, from, to });
  const { opened, listed, printed, asked, glass } = value;
  if (options.auditEvent === true) {
    const patient = value.records[0] ?? "";
    const all = [...opened, ...listed, ...printed, ...asked].sort((a, b) => a.at - b.at);
    for (const one of all)
      process.stdout.write(
        `${JSON.stringify(auditEvent(one, { patient, node: value.node, facility: value.facility }))}\n`,
      );
    return;
  }
  if (options.json === true) return void process.stdout.write(`${JSON.stringify(value)}\n`);
  process.stdout.write(`Records: ${value.records.join(", ")}\n`);
  section("Opened", opened);
  section("Listed", listed);
  section("Printed or exported", printed);
  section("Asked who looked", asked);
  process.stdout.write(`\nBroken glass: ${glass.length}\n`);
  for (const one of glass) process.stdout.write(`  ${glassLine(one)}\n`);
}

function section(title: string, rows: readonly Looked[]): void {
  process.stdout.write(`\n${title}: ${rows.length}\n`);
  for (const { at, person, what, list, reason } of rows) {
    const more = [what, list, reason === null ? null : `marked items, because: ${reason}`].filter(one => one !== null);
    process.stdout.write(`  ${new Date(at).toISOString()}  ${person}  ${more.join(" · ")}\n`);
  }
}

function glassLine({ at, until, person, reason, reviewed }: BrokenOnce): string {
  const found = reviewed.length === 0 ? "not reviewed" : reviewed.join("; ");
  return `${new Date(at).toISOString()} to ${new Date(until).toISOString()}  ${person}: ${reason} (${found})`;
}

function instantOf(text: string | undefined, option: string): number | null {
  if (text === undefined) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? fail(`${option} is no day or time. Nothing was asked.`) : at;
}
