// The ports of both hospitals do not wait for one another: however theirs lie among the others', the chart is the same.
import { test } from "node:test";
import type { Sent } from "../../sim/network/wire.ts";
import { seeded } from "../../sim/random.ts";
import { inFolder } from "../kit.ts";
import { BEDS, judge, openBoth, seedsOf } from "./run.ts";

const DAYS = process.env.SLOW === "1" ? 5 : 3;

/** One port runs ahead for a while, then another; each keeps its own order. */
function mixed(sent: readonly Sent[], seed: number): Sent[] {
  const random = seeded(`mixed/${seed}`);
  const queues = [...Map.groupBy(sent, one => one.port).values()].map(queue => [...queue]);
  const order: Sent[] = [];
  for (;;) {
    const open = queues.filter(queue => queue.length > 0);
    if (open.length === 0) return order;
    order.push(...random.pick(open).splice(0, random.whole(1, 60)));
  }
}

for (const seed of seedsOf(2)) {
  test(`the chart equals the truth whatever port comes first: seed ${seed}, ${BEDS} beds each`, () =>
    inFolder(async folder => {
      const { network, copy } = openBoth(folder, seed);
      const days = Array.from({ length: DAYS }, () => network.day());
      const sent = mixed(
        days.flatMap(day => day.sent),
        seed,
      );
      await copy.take(sent);
      judge(seed, "mixed", network, copy.live, days.at(-1)?.until ?? 0, sent);
      judge(seed, "mixed, rebuilt", network, copy.rebuilt(), days.at(-1)?.until ?? 0, sent);
      copy.close();
    }));
}
