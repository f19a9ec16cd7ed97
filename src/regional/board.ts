// The board: every facility of the network beside the others, what it can do, whom it asked to go elsewhere, and who was told.
import { CAPABILITIES, OfferedService, SERVICE_IDS, SERVICES, type Service } from "../places/index.ts";
import { cellsOf, type FacilityFacts, type Heard } from "./cell.ts";
import { type Diversion, diversionsAt, totalsOf } from "./diversions.ts";
import { DiversionSuspended, EmsSet, Told } from "./entries.ts";
import { lossesOf } from "./losses.ts";
import { agreedPolicy, policyOf } from "./policy.ts";
import type { BoardAnswer, BoardDiversion, BoardFacility } from "./routes.ts";
import type { Entry, Said } from "./view.ts";

/** What a board is made of. Instants are integer ms. */
export type BoardFacts = {
  readonly facilities: readonly {
    readonly id: string;
    readonly name: string;
    readonly zone: string;
    readonly heard: Heard;
    /** The last midnight of its zone. */
    readonly midnight: number;
  }[];
  /** What stands of `place.service`. */
  readonly services: readonly { readonly body: unknown }[];
  /** What stands of this room. */
  readonly standing: readonly Said[];
  /** Every entry of diversions, also replaced ones. */
  readonly history: readonly Entry[];
};

/** The whole board at `at` (integer ms). */
export function boardOf(facts: BoardFacts, at: number): BoardAnswer {
  const services = facts.services.flatMap(({ body }) => OfferedService.safeParse(body).data ?? []);
  const suspensions = facts.standing.flatMap(entry =>
    entry.kind === "diversion.suspended" ? (DiversionSuspended.safeParse(entry.body).data ?? []) : [],
  );
  const each = facts.facilities.map(facility => {
    const standing = facts.standing.filter(entry => facilityOf(entry) === facility.id);
    const ems = emsOf(standing);
    const ofArea = suspensions.filter(one => one.area === ems?.area);
    return {
      facility,
      ems,
      known: {
        facility: facility.id,
        offered: services.filter(one => one.facility === facility.id),
        ems,
        standing,
        heard: facility.heard,
        diversions: diversionsAt(standing, ofArea, at),
        losses: lossesOf(standing),
      } satisfies FacilityFacts,
      history: facts.history.filter(entry => facilityOf(entry) === facility.id),
    };
  });
  const facilities = each.map(({ facility, known, history }): BoardFacility => {
    const byKey = Map.groupBy(history, entry => entry.key);
    const { ms, lapsed } = totalsOf(history, facility.midnight, at);
    return {
      id: facility.id,
      name: facility.name,
      zone: facility.zone,
      area: known.ems?.area ?? null,
      heard: facility.heard.here ? latest(known.standing) : facility.heard.at,
      cells: cellsOf(known, at),
      lost: known.losses.map(({ facility: _, ...lost }) => ({ ...lost, name: CAPABILITIES[lost.capability] })),
      diversions: known.diversions.map(one => diversionOf(one, known, byKey)),
      policy: policyOf(known.ems?.policy),
      seen: Object.fromEntries(
        [...Map.groupBy(known.standing, entry => entry.key)].map(([key, all]) => [key, all.map(entry => entry.id)]),
      ),
      today: { ms, lapsed },
    };
  });
  facilities.sort((a, b) => compare(a.area ?? "~", b.area ?? "~") || compare(a.name, b.name));
  const areas = [...new Set(each.flatMap(one => one.ems?.area ?? []))].sort();
  return { at, facilities, areas: areas.map(area => areaOf(area, each, facilities, suspensions, at)) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function facilityOf({ body }: Said): string | null {
  const { facility } = body as { readonly facility?: unknown };
  return typeof facility === "string" ? facility : null;
}

/** Its settings; of two that stand the shorter limit, everybody on either list, and the default policy where they name two. */
function emsOf(standing: readonly Said[]): EmsSet | null {
  const all = standing.flatMap(entry => (entry.kind === "ems.set" ? (EmsSet.safeParse(entry.body).data ?? []) : []));
  const [first] = all;
  if (first === undefined) return null;
  const tell = [...new Map(all.flatMap(one => one.tell).map(one => [one.agency, one])).values()];
  return {
    ...first,
    tell,
    policy: agreedPolicy(all).id,
    report_limit_minutes: Math.min(...all.map(one => one.report_limit_minutes)),
  };
}

function latest(standing: readonly Said[]): number | null {
  return standing.length === 0 ? null : Math.max(...standing.map(entry => entry.wall));
}

function diversionOf(
  one: Diversion,
  { standing, ems }: FacilityFacts,
  byKey: ReadonlyMap<string, readonly Said[]>,
): BoardDiversion {
  const key = `diversion/${one.facility}/${one.category.id}/${one.population}`;
  const told = standing.flatMap(entry => (entry.kind === "told" ? (Told.safeParse(entry.body).data ?? []) : []));
  const ours = told.filter(word => word.of === one.entry);
  const confirmed = (byKey.get(key) ?? []).filter(
    entry => entry.kind === "diversion.confirmed" && (entry.body as { declared?: number }).declared === one.declared,
  );
  const { suspended: _, category, ...said } = one;
  return {
    ...said,
    category: { id: category.id, name: category.name },
    services: servicesOf(one),
    confirmed: confirmed.length,
    told: (ems?.tell ?? []).map(({ agency, name, phone }) => {
      const word = ours.filter(said => said.agency === agency).toSorted((a, b) => a.at - b.at)[0];
      return {
        agency,
        name,
        phone,
        at: word?.at ?? null,
        how: word?.how ?? null,
        spoken_to: word?.spoken_to ?? null,
        read_back: ours.some(said => said.agency === agency && said.read_back),
      };
    }),
  };
}

function servicesOf({ category, population }: Diversion): readonly Service[] {
  if (category.services !== "all") return category.services;
  return SERVICE_IDS.filter(service => (SERVICES[service].asks as readonly string[]).includes(population));
}

type Known = { readonly facility: { readonly id: string }; readonly ems: EmsSet | null };

function areaOf(
  area: string,
  each: readonly Known[],
  facilities: readonly BoardFacility[],
  suspensions: readonly DiversionSuspended[],
  at: number,
): BoardAnswer["areas"][number] {
  const inside = each.filter(one => one.ems?.area === area);
  const boards = facilities.filter(one => inside.some(({ facility }) => facility.id === one.id));
  const policy = policyOf(inside[0]?.ems?.policy);
  // Also who asks to divert while that is suspended: it is the rule's count, and the board says so.
  const diverting = boards.filter(one => one.diversions.some(({ state }) => state !== "lapsed")).length;
  const reported = boards.filter(one => one.cells.some(isReported)).length;
  const suspended = suspensions.find(one => one.area === area && one.from <= at && at < one.until);
  const { suspension } = policy;
  return {
    area,
    policy: policy.id,
    diverting,
    reported,
    exist: boards.length,
    rule:
      suspension === null
        ? null
        : { at_once: suspension.at_once, minutes: suspension.minutes, met: diverting >= suspension.at_once },
    suspended:
      suspended === undefined
        ? null
        : { from: suspended.from, until: suspended.until, agency: suspended.authority.agency },
  };
}

function isReported({ service, population, state }: BoardFacility["cells"][number]): boolean {
  return service === "ed" && population === "ambulance" && state !== "no-word" && state !== "not-offered";
}
