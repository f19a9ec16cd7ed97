// The built web app: built where it is missing, and anew where the sources are others than those it was made of, as after an upgrade.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "./fail.ts";

/** Beside what was built: a build empties the folder first. */
const MADE_OF = ".made-of";

/** The folder of the built app. `home`: the checkout; `say` hears that it is built, which takes some seconds. Ends the process where it cannot be built. */
export async function builtWeb(home: string, say: (text: string) => void): Promise<string> {
  const dist = join(home, "web", "dist");
  const sources = sourcesOf(home);
  if (existsSync(join(dist, "index.html")) && madeOf(dist) === sources) return dist;
  say("Building the web app (once) …");
  await new Promise<void>(resolve => {
    const build = spawn(
      process.execPath,
      [join(home, "node_modules", "vite", "bin", "vite.js"), "build", join(home, "web"), "--logLevel", "warn"],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
    build.once("exit", code => (code === 0 ? resolve() : fail("The web app could not be built.")));
  });
  writeFileSync(join(dist, MADE_OF), sources);
  return dist;
}

function madeOf(dist: string): string | null {
  const path = join(dist, MADE_OF);
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}

/** A digest of what the app is made of: its own files, the answers' shapes, and the versions of what it uses. */
function sourcesOf(home: string): string {
  const digest = createHash("sha256").update(readFileSync(join(home, "package-lock.json")));
  const web = readdirSync(join(home, "web"), { recursive: true, withFileTypes: true })
    .filter(one => one.isFile())
    .map(one => join(one.parentPath, one.name))
    .filter(path => !/[\\/]web[\\/](dist|tests)[\\/]|\.test\.tsx?$/.test(path));
  for (const path of [...web.sort(), join(home, "src", "chart", "routes.ts")])
    digest.update(`\n${path.slice(home.length)}\n`).update(readFileSync(path));
  return digest.digest("hex");
}
