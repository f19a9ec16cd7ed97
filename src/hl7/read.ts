// Reads any HL7 v2 message, lazily: segments are found once, fields when they are asked for. Access is by position only.
import { decodeMessage, namedCharset } from "./charset.ts";
import { unescapeText } from "./escape.ts";
import { isHeader } from "./header.ts";
import type { Delimiters, Message, ReadIssue, Segment, Value } from "./message.ts";

/** The most a message may be: 16 MiB, and 20,000 segments. */
export const MESSAGE_LIMITS = { bytes: 16 * 1024 * 1024, segments: 20_000 } as const;

export type ReadError = {
  readonly code: "no-message" | "too-large" | "too-many-segments" | "bad-delimiters";
  readonly text: string;
  readonly where: string;
};
export type Read = { readonly ok: true; readonly message: Message } | { readonly ok: false; readonly error: ReadError };

const CR = 13;
const LF = 10;
/** VT, FS, blank, tab. */
const FRAMING: ReadonlySet<number> = new Set([0x0b, 0x1c, 0x20, 0x09]);

/** Reads one message. `charset` is the feed's, for bytes that name none (RULES M1). Never throws. */
export function readMessage(bytes: Uint8Array, options: { readonly charset?: string } = {}): Read {
  if (bytes.length > MESSAGE_LIMITS.bytes)
    return failed("too-large", `A message has at most ${MESSAGE_LIMITS.bytes} bytes.`, "MSH[1]");
  const start = startOfHeader(bytes);
  if (start < 0) return failed("no-message", "No line begins with MSH.", "MSH[1]");
  const body = bytes.subarray(start);
  const header = headerText(body);
  const found = delimitersOf(header);
  if (found === undefined) return failed("bad-delimiters", "MSH-1 and MSH-2 do not name delimiters.", "MSH[1]-2");
  const { delimiters, isMisprinted } = found;
  const msh18 = header.split(delimiters.field)[17] ?? "";
  const named = (delimiters.repetition === "" ? [msh18] : msh18.split(delimiters.repetition)).map(
    one => one.split(delimiters.component)[0] ?? "",
  );
  const { text, charset, issues } = decodeMessage(body, namedCharset(named), options.charset);
  const lines = linesOf(text);
  if (lines === undefined)
    return failed("too-many-segments", `A message has at most ${MESSAGE_LIMITS.segments} segments.`, "MSH[1]");
  const misprinted = { code: "delimiters-misprinted", text: "MSH-2 is read as ^~\\&.", where: "MSH[1]-2" };
  const all = isMisprinted ? [misprinted, ...issues] : issues;
  return { ok: true, message: new LazyMessage(lines, delimiters, charset, all) };
}

function failed(code: ReadError["code"], text: string, where: string): Read {
  return { ok: false, error: { code, text, where } };
}

/** Where a line begins with MSH, behind a BOM, a VT, blanks or lines of noise; -1 where none does. */
function startOfHeader(bytes: Uint8Array): number {
  for (let at = 0; at + 4 <= bytes.length; at++) {
    if (isHeader(bytes, at)) return at;
    // On to the first character of the next line that is not blank; a BOM or a frame's VT is blank.
    const byte = bytes[at] as number;
    if (byte === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 2;
    else if (byte !== CR && byte !== LF && byte !== 0x0b && byte !== 0x20 && byte !== 0x09 && byte !== 0x1c) {
      while (at + 1 < bytes.length && bytes[at + 1] !== CR && bytes[at + 1] !== LF) at++;
    }
  }
  return -1;
}

/** The line of the header alone: all that an answer needs. The bytes as they are where no line begins with MSH. */
export function headerLine(bytes: Uint8Array): Uint8Array {
  const start = startOfHeader(bytes);
  if (start < 0) return bytes;
  const body = bytes.subarray(start);
  return body.subarray(0, lineLength(body));
}

function lineLength(body: Uint8Array): number {
  let end = 0;
  while (end < body.length && body[end] !== CR && body[end] !== LF) end++;
  return end;
}

function headerText(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, lineLength(body)).toString("latin1");
}

/** MSH-2 as a program's source text doubles or drops its backslash, and in the orders in which it is misprinted, by the standard too: the usual four are meant. */
const MISPRINTED: ReadonlyMap<string, string> = new Map([
  ["^~\\\\&", "^~\\&"],
  ["^&~\\", "^~\\&"],
  ["^~&\\", "^~\\&"],
  ["^~&", "^~\\&"],
]);

/** MSH-1 is the fourth character; MSH-2 follows, two to five characters: component, repetition, escape, subcomponent, truncation. */
function delimitersOf(header: string): { readonly delimiters: Delimiters; readonly isMisprinted: boolean } | undefined {
  const field = header[3];
  if (field === undefined || /[\sA-Za-z0-9]/.test(field)) return undefined;
  const end = header.indexOf(field, 4);
  const sent = header.slice(4, end < 0 ? header.length : end);
  const meant = MISPRINTED.get(sent);
  const encoding = meant ?? sent;
  const [component = "", repetition = "", mark = "", subcomponent = ""] = encoding;
  if (component === "" || encoding.length > 5 || /[A-Za-z0-9]/.test(encoding)) return undefined;
  if (new Set([field, ...encoding]).size !== encoding.length + 1) return undefined;
  return {
    delimiters: { field, component, repetition, escape: mark, subcomponent },
    isMisprinted: meant !== undefined,
  };
}

function linesOf(text: string): string[] | undefined {
  const lines: string[] = [];
  let at = 0;
  while (at < text.length) {
    let end = at;
    while (end < text.length && text.charCodeAt(end) !== CR && text.charCodeAt(end) !== LF) end++;
    // What stands before the name of a segment: blanks, and the frame's bytes in a file that kept them.
    while (at < end && FRAMING.has(text.charCodeAt(at))) at++;
    // And what stands behind its last field: the frame's FS where no CR came before it.
    let last = end;
    while (last > at && (text.charCodeAt(last - 1) === 0x1c || text.charCodeAt(last - 1) === 0x0b)) last--;
    // The standard's own examples print the end of a segment.
    if (text.charCodeAt(last - 1) === 0x3e && text.slice(last - 4, last).toLowerCase() === "<cr>") last -= 4;
    if (at < last) lines.push(text.slice(at, last));
    if (lines.length > MESSAGE_LIMITS.segments) return undefined;
    at = end + 1;
  }
  return lines;
}

/** One segment of its text, with the delimiters and the charset of its message; `ordinal` is its number among those of its name. */
export function readSegment(
  line: string,
  ordinal: number,
  { delimiters, charset }: Pick<Message, "delimiters" | "charset">,
): Segment {
  return new LazySegment(nameOf(line, delimiters), ordinal, line, delimiters, charset);
}

/** Also of a name in small letters, or with blanks behind it. */
function nameOf(line: string, { field }: Delimiters): string {
  const cut = line.indexOf(field);
  return (cut < 0 ? line : line.slice(0, cut)).trimEnd().toUpperCase();
}

class LazyMessage implements Message {
  readonly delimiters: Delimiters;
  readonly charset: string;
  readonly issues: readonly ReadIssue[];
  readonly segments: readonly LazySegment[];

  constructor(lines: readonly string[], delimiters: Delimiters, charset: string, issues: readonly ReadIssue[]) {
    this.delimiters = delimiters;
    this.charset = charset;
    this.issues = issues;
    const counts = new Map<string, number>();
    this.segments = lines.map(line => {
      const name = nameOf(line, delimiters);
      const ordinal = (counts.get(name) ?? 0) + 1;
      counts.set(name, ordinal);
      return new LazySegment(name, ordinal, line, delimiters, charset);
    });
  }

  segment(name: string): Segment | undefined {
    return this.segments.find(segment => segment.name === name);
  }

  all(name: string): readonly Segment[] {
    return this.segments.filter(segment => segment.name === name);
  }
}

const EMPTY: Value = { kind: "empty" };
const DELETED: Value = { kind: "deleted" };
/** Text, or its subcomponents. */
type Component = string | readonly string[];
/** Text, or its components. A list is made only where a delimiter stands: a field of 16 MiB of them must not fill the memory. */
type Repetition = string | readonly Component[];
const NOTHING: readonly Repetition[] = [];

class LazySegment implements Segment {
  readonly name: string;
  readonly ordinal: number;
  readonly line: string;
  readonly #delimiters: Delimiters;
  readonly #charset: string;
  #cells: readonly string[] | undefined;
  #cuts: (readonly Repetition[] | undefined)[] | undefined;

  constructor(name: string, ordinal: number, line: string, delimiters: Delimiters, charset: string) {
    this.name = name;
    this.ordinal = ordinal;
    this.line = line;
    this.#delimiters = delimiters;
    this.#charset = charset;
  }

  get fields(): number {
    return this.#split().length - 1;
  }

  raw(field: number): string {
    return this.#split()[field] ?? "";
  }

  value(field: number, repetition = 1, component = 1, subcomponent = 1): Value {
    const raw = this.#isDelimiters(field)
      ? this.raw(field)
      : subcomponentOf(componentOf(this.#cut(field)[repetition - 1], component), subcomponent);
    if (raw === undefined || raw === "") return EMPTY;
    if (raw === '""') return DELETED;
    return { kind: "text", text: this.#isDelimiters(field) ? raw : unescapeText(raw, this.#delimiters, this.#charset) };
  }

  text(field: number, repetition?: number, component?: number, subcomponent?: number): string | undefined {
    const value = this.value(field, repetition, component, subcomponent);
    return value.kind === "text" ? value.text : undefined;
  }

  repetitions(field: number): number {
    if (this.raw(field) === "") return 0;
    return this.#isDelimiters(field) ? 1 : this.#cut(field).length;
  }

  components(field: number, repetition = 1): number {
    if (this.#isDelimiters(field)) return this.raw(field) === "" ? 0 : 1;
    return countOf(this.#cut(field)[repetition - 1]);
  }

  subcomponents(field: number, repetition = 1, component = 1): number {
    if (this.#isDelimiters(field)) return this.raw(field) === "" ? 0 : 1;
    return countOf(componentOf(this.#cut(field)[repetition - 1], component));
  }

  /** Cut once and kept: walking 20,000 repetitions of one field must not search it 20,000 times. */
  #cut(field: number): readonly Repetition[] {
    this.#cuts ??= [];
    const known = this.#cuts[field];
    if (known !== undefined) return known;
    const raw = this.#split()[field];
    // A field beyond those sent is not kept: no number asked for makes the list grow.
    if (raw === undefined || raw === "") return NOTHING;
    const { repetition, component, subcomponent } = this.#delimiters;
    const cut = has(raw, repetition) ? raw.split(repetition) : [raw];
    const repetitions: readonly Repetition[] =
      has(raw, component) || has(raw, subcomponent) ? cut.map(one => componentsOf(one, component, subcomponent)) : cut;
    this.#cuts[field] = repetitions;
    return repetitions;
  }

  /** MSH-1 and MSH-2 (FHS, BHS too) are the delimiters themselves: never split, never unescaped. */
  #isDelimiters(field: number): boolean {
    return (field === 1 || field === 2) && HEADERS.has(this.name);
  }

  /** Index = field number. */
  #split(): readonly string[] {
    if (this.#cells === undefined) {
      const cells = this.line.split(this.#delimiters.field);
      // MSH-1 is the separator itself.
      if (HEADERS.has(this.name)) cells.splice(1, 0, this.#delimiters.field);
      this.#cells = cells;
    }
    return this.#cells;
  }
}

function has(text: string, delimiter: string): boolean {
  return delimiter !== "" && text.includes(delimiter);
}

function componentsOf(text: string, component: string, subcomponent: string): Repetition {
  if (!has(text, subcomponent)) return has(text, component) ? text.split(component) : text;
  return (has(text, component) ? text.split(component) : [text]).map(part =>
    has(part, subcomponent) ? part.split(subcomponent) : part,
  );
}

function componentOf(repetition: Repetition | undefined, number: number): Component | undefined {
  return typeof repetition === "object" ? repetition[number - 1] : number === 1 ? repetition : undefined;
}

function subcomponentOf(component: Component | undefined, number: number): string | undefined {
  return typeof component === "object" ? component[number - 1] : number === 1 ? component : undefined;
}

function countOf(parts: Repetition | Component | undefined): number {
  if (parts === undefined || parts === "") return 0;
  return typeof parts === "string" ? 1 : parts.length;
}

const HEADERS: ReadonlySet<string> = new Set(["MSH", "FHS", "BHS"]);
