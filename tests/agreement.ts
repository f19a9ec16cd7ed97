// Two readings of the same messages beside each other: ours, and the FHIR that other converters make of them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { TRY_OPTIONS, type Tried, tryBytes } from "../src/feed/try.ts";
import { factsOf } from "./agreement-facts.ts";

/** The messages of the world, beside the checkout where they are at hand. */
export const CORPORA = join(import.meta.dirname, "../../shared/data/hl7v2");

/** A message, and the file with what another converter makes of it. */
export type Pair = { readonly name: string; readonly message: string; readonly expected: string };

/** What the other says in a field and we do not; `ours`: what we say there and the other does not. */
export type Difference = {
  readonly name: string;
  readonly field: string;
  readonly theirs: string;
  readonly ours: readonly string[];
};

export type Compared = {
  /** By field: how many facts of theirs we say too, and how many not. */
  readonly agree: ReadonlyMap<string, number>;
  readonly differ: readonly Difference[];
};

function filesIn(folder: string, ending: RegExp): string[] {
  const all = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  return all.filter(file => ending.test(file)).sort();
}

/** All messages that have an expected answer, of both corpora. */
export function pairs(): Pair[] {
  const microsoft = join(CORPORA, "ms-fhir-converter");
  const prime = join(CORPORA, "prime-reportstream/mappinginventory/catchall");
  return [
    ...filesIn(join(microsoft, "expected-fhir"), /-expected\.json(\.gz)?$/).map(file => {
      const name = file.replace(/^.*[\\/]/, "").replace(/-expected\.json(\.gz)?$/, "");
      const message = join(microsoft, "messages", `${name}.hl7`);
      return { name: `ms/${name}`, message, expected: join(microsoft, "expected-fhir", file) };
    }),
    ...filesIn(prime, /\.fhir(\.gz)?$/).map(file => {
      const name = file.replace(/\.fhir(\.gz)?$/, "").replaceAll("\\", "/");
      return { name: `prime/${name}`, message: join(prime, `${name}.hl7`), expected: join(prime, file) };
    }),
  ].filter(one => existsSync(one.message));
}

/** A file's bytes, unpacked where it is packed. */
export function unpacked(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** Our answer to the one message of a pair. */
export function answerTo(pair: Pair): Tried | undefined {
  return tryBytes(pair.name, unpacked(pair.message), TRY_OPTIONS).next().value ?? undefined;
}

/** Holds what we say of a message against what the other says of it, fact by fact; capitals do not count. */
export function compare(pair: Pair, answer: Tried): Compared {
  const bundle: unknown = JSON.parse(
    unpacked(pair.expected)
      .toString("utf8")
      .replace(/^\uFEFF/, ""),
  );
  const theirs = factsOf(entriesOf(bundle));
  const ours = factsOf(answer.resources);
  const agree = new Map<string, number>();
  const differ: Difference[] = [];
  for (const [field, facts] of theirs) {
    const left = [...(ours.get(field) ?? [])];
    const missed: string[] = [];
    for (const fact of facts) {
      const at = left.findIndex(one => one.toLowerCase() === fact.toLowerCase());
      if (at < 0) missed.push(fact);
      else left.splice(at, 1);
    }
    agree.set(field, facts.length - missed.length);
    for (const one of missed) differ.push({ name: pair.name, field, theirs: one, ours: left });
  }
  return { agree, differ };
}

function entriesOf(bundle: unknown): unknown[] {
  if (typeof bundle !== "object" || bundle === null || !("entry" in bundle) || !Array.isArray(bundle.entry)) return [];
  return bundle.entry.map((entry: unknown) =>
    typeof entry === "object" && entry !== null && "resource" in entry ? entry.resource : undefined,
  );
}
