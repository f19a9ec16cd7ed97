// The frequency table as hospitals really send it: dirty. A wrong time is worse than a frequency in words.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { rowFor } from "./frequency.ts";
import { readFrequencies } from "./frequency-csv.ts";

const read = (...lines: string[]) => readFrequencies(lines.join("\n"), 0);
const times = (tables: ReturnType<typeof read>["tables"], unit: string | null, code: string) =>
  rowFor(tables, unit, code)?.times;

test("good rows are taken, each odd one is named by its line", () => {
  const { tables, odd } = read(
    "code,words,times,days,unit",
    "BID,twice a day,0900 2100,,",
    "TID,,9:00 14:00 25:00,,",
    "",
    ",no code,09:00,,",
    "HD,on dialysis days,06:00,mo we fr,4W",
    "WK,weekly,06:00,Monday,",
    "PRN,as needed,,,",
  );
  assert.deepEqual(times(tables, null, "bid"), ["09:00", "21:00"]);
  assert.deepEqual(rowFor(tables, "4W", "HD")?.days, [1, 3, 5]);
  assert.deepEqual(
    odd.map(({ line, field, text }) => `${line} ${field}: ${text}`),
    [
      "3 times: TID: a time is 06:00 or 0600",
      "5 code: there is no code",
      "7 days: WK: days are MO TU WE TH FR SA SU",
      "8 times: PRN: there is no time",
    ],
  );
});

test("an odd row of a unit is in words there: the house's times never stand in for it", () => {
  const { tables } = read("code,times,unit", "BID,09:00 21:00,", "BID,9h 21h,4W");
  assert.deepEqual(times(tables, "4W", "BID"), []);
  assert.deepEqual(times(tables, "5E", "BID"), ["09:00", "21:00"]);
});

test("a code twice: alike it is taken once, with other times not at all", () => {
  const { tables, odd } = read("code,times", "BID,09:00 21:00", "bid,2100 0900", "TID,09:00", "TID,10:00");
  assert.deepEqual([times(tables, null, "BID"), times(tables, null, "TID")], [["09:00", "21:00"], []]);
  assert.deepEqual(
    odd.map(one => [one.line, one.text]),
    [
      [3, "bid stands twice, alike"],
      [5, "TID stands twice, with other times, so none of them is taken"],
    ],
  );
});

test("times without quotes, parted by the comma that parts the fields, lose no dose in silence", () => {
  const { tables, odd } = read("code,times", "HS,21:00", "BID,09:00,21:00");
  assert.deepEqual(times(tables, null, "BID"), []);
  assert.match(odd[0]?.text ?? "", /3 fields, the heading 2/);
});

test("semicolons, tabs, a byte order mark, CRLF and capital headings are read", () => {
  for (const mark of [";", "\t"]) {
    const csv = `\uFEFFCode${mark}Times\r\nBID${mark}09:00 21:00\r\n\r\nBAD${mark}x\r\n`;
    const { tables, odd } = readFrequencies(csv, 0);
    assert.deepEqual(times(tables, null, "BID"), ["09:00", "21:00"]);
    assert.deepEqual(
      odd.map(one => one.line),
      [4],
    );
  }
});

test("quotes that do not match may have swallowed rows: nothing is taken, and the lines are named", () => {
  for (const lines of [
    ['BID,"09:00"x 21:00', "QD,09:00"],
    ['BID,"09:00 21:00', "QD,09:00"],
  ]) {
    const { tables, odd } = read("code,times", "HS,21:00", ...lines);
    assert.deepEqual(tables, []);
    assert.ok(odd.length > 0 && odd.every(one => one.text === "its quotes do not match" && one.line >= 3));
  }
});

test("a file of nothing readable gives no table, and says why", () => {
  for (const [csv, why] of [
    ["", /empty/],
    ["code,zeiten\nBID,09:00", /no column times/],
    ["code,times,times\nBID,09:00,21:00", /times twice/],
    ["code,times\nPRN,", /no time/],
    [`code,times\n${"BID,09:00\n".repeat(20_001)}`, /more than 20000 rows/],
    ["x".repeat(2_000_001), /more than 2000000 characters/],
  ] as const) {
    const { tables, odd } = readFrequencies(csv, 0);
    assert.deepEqual(tables, []);
    assert.match(odd[0]?.text ?? "", why);
  }
});

test("never throws, and never gives a time that is none", () => {
  const cell = fc.oneof(fc.constantFrom("BID", "09:00", "9:00 21:00", '"', "", "MO", "4W", "\u0000"), fc.string());
  fc.assert(
    fc.property(fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }), rows => {
      const { tables } = readFrequencies(["code,times,unit", ...rows.map(row => row.join(","))].join("\n"), 0);
      for (const { rows: all } of tables)
        for (const row of all) for (const time of row.times) assert.match(time, /^([01]\d|2[0-3]):[0-5]\d$/);
    }),
  );
});
