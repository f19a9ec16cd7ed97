// Five days of two hospitals: at each midnight the copy says what is so, live, and in the end folded anew.
import { test } from "node:test";
import { inFolder } from "../kit.ts";
import { BEDS, BEGINS, DAYS, judge, openBoth, seedsOf } from "./run.ts";

for (const seed of seedsOf(1, 3)) {
  test(`the chart equals the truth at each midnight, live and rebuilt: seed ${seed}, ${BEDS} beds each`, () =>
    inFolder(async folder => {
      const { network, copy } = openBoth(folder, seed);
      let until = BEGINS;
      const sent = [];
      for (let day = 1; day <= DAYS; day++) {
        const lived = network.day();
        sent.push(...lived.sent);
        until = lived.until;
        await copy.take(lived.sent);
        judge(seed, `day ${day}, live`, network, copy.live, until, sent);
      }
      judge(seed, "rebuilt", network, copy.rebuilt(), until, sent);
      copy.close();
    }));
}
