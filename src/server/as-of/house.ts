// The whole house as of an earlier moment: every entry recorded by then, folded into a file of its own, which goes when it is read.
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { oldestKept, recordView, unitAnswer, units } from "../../feed/index.ts";
import {
  type DataKey,
  FILES,
  headerOf,
  hostBy,
  type IdKey,
  removeDatabase,
  type Sqlite,
  StoreWithin,
} from "../../journal/index.ts";
import { composition } from "../composition.ts";
import type { Reply } from "../control/protocol.ts";
import type { HouseJob } from "../control/reader-thread.ts";
import { contextAsOf } from "../copy-context.ts";

const NAME = `${FILES.views}.asof-`;

export type HouseParts = {
  readonly folder: string;
  readonly journal: Sqlite;
  readonly open: (file: string) => Sqlite;
  readonly data: DataKey;
  readonly id: IdKey;
};

/** Folds, and answers which units there were, and one of them where it is asked for. */
export function houseAsOf(
  { folder, journal, open, data, id }: HouseParts,
  job: HouseJob,
  progress: (done: number, of: number) => void,
): Reply<"asof"> {
  const today = open(FILES.views);
  const path = join(folder, `${NAME}${randomBytes(4).toString("hex")}`);
  try {
    today.exec("BEGIN");
    const at = Math.max(job.at, oldestKept(today));
    const by = at * 1_000 + 999;
    const then = new StoreWithin(journal, row => (headerOf(row)?.wall ?? Number.POSITIVE_INFINITY) <= by);
    const { kinds } = composition({ idKey: id });
    const host = hostBy(path, data, then, kinds, [recordView(id)], folder, by);
    try {
      host.catchUp(progress);
      const now = { ...job.now, views: today, downtime: null, charting: [], frequencies: [] };
      const context = contextAsOf(now, { db: host.db, at, is_oldest: at > job.at });
      return {
        ok: true,
        value: {
          zone: context.facility.zone,
          as_of: { at, is_oldest: at > job.at },
          units: units(context),
          unit: job.unit === null ? null : unitAnswer(context, job.unit),
        },
      };
    } finally {
      host.db.close();
    }
  } finally {
    today.close();
    removeDatabase(path);
  }
}

/** Removes what a reading that was cut off left behind. Call while nobody else has the folder. */
export function sweepHouses(folder: string): void {
  for (const name of readdirSync(folder))
    if (name.startsWith(NAME) && !/-(wal|shm)$/.test(name)) removeDatabase(join(folder, name));
}
