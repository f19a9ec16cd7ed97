// An outside judge of every page of HTML that is served: html-validate, its standard and accessibility rules.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { builtWeb } from "../web/tests/browser.ts";

const judge = new HtmlValidate({
  root: true,
  extends: ["html-validate:standard", "html-validate:a11y"],
  rules: {
    // The page of the simulator is one file that carries its own style and script, by choice.
    "require-sri": "off",
  },
});

async function complaints(html: string): Promise<string[]> {
  const { results } = await judge.validateString(html);
  return results.flatMap(({ messages }) => messages.map(one => `${one.line}: ${one.ruleId}: ${one.message}`));
}

test("the web app's page and the simulator's page are valid HTML", async () => {
  for (const file of [join(builtWeb(), "index.html"), join(import.meta.dirname, "..", "sim", "control.html")])
    assert.deepEqual(await complaints(readFileSync(file, "utf8")), [], file);
});

test("the judge sees: a planted unclosed element, a doubled id, a button without words", async () => {
  const page = (body: string) =>
    `<!DOCTYPE html>\n<html lang="en"><head><title>x</title></head><body>${body}</body></html>`;
  assert.deepEqual(await complaints(page("<p>whole</p>")), []);
  for (const body of ["<p><b>open</p>", '<p id="a">1</p><p id="a">2</p>', '<button type="button"></button>'])
    assert.notDeepEqual(await complaints(page(body)), [], body);
});
