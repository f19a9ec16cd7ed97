// Typst in, PDF out: one compiler a thread; what two documents in a row do not share leaves its cache.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NodeCompiler, type NodeError } from "@myriaddreamin/typst-ts-node-compiler";
import { fontFiles } from "./fonts.ts";
import { bad, good, type PaperError, type Result } from "./result.ts";

const FOLDER = join(import.meta.dirname, "templates");

let compiler: NodeCompiler | undefined;

/** The thread's compiler, with fonts and templates loaded (about 80 MB). It sees no file of the disk but the templates. */
function ready(): NodeCompiler {
  if (compiler !== undefined) return compiler;
  compiler = NodeCompiler.create({ workspace: FOLDER, fontArgs: [{ fontBlobs: fontFiles().map(font => font.bytes) }] });
  for (const name of readdirSync(FOLDER).filter(name => name.endsWith(".typ")))
    compiler.addSource(join(FOLDER, name), readFileSync(join(FOLDER, name), "utf8"));
  return compiler;
}

export type Compiled = {
  readonly pdf: Uint8Array;
  readonly pages: number;
  /** The values of all metadata under the asked label, in document order. */
  readonly told: readonly unknown[];
};

/**
 * Compiles a template with its data. `label` names metadata to read back; `want` "told" skips the PDF.
 * Errors: `template` (a mistake in template or data), `missing-font` (any font warning).
 */
export function compileTemplate(
  template: string,
  data: unknown,
  label: string,
  want: "pdf" | "told" = "pdf",
): Result<Compiled> {
  const typst = ready();
  try {
    const made = typst.compile({ mainFilePath: join(FOLDER, template), inputs: { data: JSON.stringify(data) } });
    const problem = made.takeError();
    if (problem !== null) return failed("template", problem, template);
    const document = made.result;
    if (document === null) return bad("template", "the template gave no document", template);
    const warning = made.takeWarnings();
    if (warning !== null) {
      const [first] = messages(warning);
      return bad(first?.includes("font") === true ? "missing-font" : "template", first ?? "a warning", template);
    }
    const told: unknown[] = typst
      .query(document, { selector: `<${label}>` })
      .map((found: { readonly value: unknown }) => found.value);
    const pdf = want === "pdf" ? typst.pdf(document, { pdfTags: false, creationTimestamp: 0 }) : new Uint8Array();
    return good({ pdf, pages: document.numOfPages, told });
  } finally {
    typst.evictCache(2);
  }
}

function failed(code: PaperError["code"], problem: NodeError, where: string): Result<never> {
  return bad(code, messages(problem).join("; ") || "the template does not compile", where);
}

function messages(problem: NodeError): string[] {
  const list: readonly { readonly message?: unknown }[] = problem.shortDiagnostics;
  return list.map(entry => (typeof entry.message === "string" ? entry.message : "")).filter(text => text !== "");
}
