// The directory as a search for where to go reads it: each listed place with what decides.
import { HeldRows, type Sqlite } from "../journal/index.ts";
import { allListed } from "./listed.ts";
import type { Listed } from "./listed-entries.ts";
import { confirmedWith, standingVerdicts } from "./matches.ts";

export type DirectoryPlace = Pick<
  Listed,
  "id" | "source" | "name" | "state" | "zip" | "phone" | "type" | "standing" | "beds" | "emergency"
> & {
  /** Degrees; null = not known: no distance can be told. */
  readonly at: { readonly latitude: number; readonly longitude: number } | null;
  /** Ids of the other source that a person confirmed to be this place: it is listed twice. */
  readonly same_as: readonly string[];
};

/** Of a reader: ten thousand rows take a third of a second, and change with an import or a person's word alone. */
const held = new HeldRows<readonly DirectoryPlace[]>("directory");

/**
 * All places, in order of source and id. `emergency` is what CMS says; a HIFLD place has it through a confirmed match only, and not where two
 * matches say otherwise. Null = not known, never no.
 */
export function directoryPlaces(views: Sqlite): readonly DirectoryPlace[] {
  return held.get(views, "all", () => readPlaces(views));
}

function readPlaces(views: Sqlite): DirectoryPlace[] {
  const verdicts = standingVerdicts(views);
  const confirmed = { cms: confirmedWith(verdicts, "cms"), hifld: confirmedWith(verdicts, "hifld") };
  const listed = allListed(views);
  const said = new Map(listed.flatMap(({ source, id, emergency }) => (source === "cms" ? [[id, emergency]] : [])));
  return listed.map(({ id, source, name, state, zip, phone, type, standing, beds, latitude, longitude, ...row }) => {
    const same_as = confirmed[source].get(id) ?? [];
    const words = new Set(source === "cms" ? [row.emergency] : same_as.map(cms => said.get(cms) ?? null));
    const [word = null, ...others] = [...words].filter(one => one !== null);
    return {
      id,
      source,
      name,
      state,
      zip,
      phone,
      type,
      standing,
      beds,
      emergency: others.length === 0 ? word : null,
      at: latitude === null || longitude === null ? null : { latitude, longitude },
      same_as,
    };
  });
}
