// Which places stand: what the entries say of facilities, units and beds.
import { type Sqlite, type StandingEntry, standingIn, standingView } from "../journal/index.ts";
import { Facility, facilityKind, placeKinds } from "./entries.ts";
import { serviceKind } from "./service-entries.ts";

export const placesView = standingView({
  name: "place",
  version: 1,
  kinds: placeKinds.map(kind => kind.name),
  topic: "places",
});

/** Which services facilities have. */
export const servicesView = standingView({ name: "service", version: 1, kinds: [serviceKind.name], topic: "regional" });

/** What stands of `place.service`, of all facilities. */
export function standingServices(views: Sqlite): StandingEntry[] {
  return standingIn(views, "service");
}

/** Every facility that stands, each once; of two that differ the newer. */
export function facilitiesOf(views: Sqlite): Facility[] {
  return facilityIds(views).flatMap(id => standingFacility(views, id)[0]?.body ?? []);
}

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
