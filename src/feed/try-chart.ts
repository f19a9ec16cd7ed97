// `feed try --chart`: all messages in order into an empty copy in memory; what it then holds, as one Bundle.
import { applyChanges, chartResources, EMPTY_RECORD, type RecordState, type StoredResource } from "../chart/index.ts";
import { splitFile } from "../hl7/index.ts";
import { changesOf } from "./changes.ts";
import { messageDigest } from "./duplicate.ts";
import { type MapOptions, mapMessage } from "./map-message.ts";

export type Bundle = {
  readonly resourceType: "Bundle";
  readonly type: "collection";
  readonly entry: readonly { readonly resource: StoredResource }[];
};

/** Applies the messages of the files in order; a resent message is counted once, and no alarm holds anything back. Never throws. */
export function tryChart(files: Iterable<Uint8Array>, options: MapOptions): Bundle {
  const records = new Map<string, RecordState>();
  const seen = new Set<string>();
  let count = 0;
  for (const file of files) {
    for (const message of splitFile(file)) {
      const mapped = mapMessage(message, options);
      const identity = `${mapped.control ?? ""}|${Buffer.from(messageDigest(message)).toString("hex")}`;
      if (mapped.record === null || seen.has(identity)) continue;
      seen.add(identity);
      count += 1;
      const changes = changesOf(mapped, String(count), mapped.sent?.instant ?? null);
      const { key } = mapped.record;
      if (changes !== null) records.set(key, applyChanges(records.get(key) ?? EMPTY_RECORD, changes));
    }
  }
  const byReference = new Map<string, StoredResource>();
  for (const state of records.values()) {
    for (const resource of chartResources(state)) byReference.set(`${resource.resourceType}/${resource.id}`, resource);
  }
  return {
    resourceType: "Bundle",
    type: "collection",
    entry: [...byReference.values()].map(resource => ({ resource })),
  };
}
