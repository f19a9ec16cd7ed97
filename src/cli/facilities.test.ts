// The directory by the real command, on a folder without a node and beside one that runs.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { startedHouse, succeed, tideover } from "../../tests/cli-kit.ts";
import { inFolder } from "../../tests/kit.ts";
import { cmsFile, hifldFile } from "../places/directory.testing.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/data/hospitals");
const house = startedHouse();

const Answer = z.strictObject({
  source: z.enum(["hifld", "cms"]),
  taken: z.int(),
  changed: z.int(),
  odd: z.int(),
  left: z.int(),
  oddities: z.strictObject({
    counts: z.record(z.string(), z.int()),
    examples: z.array(z.strictObject({ row: z.int(), column: z.string(), code: z.string(), text: z.string() })).max(50),
  }),
});

/** A new folder with keys and nothing else. */
function newFolder(use: (at: (name: string) => string, keyed: string[]) => Promise<void>): Promise<void> {
  return inFolder(async folder => {
    const at = (name: string) => join(folder, name);
    const keyed = ["--data", at("data"), "--key-file", at("key")];
    await succeed(["init", ...keyed]);
    await use(at, keyed);
  });
}

async function imported(file: string, keyed: readonly string[], code = 0): Promise<z.infer<typeof Answer>> {
  const ran = await tideover(["facilities", "import", file, ...keyed, "--json"]);
  assert.equal(ran.code, code, ran.err + ran.out);
  return Answer.parse(JSON.parse(ran.out));
}

test("a file is taken once; again changes none, and a changed row one", () =>
  newFolder(async (at, keyed) => {
    const rows = Array.from({ length: 1_203 }, (_, n) => ({ ID: String(n + 1).padStart(10, "0"), NAME: `HOUSE ${n}` }));
    writeFileSync(at("hifld.csv"), hifldFile(...rows));
    const counts = ({ source, taken, changed, odd, left }: z.infer<typeof Answer>) => [
      source,
      taken,
      changed,
      odd,
      left,
    ];
    assert.deepEqual(counts(await imported(at("hifld.csv"), keyed)), ["hifld", 1_203, 1_203, 0, 0]);
    assert.deepEqual(counts(await imported(at("hifld.csv"), keyed)), ["hifld", 1_203, 0, 0, 0]);
    rows[700] = { ...rows[700], ID: "0000000701", NAME: "A NEW NAME" };
    writeFileSync(at("hifld.csv.gz"), gzipSync(hifldFile(...rows)));
    assert.deepEqual(counts(await imported(at("hifld.csv.gz"), keyed)), ["hifld", 1_203, 1, 0, 0]);
    writeFileSync(at("odd.csv"), hifldFile({ ID: "0000000001", ZIP: "6999", BEDS: "many" }, { ID: "" }));
    const odd = await imported(at("odd.csv"), keyed, 2);
    assert.deepEqual(counts(odd), ["hifld", 1, 1, 2, 1]);
    assert.deepEqual(odd.oddities.counts, { "zip-padded": 1, "beds-unreadable": 1, "no-id": 1 });
    const words = await tideover(["facilities", "import", at("odd.csv"), ...keyed]);
    assert.equal(words.code, 2);
    assert.match(words.out, /^HIFLD Hospitals\nplaces in the directory {5} 1\nnew or changed by this file {2}0\n/);
    assert.match(words.out, /line 2, ZIP: it lost its leading zero, which was put back\n/);
    assert.match(await succeed(["verify", ...keyed]), /\d/);
  }));

test("what is no directory is refused with words and 1, and nothing is recorded", () =>
  newFolder(async (at, keyed) => {
    const refused = async (file: string, words: RegExp) => {
      const ran = await tideover(["facilities", "import", file, ...keyed, "--json"]);
      assert.deepEqual([ran.code, ran.out], [1, ""]);
      assert.match(ran.err, words);
    };
    const random = Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7_919) % 256);
    const whole = hifldFile({});
    for (const [name, content, words] of [
      ["binary", random, /is no text\. Nothing was taken/],
      ["empty", "", /no heading that can be read\. Nothing was taken/],
      ["people.csv", "id,name,role\n1,A,nurse\n", /no directory that is known\. Known are HIFLD Hospitals and CMS/],
      ["heading", whole.slice(0, 40), /no heading|no directory/],
      ["torn.gz", gzipSync(whole).subarray(0, 60), /cannot be read, or is too large\. Nothing was taken/],
    ] as const) {
      writeFileSync(at(name), content);
      await refused(at(name), words);
    }
    await refused(at("nowhere.csv"), /cannot be read/);
    await refused(at("data"), /cannot be read/);
    writeFileSync(at("torn.csv"), hifldFile({}, { ID: "0000000002" }).slice(0, -60));
    const torn = await imported(at("torn.csv"), keyed, 2);
    assert.deepEqual([torn.taken, torn.left, torn.oddities.counts], [1, 1, { "cut-short": 1 }]);
  }));

test("beside a running node: pairs are proposed with reasons, confirmed, denied, and refused where they cannot be", async () => {
  const { at, folder } = house;
  writeFileSync(at("hifld.csv"), hifldFile({ ID: "0000000001" }, { ID: "0000000002", STATE: "NY" }));
  writeFileSync(at("cms.csv"), cmsFile({}, { "Facility ID": "070002", State: "NY" }));
  assert.equal((await imported(at("hifld.csv"), folder())).changed, 2);
  assert.equal((await imported(at("cms.csv"), folder())).changed, 2);
  const Matches = z.object({
    of: z.int(),
    matches: z.array(
      z.object({
        cms: z.object({ id: z.string() }),
        hifld: z.object({ id: z.string() }),
        score: z.int(),
        reasons: z.array(z.string()),
      }),
    ),
  });
  const proposed = async (...more: string[]) =>
    Matches.parse(JSON.parse(await succeed(["facilities", "matches", ...folder(), "--json", ...more]))).matches.map(
      ({ cms, hifld, score, reasons }) => [cms.id, hifld.id, score, reasons.length],
    );
  const pairs = [
    ["070001", "0000000001", 4, 4],
    ["070002", "0000000002", 4, 4],
  ];
  assert.deepEqual(await proposed(), pairs);
  assert.deepEqual(await proposed("--state", "ny"), pairs.slice(1));
  const words = await succeed(["facilities", "matches", ...folder()]);
  assert.match(words, /070001 0000000001 {2}4 alike: phone, zip, address, name\n {2}CMS {4}Lakeside General/);
  const say = (...args: string[]) => tideover(["facilities", "confirm", ...args, ...folder()]);
  const confirmed = await say("070001", "0000000001");
  assert.match(confirmed.out, /\(CMS\) and LAKESIDE GENERAL HOSPITAL \(HIFLD\) are one place\.\n/);
  assert.match((await say("070001", "0000000001")).out, /are one place: that was recorded before\.\n/);
  const second = await say("070001", "0000000002");
  assert.deepEqual([second.code, second.out], [1, ""]);
  assert.match(second.err, /confirmed to be the same as 0000000001.*--not/);
  assert.match((await say("079999", "0000000002")).err, /CMS lists no 079999/);
  assert.match((await say("07/1", "2")).err, /Say the CMS id/);
  assert.match((await say("070002", "0000000002", "--not")).out, /are two places\.\n/);
  assert.deepEqual(await proposed(), []);
  assert.match(await succeed(["facilities", "matches", ...folder()]), /^No two places/);
});

test("the two public files, whole", { skip: existsSync(CORPUS) ? false : "no ../shared here" }, () =>
  newFolder(async (_, keyed) => {
    for (const [name, rows] of [
      ["hifld-hospitals-2023.csv", 8_013],
      ["cms-hospital-general-2025.csv", 5_421],
    ] as const)
      for (const changed of [rows, 0]) {
        const begun = performance.now();
        const answer = await imported(join(CORPUS, name), keyed);
        process.stdout.write(`# ${name}: ${answer.changed} changed in ${Math.round(performance.now() - begun)} ms\n`);
        assert.deepEqual([answer.taken, answer.changed, answer.left], [rows, changed, 0]);
      }
  }),
);
