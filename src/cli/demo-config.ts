// The configuration of a node for the simulated hospital, and the two files that it names.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { NodeConfig } from "../server/index.ts";
import type { Demo } from "./demo.ts";

/** Ports on loopback; 0 = any free one. `feeds` in the order of the demo's feeds. */
export type DemoPorts = { readonly http: number; readonly feeds: readonly number[] };

/** Writes the people and the frequency table into the folder and returns the configuration that names them. */
export function writeDemoConfig(folder: string, demo: Demo, ports: DemoPorts): NodeConfig {
  const { facility, feeds, roster, frequencies: table, zone } = demo;
  const people = join(folder, "demo-people.csv");
  const roles: Record<string, string> = { clerk: "unit clerk" };
  const lines = roster.map(p => `${p.id},"${p.name}",${roles[p.role] ?? p.role},${p.unit},${facility.id},${p.pin}`);
  writeFileSync(people, `id,name,role,unit,facility,pin\n${lines.join("\n")}\n`);
  const frequencies = join(folder, "demo-frequencies.csv");
  writeFileSync(frequencies, table);
  return NodeConfig.parse({
    facility: { id: facility.id, name: facility.name, zone, parent: null },
    http: { host: "127.0.0.1", port: ports.http },
    feeds: feeds.map((feed, index) => ({
      feed: feed.name,
      facility: facility.id,
      mapping: {
        zone,
        own: [facility.id],
        facilities: { [feed.sendingFacility]: facility.id },
        counts_doses: feed.countsDoses,
      },
      heard: feed.hears,
      heartbeats: feed.heartbeats,
      limits_ms: Object.fromEntries(feed.kinds.map(kind => [kind, feed.silenceLimitSeconds * 1_000])),
      listen: { host: "127.0.0.1", port: ports.feeds[index] ?? 0 },
    })),
    people_file: people,
    frequencies_file: frequencies,
  });
}
