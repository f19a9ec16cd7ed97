// CWE, CE, CNE, CF, IS, ID → CodeableConcept.
import { type CodeableConcept, type Coding, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { localUri } from "./hd.ts";
import { asCode } from "./identifier.ts";
import { Memory } from "./memory.ts";
import { type Parts, repeats } from "./parts.ts";
import { CODING_SYSTEM, type Code, type Table } from "./tables.ts";
import { quote } from "./ts.ts";

/** The URI of a coding system by its v2 name (table 0396); a sender's own name gets a URI of its own. */
export function systemUri(name: string, context: Context): string {
  const known = CODING_SYSTEM[name.toUpperCase()] ?? CODING_SYSTEM[name];
  if (known !== undefined) return known;
  const table = /^HL7(\d{4})$/i.exec(name);
  if (table !== null) return `http://terminology.hl7.org/CodeSystem/v2-${table[1]}`;
  return localUri("coding-system", context.authority, name);
}

/**
 * The triplets of a coded element as codings, its original text (part 9) as text. `table` (`0064`) is the system of a code
 * that names none. Where no coding has a display, the text is what was sent. Undefined where nothing was.
 */
export function concept(of: Parts, context: Context, table?: string): CodeableConcept | undefined {
  if (of.count === 0) return undefined;
  return known.of(context, `${table ?? ""}|${of.key()}`, inner => readConcept(of, inner, table));
}

const known = new Memory<CodeableConcept | undefined>(10_000);

function readConcept(of: Parts, context: Context, table: string | undefined): CodeableConcept | undefined {
  const codings = [coding(of, 1, 7, context, table), coding(of, 4, 8, context), coding(of, 10, 13, context)].filter(
    one => one !== undefined,
  );
  const display = codings.find(one => one.display !== undefined)?.display;
  const text =
    of.at(9) ?? (codings.some(c => c.code !== undefined && c.display) ? undefined : (display ?? of.at(1) ?? of.at(4)));
  if (codings.length === 0 && text === undefined) return undefined;
  const coded = codings.filter(one => one.code !== undefined);
  const rest = codings.filter(one => one.code === undefined && one.display !== text);
  return present<CodeableConcept>({ coding: [...coded, ...rest], text });
}

/** A concept in words: its text, else the display of its first coding, else the code. */
export function conceptWords(made: CodeableConcept | undefined): string | undefined {
  return made && (made.text ?? made.coding?.[0]?.display ?? made.coding?.[0]?.code);
}

/** Every repetition of a coded field. */
export function concepts(
  segment: Segment,
  field: number,
  context: Context,
  table?: string,
): CodeableConcept[] | undefined {
  return list(...repeats(segment, field).map(one => concept(one, context, table)));
}

/** A code of a table as a concept: the concept map's code first, the sent one kept beside it; a code of another system stays as sent. */
export function tabled(of: Parts, known: Table<Code>, table: string, context: Context): CodeableConcept | undefined {
  const sent = concept(of, context, table);
  const code = of.at(1)?.toUpperCase() ?? "";
  const found = isOfTable(of, table) && Object.hasOwn(known, code) ? known[code] : undefined;
  if (sent === undefined || found === undefined) return sent;
  const same = sent.coding?.some(one => one.code === found.code && one.system === found.system);
  const others = same ? (sent.coding?.slice(1) ?? []) : (sent.coding ?? []);
  return present<CodeableConcept>({ coding: [present<Coding>(found), ...others], text: of.at(9) ?? of.at(2) });
}

/** Whether a code is one of a v2 table: it names no system, or that one. */
export function isOfTable(of: Parts, table: string): boolean {
  const system = of.at(3)?.toUpperCase();
  return system === undefined || system === `HL7${table}` || system === table;
}

/** A code looked up in a table; an unknown one is an issue and nothing else: never guessed. */
export function lookup<T>(of: Parts, part: number, known: Table<T>, context: Context): T | undefined {
  const sent = of.at(part);
  if (sent === undefined) return undefined;
  const found = Object.hasOwn(known, sent) ? known[sent] : undefined;
  const upper = sent.toUpperCase();
  const value = found ?? (Object.hasOwn(known, upper) ? known[upper] : undefined);
  if (value === undefined) context.issue("code-not-known", `${quote(sent)} has no FHIR code`, of.where(part));
  return value;
}

function coding(of: Parts, first: number, version: number, context: Context, table?: string): Coding | undefined {
  const [sent, display, system] = [of.at(first), of.at(first + 1), of.at(first + 2)];
  if (sent === undefined && display === undefined) return undefined;
  const code = asCode(sent);
  const uri =
    system !== undefined
      ? systemUri(system, context)
      : table && code
        ? `http://terminology.hl7.org/CodeSystem/v2-${table}`
        : undefined;
  return present<Coding>({
    system: uri,
    version: of.at(version),
    code,
    display: display ?? (code === undefined ? sent : undefined),
  });
}
