// `feed try --chart`: all messages in order into an empty copy in memory; what it then holds, as one Bundle.
import {
  administrationsOf,
  applyChanges,
  doseRecordId,
  EMPTY_RECORD,
  encounterFrom,
  patientFrom,
  type RecordState,
  type StoredResource,
  standingOf,
  standingRecords,
} from "../chart/index.ts";
import type { Encounter, EncounterStatus } from "../fhir/index.ts";
import { splitFile } from "../hl7/index.ts";
import { changesOf } from "./changes.ts";
import { messageDigest } from "./duplicate.ts";
import { type MapOptions, mapMessage } from "./map-message.ts";

export type Bundle = {
  readonly resourceType: "Bundle";
  readonly type: "collection";
  readonly entry: readonly { readonly resource: object }[];
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
  const byReference = new Map<string, object>();
  for (const state of records.values()) {
    for (const resource of resourcesOf(state))
      byReference.set(`${resource.resourceType}/${resource.id ?? ""}`, resource);
  }
  return {
    resourceType: "Bundle",
    type: "collection",
    entry: [...byReference.values()].map(resource => ({ resource })),
  };
}

type Held = { readonly resourceType: string; readonly id?: string | undefined };

function resourcesOf(state: RecordState): Held[] {
  return [
    patientFrom(state),
    ...Object.keys(state.visits).map(id => visitOf(state, id)),
    ...Object.values(state.resources).map(kept => kept.resource),
    ...dosesOf(state),
  ];
}

/** A visit as its movements leave it: its state, and the bed that stands. */
function visitOf(state: RecordState, id: string): Encounter {
  const standing = standingOf(state.visits[id]?.movements ?? []);
  const status: Record<typeof standing.status, EncounterStatus> = {
    none: "unknown",
    registered: "in-progress",
    "in-house": "in-progress",
    discharged: "finished",
    cancelled: "cancelled",
  };
  const encounter = encounterFrom(state, id, status[standing.status]);
  const { reference } = standing.place ?? {};
  return reference === undefined
    ? encounter
    : { ...encounter, location: [{ location: { reference }, status: "active" }] };
}

/** The records of doses that stand (RULES D3): one a dose, as the newest message has it. */
function dosesOf(state: RecordState): StoredResource[] {
  const standing = new Set(standingRecords(administrationsOf(state)).map(one => one.record.id));
  return Object.values(state.doses).flatMap(same =>
    same.flatMap((dose, rank) => (dose.at === null || standing.has(doseRecordId(dose, rank)) ? [dose.resource] : [])),
  );
}
