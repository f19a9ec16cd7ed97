// A parked message as whoever mends a dialect reads it: its form and its codes, and nothing of whom it names.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readMessage } from "../hl7/index.ts";
import { blanker, commonOf, ownValues } from "./blank.ts";
import { readFixtures } from "./fixtures.testing.ts";

const blankedText = (text: string, others: readonly string[] = []): string => {
  const all = [text, ...others].map(one => {
    const read = readMessage(Buffer.from(one));
    assert.ok(read.ok);
    return read.message;
  });
  const [message] = all;
  assert.ok(message !== undefined);
  const cells = blanker(message, commonOf(all.map(ownValues)));
  return message.segments.map(segment => cells(segment).join("|")).join("\r");
};
const HEAD = "MSH|^~\\&|EHR|N|||2026||ADT^Z01|7|P|2.5";

/** A word that is hers: in any segment that is of persons, in free text, and misplaced into codes. */
const name = fc.stringMatching(/^[A-Z]{4,12}$/);
const number = fc.stringMatching(/^[1-9][0-9]{5,9}$/);

test("a name and a number stand nowhere in what is shown, wherever a sender put them", () => {
  fc.assert(
    fc.property(name, number, (family, mrn) => {
      const shown = blankedText(
        [
          HEAD,
          `PID|1||${mrn}^^^HOSP^MR||${family}^ANNA||19610314|F|||1 ROAD^^CITY||${mrn}`,
          `NK1|1|${family}^BOB|SPO`,
          `PV1|1|I|4W^401^${family}|||${mrn}`,
          `AL1|1|DA|PEN^${family}^L|SV|told by ${family}`,
          `OBX|1|CE|K^K^L||${family}^x^L`,
          `OBX|2|TX|K||${mrn} says ${family.toLowerCase()}`,
          `ZPI|${family}|${mrn}|B`,
          `NTE|1||${family}`,
        ].join("\r"),
      );
      assert.doesNotMatch(shown.split("\r").slice(1).join("\r"), new RegExp(`${family}|${mrn}`, "i"));
      assert.match(shown, /\|HOSP|\^HOSP\^MR/);
      assert.match(shown, /PEN\^/);
    }),
  );
});

test("of our own messages no name, number, birth date or address is left; form and codes are", () => {
  for (const { bytes } of readFixtures()) {
    const text = Buffer.from(bytes).toString("utf8");
    const shown = blankedText(text);
    const body = shown.split("\r").slice(1).join("\r");
    assert.doesNotMatch(body, /NGUY|700123|19570304/i);
    const form = (one: string) => one.replaceAll(/[\p{L}\p{M}\p{N}]/gu, "");
    const sent = readMessage(bytes);
    assert.ok(sent.ok);
    // MSH-1 is the separator itself.
    const lines = sent.message.segments.map(one => one.line).slice(1);
    assert.equal(form(body), form(lines.join("\r")));
  }
});

test("of the hospital's own segments a value is shown that three patients have in one place", () => {
  const one = (n: number, code: string) =>
    `${HEAD}\rPID|1||70012${n}^^^H^MR||DOE${n}^JO\rZAL|1|${code}|${code} twice|AB`;
  const seen = (...codes: string[]) =>
    blankedText(
      one(1, codes[0] ?? ""),
      codes.slice(1).map((code, at) => one(at + 2, code)),
    )
      .split("\r")
      .at(-1);
  assert.equal(seen("PCN"), "ZAL|1|xxx|xxx xxxxx|AB");
  assert.equal(seen("PCN", "PCN"), "ZAL|1|xxx|xxx xxxxx|AB");
  assert.equal(seen("PCN", "PCN", "PCN"), "ZAL|1|PCN|xxx xxxxx|AB");
  const same = one(1, "PCN");
  assert.equal(
    blankedText(same, [same, same, same]).split("\r").at(-1),
    "ZAL|1|xxx|xxx xxxxx|AB",
    "one patient thrice is one",
  );
});
