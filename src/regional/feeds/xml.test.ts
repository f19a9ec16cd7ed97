import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SKIP_XMLLINT, textsOf, xmlFaults } from "./xml.testing.ts";
import { clipped, element, xmlDocument } from "./xml.ts";

test("quotes, marks and line ends are escaped; what XML forbids is replaced, one for one", () => {
  const root = element("a", `<&>"'\r\n\t\u0000\ud800\ufffe😀`, { b: `"<\n` });
  const inside = "&lt;&amp;&gt;&quot;&apos;&#13;&#10;&#9;\ufffd\ufffd\ufffd😀";
  assert.equal(xmlDocument(root), `<?xml version="1.0" encoding="UTF-8"?>\n<a b="&quot;&lt;&#10;">${inside}</a>\n`);
});

test("text is cut between characters", () => {
  assert.equal(clipped("😀😀😀", 3), "😀😀😀");
  assert.equal(clipped("😀😀😀", 2), "😀…");
  assert.equal(textsOf(xmlDocument(element("a", "x".repeat(30_000))), "a")[0]?.length, 20_000);
});

test("nothing is left out and no blank is added beside text", () => {
  const root = element("a", ["x ", null, element("b", []), " y"]);
  assert.match(xmlDocument(root), /<a>x <b\/> y<\/a>/);
});

test("property: any text is well-formed, and is read as it was", { skip: SKIP_XMLLINT }, () => {
  const texts = fc.sample(fc.string({ unit: "binary", maxLength: 60 }), 500);
  const documents = texts.map(text => xmlDocument(element("a", text, { b: text })));
  assert.deepEqual(xmlFaults(documents), []);
  for (const [n, text] of texts.entries()) {
    const [read = ""] = textsOf(documents[n] ?? "", "a");
    assert.equal([...read].length, [...text].length);
    if (/^[\n -~]*$/.test(text)) assert.equal(read, text);
  }
});
