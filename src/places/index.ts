// The public face of places: what other rooms may use.
export { Bed, bedKind, Facility, facilityKind, PlaceId, placeKinds, Unit, unitKind, Zone } from "./entries.ts";
export { OfferedService, serviceKind } from "./service-entries.ts";
export {
  CAPABILITIES,
  CAPABILITY_IDS,
  type Capability,
  type Need,
  POPULATIONS,
  type Population,
  SERVICE_IDS,
  SERVICES,
  type Service,
  USUAL_NEEDS,
} from "./services.ts";
export { facilitiesOf, facilityIds, placesView, servicesView, standingFacility, standingServices } from "./view.ts";
