// The board as a FHIR R4 Bundle: a Location for each facility, a HealthcareService for each of its cells.
import {
  type Bundle,
  type HealthcareService,
  type Location,
  PUBLISHED_ID_KEY,
  present,
  type Reference,
  resourceId,
} from "../../fhir/index.ts";
import { SERVICES } from "../../places/index.ts";
import { isDoor } from "../column.ts";
import type { BoardAnswer, BoardFacility, Cell, CellState } from "../routes.ts";
import { zoned } from "./times.ts";
import { askedOf, columnOf, diversionOf, isShut, lossOf, POPULATION_WORDS, sentencesOf } from "./words.ts";

/** What is not surely available reads as not available: nobody may take silence for open. */
const READS: Record<CellState, "available" | "less" | "not"> = {
  "closed-by-licence": "not",
  lost: "not",
  suspended: "not",
  diverting: "not",
  lapsed: "not",
  "no-word": "not",
  full: "not",
  limited: "less",
  "long-wait": "less",
  open: "available",
  "not-offered": "not",
};

/** A collection; `base` is the address that the resources stand under, without a slash at its end. */
export function fhirOf(board: BoardAnswer, given: { readonly base: string }): Bundle {
  const resources = board.facilities.flatMap(facility => {
    const location = locationOf(facility);
    return [location, ...facility.cells.map(cell => serviceOf(cell, facility, location))];
  });
  return present<Bundle>({
    resourceType: "Bundle",
    type: "collection",
    timestamp: zoned(board.at, "UTC"),
    entry: resources.map(resource => ({
      fullUrl: `${given.base}/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  });
}

/** Places are no secret: their ids are keyed by the published key, because their own may have blanks and letters that FHIR ids lack. */
function idOf(type: "Location" | "HealthcareService", key: string): string {
  return resourceId(PUBLISHED_ID_KEY, type, "tideover board", key);
}

type Named<T> = T & { readonly id: string };

function locationOf(facility: BoardFacility): Named<Location> {
  const { id, name, zone, heard, cells, lost } = facility;
  const said = [...lost.map(one => lossOf(one, zone)), ...askedOf(facility).map(one => diversionOf(one, zone))];
  return {
    ...present<Location>({
      resourceType: "Location",
      meta: heard === null ? undefined : { lastUpdated: zoned(heard, zone) },
      identifier: [{ system: "urn:tideover:facility", value: id }],
      status: statusOf(cells),
      name: stringOf(name),
      description: stringOf(said.join(" ")),
      mode: "instance",
    }),
    id: idOf("Location", id),
  };
}

/** Text as R4 takes a string (§2.24.0.1): no other blanks, no control characters; nothing where it would be blank. */
function stringOf(text: string): string | undefined {
  const taken = text
    .toWellFormed()
    .replace(/[^\S \r\n\t]/gu, " ")
    .replace(/[^\P{Cc}\r\n\t]/gu, "\u{FFFD}");
  return taken.trim() === "" ? undefined : taken;
}

/** Nothing where nothing is known. */
function statusOf(cells: readonly Cell[]): Location["status"] {
  if (cells.some(cell => isDoor(cell) && cell.state === "closed-by-licence")) return "suspended";
  return cells.some(cell => cell.state === "open" || cell.state === "long-wait") ? "active" : undefined;
}

/** `active` is of the record, not of the day (R4): what is closed for a while is `notAvailable`. */
function serviceOf(cell: Cell, facility: BoardFacility, location: Named<Location>): Named<HealthcareService> {
  const { service, population, state, since } = cell;
  const { id, name, zone, heard } = facility;
  // A door of which nothing is known is not closed.
  const reads = isDoor(cell) && !isShut(cell) && READS[state] === "not" ? "less" : READS[state];
  const text = stringOf(sentencesOf(cell, zone)) ?? columnOf(cell);
  // A period has no end: when it is over nobody has said yet that the service is open again.
  const during = since === null ? undefined : { start: zoned(since, zone) };
  return {
    ...present<HealthcareService>({
      resourceType: "HealthcareService",
      meta: heard === null ? undefined : { lastUpdated: zoned(heard, zone) },
      identifier: [{ system: "urn:tideover:cell", value: `${id}/${service}/${population}` }],
      active: state !== "not-offered",
      type: [{ text: SERVICES[service].name }],
      location: [present<Reference<Location>>({ reference: `Location/${location.id}`, display: stringOf(name) })],
      name: columnOf(cell),
      comment: text,
      eligibility: [{ code: { text: POPULATION_WORDS[population] } }],
      notAvailable: reads === "not" ? [present({ description: text, during })] : undefined,
      availabilityExceptions: reads === "available" && !cell.differs ? undefined : text,
    }),
    id: idOf("HealthcareService", `${id}/${service}/${population}`),
  };
}
