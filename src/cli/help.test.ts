// docs/api.md names every command that there is, and none that there is not.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { succeed } from "../../tests/cli-kit.ts";

/** The commands that a help lists, without `help` itself. */
const listed = (help: string) =>
  [...(help.split("Commands:")[1] ?? "").matchAll(/^ {2}([a-z]+)\b/gm)]
    .flatMap(([, name]) => name ?? [])
    .filter(name => name !== "help");

test("every command is in docs/api.md, and every command there is one", async () => {
  const commands: string[] = [];
  for (const name of listed(await succeed(["--help"]))) {
    const inside = name === "feed" ? ["try"] : listed(await succeed([name, "--help"]));
    commands.push(...(inside.length === 0 ? [name] : inside.map(one => `${name} ${one}`)));
  }
  assert.ok(commands.length >= 15, `${commands.length} commands: the check is blind`);
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "api.md"), "utf8");
  const section = page.slice(page.indexOf("## Commands"));
  const written = [...section.matchAll(/`tideover ([a-z]+(?: [a-z]+)?)`/g)].flatMap(([, name]) => name ?? []);
  assert.deepEqual(written.toSorted(), commands.toSorted());
});
