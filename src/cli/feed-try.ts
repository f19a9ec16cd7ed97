// `feed try --json FILE… [--zone ZONE] [--config FILE]`: what each message of a file says, one line of JSON each.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { feedConfig, mapOptions, TRY_OPTIONS, tryChart, tryFile } from "../feed/index.ts";
import { isZone } from "../fhir/index.ts";

/**
 * Runs the command with its arguments. Always leaves with 0: a wrong option is said on stderr, and the default stands.
 * `write` takes a line and resolves when more may be written.
 */
export async function feedTry(args: readonly string[], write: (line: string) => Promise<void>): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      chart: { type: "boolean" },
      zone: { type: "string" },
      config: { type: "string" },
    },
  });
  const options = optionsOf(text(values.zone), text(values.config));
  if (values.chart === true) {
    await write(`${JSON.stringify(tryChart(filesOf(positionals), options))}\n`);
    return;
  }
  for (const file of positionals)
    for await (const tried of tryFile(file, options)) await write(`${JSON.stringify(tried)}\n`);
}

function* filesOf(paths: readonly string[]): Generator<Uint8Array> {
  for (const path of paths) {
    try {
      yield new Uint8Array(readFileSync(path));
    } catch {
      process.stderr.write(`${path}: cannot be read; left out\n`);
    }
  }
}

function optionsOf(zone: string | undefined, config: string | undefined) {
  const good = zone === undefined || isZone(zone) ? zone : undefined;
  if (good !== zone) process.stderr.write(`--zone ${zone}: no zone of the IANA database, UTC is taken\n`);
  const read = config === undefined ? undefined : configOf(config);
  return read === undefined ? { ...TRY_OPTIONS, ...(good && { zone: good }) } : mapOptions(read, good);
}

function configOf(file: string) {
  try {
    return feedConfig.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    process.stderr.write(`--config ${file}: ${error instanceof Error ? error.message : "cannot be read"}\n`);
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Runs it on this process's own output. */
export async function feedTryHere(args: readonly string[]): Promise<void> {
  // a reader that has enough (head, less) is no error
  process.stdout.on("error", () => process.exit(0));
  await feedTry(args, async line => {
    if (!process.stdout.write(line)) await new Promise(resolve => process.stdout.once("drain", resolve));
  });
}

if (import.meta.main) await feedTryHere(process.argv.slice(2));
