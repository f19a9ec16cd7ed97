import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { buildMessage, encodeMessage, type Message, readMessage, STANDARD_DELIMITERS, splitFile } from "./index.ts";

const bytesOf = (text: string, encoding: BufferEncoding = "utf8") => new Uint8Array(Buffer.from(text, encoding));

function read(text: string | Uint8Array, charset?: string): Message {
  const result = readMessage(typeof text === "string" ? bytesOf(text) : text, charset === undefined ? {} : { charset });
  assert.ok(result.ok, result.ok ? "" : result.error.code);
  return result.message;
}

const HEADER = "MSH|^~\\&|EHR|HMG|||20230803031200-0400||ADT^A01|C1|P|2.5.1";

test("access by position: repetitions, components, subcomponents, MSH-1 and MSH-2 are the delimiters", () => {
  const message = read(`${HEADER}\rPID|1||1001^^^HMG^MR~99&x^^^SSA^SS||NGUY\u1EC4N^Th\u1ECB||""|F\r`);
  const [msh, pid] = message.segments;
  assert.equal(msh?.text(1), "|");
  assert.equal(msh?.text(2), "^~\\&");
  assert.equal(msh?.text(9, 1, 2), "A01");
  assert.equal(pid?.repetitions(3), 2);
  assert.equal(pid?.text(3, 2, 1, 2), "x");
  assert.equal(pid?.text(3, 2, 5), "SS");
  assert.equal(pid?.text(5), "NGUY\u1EC4N");
  assert.deepEqual(pid?.value(7), { kind: "deleted" });
  assert.deepEqual(pid?.value(4), { kind: "empty" });
  assert.equal(pid?.text(40), undefined, "missing trailing fields are empty");
});

test("escapes stand for what they say, and what is none stays as sent", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["a\\F\\b", "a|b"],
    ["a\\S\\b\\T\\c\\R\\d\\E\\e", "a^b&c~d\\e"],
    ["a\\X41C3A9\\b", "aA\u00E9b"],
    ["a\\.br\\b", "a\nb"],
    ["a\\H\\b\\N\\", "ab"],
    ["a\\.sp2\\b\\.sk3\\c\\.in+4\\d\\.ce\\e", "a\n\nb   cd\ne"],
    ["a\\Zxx\\b\\.odd\\", "a\\Zxx\\b\\.odd\\"],
    ["5\\6", "5\\6"],
    ["\\F", "\\F"],
    ["\\\\F\\", "\\|"],
    ["\\X4\\", "\\X4\\"],
  ];
  for (const [sent, meant] of cases)
    assert.equal(read(`${HEADER}\rOBX|1|TX|||${sent}`).segment("OBX")?.text(5), meant, sent);
});

test("custom delimiters, two to five of them", () => {
  const message = read("MSH#*+!%#EHR\rPID#1##7*a%b*c+8\r");
  assert.equal(message.segment("PID")?.text(3, 1, 2, 2), "b");
  assert.equal(message.segment("PID")?.repetitions(3), 2);
  assert.equal(read("MSH|^~\\&#|EHR\rPID|1||7").segment("PID")?.text(3), "7");
  assert.equal(read("MSH|^~|EHR\rPID|1||7\\T\\8&9").segment("PID")?.text(3), "7\\T\\8&9");
  for (const bad of ["MSH", "MSH|", "MSHA^~\\&A", "MSH|^^\\&|", "MSH|abc|"])
    assert.equal(readMessage(bytesOf(bad)).ok, false, bad);
});

test("MSH-2 as it is misprinted: the usual four are meant, and an issue says so", () => {
  for (const encoding of ["^~\\\\&", "^&~\\", "^~&\\", "^~&"]) {
    const message = read(`MSH|${encoding}|EHR|HMG\rPID|1||7^^^A&1.2&ISO~8`);
    assert.equal(message.segment("PID")?.text(3, 1, 4, 2), "1.2", encoding);
    assert.equal(message.segment("PID")?.text(3, 2), "8", encoding);
    assert.deepEqual(
      message.issues.map(one => one.code),
      ["delimiters-misprinted"],
    );
  }
});

test("segment names in small letters, and the end of a segment as the standard prints it", () => {
  const message = read("msh|^~\\&|EHR\rpid|1||7<cr>\rPv1 |1|I");
  assert.deepEqual(
    message.segments.map(one => one.name),
    ["MSH", "PID", "PV1"],
  );
  assert.equal(message.segment("PID")?.text(3), "7");
  assert.equal(readMessage(bytesOf("mshown|a|b")).ok, false, "a word is no header");
  assert.equal(splitFile(bytesOf("msh|^~\\&|A\rpid|1\rmsh|^~\\&|B\r")).length, 2);
});

test("charsets of table 0211 beyond Europe; the first that MSH-18 names beside ASCII", () => {
  const head = "MSH|^~\\&|EHR||||||ADT^A01|1|P|2.5||||||";
  const japanese = Buffer.from(`${head}~ISO IR87\rPID|1||7||\u001b$B;3ED\u001b(B^TARO`, "latin1");
  assert.equal(read(new Uint8Array(japanese)).segment("PID")?.text(5), "\u5c71\u7530");
  const chinese = Buffer.concat([Buffer.from(`${head}GB 18030-2000\rPID|1||7||`), Buffer.from([0xd5, 0xc5])]);
  assert.equal(read(new Uint8Array(chinese)).segment("PID")?.text(5), "\u5f20");
  assert.equal(
    read(bytesOf(`${head}ASCII~UNICODE UTF-8\rPID|1||7||M\u00fcller`))
      .segment("PID")
      ?.text(5),
    "M\u00fcller",
  );
});

test("a file with frame behind frame on one line, and one in UTF-16", () => {
  const one = `${HEADER}\rPID|1||7`;
  assert.equal(splitFile(bytesOf(`\u000b${one}\u001c\u000b${one}\u001c`)).length, 2);
  const [message] = splitFile(new Uint8Array(Buffer.from(`\uFEFF${one}`, "utf16le")));
  assert.ok(message !== undefined);
  assert.equal(read(message).segment("PID")?.text(3), "7");
});

test("CR, LF, CRLF, a BOM, a frame, blank lines and noise before the header", () => {
  for (const end of ["\r", "\n", "\r\n", "\r\r", "\n\r\n"]) {
    assert.equal(read(`${HEADER}${end}PID|1||7${end}PV1|1|I${end}`).segments.length, 3);
  }
  for (const before of ["\uFEFF", "\u000b", "\r\n\r\n", "  ", "noise\r\n", "FHS|^~\\&\r"])
    assert.equal(read(`${before}${HEADER}\rPID|1||7`).segment("PID")?.text(3), "7");
});

test("a frame byte behind the last field is no part of it", () => {
  for (const end of ["\u001c", "\u001c\r", "\u001c\u000b"]) {
    assert.equal(read(`\u000b${HEADER}\rPID|1||7${end}`).segment("PID")?.text(3), "7");
    const [message] = splitFile(bytesOf(`\u000b${HEADER}\rPID|1||7${end}`));
    assert.ok(message !== undefined);
    assert.equal(read(message).segment("PID")?.text(3), "7");
  }
});

test("a field of very many repetitions is cut once: walking it is no more work than its length", () => {
  const many = read(`${HEADER}\rPID|1||${"1^^^A^MR~".repeat(100_000)}`).segment("PID");
  assert.equal(many?.repetitions(3), 100_001);
  let found = 0;
  for (let repetition = 1; repetition <= 100_001; repetition++) if (many?.text(3, repetition, 5) === "MR") found += 1;
  assert.equal(found, 100_000, "and it ends: searched from its start each time this took minutes");
});

test("M1: bytes without MSH-18 are UTF-8 if strictly valid, else the feed's charset, else ISO 8859-1 with an issue; never U+FFFD", () => {
  const utf8 = read(`${HEADER}\rPID|||||\u0141ukasz`);
  assert.deepEqual([utf8.segment("PID")?.text(5), utf8.charset, utf8.issues.length], ["\u0141ukasz", "utf-8", 0]);
  const latin = bytesOf(`${HEADER}\rPID|||||Jos\u00E9`, "latin1");
  const guessed = read(latin);
  assert.deepEqual([guessed.segment("PID")?.text(5), guessed.issues[0]?.code], ["Jos\u00E9", "charset-guessed"]);
  const feed = read(bytesOf(`${HEADER}\rPID|||||\u00A4`, "latin1"), "8859/15");
  assert.deepEqual([feed.segment("PID")?.text(5), feed.issues.length], ["\u20AC", 0]);
});

test("UTF-8 under the name of ISO 8859 is UTF-8: no name is spelled MÃ¼ller", () => {
  const sent = read(bytesOf(`${HEADER}||||||8859/1\rPID|||||M\u00FCller`));
  assert.deepEqual(
    [sent.segment("PID")?.text(5), sent.charset, sent.issues[0]?.code],
    ["Müller", "utf-8", "charset-wrong"],
  );
  const named = read(bytesOf(`${HEADER}||||||8859/1\rPID|||||M\u00FCller`, "latin1"));
  assert.deepEqual([named.segment("PID")?.text(5), named.charset, named.issues.length], ["Müller", "iso-8859-1", 0]);
});

test("MSH-18 names the charset; one that is unknown or wrong is an issue and the text is still whole", () => {
  const with18 = (charset: string, name: string) => bytesOf(`${HEADER}||||||${charset}\rPID|||||${name}`, "latin1");
  assert.equal(read(with18("8859/1", "Jos\u00E9")).segment("PID")?.text(5), "Jos\u00E9");
  assert.equal(read(with18("8859/15", "\u00A4")).segment("PID")?.text(5), "\u20AC");
  assert.equal(read(with18("UNICODE UTF-8", "\u00C3\u00A9")).segment("PID")?.text(5), "\u00E9");
  assert.deepEqual(
    read(with18("ASCII", "Jos\u00E9")).issues.map(issue => issue.code),
    ["charset-wrong", "charset-guessed"],
  );
  assert.equal(read(with18("KLINGON", "Jose")).issues[0]?.code, "charset-unknown");
});

test("a file: each MSH at the start of a line begins a message, envelopes are none", () => {
  const file = `FHS|^~\\&\rBHS|^~\\&\r${HEADER}\rPID|1\rMSHX\r${HEADER}\rPID|2\rBTS|2\rFTS|1\r`;
  const messages = splitFile(bytesOf(file));
  assert.deepEqual(
    messages.map(message => {
      const result = readMessage(message);
      return result.ok ? result.message.segment("PID")?.text(1) : result.error.code;
    }),
    ["1", "bad-delimiters", "2"],
  );
  assert.equal(splitFile(bytesOf("")).length, 0);
  assert.equal(splitFile(bytesOf("PID|1\r")).length, 0);
  assert.equal(splitFile(bytesOf(`\u000b${HEADER}\r\u001c\r\u000b${HEADER}\r\u001c\r`)).length, 2);
});

const text = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .filter(t => t !== "" && t !== '""' && t.isWellFormed() && t === t.trim() && !/[\u0085\u2028\u2029\uFEFF]/.test(t));

test("what is built is read back: any text in any position, any delimiters", () => {
  const delimiters = fc.constantFrom(STANDARD_DELIMITERS, {
    field: "#",
    component: "*",
    repetition: "+",
    escape: "!",
    subcomponent: "%",
  });
  fc.assert(
    fc.property(
      delimiters,
      fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      (custom, repetitions) => {
        const built = buildMessage(
          [
            ["MSH", "EHR"],
            ["ZZZ", "1", { repeat: repetitions }],
          ],
          { delimiters: custom },
        );
        const segment = read(encodeMessage(built)).segment("ZZZ");
        for (const [r, components] of repetitions.entries()) {
          for (const [c, sent] of components.entries()) assert.equal(segment?.text(2, r + 1, c + 1), sent);
        }
      },
    ),
  );
});

test("hostile bytes never throw and never hang", () => {
  const runs = process.env.SLOW === "1" ? 100_000 : 2_000;
  const base = bytesOf(`${HEADER}\rPID|1||1001^^^HMG^MR\rOBX|1|NM|K^^L||6.1\\X\\|mmol/L`);
  const mutated = fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 12 }).map(changes => {
    const bytes = new Uint8Array(base);
    for (const [at, byte] of changes) bytes[at] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 300 })), bytes => {
      const result = readMessage(bytes);
      if (!result.ok) return;
      for (const segment of result.message.segments) {
        for (let field = 0; field <= segment.fields + 1; field++)
          assert.ok(!segment.text(field)?.includes("\uFFFD") || Buffer.from(bytes).includes("\uFFFD"));
      }
    }),
    { numRuns: runs },
  );
});

test("every real message at hand is read", context => {
  const corpus = join(import.meta.dirname, "../../../shared/data/hl7v2");
  if (!existsSync(corpus)) return context.skip("the shared corpora are not beside this checkout");
  let files = 0;
  for (const name of readdirSync(corpus, { recursive: true, encoding: "utf8" })) {
    const path = join(corpus, name);
    if (!name.endsWith(".hl7") || !statSync(path).isFile()) continue;
    for (const message of splitFile(new Uint8Array(readFileSync(path)))) readMessage(message);
    files += 1;
  }
  assert.ok(files > 50);
});
