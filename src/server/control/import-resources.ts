// `tideover import fhir`, at whichever desk: each patient's resources become entries, whose ids are of their content: the same again is no new one.
import { createHash } from "node:crypto";
import { configuredFeeds, type Piece, type ResourcesImported, readResources } from "../../feed/index.ts";
import type { Desk } from "./desk.ts";
import { count } from "./import-messages.ts";
import { type AskOf, type Counts, type Reply, refuse } from "./protocol.ts";

/** Takes a batch. What was taken is on disk and shown; running again takes what is missing. */
export async function resourcesAsked(
  desk: Desk,
  { own, pieces }: Omit<AskOf<"import.resources">, "ask">,
): Promise<Reply<"import.resources">> {
  const facility = desk.facility()?.id;
  if (facility === undefined)
    return refuse("no-facility", "This folder serves no facility yet: start the node once. Nothing was taken.");
  const names = ownNames(desk, facility, own);
  const bodies = pieces.map(
    (piece: Piece): ResourcesImported => ({ what: "resources", facility, own: names, ...piece }),
  );
  const outcomes = await desk.record(
    bodies.map(body => ({
      drafts: [{ id: idOf(body), kind: "feed.imported", body, actor: "command-line" }],
      online: false,
    })),
  );
  const counts: Counts = { taken: 0, known: 0, parked: {}, refused: {} };
  for (const [at, outcome] of outcomes.entries()) {
    const body = bodies[at];
    if (body === undefined) continue;
    if (!outcome.ok) count(counts.refused, outcome.error.code, body.resources.length);
    else if (outcome.repeated) counts.known += body.resources.length;
    else {
      counts.taken += body.resources.length;
      for (const { code } of readResources(body, desk.idKey).parked) count(counts.parked, code, 1);
    }
  }
  return { ok: true, value: counts };
}

/** Names of the facility's own authority, the first the one that its feeds' records have. */
export function ownNames(desk: Desk, facility: string, more: readonly string[]): string[] {
  const feeds = configuredFeeds(desk.views).filter(feed => feed.facility === facility);
  const authorities = feeds.flatMap(({ mapping }) => Object.values(mapping.facilities ?? {}));
  const codes = feeds.flatMap(({ mapping }) => Object.keys(mapping.facilities ?? {}));
  // Several authorities at one facility: which of them a file means, only --own can say.
  const one = new Set(authorities).size === 1 ? [...authorities, ...codes] : [];
  return [...new Set([...one, ...feeds.flatMap(({ mapping }) => mapping.own ?? []), ...more])].slice(0, 100);
}

function idOf(body: ResourcesImported): Uint8Array {
  return uuidOf(createHash("sha256").update(JSON.stringify(body)).digest());
}

/** A UUID (version 8, RFC 9562 §5.8) of a digest. */
export function uuidOf(digest: Uint8Array): Uint8Array {
  const id = new Uint8Array(digest.subarray(0, 16));
  id[6] = 0x80 | ((id[6] ?? 0) & 0x0f);
  id[8] = 0x80 | ((id[8] ?? 0) & 0x3f);
  return id;
}
