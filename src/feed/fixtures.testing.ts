// The messages that the tests of this room share: `fixtures/*.hl7`, one segment a line.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "fixtures");

/** One of our own messages by the name of its file. */
export function readFixture(name: string): Uint8Array {
  return readFileSync(join(FOLDER, `${name}.hl7`));
}

/** All of them. */
export function readFixtures(): { name: string; bytes: Uint8Array }[] {
  return readdirSync(FOLDER)
    .filter(file => file.endsWith(".hl7"))
    .sort()
    .map(file => ({ name: file, bytes: readFileSync(join(FOLDER, file)) }));
}
