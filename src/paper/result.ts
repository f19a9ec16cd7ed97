// What goes wrong on the way to a print, as values.

/** Why nothing was printed. `where` names the page and the place on it, or the string. */
export type PaperError = {
  readonly code:
    | "missing-glyph"
    | "missing-font"
    | "body-too-tall"
    | "template"
    | "serials-too-few"
    | "serial-wrong"
    | "head-wrong"
    | "id-wrong"
    | "zone-unknown"
    | "too-many-pages"
    | "worker";
  readonly text: string;
  readonly where: string;
};

export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: PaperError };

export const good = <Value>(value: Value): Result<Value> => ({ ok: true, value });

export function bad(code: PaperError["code"], text: string, where: string): { ok: false; error: PaperError } {
  return { ok: false, error: { code, text, where } };
}
