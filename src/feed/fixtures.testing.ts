// The messages that the tests of this room share: `fixtures/*.hl7`, one segment a line.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource } from "../fhir/index.ts";
import { type Mapped, mapMessage } from "./map-message.ts";
import { TRY_OPTIONS } from "./try.ts";
import { tryChart } from "./try-chart.ts";

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

/** One of them as text, to be changed a little. */
export function textOf(name: string): string {
  return Buffer.from(readFixture(name)).toString("utf8");
}

/** What a message says. */
export function mapText(text: string): Mapped {
  return mapMessage(Buffer.from(text), TRY_OPTIONS);
}

type OfType<T extends Resource["resourceType"]> = Extract<Resource, { resourceType: T }>;

/** The resources of a type that a message makes. */
export function only<T extends Resource["resourceType"]>(mapped: Mapped, type: T): OfType<T>[] {
  return mapped.resources.filter((one): one is OfType<T> => one.resourceType === type);
}

/** What a chart holds of a type after these messages, one after the other. */
export function charted<T extends Resource["resourceType"]>(messages: readonly string[], type: T): OfType<T>[] {
  const { entry } = tryChart([Buffer.from(messages.join("\n"))], TRY_OPTIONS);
  const isOf = (one: object): one is OfType<T> => "resourceType" in one && one.resourceType === type;
  const held: readonly object[] = entry.map(one => one.resource);
  return held.filter(isOf);
}
