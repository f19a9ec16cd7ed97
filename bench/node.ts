// What benchmarks need of a node: the world's ports, keys of their own, every kind and view.
import { join } from "node:path";
import { z } from "zod";
import { instant, type JournalPorts, type Keys, newKeys } from "../src/journal/index.ts";
import { composition, MACHINE_RANDOM } from "../src/server/index.ts";
import { type Child, startChild } from "./child.ts";

export const HOME = join(import.meta.dirname, "..");
/** Where the simulated hospital stands. */
export const ZONE = "America/New_York";

export const PORTS: JournalPorts = {
  clock: { now: () => instant(Date.now()) },
  random: MACHINE_RANDOM,
};

/** Keys that live as long as the benchmark. */
export function newStoreKeys(): Keys {
  return newKeys(PORTS.random);
}

/** Every kind and view of this version. */
export function kindsAndViews(keys: Keys): ReturnType<typeof composition> {
  return composition({ idKey: keys.id });
}

const Started = z.object({ url: z.string(), ports: z.record(z.string(), z.int()), position: z.int() });

export type NodeProcess = Child & z.infer<typeof Started>;

/** Starts a real node on a folder, with the listeners of the simulated hospital on free ports. */
export async function startNodeProcess(folder: string, keys: Keys): Promise<NodeProcess> {
  const child = startChild("node-process.ts");
  const started = await child.ask({ do: "start", folder, data: keys.data, id: keys.id }, Started);
  return { ...child, ...started };
}

/** Waits until the node shows a row of its journal; the instant at which it did (`now_ms`). */
export async function charted(node: Child, position: number): Promise<number> {
  const { at_ms } = await node.ask({ do: "charted", position }, z.object({ at_ms: z.number() }));
  return at_ms;
}
