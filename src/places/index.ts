// The public face of places: what other rooms may use.
export { Bed, bedKind, Facility, facilityKind, PlaceId, placeKinds, Unit, unitKind, Zone } from "./entries.ts";
export { facilityIds, placesView, standingFacility } from "./view.ts";
