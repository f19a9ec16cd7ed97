// What a node is told at its start. Parsed once; everything has a default but the facility and its feeds.
import { z } from "zod";
import { FeedConfiguration } from "../feed/index.ts";
import { Facility } from "../places/index.ts";

export const NodeConfig = z.strictObject({
  facility: Facility,
  http: z
    .strictObject({
      host: z.string().default("127.0.0.1"),
      /** 0 = any free one. */
      port: z.int().min(0).max(65_535).default(8443),
      /** PEM files; without them plain HTTP, on loopback only. */
      tls: z.strictObject({ cert_file: z.string(), key_file: z.string() }).nullable().default(null),
    })
    .prefault({}),
  feeds: z.array(FeedConfiguration).max(100),
  /** A CSV of people: id, name, role, unit, facility, pin or password, until. Read at the start where nobody is enrolled. */
  people_file: z.string().nullable().default(null),
  /** Files that people and imports bring: the largest that is kept. */
  blobs: z.strictObject({ largest_mb: z.int().min(1).max(2_000).default(200) }).prefault({}),
  /** A CSV of the hospital's frequencies (docs/api.md). */
  frequencies_file: z.string().nullable().default(null),
});
export type NodeConfig = z.infer<typeof NodeConfig>;

/** True where an address is reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
