// Typst in, PDF out: one compiler a thread, whose cache keeps what documents in a row share.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { NodeCompiler, type NodeError, type NodeTypstDocument } from "@myriaddreamin/typst-ts-node-compiler";
import { fontFiles } from "./fonts.ts";
import { bad, good, type PaperError, type Result } from "./result.ts";

const FOLDER = join(import.meta.dirname, "templates");
/** Between two clean-ups of the cache; what none of them used, leaves. So forms and marks that all packets share are laid out once. */
const DOCUMENTS = 4;

let compiler: NodeCompiler | undefined;
let documents = 0;

/** The thread's compiler, with fonts and templates loaded (about 80 MB). It sees no file of the disk but the templates. */
function ready(): NodeCompiler {
  if (compiler !== undefined) return compiler;
  compiler = NodeCompiler.create({ workspace: FOLDER, fontArgs: [{ fontBlobs: fontFiles().map(font => font.bytes) }] });
  for (const name of readdirSync(FOLDER).filter(name => name.endsWith(".typ")))
    compiler.addSource(join(FOLDER, name), readFileSync(join(FOLDER, name), "utf8"));
  return compiler;
}

/**
 * What a document says of itself: the values of all metadata under `label`, in document order.
 * Errors: `template` (a mistake in template or data), `missing-font` (any font warning).
 */
export function askTemplate(template: string, data: unknown, label: string): Result<readonly unknown[]> {
  return compile(template, data, (typst, document) =>
    typst.query(document, { selector: `<${label}>` }).map((found: { readonly value: unknown }) => found.value),
  );
}

/** A document as PDF, and its pages. The template reads `codes` as a file of that name. Errors as `askTemplate`. */
export function setTemplate(
  template: string,
  data: unknown,
  codes: Buffer,
): Result<{ readonly pdf: Uint8Array; readonly pages: number }> {
  ready().mapShadow(join(FOLDER, "codes"), codes);
  return compile(template, data, (typst, document) => ({
    pdf: typst.pdf(document, { pdfTags: false, creationTimestamp: 0 }),
    pages: document.numOfPages,
  }));
}

function compile<T>(
  template: string,
  data: unknown,
  read: (typst: NodeCompiler, document: NodeTypstDocument) => T,
): Result<T> {
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
    return good(read(typst, document));
  } catch (cause) {
    return bad("template", cause instanceof Error ? cause.message : String(cause), template);
  } finally {
    documents += 1;
    if (documents % DOCUMENTS === 0) typst.evictCache(1);
  }
}

function failed(code: PaperError["code"], problem: NodeError, where: string): Result<never> {
  return bad(code, messages(problem).join("; ") || "the template does not compile", where);
}

function messages(problem: NodeError): string[] {
  const list: readonly { readonly message?: unknown }[] = problem.shortDiagnostics;
  return list.map(entry => (typeof entry.message === "string" ? entry.message : "")).filter(text => text !== "");
}
