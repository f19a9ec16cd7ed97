// The appointment book by the real command: beside a running node and on its stopped folder, killed half way, next day's book, and with SIU.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync, utimesSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { admit, MAIN, send, startedHouse, succeed, tideover } from "../../tests/cli-kit.ts";

const house = startedHouse();
const { at, folder, keyed, start } = house;

const Counts = z.object({
  taken: z.int(),
  known: z.int(),
  parked: z.record(z.string(), z.int()),
  refused: z.record(z.string(), z.int()),
  lines: z.array(z.object({ line: z.int(), code: z.string(), text: z.string() })),
});

async function imported(code: number, text: string, ...more: string[]): Promise<z.infer<typeof Counts>> {
  const file = at("book.csv");
  writeFileSync(file, text);
  const ran = await tideover(["import", "appointments", file, ...more, "--json"]);
  assert.equal(ran.code, code, ran.err + ran.out);
  return Counts.parse(JSON.parse(ran.out));
}

/** `number start status` of each appointment, in order. */
async function book(): Promise<string[]> {
  const token = await succeed(["token", "create", "--role", "reader", "--name", "counter", ...folder()]);
  const answer = await fetch(`${house.node.url}/fhir/Appointment?status=booked,cancelled&_count=500`, {
    headers: { authorization: `Bearer ${token.trim()}` },
  });
  const Bundle = z.object({
    entry: z
      .array(
        z.object({
          resource: z.object({
            identifier: z.array(z.object({ value: z.string() })).optional(),
            start: z.string().optional(),
            status: z.string().optional(),
          }),
        }),
      )
      .default([]),
  });
  return Bundle.parse(await answer.json())
    .entry.flatMap(({ resource: { identifier, start = "no hour", status } }) =>
      identifier === undefined ? [] : [`${identifier[0]?.value} ${start.slice(0, 16)} ${status}`],
    )
    .sort();
}

const HEAD = "Appointment Number;MRN;Patient Name;DOB;Phone;Date;Time;Duration;Clinic;Provider;Visit type;Status;Notes";
const line = (n: number, more: { time?: string; status?: string; date?: string } = {}) =>
  `A${n};7${1000 + n};"OKAFOR, Grace ""G""";1961-08-22;860 555 ${1000 + n};${more.date ?? "2026-12-03"};${more.time ?? "09:30"};20;Cardiology;CHEN, Maria;Follow-up;${more.status ?? "Scheduled"};`;

test("a book is taken row by row; what cannot be is parked with its line and why; the same file again changes nothing", async () => {
  const text = [
    `\uFEFF${HEAD}`,
    line(1),
    line(2),
    "A3;;NOBODY;;;2026-12-03;10:00;20;Cardiology;;;;",
    `A4;7004;"torn;1961;1`,
    line(5, { date: "2026-13-03" }),
    line(6, { date: "2026-03-08", time: "02:30" }),
    "",
  ].join("\r\n");
  const first = await imported(2, text, ...folder());
  assert.deepEqual([first.taken, first.known, first.refused], [6, 0, {}]);
  assert.deepEqual(first.parked, { "no-record": 1, quotes: 1, "time-unreadable": 1 });
  assert.deepEqual(
    first.lines.map(one => [one.line, one.code]),
    [
      [4, "no-record"],
      [5, "quotes"],
      [6, "time-unreadable"],
      [7, "time-not-clear"],
    ],
  );
  const held = ["A1 2026-12-03T09:30 booked", "A2 2026-12-03T09:30 booked", "A6 no hour booked"];
  assert.deepEqual(await book(), held);
  utimesSync(at("book.csv"), new Date(), new Date(Date.now() + 60_000));
  const again = await imported(2, text, ...folder());
  assert.deepEqual([again.taken, again.known], [0, 6]);
  assert.deepEqual(await book(), held);
});

test("the next day's book moves, cancels and adds by the number; one that goes back to its old time goes back", async () => {
  const day = (hour: number) => ["--as-of", `2026-11-2${hour}T06:00:00-05:00`, ...folder()];
  const many = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => line(from + n));
  await imported(0, [HEAD, ...many(100, 103)].join("\n"), ...day(4));
  await imported(
    0,
    [HEAD, line(100, { time: "2:15 PM" }), line(101, { status: "Canceled" }), ...many(102, 104)].join("\n"),
    ...day(5),
  );
  const moved = [
    "A100 2026-12-03T14:15 booked",
    "A101 2026-12-03T09:30 cancelled",
    "A102 2026-12-03T09:30 booked",
    "A103 2026-12-03T09:30 booked",
  ];
  const now = async () => (await book()).filter(one => /^A10\d /.test(one));
  assert.deepEqual(await now(), moved);
  // The book of the day before comes late: it is older.
  await imported(0, [HEAD, line(100, { time: "11:00" })].join("\n"), ...day(4));
  assert.deepEqual(await now(), moved);
  await imported(0, [HEAD, ...many(100, 103)].join("\n"), ...day(6));
  assert.deepEqual((await now())[0], "A100 2026-12-03T09:30 booked");
});

test("a date that could be two days stops the file, with its line, until somebody says which", async () => {
  const text = [HEAD, line(200, { date: "12/13/2026" }), line(201, { date: "3/4/2026" })].join("\n");
  writeFileSync(at("us.csv"), text);
  const ran = await tideover(["import", "appointments", at("us.csv"), ...folder()]);
  assert.equal(ran.code, 1);
  assert.match(ran.err, /Line 3 has a date that could be two days.*--dates mdy.*Nothing was taken/);
  assert.equal((await imported(0, text, "--dates", "mdy", ...folder())).taken, 2);
  assert.deepEqual(
    (await book()).filter(one => /^A20\d /.test(one)),
    ["A200 2026-12-13T09:30 booked", "A201 2026-03-04T09:30 booked"],
  );
});

test("without the columns that it needs, or with another facility's name, nothing is taken", async () => {
  writeFileSync(at("odd.csv"), "name,phone\nA,1\n");
  const ran = await tideover(["import", "appointments", at("odd.csv"), ...folder()]);
  assert.match(ran.err, /no column number; mrn; start, or date and time/);
  const other = await tideover([
    "import",
    "appointments",
    at("us.csv"),
    "--dates",
    "mdy",
    "--facility",
    "ELSEWHERE",
    ...folder(),
  ]);
  assert.match(other.err, /serves LAKESIDE, not ELSEWHERE/);
  assert.deepEqual([ran.code, other.code], [1, 1]);
});

test("her number leads to her record; killed half way, the rest is taken by running it again, on the stopped folder too", async () => {
  await send(house.node.port, [admit("79001", "FILED", "6N", "1")]);
  const rows = Array.from({ length: 1_200 }, (_, n) => `B${n},${n === 7 ? "79001" : 80_000 + n},2026-12-05 08:00,30`);
  writeFileSync(at("long.csv"), ["number,mrn,start,duration", ...rows].join("\n"));
  await house.node.stop();
  // Killed as soon as the first batch is on disk.
  const killed = spawn(process.execPath, [MAIN, "import", "appointments", at("long.csv"), ...keyed()], {
    stdio: "ignore",
  });
  const ended = once(killed, "close");
  const size = () => statSync(at("data", "journal.db-wal"), { throwIfNoEntry: false })?.size ?? 0;
  while (size() < 300_000 && killed.exitCode === null) await new Promise(resolve => setTimeout(resolve, 5));
  killed.kill("SIGKILL");
  await ended;
  house.node = await start();
  const again = await tideover(["import", "appointments", at("long.csv"), "--json", ...folder()]);
  const counts = Counts.parse(JSON.parse(again.out));
  assert.equal(counts.taken + counts.known, 1_200, again.out);
  assert.ok(counts.taken > 0, "the kill came in time");
  assert.equal((await book()).filter(one => one.startsWith("B")).length > 0, true);
  const once_more = await tideover(["import", "appointments", at("long.csv"), "--json", ...folder()]);
  assert.deepEqual(
    [Counts.parse(JSON.parse(once_more.out)).taken, Counts.parse(JSON.parse(once_more.out)).known],
    [0, 1_200],
  );
});
