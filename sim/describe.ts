// Prints what a node must be told of the simulated hospital, as one line of JSON: its feeds, people and frequency table.
import { feedsConfiguration } from "./hospital/feeds.ts";
import { frequenciesCsv } from "./hospital/frequencies.ts";
import { ROSTER } from "./hospital/roster.ts";

const zone = process.argv[2] ?? "America/New_York";
process.stdout.write(
  `${JSON.stringify({ ...feedsConfiguration(zone), zone, roster: ROSTER, frequencies: frequenciesCsv() })}\n`,
);
