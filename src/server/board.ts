// The board of the network, from what stands here: for people, and as HAVE, CAP, FHIR, Atom and JSON for machines. No patient is in any.
import type { Sqlite } from "../journal/index.ts";
import { type Facility, facilitiesOf, standingServices } from "../places/index.ts";
import {
  atomOf,
  type BoardAnswer,
  boardOf,
  capOf,
  fhirOf,
  haveOf,
  jsonOf,
  lastHeard,
  saidUnder,
  standingRegional,
  storiesOf,
} from "../regional/index.ts";
import { enrolledNodes } from "./enrol/nodes.ts";

export type BoardParts = {
  readonly views: () => Sqlite;
  /** This node in hex, and the facility that it is of. */
  readonly here: string;
  readonly facility: string;
};

/** The board at `at` (integer ms), as far as this node has heard. */
export function boardAt({ views, here, facility }: BoardParts, at: number): BoardAnswer {
  const db = views();
  const nodes = Map.groupBy(enrolledNodes(db), node => node.facility);
  const heardOf = (id: string) => {
    const speaking = (nodes.get(id) ?? []).map(node => node.id);
    // A facility without a node is spoken for by whoever records it.
    if (id === facility || speaking.length === 0 || speaking.includes(here)) return { here: true } as const;
    const heard = speaking.flatMap(node => lastHeard(db, node) ?? []);
    return { here: false, at: heard.length === 0 ? null : Math.max(...heard) } as const;
  };
  return boardOf(
    {
      facilities: facilitiesOf(db).map(one => ({
        id: one.id,
        name: one.name,
        zone: one.zone,
        heard: heardOf(one.id),
        midnight: midnightOf(one, at),
      })),
      services: standingServices(db),
      standing: standingRegional(db),
      history: saidUnder(db, "diversion/"),
    },
    at,
  );
}

function midnightOf({ zone }: Facility, at: number): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;
}

/** Every alert of every diversion, the newest first. A facility sends its own: so every node writes the same bytes. */
export function alertsAt({ views }: BoardParts, at: number) {
  const db = views();
  return (
    storiesOf(saidUnder(db, "diversion/"), facilitiesOf(db), at)
      .flatMap(story => capOf(story, { sender: story.facility.id, status: "Actual" }).toReversed())
      // Of two in one second the order of their story stays.
      .sort((a, b) => Date.parse(b.sent) - Date.parse(a.sent))
  );
}

/** A name for what this facility says, wherever it is read. */
const nameOf = ({ facility }: BoardParts) => `urn:tideover:${encodeURIComponent(facility)}`;

/** The feeds, each with its media type; null = there is nothing to say yet. */
export const FEEDS = {
  have: {
    type: "application/xml",
    make: (parts: BoardParts, at: number) => haveOf(boardAt(parts, at), { source: parts.facility }),
  },
  fhir: {
    type: "application/fhir+json",
    make: (parts: BoardParts, at: number) => JSON.stringify(fhirOf(boardAt(parts, at), { base: nameOf(parts) })),
  },
  atom: {
    type: "application/atom+xml",
    make: (parts: BoardParts, at: number) =>
      atomOf(boardAt(parts, at), {
        source: parts.facility,
        title: "What hospitals can do",
        self: `${nameOf(parts)}:board`,
      }),
  },
  json: {
    type: "application/json",
    make: (parts: BoardParts, at: number) => JSON.stringify(jsonOf(boardAt(parts, at))),
  },
  cap: {
    type: "application/json",
    make: (parts: BoardParts, at: number) =>
      JSON.stringify(alertsAt(parts, at).map(({ identifier, sent }) => ({ identifier, sent }))),
  },
} as const;
