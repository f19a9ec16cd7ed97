// The public face of places: what other rooms may use.
export { type DirectoryPlace, directoryPlaces } from "./directory.ts";
export { type DirectoryFile, type DirectoryOddity, readDirectory } from "./directory-file.ts";
export { Bed, bedKind, Facility, facilityKind, PlaceId, placeKinds, Unit, unitKind, Zone } from "./entries.ts";
export { changesOf, listedBy, listedOf, listedStates, listedView } from "./listed.ts";
export {
  directoryKinds,
  Listed,
  ListedId,
  ListedSource,
  ListedType,
  listedKind,
  Matched,
  matchedKind,
} from "./listed-entries.ts";
export { byReasons, confirmedWith, matchedView, type Proposal, proposedMatches, standingVerdicts } from "./matches.ts";
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
