// How many messages a second are folded anew: what an upgraded mapper costs, and what a copy costs that lost its views.
import { join } from "node:path";
import { z } from "zod";
import { type Benchmark, rounded, type Size } from "./benchmark.ts";
import { startChild } from "./child.ts";
import { layJournal } from "./lay-store.ts";
import { hospitalMessages, mixOf } from "./messages.ts";
import { newStoreKeys } from "./node.ts";
import { median, spread } from "./statistics.ts";

const SIZES: { readonly [size in Size]: { readonly messages: number; readonly rounds: number } } = {
  full: { messages: 20_000, rounds: 3 },
  quick: { messages: 2_000, rounds: 2 },
  tiny: { messages: 60, rounds: 1 },
};
const LEAST_PER_S = 5_000;

export const benchmark: Benchmark = {
  async run(size, room) {
    const { messages: count, rounds } = SIZES[size];
    room.say(`Laying ${count} messages of the simulated hospital …`);
    const messages = hospitalMessages(count, 7, Date.now());
    const [folder, keys] = [join(room.folder, "store"), newStoreKeys()];
    layJournal(folder, keys, messages).close();
    const per_s: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      room.say(`Round ${round} of ${rounds}: folding all anew …`);
      const child = startChild("rebuild-process.ts");
      const asked = { do: "rebuild", folder, data: keys.data, id: keys.id };
      const { ms } = await child.ask(asked, z.object({ ms: z.number() }));
      await child.end();
      per_s.push((1_000 * count) / ms);
    }
    const refolded_per_s = median(per_s);
    return {
      figures: {
        messages: count,
        messages_by_type: mixOf(messages),
        rounds,
        refolded_per_s: rounded(refolded_per_s),
        noise: rounded(spread(per_s)),
      },
      ratios: {},
      table: {
        head: ["messages", "refolded/s", "µs each"],
        rows: [[String(count), refolded_per_s.toFixed(0), (1e6 / refolded_per_s).toFixed(0)]],
      },
      asked: [
        {
          what: "messages refolded a second",
          asked: `≥ ${LEAST_PER_S}`,
          measured: refolded_per_s.toFixed(0),
          isMet: refolded_per_s >= LEAST_PER_S,
        },
      ],
    };
  },
};
