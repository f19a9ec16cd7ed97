// Words of a page with how they stand. Typst draws them; `marks.typ` knows each `k`.

/** n plain, b bold, x heavy, id even digits, inv white on black, box boxed, tick a box to tick, here a filled square, bar a rule. */
export type Run = {
  readonly t: string;
  readonly k: "n" | "b" | "x" | "id" | "inv" | "box" | "tick" | "here" | "bar";
  /** Points; absent = the size of its place. */
  readonly s?: number;
};
export type Runs = readonly Run[];

const make =
  (k: Run["k"]) =>
  (t: string, s?: number): Run =>
    s === undefined ? { t: t.normalize("NFC"), k } : { t: t.normalize("NFC"), k, s };

export const plain = make("n");
export const bold = make("b");
export const heavy = make("x");
export const id = make("id");
export const inverse = make("inv");
export const boxed = make("box");
export const here = make("here");

/** Joins words with a middle dot, leaving out what is empty. */
export function dotted(...words: readonly (string | null | undefined)[]): string {
  return words.filter(word => word !== null && word !== undefined && word !== "").join(" · ");
}

/** Free text as one line: control characters and line ends become spaces. */
export function oneLine(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
