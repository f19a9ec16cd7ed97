// `feed try --chart`: all messages in order into an empty copy in memory; what it then holds, as one Bundle.
import {
  applyChanges,
  type Changes,
  chartResources,
  EMPTY_RECORD,
  patientFrom,
  type RecordState,
  type StoredResource,
  unite,
  visitAsItStands,
} from "../chart/index.ts";
import type { Identifier } from "../fhir/index.ts";
import { splitFile } from "../hl7/index.ts";
import { chartGroup, type LinkEvent, standingLinks, visitNow } from "../patients/index.ts";
import { withLinks } from "./copy/patient-links.ts";
import { messageDigest } from "./duplicate.ts";
import { changesOf } from "./fold/changes.ts";
import { type MapOptions, type Mapped, mapMessage } from "./map-message.ts";

export type Bundle = {
  readonly resourceType: "Bundle";
  readonly type: "collection";
  readonly entry: readonly { readonly resource: StoredResource }[];
};

/** Applies the messages of the files in order; a resent message is counted once, and no alarm holds anything back. Never throws. */
export function tryChart(files: Iterable<Uint8Array>, options: MapOptions): Bundle {
  const records = new Map<string, RecordState>();
  const links: LinkEvent[] = [];
  const seen = new Set<string>();
  let count = 0;
  for (const file of files) {
    for (const message of splitFile(file)) {
      const mapped = mapMessage(message, options);
      const identity = `${mapped.control ?? ""}|${Buffer.from(messageDigest(message)).toString("hex")}`;
      if (mapped.subjects.length === 0 || seen.has(identity)) continue;
      seen.add(identity);
      count += 1;
      for (const subject of mapped.subjects) {
        const changes: Changes = {
          ...changesOf(subject, String(count), mapped.sent?.instant ?? null),
          verdict: "taken",
        };
        const { key } = subject.record;
        records.set(key, applyChanges(records.get(key) ?? EMPTY_RECORD, changes));
      }
      links.push(...linksIn(mapped, count));
      // A record that a link alone names is known by its numbers.
      for (const { what, from, numbers } of mapped.links)
        if (what === "merge" || what === "link")
          records.set(from.record, records.get(from.record) ?? thin(from.record, numbers, String(count)));
    }
  }
  const { standing } = standingLinks(links);
  const byReference = new Map<string, StoredResource>();
  for (const [record, state] of records) {
    for (const resource of chartResources(state))
      if (resource.resourceType !== "Encounter") byReference.set(`${resource.resourceType}/${resource.id}`, resource);
    byReference.set(`Patient/${record}`, { ...withLinks(patientFrom(state), record, standing), id: record });
  }
  for (const record of records.keys()) {
    const { root, records: group } = chartGroup(record, standing);
    if (root !== record) continue;
    // Of merged records, and of renumbered visits, each visit stands once, as all its movements leave it.
    const state = unite({ records: group, states: records, visitNow: end => visitNow(end, standing), rank: Number });
    for (const id of Object.keys(state.visits))
      byReference.set(`Encounter/${id}`, { ...visitAsItStands(state, id), id });
  }
  return {
    resourceType: "Bundle",
    type: "collection",
    entry: [...byReference.values()].map(resource => ({ resource })),
  };
}

function linksIn({ links, facts }: Mapped, count: number): LinkEvent[] {
  const [occurred, recorded] = [facts?.occurred?.instant ?? null, facts?.recorded?.instant ?? null];
  return links.map(({ what, from, to }, nth) => {
    const link = { source: `${count}/${nth}`, from, to, occurred, recorded };
    return what === "unlink" ? { ...link, what, undoes: null } : { ...link, what };
  });
}

/** A record of which nothing is known but the numbers by which a link named it. */
function thin(record: string, identifier: readonly Identifier[], by: string): RecordState {
  return {
    ...EMPTY_RECORD,
    patientId: record,
    number: identifier[0]?.value ?? null,
    patient: { "PID-3": { piece: { identifier: [...identifier] }, by } },
  };
}
