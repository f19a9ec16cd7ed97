// From the start of the process to the first chart served over HTTP, on a small store and on a large one.
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { describeDemo } from "../src/cli/demo.ts";
import { writeDemoConfig } from "../src/cli/demo-config.ts";
import { type Keys, newIdentity, writeSlot } from "../src/journal/index.ts";
import { type Benchmark, rounded, type Size } from "./benchmark.ts";
import { formerPatients } from "./former-patients.ts";
import { addMessages, layJournal } from "./lay-store.ts";
import { hospitalMessages } from "./messages.ts";
import { HOME, newStoreKeys, ZONE } from "./node.ts";
import { startReal } from "./started-node.ts";
import { median, percentile, spread } from "./statistics.ts";

type Sizes = { readonly small: number; readonly large: number; readonly messages: number; readonly rounds: number };
const SIZES: { readonly [size in Size]: Sizes } = {
  full: { small: 10_000, large: 200_000, messages: 5_000, rounds: 15 },
  quick: { small: 2_000, large: 8_000, messages: 500, rounds: 4 },
  tiny: { small: 20, large: 40, messages: 60, rounds: 1 },
};
const MOST_S = 1;
const MOST_GROWTH = 1.1;

export const benchmark: Benchmark = {
  async run(size, room) {
    const sizes = SIZES[size];
    const { small, large, messages, rounds } = sizes;
    const keys = newStoreKeys();
    const now = Date.now();
    const folders = { small: join(room.folder, "small"), large: join(room.folder, "large") };
    mkdirSync(folders.small);
    room.say(`Laying a hospital's ${messages} messages and ${small} former patients …`);
    const journal = layJournal(folders.small, keys, hospitalMessages(messages, 7, now));
    addMessages(journal, formerPatients(0, small, now));
    journal.close();
    cpSync(folders.small, folders.large, { recursive: true });
    room.say(`Laying ${large - small} more in a copy of it …`);
    const more = layJournal(folders.large, keys, []);
    addMessages(more, formerPatients(small, large - small, now));
    more.close();

    const stores = [await openDoor(folders.small, keys), await openDoor(folders.large, keys)] as const;
    const runs: Run[][] = [[], []];
    for (let round = 0; round < rounds; round++) {
      room.say(`Round ${round + 1} of ${rounds} …`);
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      for (const index of order) {
        const [store, list] = [stores[index], runs[index]];
        if (store !== undefined) list?.push(await startOnce(store, round));
      }
    }
    return summary(sizes, runs[0] ?? [], runs[1] ?? []);
  },
};

type Store = {
  readonly folder: string;
  readonly keyFile: string;
  readonly configFile: string;
  readonly cookie: string;
  /** Records of patients in a bed. */
  readonly records: readonly string[];
};
type Run = { readonly opening_ms: number; readonly listening_ms: number; readonly chart_ms: number };

/** Keys, configuration, and a first start that is not timed: it enrolls the people, signs one in and fills the compile cache. */
async function openDoor(folder: string, keys: Keys): Promise<Store> {
  const demo = describeDemo(HOME, ZONE);
  const identity = await newIdentity();
  await writeSlot(folder, keys, { slot: "key-file", identity });
  const keyFile = `${folder}.key`;
  writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
  const configFile = `${folder}.json`;
  writeFileSync(configFile, JSON.stringify(writeDemoConfig(folder, demo, { http: 0, feeds: [] })));
  const node = await startReal(folder, keyFile, configFile);
  const nurse = demo.roster.find(person => person.role === "nurse");
  if (nurse === undefined) throw new Error("the simulated hospital has no nurse");
  const signedIn = await fetch(`${node.url}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: node.url },
    body: JSON.stringify({ person: nurse.id, secret: nurse.pin }),
  });
  const cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0];
  if (!signedIn.ok || cookie === undefined) throw new Error(`nobody could sign in: ${await signedIn.text()}`);
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    schema.parse(await (await fetch(`${node.url}${path}`, { headers: { cookie } })).json());
  const units = await get("/units", z.array(z.object({ id: z.string() })));
  const records: string[] = [];
  for (const { id } of units) {
    const { rows } = await get(`/units/${encodeURIComponent(id)}`, UnitRows);
    records.push(...rows.flatMap(row => row.patient?.id ?? []));
  }
  await node.stop();
  if (records.length === 0) throw new Error("nobody lies in a bed");
  return { folder, keyFile, configFile, cookie, records };
}

const UnitRows = z.object({ rows: z.array(z.object({ patient: z.object({ id: z.string() }).nullable() })) });

async function startOnce({ folder, keyFile, configFile, cookie, records }: Store, round: number): Promise<Run> {
  const node = await startReal(folder, keyFile, configFile);
  // Another patient each time: the first look of a person at a patient is written before the chart goes out.
  const record = records[(round * 17) % records.length] ?? "";
  const chart = await fetch(`${node.url}/patients/${record}`, { headers: { cookie } });
  const { identity } = z.object({ identity: z.object({ id: z.string() }) }).parse(await chart.json());
  const chart_ms = performance.now() - node.begun;
  await node.stop();
  if (identity.id !== record) throw new Error("another chart was served");
  return { opening_ms: node.opening_ms, listening_ms: node.listening_ms, chart_ms };
}

function summary(sizes: Sizes, small: readonly Run[], large: readonly Run[]) {
  const of = (runs: readonly Run[], phase: keyof Run) => median(runs.map(run => run[phase]));
  const ratios = large.map((run, round) => run.chart_ms / (small[round]?.chart_ms ?? Number.NaN));
  const growth = median(ratios);
  const first_chart_ms = of(large, "chart_ms");
  const row = (name: string, patients: number, runs: readonly Run[]) => [
    name,
    String(patients),
    of(runs, "opening_ms").toFixed(0),
    (of(runs, "listening_ms") - of(runs, "opening_ms")).toFixed(0),
    (of(runs, "chart_ms") - of(runs, "listening_ms")).toFixed(0),
    of(runs, "chart_ms").toFixed(0),
  ];
  return {
    figures: {
      patients_small: sizes.small,
      patients_large: sizes.large,
      messages_of_patients_in_bed: sizes.messages,
      starts_each: sizes.rounds,
      small_first_chart_ms: rounded(of(small, "chart_ms")),
      large_first_chart_ms: rounded(first_chart_ms),
      large_first_chart_p90_ms: rounded(
        percentile(
          large.map(run => run.chart_ms),
          0.9,
        ),
      ),
      large_until_opening_ms: rounded(of(large, "opening_ms")),
      large_until_listening_ms: rounded(of(large, "listening_ms")),
      growth_noise: rounded(spread(ratios)),
    },
    ratios: { growth: rounded(growth) },
    table: {
      head: ["store", "patients", "modules and keys, ms", "open and listen", "chart", "first chart, ms"],
      rows: [row("small", sizes.small, small), row("large", sizes.large, large)],
    },
    asked: [
      {
        what: `process start → first chart, ${sizes.large} patients`,
        asked: `< ${MOST_S} s`,
        measured: `${(first_chart_ms / 1_000).toFixed(2)} s`,
        isMet: first_chart_ms < MOST_S * 1_000,
      },
      {
        what: "large store ÷ small store",
        asked: `≤ ${MOST_GROWTH}`,
        measured: growth.toFixed(2),
        isMet: growth <= MOST_GROWTH,
      },
    ],
  };
}
