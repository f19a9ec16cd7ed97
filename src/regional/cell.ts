// What one facility can do of one service, computed: the worst of its status, its diversions and the capabilities that it needs (RULES S1–S4).
import {
  CAPABILITIES,
  type Need,
  type OfferedService,
  POPULATIONS,
  type Population,
  SERVICE_IDS,
  SERVICES,
  type Service,
  USUAL_NEEDS,
} from "../places/index.ts";
import { byRestriction, isDoor } from "./column.ts";
import type { Diversion } from "./diversions.ts";
import { DoorAgreed, DoorSet, type EmsSet, StatusSet } from "./entries.ts";
import type { Loss } from "./losses.ts";
import type { Cell, CellState } from "./routes.ts";
import type { Said } from "./view.ts";

/** A node that was not heard for so long may have said what did not come here. Integer ms. */
export const SILENCE_MS = 5 * 60_000;
/** Where a facility says nothing of how often it reports. */
export const REPORT_LIMIT_MINUTES = 12 * 60;

/** When the node that speaks for a facility was last heard, integer ms; null = never. `here`: it is this node. */
export type Heard = { readonly here: true } | { readonly here: false; readonly at: number | null };

/** When a silent node's words end to be known; null = they do not. */
function silentFrom(heard: Heard): number | null {
  return heard.here ? null : (heard.at ?? 0) + SILENCE_MS;
}

/** All that is known of one facility. */
export type FacilityFacts = {
  readonly facility: string;
  readonly offered: readonly OfferedService[];
  readonly ems: EmsSet | null;
  /** What stands of it. */
  readonly standing: readonly Said[];
  readonly heard: Heard;
  /** Its diversions at the moment that is asked for. */
  readonly diversions: readonly Diversion[];
  readonly losses: readonly Loss[];
};

const WORDS: Record<CellState, string> = {
  "closed-by-licence": "Closed by license action",
  lost: "Lost",
  suspended: "Off",
  diverting: "Divert",
  lapsed: "Lapsed",
  "no-word": "No word",
  full: "Full",
  limited: "Limited",
  "long-wait": "Open, long wait",
  open: "Open",
  "not-offered": "–",
};

type Part = Pick<Cell, "state" | "detail" | "reasons" | "since" | "until" | "review" | "last"> & {
  readonly entries: readonly string[];
};

/** Every cell of a facility at `at` (integer ms): each service that it has, or of which something was said, by whom it asks. */
export function cellsOf(facts: FacilityFacts, at: number): Cell[] {
  return SERVICE_IDS.flatMap(service =>
    POPULATIONS.flatMap(population => {
      const cell = cellOf(facts, { service, population }, at);
      return cell === null ? [] : [cell];
    }),
  );
}

type Column = { readonly service: Service; readonly population: Population };

function cellOf(facts: FacilityFacts, column: Column, at: number): Cell | null {
  const { service, population } = column;
  const asks: readonly Population[] = SERVICES[service].asks;
  const offers = facts.offered.filter(one => one.service === service);
  const said = facts.standing.filter(entry => entry.key === `status/${facts.facility}/${service}/${population}`);
  const ours = facts.diversions.filter(one => concerns(one, column, asks));
  const isOffered = offers.some(one => one.offered);
  // Whoever said something of it has it, whatever the list of services says.
  if (said.length === 0 && ours.length === 0 && (!asks.includes(population) || !isOffered)) {
    const isDenied = asks.includes(population) && offers.length > 0;
    return isDenied ? whole(column, [NOT_OFFERED], false) : null;
  }
  const status = statusParts(facts, column, said, at);
  const parts = [
    ...status,
    ...ours.map(partOf),
    // Whoever comes is screened, with whatever is there.
    ...(isDoor(column) ? [] : capabilityParts(facts.losses, needsOf(service, offers))),
  ];
  return whole(column, parts, said.length > 1 || new Set(ours.map(one => one.category.id)).size < ours.length);
}

const NOTHING = { detail: "", reasons: [], since: null, until: null, review: null, last: null, entries: [] } as const;
const NOT_OFFERED: Part = { ...NOTHING, state: "not-offered" };

function whole({ service, population }: Column, parts: readonly Part[], differs: boolean): Cell {
  const sorted = parts.toSorted((a, b) => byRestriction(a.state, b.state));
  const worst = sorted[0] ?? NOT_OFFERED;
  return {
    service,
    population,
    ...worst,
    word: WORDS[worst.state],
    reasons: [...new Set(sorted.flatMap(part => part.reasons))],
    differs,
    entries: [...new Set(sorted.flatMap(part => part.entries))],
  };
}

/** A diversion concerns the columns of its services; one that no column of its own would show, all of the service. */
function concerns({ category, population }: Diversion, column: Column, asks: readonly Population[]): boolean {
  if (isDoor(column)) return false;
  if (category.services === "all") return column.population === population;
  if (!category.services.includes(column.service)) return false;
  return column.population === population || (!asks.includes(population) && asks.includes(column.population));
}

function partOf(diversion: Diversion): Part {
  const { category, state, reason, until, from, entry, suspended } = diversion;
  const reasons = [`${category.name}: ${reason}${diversion.words === "" ? "" : `, ${diversion.words}`}`];
  const common = { ...NOTHING, since: from, reasons, entries: [entry] };
  switch (state) {
    case "diverting":
      return { ...common, state, until };
    case "lapsed":
      return { ...common, state, since: until, detail: "unconfirmed: call first" };
    case "suspended":
      return {
        ...common,
        state: "limited",
        detail: "asks to divert",
        until: suspended?.until ?? null,
        reasons: [
          ...reasons,
          `Diversion is suspended by ${suspended?.agency ?? "the authority"}: ambulances are taken`,
        ],
      };
  }
}

/** What was said of the cell, each as it reads now: known, or no word any more. */
function statusParts(facts: FacilityFacts, column: Column, said: readonly Said[], at: number): Part[] {
  if (said.length === 0) return [unsaid(facts)];
  return said.map(entry => {
    const part = statusPart(facts, column, entry);
    const last = lastWord(facts, entry);
    const limit = (facts.ems?.report_limit_minutes ?? REPORT_LIMIT_MINUTES) * 60_000;
    const ends = [last + limit, silentFrom(facts.heard), part.until];
    const unknown = Math.min(...ends.map(end => end ?? Number.POSITIVE_INFINITY));
    // A closure of the door by licence ends when somebody says so.
    if (at < unknown || part.state === "closed-by-licence") return part;
    return {
      ...NOTHING,
      state: "no-word",
      since: unknown,
      detail: "call",
      last: { state: part.state, word: WORDS[part.state], at: last },
      entries: [entry.id],
    };
  });
}

/** When it was last said, or that all is as it was. */
function lastWord({ standing, facility }: FacilityFacts, entry: Said): number {
  const still = standing.filter(one => one.key === `status.reported/${facility}`).map(one => one.wall);
  return Math.max(entry.wall, ...still);
}

function unsaid({ heard }: FacilityFacts): Part {
  return {
    ...NOTHING,
    state: "no-word",
    detail: "call",
    since: heard.here || heard.at === null ? null : silentFrom(heard),
  };
}

function statusPart(facts: FacilityFacts, column: Column, entry: Said): Part {
  if (isDoor(column)) return doorPart(facts, entry);
  const read = StatusSet.safeParse(entry.body);
  if (!read.success) return { ...NOTHING, state: "no-word", detail: "call", entries: [entry.id] };
  const { level, detail, reason, since, until, review } = read.data;
  const reasons = reason === "" ? [] : [reason];
  return { state: level, detail, reasons, since, until, review, last: null, entries: [entry.id] };
}

/** The door of an emergency department. A closure holds when a second person agreed to it. */
function doorPart({ standing, facility }: FacilityFacts, entry: Said): Part {
  const read = DoorSet.safeParse(entry.body);
  if (!read.success) return { ...NOTHING, state: "no-word", detail: "call", entries: [entry.id] };
  const { level, detail, reason, act, since, until, review } = read.data;
  const agreed = standing.some(one => {
    const body = one.kind === "door.agreed" ? DoorAgreed.safeParse(one.body).data : undefined;
    return body?.facility === facility && body.entry === entry.id && one.actor !== entry.actor;
  });
  const said = { detail, since, until, review, last: null, entries: [entry.id] };
  if (level !== "closed-by-licence") return { ...said, state: level, reasons: reason === "" ? [] : [reason] };
  if (agreed) return { ...said, state: level, reasons: [act ?? reason] };
  return { ...said, state: "open", detail: "closure not agreed", reasons: ["A closure waits for a second person"] };
}

function needsOf(service: Service, offers: readonly OfferedService[]): readonly Need[] {
  const own = offers.flatMap(one => (one.offered && one.needs !== null ? [one.needs] : []));
  // Two entries of its needs: whatever either names.
  return own.length === 0 ? USUAL_NEEDS[service] : own.flat();
}

function capabilityParts(losses: readonly Loss[], needs: readonly Need[]): Part[] {
  return losses.flatMap(({ entry, capability, extent, detail, reason, since }): Part[] => {
    const mine = needs.filter(need => need.capability === capability);
    if (mine.length === 0) return [];
    const name = CAPABILITIES[capability];
    const isLost = extent === "all" && mine.some(need => need.without === "lost");
    const less = extent === "all" ? `no ${inWords(name)}` : `${name} ${detail || "in part"}`;
    const reasons = [reason === "" ? less : `${less}: ${reason}`];
    return [{ ...NOTHING, state: isLost ? "lost" : "limited", detail: less, reasons, since, entries: [entry] }];
  });
}

function inWords(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name[0]?.toLowerCase() + name.slice(1) : name;
}
