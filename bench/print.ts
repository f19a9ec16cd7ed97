// How fast packets of whole units come out of the print pool, beside Chromium's print-to-PDF of the same words.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PatientAnswer } from "../src/chart/index.ts";
import { formatSerial, layoutPacket, type PrintPool, packetPages, printPool } from "../src/paper/index.ts";
import { type Benchmark, type Measured, type Room, rounded, type Size } from "./benchmark.ts";
import { startChromium } from "./chromium.ts";
import { chartsInBeds, copyOf, layJournal } from "./lay-store.ts";
import { type BenchMessage, hospitalMessages } from "./messages.ts";
import { newStoreKeys } from "./node.ts";
import { packetHtml } from "./packet-html.ts";
import { median, spread } from "./statistics.ts";

type Sizes = {
  readonly packets: number;
  /** Hospitals of 250 beds, and how many messages of each are charted. */
  readonly hospitals: number;
  readonly messages: number;
  readonly rounds: number;
  /** Packets that Chromium prints in a round: as many in each browser. */
  readonly sample: number;
};
const SIZES: { readonly [size in Size]: Sizes } = {
  full: { packets: 500, hospitals: 3, messages: 6_000, rounds: 10, sample: 6 },
  quick: { packets: 30, hospitals: 1, messages: 700, rounds: 3, sample: 4 },
  tiny: { packets: 2, hospitals: 1, messages: 120, rounds: 1, sample: 1 },
};
const CORES = 2;
const HEAD = "0".repeat(32);
const MOST_PAGES = 100;

type Meta = { readonly serials: readonly string[]; readonly printedAt: number; readonly head: string };

export const benchmark: Benchmark = {
  async run(size, room) {
    const sizes = SIZES[size];
    room.say(`Laying ${sizes.hospitals} × ${sizes.messages} messages …`);
    const charts = hospitals(sizes, room).slice(0, sizes.packets);
    return measure(charts, sizes, room);
  },
};

/** The charts of all in bed, of several hospitals one after the other. */
function hospitals({ hospitals: count, messages, packets }: Sizes, room: Room): PatientAnswer[] {
  const charts: PatientAnswer[] = [];
  for (let seed = 1; seed <= count && charts.length < packets; seed++) {
    const journal = layJournal(join(room.folder, `store-${seed}`), newStoreKeys(), hospital(messages, seed));
    charts.push(...chartsInBeds(copyOf(journal), packets - charts.length));
    journal.close();
  }
  return charts;
}

function hospital(count: number, seed: number): BenchMessage[] {
  return hospitalMessages(count, seed, Date.now());
}

async function measure(charts: readonly PatientAnswer[], sizes: Sizes, room: Room): Promise<Measured> {
  const printedAt = Date.now();
  const meta = (index: number) => ({ serials: serialsFrom(index * MOST_PAGES), printedAt, head: HEAD });
  const pool = printPool(CORES);
  const unit = charts.filter(chart => chart.identity.unit === charts[0]?.identity.unit);
  room.say(`The first unit: ${unit.length} packets from a pool that has not started …`);
  const cold = await printAll(pool, unit, meta);

  const chromium = await startChromium(CORES);
  const ours: number[] = [];
  const peers: number[] = [];
  const rss: number[] = [];
  let [pages, packets] = [0, 0];
  const share = Math.ceil(charts.length / sizes.rounds);
  for (let round = 0; round < sizes.rounds; round++) {
    const part = charts.slice(round * share, (round + 1) * share);
    if (part.length === 0) break;
    room.say(`Round ${round + 1} of ${sizes.rounds}: ${part.length} packets, then ${sizes.sample} by Chromium …`);
    const own = async () => {
      const printed = await printAll(pool, part, index => meta(round * share + index));
      ours.push((1_000 * printed.pages) / printed.ms);
      pages += printed.pages;
      packets += part.length;
      rss.push((process.memoryUsage.rss() + printersMemory()) / 2 ** 20);
    };
    const theirs = async () => {
      // The pages of the packet are counted, not those of its HTML, which may run over.
      const documents = part.slice(0, sizes.sample).map((chart, index) => html(chart, meta(index)));
      const count = documents.reduce((sum, one) => sum + one.pages, 0);
      peers.push((1_000 * count) / (await chromium.print(documents.map(one => one.html))));
    };
    for (const run of round % 2 === 0 ? [own, theirs] : [theirs, own]) await run();
  }
  await chromium.close();
  await pool.close();
  const at_quarter = rss[Math.floor(rss.length / 4)] ?? Number.NaN;
  return summary({
    sizes,
    cold,
    unit: unit.length,
    ours,
    peers,
    pages,
    packets,
    at_quarter,
    at_end: rss.at(-1) ?? Number.NaN,
  });
}

/** All packets through the pool at once; `first_ms`: until the first one is whole. */
async function printAll(
  pool: PrintPool,
  charts: readonly PatientAnswer[],
  meta: (index: number) => Meta,
): Promise<{ pages: number; ms: number; first_ms: number }> {
  const begun = performance.now();
  let first_ms = Number.NaN;
  const printed = await Promise.all(
    charts.map(async (chart, index) => {
      const made = await pool.packet(chart, meta(index));
      if (!made.ok) throw new Error(`${made.error.code}: ${made.error.text}`);
      if (Number.isNaN(first_ms)) first_ms = performance.now() - begun;
      return pagesOf(made.value);
    }),
  );
  return { pages: printed.reduce((sum, one) => sum + one, 0), ms: performance.now() - begun, first_ms };
}

/** What the pool's processes hold, bytes; Linux tells it. */
function printersMemory(): number {
  const pids = readdirSync("/proc").filter(name => /^\d+$/u.test(name));
  return pids.reduce((sum, pid) => {
    const read = (file: string) => {
      try {
        return readFileSync(`/proc/${pid}/${file}`, "utf8");
      } catch {
        return "";
      }
    };
    if (!read("cmdline").includes("print-worker")) return sum;
    const status = read("status");
    if (!status.includes(`PPid:\t${process.pid}\n`)) return sum;
    return sum + 1_024 * Number(/VmRSS:\s+(\d+) kB/u.exec(status)?.[1] ?? 0);
  }, 0);
}

/** Serials of one packet: no number stands on two sheets. */
function serialsFrom(number: number): string[] {
  return Array.from({ length: MOST_PAGES }, (_, page) =>
    formatSerial({ block: "4W", number: number + page, exercise: false }),
  );
}

/** A packet for the peer, ready to print: laying it out costs the peer nothing. */
function html(chart: PatientAnswer, meta: Meta): { html: string; pages: number } {
  const layout = layoutPacket(chart, { printedAt: meta.printedAt, paper: "letter", reprint: null });
  const pages = layout.ok ? packetPages({ layout: layout.value, serials: meta.serials, head: meta.head }) : layout;
  if (!pages.ok) throw new Error(`${pages.error.code}: ${pages.error.text}`);
  return { html: packetHtml(pages.value), pages: pages.value.length };
}

/** How many pages a PDF has. */
function pagesOf(pdf: Uint8Array): number {
  return (
    Buffer.from(pdf)
      .toString("latin1")
      .match(/\/Type\s*\/Page\b/g)?.length ?? 0
  );
}

function summary(run: {
  readonly sizes: Sizes;
  readonly cold: { readonly pages: number; readonly ms: number; readonly first_ms: number };
  readonly unit: number;
  readonly ours: readonly number[];
  readonly peers: readonly number[];
  readonly pages: number;
  readonly packets: number;
  readonly at_quarter: number;
  readonly at_end: number;
}): Measured {
  const ratios = run.ours.map((ours, round) => ours / (run.peers[round] ?? Number.NaN));
  const peer = median(ratios);
  const growth = run.at_end / run.at_quarter;
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
  return {
    figures: {
      packets: run.packets,
      pages: run.pages,
      cores: CORES,
      chromium_packets_per_round: run.sizes.sample,
      pages_per_s: rounded(median(run.ours)),
      chromium_pages_per_s: rounded(median(run.peers)),
      peer_noise: rounded(spread(ratios)),
      first_unit_packets: run.unit,
      first_unit_pages: run.cold.pages,
      first_unit_first_packet_ms: rounded(run.cold.first_ms),
      first_unit_ms: rounded(run.cold.ms),
      rss_at_quarter_mb: rounded(run.at_quarter),
      rss_at_end_mb: rounded(run.at_end),
    },
    ratios: { peer: rounded(peer), growth: rounded(growth) },
    table: {
      head: ["", "print pool", "Chromium"],
      rows: [
        [`pages/s on ${CORES} cores`, median(run.ours).toFixed(1), median(run.peers).toFixed(1)],
        ["packets", String(run.packets), String(run.sizes.sample * run.ours.length)],
        ["pages", String(run.pages), ""],
        [`first unit (${run.unit} packets), cold: its first packet`, seconds(run.cold.first_ms), ""],
        ["all of it", seconds(run.cold.ms), ""],
        ["memory at a quarter, MB", run.at_quarter.toFixed(0), ""],
        ["memory at the end, MB", run.at_end.toFixed(0), ""],
      ],
    },
    asked: [
      { what: "times Chromium, pages", asked: "≥ 8", measured: peer.toFixed(1), isMet: peer >= 8 },
      {
        what: "first packet of the first unit, cold",
        asked: "< 2 s",
        measured: seconds(run.cold.first_ms),
        isMet: run.cold.first_ms < 2_000,
      },
      { what: "memory at the end ÷ at a quarter", asked: "≤ 1.1", measured: growth.toFixed(2), isMet: growth <= 1.1 },
    ],
  };
}
