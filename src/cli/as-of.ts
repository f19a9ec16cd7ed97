import type { UnitAnswer } from "../chart/index.ts";
import { ask } from "./ask.ts";
import type { FolderOptions } from "./folder.ts";
import { progressBar } from "./progress.ts";

export type AsOfOptions = FolderOptions & { readonly at: string; readonly unit?: string; readonly json?: boolean };

/** `tideover asof --at TIME [--unit UNIT]`: the house as it stood, of what was recorded by then; a unit's census is a look. */
export async function asOf({ at, unit, json, ...options }: AsOfOptions): Promise<void> {
  const bar = progressBar("entries");
  const { value } = await ask(options, "asof", { at, unit: unit ?? null }, bar.update);
  bar.end();
  if (json === true) return void process.stdout.write(`${JSON.stringify(value)}\n`);
  const then = Temporal.Instant.fromEpochMilliseconds(value.as_of.at).toZonedDateTimeISO(value.zone);
  process.stdout.write(`AS OF ${then.toString({ smallestUnit: "minute", timeZoneName: "never" })} · not now\n`);
  if (value.as_of.is_oldest)
    process.stdout.write("An earlier moment was asked for: nothing of before is kept, and this is the oldest.\n");
  if (value.unit !== null) return census(value.unit);
  for (const one of value.units) process.stdout.write(`  ${one.id === "" ? "(no unit)" : one.id}: ${one.patients}\n`);
  if (value.units.length === 0) process.stdout.write("  Nobody lay on any unit.\n");
}

function census({ unit, rows }: UnitAnswer): void {
  process.stdout.write(`${unit.name}: ${rows.length}\n`);
  for (const { bed, patient } of rows) {
    const name = patient?.name;
    const words = [name?.family, name?.given].filter(part => part != null).join(", ");
    process.stdout.write(`  ${bed}  ${words}  ${patient?.mrn ?? ""}\n`);
  }
}
