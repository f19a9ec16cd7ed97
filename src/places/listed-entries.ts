// What is recorded of the directory: places as public files list them, and which two of them are one. Schemas only, no I/O.
import { z } from "zod";

const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]+$/u);

/** `hifld`: Homeland Infrastructure Foundation-Level Data, hospitals. `cms`: CMS Hospital General Information. */
export const ListedSource = z.enum(["hifld", "cms"]);
export type ListedSource = z.infer<typeof ListedSource>;

/** An id as its source gives it, by which `place.listed` is keyed. */
export const ListedId = z.string().regex(/^[0-9A-Z]{1,20}$/);

export const ListedType = z.enum([
  "acute",
  "critical-access",
  "rural-emergency",
  "children",
  "women",
  "psychiatric",
  "rehabilitation",
  "long-term",
  "chronic",
  "military",
  "veterans",
  "special",
  "other",
]);
export type ListedType = z.infer<typeof ListedType>;

const YesNo = z.enum(["yes", "no"]);

/** One place as one source lists it. Null = the source does not say, or not so that it can be understood: never "none". */
export const Listed = z.strictObject({
  source: ListedSource,
  id: ListedId,
  name: line(200),
  address: line(200).nullable(),
  city: line(100).nullable(),
  state: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  zip: z
    .string()
    .regex(/^\d{5}$/)
    .nullable(),
  county: line(100).nullable(),
  /** Ten digits. */
  phone: z
    .string()
    .regex(/^\d{10}$/)
    .nullable(),
  type: ListedType,
  /** The source's own word for the type. */
  type_said: line(100).nullable(),
  standing: z.enum(["open", "closed", "not-known"]),
  beds: z.int().min(0).max(20_000).nullable(),
  /** In the source's words: states name their levels in many ways. */
  trauma: line(100).nullable(),
  helipad: YesNo.nullable(),
  /** WGS 84; both or neither. */
  latitude: z.number().min(-90).max(90).nullable(),
  longitude: z.number().min(-180).max(180).nullable(),
  /** Whether it has an emergency department: CMS says it, HIFLD never does. */
  emergency: YesNo.nullable(),
  /** The day of what the source goes by, as it says. */
  dated: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .nullable(),
});
export type Listed = z.infer<typeof Listed>;

/** A person's word that two listed places are the same, or are not. */
export const Matched = z.strictObject({ cms: ListedId, hifld: ListedId, same: z.boolean() });
export type Matched = z.infer<typeof Matched>;

const common = { version: 1, chain: "operations", permission: "places.change", subjects: () => [] } as const;

export const listedKind = {
  ...common,
  name: "place.listed",
  schema: Listed,
  key: ({ source, id }: Pick<Listed, "source" | "id">) => `place.listed/${source}/${id}`,
} as const;

/** Keyed by the pair: that a place is not this one is no word on another, and neither word replaces the other. */
export const matchedKind = {
  ...common,
  name: "place.matched",
  schema: Matched,
  key: ({ cms, hifld }: Pick<Matched, "cms" | "hifld">) => `place.matched/${cms}/${hifld}`,
} as const;

export const directoryKinds = [listedKind, matchedKind] as const;
