// How fast a node acknowledges a hospital's messages once they are on disk, beside what an integrator would write; and when it charts them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Benchmark, type Room, rounded, type Size } from "./benchmark.ts";
import { chartedLags } from "./charted.ts";
import { now_ms, startChild } from "./child.ts";
import { CONNECTIONS, length_ms, openHospital } from "./hospital-sender.ts";
import { type BenchMessage, hospitalMessages, mixOf } from "./messages.ts";
import { charted, type NodeProcess, newStoreKeys, startNodeProcess } from "./node.ts";
import { Sender } from "./sender.ts";
import { median, percentile, spread } from "./statistics.ts";

type Sizes = { readonly rounds: number; readonly round: number; readonly open_s: number };
const SIZES: { readonly [size in Size]: Sizes } = {
  full: { rounds: 8, round: 2_500, open_s: 60 },
  quick: { rounds: 3, round: 1_000, open_s: 10 },
  tiny: { rounds: 1, round: 64, open_s: 0.2 },
};
const RATE_PER_S = 200;
const FLUSH_EVERY_MS = 20;
const Published = z.array(z.tuple([z.number(), z.number()]));

export const benchmark: Benchmark = {
  async run(size, room) {
    const sizes = SIZES[size];
    const folder = join(room.folder, "store");
    mkdirSync(folder);
    const keys = newStoreKeys();
    const needed = sizes.rounds * sizes.round + sizes.open_s * RATE_PER_S;
    room.say(`Making ${needed} messages of the simulated hospital …`);
    const messages = hospitalMessages(needed, 7, Date.now());
    const node = await startNodeProcess(folder, keys);
    const already = sizes.rounds * sizes.round;
    const closed = await closedLoop(node, messages.slice(0, already), sizes, room);
    const open = await openLoop(node, messages.slice(already), already, room);
    await node.ask({ do: "close" }, z.unknown());
    await node.end();
    const lags = chartedLags(open.timed, open.published, { folder, keys, after: 0 });
    return summary(sizes, messages, closed, { ...open, lags });
  },
};

type Closed = { readonly ours_per_s: number[]; readonly peer_per_s: number[]; readonly charted_per_s: number[] };

/** Round by round the same messages to the node and to the peer, the first one in turns. Each begins when the other rests. */
async function closedLoop(
  node: NodeProcess,
  messages: readonly BenchMessage[],
  { rounds, round }: Sizes,
  room: Room,
): Promise<Closed> {
  const peer = startChild("simple-hl7-process.ts");
  const { port } = await peer.ask({ do: "start", folder: room.folder }, z.object({ port: z.int() }));
  const toPeer = await Sender.open(port, CONNECTIONS);
  const toNode = await openHospital(node.ports);
  const all: Closed = { ours_per_s: [], peer_per_s: [], charted_per_s: [] };
  let position = node.position;
  for (let index = 0; index < rounds; index++) {
    room.say(`Closed loop, round ${index + 1} of ${rounds} …`);
    const part = messages.slice(index * round, (index + 1) * round);
    const ours = async () => {
      const timed = await toNode.closedLoop(part);
      position += part.length;
      const whole_ms = (await charted(node, position)) - Math.min(...timed.map(one => one.sent_ms));
      all.ours_per_s.push((1_000 * part.length) / length_ms(timed));
      all.charted_per_s.push((1_000 * part.length) / whole_ms);
    };
    const theirs = async () => {
      all.peer_per_s.push((1_000 * part.length) / length_ms(await toPeer.closedLoop(part)));
    };
    for (const run of index % 2 === 0 ? [ours, theirs] : [theirs, ours]) await run();
  }
  toNode.close();
  toPeer.close();
  await peer.end();
  return all;
}

/** At a fixed rate, while the disk is flushed beside it. `already` were acknowledged before. */
async function openLoop(node: NodeProcess, messages: readonly BenchMessage[], already: number, room: Room) {
  room.say(`Open loop, ${messages.length} messages at ${RATE_PER_S} a second …`);
  const sender = await openHospital(node.ports);
  const flusher = startChild("flush-process.ts");
  await flusher.ask({ do: "start", folder: room.folder, every_ms: FLUSH_EVERY_MS }, z.unknown());
  await node.ask({ do: "published" }, Published);
  const timed = await sender.openLoop(messages, RATE_PER_S, now_ms() + 100);
  const flushes = await flusher.ask({ do: "stop" }, z.array(z.number()));
  await flusher.end();
  await charted(node, node.position + already + timed.length);
  const published = await node.ask({ do: "published" }, Published);
  sender.close();
  return { timed, flushes, published };
}

function summary(
  sizes: Sizes,
  messages: readonly BenchMessage[],
  closed: Closed,
  open: Awaited<ReturnType<typeof openLoop>> & { readonly lags: readonly number[] },
) {
  const ratios = closed.ours_per_s.map((ours, round) => ours / (closed.peer_per_s[round] ?? Number.NaN));
  const acknowledged = open.timed.map(one => one.answered_ms - one.sent_ms);
  const peer = median(ratios);
  const flush_p99 = percentile(open.flushes, 0.99);
  const ack_p99 = percentile(acknowledged, 0.99);
  const ack_limit = 2 * flush_p99 + 5;
  const charted_p99_s = percentile(open.lags, 0.99) / 1_000;
  const figures = {
    connections: CONNECTIONS,
    rounds: sizes.rounds,
    messages_per_round: sizes.round,
    message_bytes_mean: rounded(messages.reduce((sum, one) => sum + one.bytes.length, 0) / messages.length),
    messages_by_type: mixOf(messages),
    acknowledged_per_s: rounded(median(closed.ours_per_s)),
    charted_per_s: rounded(median(closed.charted_per_s)),
    peer_acknowledged_per_s: rounded(median(closed.peer_per_s)),
    peer_noise: rounded(spread(ratios)),
    open_loop_per_s: RATE_PER_S,
    open_loop_s: sizes.open_s,
    ack_p50_ms: rounded(median(acknowledged)),
    ack_p99_ms: rounded(ack_p99),
    flush_p50_ms: rounded(median(open.flushes)),
    flush_p99_ms: rounded(flush_p99),
    charted_p50_ms: rounded(median(open.lags)),
    charted_p99_ms: rounded(charted_p99_s * 1_000),
  };
  const ms = (value: number) => value.toFixed(2);
  return {
    figures,
    ratios: { peer: rounded(peer) },
    table: {
      head: ["", "node", "simple-hl7 + SQLite FULL", "flushed file"],
      rows: [
        [
          `acknowledged/s, ${CONNECTIONS} connections`,
          median(closed.ours_per_s).toFixed(0),
          median(closed.peer_per_s).toFixed(0),
          "",
        ],
        ["charted/s, the same messages", median(closed.charted_per_s).toFixed(0), "never", ""],
        [`at ${RATE_PER_S}/s: p50 ms to the ACK`, ms(median(acknowledged)), "", ms(median(open.flushes))],
        [`at ${RATE_PER_S}/s: p99 ms to the ACK`, ms(ack_p99), "", ms(flush_p99)],
        [`at ${RATE_PER_S}/s: p99 ms until charted`, ms(charted_p99_s * 1_000), "", ""],
      ],
    },
    asked: [
      { what: "times the peer, acknowledged", asked: "≥ 2", measured: peer.toFixed(2), isMet: peer >= 2 },
      {
        what: "p99 to the ACK, 2 × flush p99 + 5 ms",
        asked: `≤ ${ms(ack_limit)} ms`,
        measured: `${ms(ack_p99)} ms`,
        isMet: ack_p99 <= ack_limit,
      },
      {
        what: "p99 until charted",
        asked: "≤ 1 s",
        measured: `${charted_p99_s.toFixed(3)} s`,
        isMet: charted_p99_s <= 1,
      },
    ],
  };
}
