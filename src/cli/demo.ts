// What the simulated hospital says of itself. It is another program: it is asked, never imported.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const Described = z.object({
  zone: z.string(),
  facility: z.object({ id: z.string(), name: z.string() }),
  feeds: z.array(
    z.object({
      name: z.string(),
      sendingFacility: z.string(),
      kinds: z.array(z.string()),
      hears: z.record(z.string(), z.array(z.string())),
      heartbeats: z.record(z.string(), z.array(z.string())),
      countsDoses: z.boolean(),
      silenceLimitSeconds: z.number(),
    }),
  ),
  roster: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), unit: z.string(), pin: z.string() })),
  region: z.array(z.object({ id: z.string(), kind: z.string(), actor: z.string(), body: z.unknown() })),
  frequencies: z.string(),
  to_try: z.array(z.string()),
});
export type Demo = z.infer<typeof Described>;

/** Asks the simulated hospital for its feeds, people and frequency table. */
export function describeDemo(home: string, zone: string): Demo {
  const text = execFileSync(process.execPath, [join(home, "sim", "describe.ts"), zone], {
    encoding: "utf8",
    timeout: 20_000,
  });
  return Described.parse(JSON.parse(text));
}
