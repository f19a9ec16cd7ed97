// Some registries lack packages of other platforms; a lock made against one lacks them too, and `npm ci` then stops on every machine.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

type Locked = { readonly optionalDependencies?: Readonly<Record<string, string>>; readonly version?: string };
type Lock = Readonly<Record<string, Locked>>;

const ROOT = join(import.meta.dirname, "..");

/** Optional dependencies that no entry of the lock stands for, each as `who needs it: what`. */
function missing(lock: Lock): string[] {
  const isLocked = (from: string, name: string): boolean => {
    if (lock[`${from === "" ? "" : `${from}/`}node_modules/${name}`] !== undefined) return true;
    return from !== "" && isLocked(from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name);
  };
  return Object.entries(lock).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter(name => !isLocked(path, name))
      .map(name => `${path}: ${name}`),
  );
}

for (const file of ["package-lock.json", "runtime/package-lock.json"]) {
  const { packages }: { packages: Lock } = JSON.parse(readFileSync(join(ROOT, file), "utf8"));

  test(`${file} misses no package of another platform, and names no registry`, () => {
    assert.deepEqual(missing(packages), []);
    assert.doesNotMatch(JSON.stringify(packages), /"resolved":"http/);
  });

  test(`${file}: a stub taken out is found`, () => {
    const platform =
      Object.keys(packages).find(path => /(win32|win-x64|darwin)/.test(path)) ?? assert.fail("no foreign platform");
    const { [platform]: _, ...rest } = packages;
    assert.ok(missing(rest).some(one => platform.endsWith(one.split(": ")[1] ?? "?")));
  });
}
