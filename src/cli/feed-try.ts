// `feed try --json FILE… [--zone ZONE] [--config FILE] [--against FILE]`: what each message of a file says, one line of JSON each.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { z } from "zod";
import { compareFile, feedConfig, mapOptions, TRY_OPTIONS, tryChart, tryFile } from "../feed/index.ts";
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
      against: { type: "string" },
      feed: { type: "string" },
    },
  });
  const [zone, feed, against] = [text(values.zone), text(values.feed), text(values.against)];
  const options = optionsOf(zone, text(values.config), feed);
  if (values.chart === true) {
    await write(`${JSON.stringify(tryChart(filesOf(positionals), options))}\n`);
    return;
  }
  if (against !== undefined) {
    const other = optionsOf(zone, against, feed);
    for (const file of positionals)
      for await (const differing of compareFile(file, options, other)) await write(`${JSON.stringify(differing)}\n`);
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

function optionsOf(zone: string | undefined, config: string | undefined, feed: string | undefined) {
  const good = zone === undefined || isZone(zone) ? zone : undefined;
  if (good !== zone) process.stderr.write(`--zone ${zone}: no zone of the IANA database, UTC is taken\n`);
  const read = config === undefined ? undefined : configOf(config, feed);
  return read === undefined ? { ...TRY_OPTIONS, ...(good && { zone: good }) } : mapOptions(read, good);
}

/** The file is one feed's `mapping`, or a node's whole configuration, of which `--feed` names the feed. */
function configOf(file: string, feed: string | undefined) {
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    process.stderr.write(`${file}: ${error instanceof Error ? error.message : "cannot be read"}\n`);
    return undefined;
  }
  const parsed = feedConfig.safeParse(mappingIn(read, feed));
  for (const { path, message } of parsed.error?.issues ?? [])
    process.stderr.write(`${file}: ${path.map(String).join(".") || "the whole"}: ${message}\n`);
  if (!parsed.success) process.stderr.write(`${file} is not taken: messages are mapped without it\n`);
  return parsed.data;
}

function mappingIn(read: unknown, feed: string | undefined): unknown {
  const node = z.object({ feeds: z.array(z.looseObject({ feed: z.string(), mapping: z.unknown() })) }).safeParse(read);
  if (!node.success) return read;
  const { feeds } = node.data;
  const named = feeds.filter(one => feed === undefined || one.feed === feed);
  if (named.length === 1) return named[0]?.mapping;
  return `say --feed: ${feeds.map(one => one.feed).join(", ")}`;
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
