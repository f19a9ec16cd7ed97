// A copy of the feed room and of those that it is built on, with one fault planted where one is given: a test must notice it.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const ROOMS = ["journal", "hl7", "fhir", "tables", "places", "access", "downtime", "patients", "chart", "feed"];

/** `find` stands once in the file, below `src/`. */
export type Fault = { readonly name: string; readonly file: string; readonly find: string; readonly put: string };

/** A folder for such copies; `remove` when all is done. */
export function plantingGround(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tideover-mapper-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Copies the rooms and plants the fault. Returns their `src`. */
export function plantedRooms(ground: string, name: string, fault?: Fault): string {
  const folder = join(ground, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const room of ROOMS)
    cpSync(join(ROOT, "src", room), join(folder, "src", room), {
      recursive: true,
      filter: path => !/\.(test|testing)\.ts$|fixtures/.test(path),
    });
  if (fault !== undefined) {
    const path = join(folder, "src", fault.file);
    const source = readFileSync(path, "utf8");
    const found = source.split(fault.find).length - 1;
    assert.equal(found, 1, `${fault.file} holds the line ${found} times: plant the fault anew`);
    writeFileSync(
      path,
      source.replace(fault.find, () => fault.put),
    );
  }
  return join(folder, "src");
}
