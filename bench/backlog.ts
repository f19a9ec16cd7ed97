// An interface engine that could not send for hours drains its queue: how long until all is acknowledged, and until all is charted.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Benchmark, rounded, type Size } from "./benchmark.ts";
import { CONNECTIONS, length_ms, openHospital } from "./hospital-sender.ts";
import { hospitalMessages, mixOf } from "./messages.ts";
import { charted, newStoreKeys, startNodeProcess } from "./node.ts";

const SIZES: { readonly [size in Size]: number } = { full: 50_000, quick: 5_000, tiny: 128 };
/** What is asked of 50,000 messages, as a rate. */
const MOST_S = 60;
const OF_MESSAGES = 50_000;
const Memory = z.object({ rss_mb: z.number(), peak_rss_mb: z.number() });

export const benchmark: Benchmark = {
  async run(size, room) {
    const count = SIZES[size];
    room.say(`Making ${count} messages of the simulated hospital …`);
    const messages = hospitalMessages(count, 7, Date.now());
    const folder = join(room.folder, "store");
    mkdirSync(folder);
    const node = await startNodeProcess(folder, newStoreKeys());
    const sender = await openHospital(node.ports);
    const memory = () => node.ask({ do: "memory" }, Memory);

    const quarter = Math.floor(count / 4);
    room.say("Draining the queue …");
    // While the first are charted the rest comes in.
    const early = charted(node, node.position + quarter).then(memory);
    const timed = await sender.closedLoop(messages);
    const at_quarter = await early;
    const acknowledged_ms = length_ms(timed);
    const begun_ms = timed.reduce((least, one) => Math.min(least, one.sent_ms), Number.POSITIVE_INFINITY);
    const charted_ms = (await charted(node, node.position + count)) - begun_ms;
    const at_end = await memory();
    sender.close();
    await node.ask({ do: "close" }, z.unknown());
    await node.end();

    const most_s = (MOST_S * count) / OF_MESSAGES;
    const growth = at_end.rss_mb / at_quarter.rss_mb;
    const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
    return {
      figures: {
        messages: count,
        messages_by_type: mixOf(messages),
        connections: CONNECTIONS,
        acknowledged_s: rounded(acknowledged_ms / 1_000),
        acknowledged_per_s: rounded((1_000 * count) / acknowledged_ms),
        charted_s: rounded(charted_ms / 1_000),
        charted_per_s: rounded((1_000 * count) / charted_ms),
        rss_at_quarter_mb: rounded(at_quarter.rss_mb),
        rss_at_end_mb: rounded(at_end.rss_mb),
        peak_rss_mb: rounded(at_end.peak_rss_mb),
      },
      ratios: { growth: rounded(growth) },
      table: {
        head: ["messages", "acknowledged", "charted", "memory, a quarter charted, MB", "at the end"],
        rows: [
          [
            String(count),
            seconds(acknowledged_ms),
            seconds(charted_ms),
            at_quarter.rss_mb.toFixed(0),
            at_end.rss_mb.toFixed(0),
          ],
        ],
      },
      asked: [
        {
          what: `acknowledged and charted (${MOST_S} s for 50,000)`,
          asked: `≤ ${most_s.toFixed(1)} s`,
          measured: seconds(charted_ms),
          isMet: charted_ms <= most_s * 1_000,
        },
        { what: "memory at the end ÷ at a quarter", asked: "≤ 1.1", measured: growth.toFixed(2), isMet: growth <= 1.1 },
      ],
    };
  },
};
