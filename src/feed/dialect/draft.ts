// A segment while a dialect rewrites it: its fields as sent, still escaped, and where what was put there came from.
import { type Message, readSegment, type Segment, where } from "../../hl7/index.ts";
import type { Place } from "./position.ts";

/** A field longer than this is only moved whole out of a segment of its own: parts of it are not searched. */
const MOST_CHARACTERS = 65_536;

type Delimiters = Message["delimiters"];
type Moved = {
  readonly field: number;
  readonly component: number | null;
  readonly from: string;
  readonly whole: boolean;
};

export class Draft {
  readonly name: string;
  readonly ordinal: number;
  /** The segment as it was sent. */
  readonly sent: Segment;
  /** Of the sent segment, fields that a rule took elsewhere: they are not lost. */
  readonly taken = new Set<number>();
  readonly #cells = new Map<number, string>();
  readonly #moved: Moved[] = [];
  readonly #keepsFields: boolean;

  /** `keepsFields`: each field stands where it was sent. */
  constructor(sent: Segment, name: string, ordinal: number, keepsFields: boolean) {
    this.sent = sent;
    this.name = name;
    this.ordinal = ordinal;
    this.#keepsFields = keepsFields;
  }

  get isChanged(): boolean {
    return this.name !== this.sent.name || this.#cells.size > 0 || !this.#keepsFields;
  }

  raw(field: number): string {
    return this.#cells.get(field) ?? (this.#keepsFields ? this.sent.raw(field) : "");
  }

  /** The raw text at a place by repetition; of a field whole one text. Empty where the field is too long to be searched. */
  read(
    { field, repetition, component, subcomponent }: Place,
    { repetition: tilde, component: hat, subcomponent: amp }: Delimiters,
  ): string[] {
    const raw = this.raw(field);
    if (raw === "") return [];
    if (component === null && repetition === null) return [raw];
    if (raw.length > MOST_CHARACTERS) return [];
    const all = cut(raw, tilde);
    const some = repetition === null ? all : all.slice(repetition - 1, repetition);
    return some.map(one => {
      if (component === null) return one;
      const part = cut(one, hat)[component - 1] ?? "";
      return subcomponent === null ? part : (cut(part, amp)[subcomponent - 1] ?? "");
    });
  }

  /**
   * Puts a raw text at a place, by repetition where the place names none; what is undefined stays. `from`: where it was sent. False where
   * the field is too long.
   */
  write(place: Place, texts: readonly (string | undefined)[], delimiters: Delimiters, from?: string): boolean {
    const { field, component, subcomponent } = place;
    const raw = this.raw(field);
    if (component === null && place.repetition === null) {
      if (texts[0] === undefined) return true;
      this.#cells.set(field, texts[0]);
    } else {
      if (raw.length > MOST_CHARACTERS) return false;
      const all = raw === "" ? [] : cut(raw, delimiters.repetition);
      for (const [at, text] of texts.entries()) {
        if (text === undefined) continue;
        const index = place.repetition === null ? at : place.repetition - 1;
        // A sender that names no separator of repetitions has one of each field.
        if (delimiters.repetition === "" && index > 0) continue;
        const one = all[index] ?? "";
        const put =
          component === null
            ? text
            : withPart(one, component, delimiters.component, part =>
                subcomponent === null ? text : withPart(part, subcomponent, delimiters.subcomponent, () => text),
              );
        while (all.length < index) all.push("");
        all[index] = put;
      }
      this.#cells.set(field, all.join(delimiters.repetition));
    }
    if (from !== undefined)
      this.#moved.push({ field, component, from, whole: component === null && place.repetition === null });
    return true;
  }

  /** The segment to be mapped: the sent one itself where nothing changed. */
  done({ delimiters, charset }: Pick<Message, "delimiters" | "charset">): Segment {
    if (!this.isChanged) return this.sent;
    const last = Math.max(0, ...this.#cells.keys(), this.#keepsFields ? this.sent.fields : 0);
    const first = this.name === "MSH" ? 2 : 1;
    const cells = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => this.raw(at + first));
    return readSegment([this.name, ...cells].join(delimiters.field), this.ordinal, { delimiters, charset });
  }

  /** Where a position of the rewritten segment was sent. `rest`: `-3[1].2`, or empty. */
  whereSent(field: number | null, component: number | null, rest: string): string {
    const home = where(this.sent);
    if (field === null) return home;
    const moved = this.#moved.findLast(
      one => one.field === field && (component === null || one.component === null || one.component === component),
    );
    if (moved === undefined) return this.#keepsFields ? `${home}${rest}` : home;
    return moved.whole ? `${moved.from}${rest.replace(/^-\d+/, "")}` : moved.from;
  }
}

function cut(text: string, delimiter: string): string[] {
  return delimiter === "" ? [text] : text.split(delimiter);
}

/** The text with one of its parts made anew. Without a delimiter it has one part, and no second can be put. */
function withPart(text: string, number: number, delimiter: string, make: (part: string) => string): string {
  if (delimiter === "" && number > 1) return text;
  const all = cut(text, delimiter);
  while (all.length < number) all.push("");
  all[number - 1] = make(all[number - 1] ?? "");
  while (all.length > 1 && all.at(-1) === "") all.pop();
  return all.join(delimiter);
}
