// The rooms that are judged: the house's own, or a copy of them with a planted fault.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type * as Doses from "../../src/chart/dose-records.ts";
import type * as Chart from "../../src/chart/index.ts";
import type * as Record from "../../src/chart/record-state.ts";
import type * as Person from "../../src/feed/copy/person-chart.ts";
import type * as Feed from "../../src/feed/index.ts";

export type Rooms = {
  readonly chart: Pick<typeof Chart, "administrationsOf" | "encounterFrom" | "resources" | "standingOf">;
  readonly doses: Pick<typeof Doses, "standingRecords">;
  readonly record: Pick<typeof Record, "patientFrom">;
  readonly feed: Pick<typeof Feed, "patientAnswer" | "recordView" | "takeFrame" | "unitAnswer" | "units">;
  readonly person: Pick<typeof Person, "readPersonChart">;
};

/** The rooms below a `src`. */
export async function roomsIn(src: string): Promise<Rooms> {
  const room = (...path: string[]) => import(pathToFileURL(join(src, ...path)).href);
  return {
    chart: await room("chart", "index.ts"),
    doses: await room("chart", "dose-records.ts"),
    record: await room("chart", "record-state.ts"),
    feed: await room("feed", "index.ts"),
    person: await room("feed", "copy", "person-chart.ts"),
  };
}

export const HERE = await roomsIn(join(import.meta.dirname, "..", "..", "src"));
