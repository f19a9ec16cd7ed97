// Which feeds the simulated EHR sends, and what each carries.
import { FACILITY, HOSPITAL } from "./units.ts";

export type FeedName = "adt" | "pharmacy" | "lab" | "scheduling";
export const FEED_NAMES: readonly FeedName[] = ["adt", "pharmacy", "lab", "scheduling"];

export type SimFeed = {
  readonly name: FeedName;
  /** MSH-3 and MSH-4 of everything it sends. */
  readonly sendingApplication: string;
  readonly sendingFacility: string;
  /** MSH-5 and MSH-6. */
  readonly receivingApplication: string;
  readonly receivingFacility: string;
  /** Kinds of data that it carries. */
  readonly kinds: readonly string[];
  /** Which message types (as MSH-9 says them) let each kind be heard. */
  readonly hears: { readonly [type: string]: readonly string[] };
  /** Types that are nothing but a heartbeat for the kinds named. */
  readonly heartbeats: { readonly [type: string]: readonly string[] };
  /** RXA-2 counts the doses of an order (RULES D3). */
  readonly countsDoses: boolean;
};

/**
 * A message type of our own (Z types are a site's to define, §2.11): MSH alone. MSH-9 is `ZHB^Z01`,
 * MSH-3 names the feed. It says: the feed is alive and everything before MSH-7 was sent.
 */
export const HEARTBEAT = ["ZHB", "Z01"] as const;

const MOVEMENTS = ["movements", "demographics", "allergies", "problems"];
const PHARMACY = ["medication orders", "administrations"];
const LAB = ["results", "vitals"];
const SCHEDULING = ["appointments"];

export const FEEDS: readonly SimFeed[] = [
  {
    name: "adt",
    sendingApplication: "HMG_ADT",
    sendingFacility: FACILITY,
    receivingApplication: "TIDEOVER",
    receivingFacility: FACILITY,
    kinds: MOVEMENTS,
    hears: { ADT: MOVEMENTS },
    heartbeats: { "ZHB^Z01": MOVEMENTS },
    countsDoses: false,
  },
  {
    name: "pharmacy",
    sendingApplication: "HMG_RX",
    sendingFacility: FACILITY,
    receivingApplication: "TIDEOVER",
    receivingFacility: FACILITY,
    kinds: ["orders", ...PHARMACY],
    hears: { RDE: ["orders", "medication orders"], ORM: ["orders", "medication orders"], RAS: ["administrations"] },
    heartbeats: { "ZHB^Z01": ["orders", ...PHARMACY] },
    countsDoses: true,
  },
  {
    name: "lab",
    sendingApplication: "HMG_LAB",
    sendingFacility: FACILITY,
    receivingApplication: "TIDEOVER",
    receivingFacility: FACILITY,
    kinds: LAB,
    hears: { ORU: LAB },
    heartbeats: { "ZHB^Z01": LAB },
    countsDoses: false,
  },
  {
    name: "scheduling",
    sendingApplication: "HMG_BOOK",
    sendingFacility: FACILITY,
    receivingApplication: "TIDEOVER",
    receivingFacility: FACILITY,
    kinds: SCHEDULING,
    hears: { SIU: SCHEDULING },
    heartbeats: { "ZHB^Z01": SCHEDULING },
    countsDoses: false,
  },
];

/** The feed of a name. */
export function feedOf(name: FeedName): SimFeed {
  const feed = FEEDS.find(f => f.name === name);
  if (feed === undefined) throw new RangeError(`no feed ${name}`);
  return feed;
}

/** The feeds as one plain object, for a configuration file: zone is the hospital's. */
export function feedsConfiguration(zone: string): {
  readonly facility: { readonly id: string; readonly name: string; readonly zone: string };
  readonly feeds: readonly (SimFeed & { readonly zone: string; readonly silenceLimitSeconds: number })[];
} {
  return {
    facility: { id: FACILITY, name: HOSPITAL, zone },
    // Heartbeats come each 30 s here, so 90 s of silence is silence (RULES P4).
    feeds: FEEDS.map(feed => ({ ...feed, zone, silenceLimitSeconds: 90 })),
  };
}
