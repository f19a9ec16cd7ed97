// Prints what a node must be told of the simulated hospital, as one line of JSON: its feeds, people and frequency table.
import { feedsConfiguration } from "./hospital/feeds.ts";
import { frequenciesCsv } from "./hospital/frequencies.ts";
import { ROSTER } from "./hospital/roster.ts";
import { regionOf } from "./region.ts";

/** What somebody who looks around would not find by chance. */
const TO_TRY = [
  "WÓJCIK, Łukasz (3 West) has an item that is marked: open it with a reason as nurse, then review that as privacy officer.",
];
const zone = process.argv[2] ?? "America/New_York";
const described = feedsConfiguration(zone);
const region = regionOf(Date.now(), described.facility);
process.stdout.write(
  `${JSON.stringify({ ...described, zone, region, roster: ROSTER, frequencies: frequenciesCsv(), to_try: TO_TRY })}\n`,
);
