// PL → Locations from the bed up, each part of the next (HL7 v2 §2A.53).
import { type Location, present, type Reference } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { designator, localUri, uriOf } from "./hd.ts";
import { canonical } from "./identifier.ts";
import { Memory } from "./memory.ts";
import { inside, parts } from "./parts.ts";

const PHYSICAL = "http://terminology.hl7.org/CodeSystem/location-physical-type";

/** The levels of a PL from the widest in, with its component and its physical type. Floors lie in buildings (PL.8, PL.7). */
const LEVELS = [
  { component: 4, level: "facility", type: ["si", "Site"] },
  { component: 7, level: "building", type: ["bu", "Building"] },
  // FHIR has no code for a point of care; a ward is only one kind of it
  { component: 1, level: "point-of-care", type: [null, "point of care"] },
  { component: 8, level: "floor", type: ["lvl", "Level"] },
  { component: 2, level: "room", type: ["ro", "Room"] },
  { component: 3, level: "bed", type: ["bd", "Bed"] },
] as const;

/** Where a PL is, in words and as the fold needs it. */
export type Place = {
  readonly reference: Reference<Location>;
  readonly facility: string;
  readonly unit: string | null;
  readonly room: string | null;
  readonly bed: string | null;
};

const places = new Memory<Place | undefined>(5_000);

/** Adds the locations of one PL and returns the innermost; undefined where it names none. */
export function place(
  segment: Segment,
  field: number,
  context: Context,
  bedStatus?: Location["operationalStatus"],
): Place | undefined {
  const sent = segment.raw(field);
  if (sent === "") return undefined;
  return places.of(context, `${bedStatus?.code ?? ""}|${sent}`, inner => readPlace(segment, field, inner, bedStatus));
}

function readPlace(
  segment: Segment,
  field: number,
  context: Context,
  bedStatus: Location["operationalStatus"],
): Place | undefined {
  const pl = parts(segment, field);
  const facility = designator(inside(segment, field, 1, 4));
  const named = LEVELS.filter(({ component }) => component !== 4 && pl.at(component, 1) !== undefined);
  if (named.length === 0 && facility === undefined && pl.at(9) === undefined) return undefined;
  const innermost = named.at(-1)?.component ?? (facility ? 4 : 0);
  const authority = facility ? canonical(facility, context) : context.authority;
  const path: string[] = [];
  let within: Reference<Location> | undefined;
  for (const { component, level, type } of LEVELS) {
    const name = component === 4 ? (facility?.namespace ?? facility?.universal) : pl.at(component, 1);
    if (name === undefined) continue;
    if (component !== 4) path.push(`${level}=${name}`);
    const last = component === innermost;
    const reference = context.add(
      present<Location>({
        resourceType: "Location",
        id: context.id("Location", authority, path.join("|")),
        identifier: [
          component === 4 && facility
            ? { system: uriOf(facility), value: name }
            : { system: localUri("authority", authority, level), value: name },
        ],
        operationalStatus: last && (level === "bed" || level === "room") ? bedStatus : undefined,
        name,
        description: last ? pl.at(9) : undefined,
        mode: "instance",
        type: level === "point-of-care" && pl.at(6) ? [personLocation(pl.at(6) ?? "")] : undefined,
        physicalType:
          type[0] === null ? { text: type[1] } : { coding: [{ system: PHYSICAL, code: type[0], display: type[1] }] },
        partOf: within,
      }),
    );
    within = { reference, display: name };
  }
  const display =
    [pl.at(1, 1), pl.at(2, 1), pl.at(3, 1)].filter(one => one !== undefined).join(" ") || pl.at(9) || authority;
  const reference: Reference<Location> = within ? { ...within, display } : { display };
  return {
    reference,
    facility: authority,
    unit: pl.at(1, 1) ?? null,
    room: pl.at(2, 1) ?? null,
    bed: pl.at(3, 1) ?? null,
  };
}

function personLocation(code: string): { coding?: { system: string; code: string }[]; text?: string } {
  return /^\S+$/.test(code)
    ? { coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0305", code }] }
    : { text: code };
}
