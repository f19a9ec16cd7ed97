// Which places stand: what the entries say of facilities, units and beds.
import { type Sqlite, type StandingEntry, standingIn, standingView } from "../journal/index.ts";
import { Facility, facilityKind, placeKinds } from "./entries.ts";

export const placesView = standingView({
  name: "place",
  version: 1,
  kinds: placeKinds.map(kind => kind.name),
  topic: "places",
});

/** What stands of a facility; more than one is a conflict, newest first. */
export function standingFacility(views: Sqlite, id: string): (StandingEntry & { readonly body: Facility })[] {
  return standingIn(views, "place", `place.facility/${id}`)
    .flatMap(entry => {
      const body = Facility.safeParse(entry.body);
      return body.success ? [{ ...entry, body: body.data }] : [];
    })
    .sort((a, b) => b.wall - a.wall);
}

/** The ids of the facilities that stand, each once. */
export function facilityIds(views: Sqlite): string[] {
  const stands = standingIn(views, "place").filter(entry => entry.kind === facilityKind.name);
  return [...new Set(stands.flatMap(entry => Facility.safeParse(entry.body).data?.id ?? []))];
}
