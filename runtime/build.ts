// Makes one program of the sources, so that a start reads a dozen files and not four hundred. Run by prepare.sh: build.ts FOLDER.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { build, type Plugin } from "vite";

const HOME = join(import.meta.dirname, "..");
/** The command line, and what runs in threads and processes of its own. */
const PARTS: ReadonlyMap<string, string> = new Map(
  [
    "src/cli/main.ts",
    "src/server/writer-thread.ts",
    "src/server/copy-back-thread.ts",
    "src/server/control/reader-thread.ts",
    "src/server/as-of/thread.ts",
    "src/paper/print-worker.ts",
  ].map(part => [join(HOME, part), part.replaceAll("/", "-").replace(/\.ts$/, "")]),
);
/** Their binaries lie beside them; they are loaded from where they are installed. */
const NATIVE = ["better-sqlite3-multiple-ciphers", "@node-rs/argon2", "@myriaddreamin/typst-ts-node-compiler"];
/** Programs of before that stay: a node that runs on one loads some of its parts late. */
const KEPT = 4;

/** A source names its neighbours by where it lies itself: in the program, by where it lay. */
function places(folder: string): Plugin {
  return {
    name: "tideover-places",
    enforce: "pre",
    transform(code, id) {
      if (!id.startsWith(join(HOME, "src") + sep) || !code.includes("import.meta")) return null;
      const lay = JSON.stringify(relative(folder, dirname(id)).replaceAll(sep, "/"));
      return code
        .replaceAll(/new URL\("(\.\/[^"]+\.ts)", import\.meta\.url\)/g, (_, path: string) => {
          const part = PARTS.get(join(dirname(id), path));
          if (part === undefined) throw new Error(`${id} starts ${path}, which is none of the parts named here`);
          return `new URL("./${part}.js", import.meta.url)`;
        })
        .replaceAll("import.meta.dirname", `__join(import.meta.dirname, ${lay})`)
        .replace(/^/, 'import { join as __join } from "node:path";\n');
    },
  };
}

async function main(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  try {
    await build({
      configFile: false,
      root: HOME,
      logLevel: "error",
      plugins: [places(folder)],
      ssr: { noExternal: true, external: NATIVE },
      build: {
        ssr: true,
        outDir: unfinished,
        target: "esnext",
        minify: false,
        rolldownOptions: {
          input: Object.fromEntries([...PARTS].map(([file, name]) => [name, file])),
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    });
    // Of two starts at once the first to be done gives it its name.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  removeOld(folder);
}

function removeOld(folder: string): void {
  const all = readdirSync(dirname(folder)).map(name => join(dirname(folder), name));
  const made = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = all.sort((a, b) => made(b) - made(a));
  for (const old of newest.slice(KEPT)) rmSync(old, { recursive: true, force: true });
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("build.ts FOLDER");
await main(folder);
