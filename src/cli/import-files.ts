// The files of an import, and its counts in words.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Counts } from "../server/control/index.ts";
import type { Keeper } from "./blobs.ts";

/** The largest file that is read, unpacked, in bytes. */
const LARGEST_FILE = 512 * 1024 * 1024;

/** All files that the paths name, those of a folder in order of their names. A path that is not there stays, to be told of. */
export function filesIn(paths: readonly string[]): string[] {
  return paths.flatMap(path => {
    if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [path];
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .sort();
  });
}

/** The bytes of a file, unpacked where it is a .gz; null where it cannot be read, or is too large. */
export function bytesOf(path: string): Uint8Array | null {
  try {
    if (statSync(path).size > LARGEST_FILE) return null;
    const bytes = readFileSync(path);
    return path.endsWith(".gz") ? gunzipSync(bytes, { maxOutputLength: LARGEST_FILE }) : bytes;
  } catch {
    return null;
  }
}

export const NOTHING: Counts = { taken: 0, known: 0, parked: {}, refused: {} };

export function add(a: Counts, b: Counts): Counts {
  return {
    taken: a.taken + b.taken,
    known: a.known + b.known,
    parked: sum(a.parked, b.parked),
    refused: sum(a.refused, b.refused),
  };
}

function sum(a: Counts["parked"], b: Counts["parked"]): Counts["parked"] {
  const all = { ...a };
  for (const [code, count] of Object.entries(b)) all[code] = (all[code] ?? 0) + count;
  return all;
}

/** Says what an import did. Leaves with 2 where something was parked or refused: it is named, and what was parked is kept. `more` stands beside it in JSON. */
export function tell(counts: Counts, what: string, isJson: boolean, files: Keeper, more: object = {}): void {
  const { taken, known, parked, refused } = counts;
  if (isJson) process.stdout.write(`${JSON.stringify({ ...counts, files: files.counts(), ...more })}\n`);
  else {
    process.stdout.write(`${taken} ${what} taken, ${known} were here.\n`);
    for (const [code, count] of Object.entries(parked))
      process.stdout.write(`${count} of them parked, kept whole: ${code}\n`);
    for (const [code, count] of Object.entries(refused)) process.stdout.write(`${count} not taken: ${code}\n`);
    process.stdout.write(files.words());
  }
  process.exitCode = Object.keys(parked).length + Object.keys(refused).length > 0 ? 2 : 0;
}
