// How long a nurse waits for a chart while the hospital's messages come in, beside the same bytes out of memory; on a small copy and on a large one.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { describeDemo } from "../src/cli/demo.ts";
import type { Keys } from "../src/journal/index.ts";
import { type Benchmark, type Room, rounded, type Size } from "./benchmark.ts";
import { now_ms, startChild } from "./child.ts";
import { formerPatients } from "./former-patients.ts";
import { openHospital } from "./hospital-sender.ts";
import { addMessages, layJournal } from "./lay-store.ts";
import { type BenchMessage, hospitalMessages } from "./messages.ts";
import { HOME, newStoreKeys, startNodeProcess, ZONE } from "./node.ts";
import { median, percentile, spread } from "./statistics.ts";

type Sizes = { readonly small: number; readonly large: number; readonly laid: number; readonly seconds: number };
const SIZES: { readonly [size in Size]: Sizes } = {
  full: { small: 10_000, large: 100_000, laid: 8_000, seconds: 40 },
  quick: { small: 1_000, large: 4_000, laid: 1_500, seconds: 8 },
  tiny: { small: 10, large: 20, laid: 60, seconds: 0.3 },
};
const REQUESTS_PER_S = 200;
const MESSAGES_PER_S = 100;
const FLUSH_EVERY_MS = 20;
const LEAST_LIMIT = 0.6;
const MOST_GROWTH = 1.3;

export const benchmark: Benchmark = {
  async run(size, room) {
    const sizes = SIZES[size];
    const keys = newStoreKeys();
    const now = Date.now();
    const coming = Math.ceil(sizes.seconds * MESSAGES_PER_S);
    room.say(`Making ${sizes.laid + coming} messages of the simulated hospital …`);
    const messages = hospitalMessages(sizes.laid + coming, 7, now);
    const folders = { small: join(room.folder, "small"), large: join(room.folder, "large") };
    mkdirSync(folders.small);
    room.say(`Laying ${sizes.laid} messages and ${sizes.small} former patients …`);
    const journal = layJournal(folders.small, keys, messages.slice(0, sizes.laid));
    addMessages(journal, formerPatients(0, sizes.small, now));
    journal.close();
    cpSync(folders.small, folders.large, { recursive: true });
    room.say(`Laying ${sizes.large - sizes.small} more in a copy of it …`);
    const more = layJournal(folders.large, keys, []);
    addMessages(more, formerPatients(sizes.small, sizes.large - sizes.small, now));
    more.close();
    const live = messages.slice(sizes.laid);
    const small = await waits(folders.small, keys, live, sizes.seconds, room);
    const large = await waits(folders.large, keys, live, sizes.seconds, room);
    return summary(sizes, small, large);
  },
};

type Waits = {
  /** ms, of patients already looked at. */
  readonly charts: readonly number[];
  /** ms, the same bytes out of a Map through the same framework in the same process. */
  readonly map: readonly number[];
  /** ms, each patient's first look by this person: it is on disk before the chart goes out. */
  readonly first: readonly number[];
  /** ms, a flush of the same disk meanwhile. */
  readonly flushes: readonly number[];
  readonly bytes: number;
};

async function waits(
  folder: string,
  keys: Keys,
  live: readonly BenchMessage[],
  seconds: number,
  room: Room,
): Promise<Waits> {
  const node = await startNodeProcess(folder, keys);
  const cookie = await signedIn(node.url);
  const records = await recordsIn(node.url, cookie);
  const headers = { cookie };
  room.say(`First looks at ${records.length} patients …`);
  const flusher = startChild("flush-process.ts");
  await flusher.ask({ do: "start", folder: room.folder, every_ms: FLUSH_EVERY_MS }, z.unknown());
  const first: number[] = [];
  const bodies: [string, string][] = [];
  for (const record of records) {
    const begun = now_ms();
    const body = await textOf(`${node.url}/patients/${record}`, headers);
    first.push(now_ms() - begun);
    bodies.push([record, body]);
  }
  const flushes = await flusher.ask({ do: "stop" }, z.array(z.number()));
  await flusher.end();
  const map = await node.ask({ do: "map", bodies }, z.object({ url: z.string() }));
  const sender = await openHospital(node.ports);
  room.say(`${REQUESTS_PER_S} charts a second while ${MESSAGES_PER_S} messages a second come in …`);
  const count = Math.max(2, Math.floor(seconds * REQUESTS_PER_S));
  const begin = now_ms() + 200;
  const coming = sender.openLoop(live, MESSAGES_PER_S, begin);
  // One after the other in turns, so that both meet the same load.
  const charts: Promise<number>[] = [];
  const mapped: Promise<number>[] = [];
  for (let n = 0; n < count; n++) {
    const record = records[(n * 7_919) % records.length] ?? "";
    const at = begin + (n * 1_000) / REQUESTS_PER_S;
    if (n % 2 === 0) charts.push(timed(at, `${node.url}/patients/${record}`, headers));
    else mapped.push(timed(at, `${map.url}/${record}`, {}));
  }
  const found = { charts: await Promise.all(charts), map: await Promise.all(mapped) };
  await coming;
  sender.close();
  await node.ask({ do: "close" }, z.unknown());
  await node.end();
  const bytes = bodies.reduce((sum, [, body]) => sum + Buffer.byteLength(body), 0) / bodies.length;
  return { ...found, first, flushes, bytes };
}

/** From when it was due: a server that falls behind is not measured as quick. */
async function timed(at_ms: number, url: string, headers: Record<string, string>): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, Math.max(0, at_ms - now_ms())));
  const due = now_ms();
  await textOf(url, headers);
  return now_ms() - due;
}

async function textOf(url: string, headers: Record<string, string>): Promise<string> {
  const answer = await fetch(url, { headers });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${answer.status} instead of a chart`);
  return text;
}

async function signedIn(url: string): Promise<string> {
  const nurse = describeDemo(HOME, ZONE).roster.find(person => person.role === "nurse");
  if (nurse === undefined) throw new Error("the simulated hospital has no nurse");
  const answer = await fetch(`${url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ person: nurse.id, secret: nurse.pin }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (!answer.ok || cookie === undefined) throw new Error("nobody could sign in");
  return cookie;
}

const UnitRows = z.object({ rows: z.array(z.object({ patient: z.object({ id: z.string() }).nullable() })) });

async function recordsIn(url: string, cookie: string): Promise<string[]> {
  const get = async <T>(path: string, schema: z.ZodType<T>) =>
    schema.parse(JSON.parse(await textOf(`${url}${path}`, { cookie })));
  const records: string[] = [];
  for (const { id } of await get("/units", z.array(z.object({ id: z.string() })))) {
    const { rows } = await get(`/units/${encodeURIComponent(id)}`, UnitRows);
    records.push(...rows.flatMap(row => row.patient?.id ?? []));
  }
  if (records.length === 0) throw new Error("nobody lies in a bed");
  return records;
}

function summary(sizes: Sizes, small: Waits, large: Waits) {
  const limit = median(small.map) / median(small.charts);
  const growth = median(large.charts) / median(small.charts);
  const ms = (value: number) => value.toFixed(2);
  const row = (name: string, patients: number, { charts, map, first, flushes }: Waits) => [
    name,
    String(patients),
    ms(median(charts)),
    ms(percentile(charts, 0.99)),
    ms(median(map)),
    ms(median(first)),
    ms(median(flushes)),
  ];
  return {
    figures: {
      patients_small: sizes.small,
      patients_large: sizes.large,
      requests_per_s: REQUESTS_PER_S,
      messages_per_s: MESSAGES_PER_S,
      seconds: sizes.seconds,
      chart_kb: rounded(small.bytes / 1_024),
      small_chart_p50_ms: rounded(median(small.charts)),
      small_chart_p99_ms: rounded(percentile(small.charts, 0.99)),
      large_chart_p50_ms: rounded(median(large.charts)),
      large_chart_p99_ms: rounded(percentile(large.charts, 0.99)),
      map_p50_ms: rounded(median(small.map)),
      map_p99_ms: rounded(percentile(small.map, 0.99)),
      first_look_p50_ms: rounded(median(small.first)),
      first_look_p99_ms: rounded(percentile(small.first, 0.99)),
      flush_p50_ms: rounded(median(small.flushes)),
      chart_noise: rounded(spread(small.charts)),
    },
    ratios: { limit: rounded(limit), growth: rounded(growth) },
    table: {
      head: ["copy", "patients", "chart p50 ms", "p99", "from a Map p50", "first look p50", "flush p50"],
      rows: [row("small", sizes.small, small), row("large", sizes.large, large)],
    },
    asked: [
      {
        what: "the same bytes from a Map ÷ a chart, at the median",
        asked: `≥ ${LEAST_LIMIT}`,
        measured: limit.toFixed(2),
        isMet: limit >= LEAST_LIMIT,
      },
      {
        what: `a chart at ${sizes.large} patients ÷ at ${sizes.small}`,
        asked: `≤ ${MOST_GROWTH}`,
        measured: growth.toFixed(2),
        isMet: growth <= MOST_GROWTH,
      },
    ],
  };
}
