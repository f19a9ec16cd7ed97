// The journal without one of its rules: a copy of its sources, changed in one place, with the same simulation over it.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Rule } from "./rules.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const COPIED = ["src/journal", "tests/nodes", "tests/kit.ts", "tests/keeping.ts", "package.json"];

type Simulations = { readonly simulate: typeof import("./simulate.ts"); readonly keep: typeof import("./keep.ts") };

/** Copies the sources with the rule taken out and gives their simulation to `run`. The copy goes away when it ends. */
export function withoutRule<T>(rule: Rule, run: (simulation: Simulations["simulate"]) => T): Promise<Awaited<T>> {
  return without("simulate", rule, run);
}

/** The same over the simulation named. */
export async function without<Name extends keyof Simulations, T>(
  simulation: Name,
  rule: Rule,
  run: (simulation: Simulations[Name]) => T,
): Promise<Awaited<T>> {
  const copy = mkdtempSync(join(tmpdir(), "tideover-rule-"));
  try {
    mkdirSync(join(copy, "tests"));
    for (const path of COPIED) cpSync(join(ROOT, path), join(copy, path), { recursive: true });
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    for (const [file, is, becomes] of rule.changes) {
      const path = join(copy, "src", "journal", file);
      const parts = readFileSync(path, "utf8").split(is);
      assert.equal(parts.length, 2, `${file} holds exactly once what takes out "${rule.name}": ${is}`);
      writeFileSync(path, parts.join(becomes));
    }
    return await run(await import(pathToFileURL(join(copy, "tests", "nodes", `${simulation}.ts`)).href));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
