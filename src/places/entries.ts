// What is recorded about places: facilities, units and beds. Schemas only, no I/O: the web app reads them too.
import { z } from "zod";

/** A name that people typed: one line, 1–120 characters, no control characters. */
const placeName = z
  .string()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u);

/** An id inside the hospital's own naming: `LAKESIDE`, `4W`, `4W-12A`. No slash: it stands in keys and addresses. */
export const PlaceId = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u);

/** An IANA time zone that this runtime knows; a wrong one would move every dose. */
export const Zone = z.string().max(64).refine(isZone, "is no IANA time zone");

function isZone(zone: string): boolean {
  // A fixed offset is no zone: it would miss every change of the clock.
  if (/^[+-]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export const Facility = z.strictObject({
  id: PlaceId,
  name: placeName,
  zone: Zone,
  /** The network it belongs to; null where it stands alone. */
  parent: PlaceId.nullable(),
});
export type Facility = z.infer<typeof Facility>;

/** `zone` null = its facility's. */
export const Unit = z.strictObject({ id: PlaceId, name: placeName, zone: Zone.nullable(), parent: PlaceId });
export type Unit = z.infer<typeof Unit>;

/** A bed's `parent` is its unit, named with the unit's facility: unit ids repeat between facilities. */
export const Bed = z.strictObject({
  id: PlaceId,
  name: placeName,
  zone: z.null(),
  parent: z.strictObject({ facility: PlaceId, unit: PlaceId }),
});
export type Bed = z.infer<typeof Bed>;

const common = { version: 1, chain: "operations", permission: "places.change", subjects: () => [] } as const;

/** Kinds of this room; each sets its place, so a rename replaces what stood. */
export const facilityKind = {
  ...common,
  name: "place.facility",
  schema: Facility,
  key: (body: Facility) => `place.facility/${body.id}`,
} as const;

export const unitKind = {
  ...common,
  name: "place.unit",
  schema: Unit,
  key: (body: Unit) => `place.unit/${body.parent}/${body.id}`,
} as const;

export const bedKind = {
  ...common,
  name: "place.bed",
  schema: Bed,
  key: (body: Bed) => `place.bed/${body.parent.facility}/${body.parent.unit}/${body.id}`,
} as const;

export const placeKinds = [facilityKind, unitKind, bedKind] as const;
