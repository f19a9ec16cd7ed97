// The board as EDXL-HAVE 1.0 (OASIS): what each element says and why is in docs/decisions/have-mapping.md.
import { SERVICES, type Service } from "../../places/index.ts";
import { isDoor } from "../column.ts";
import type { BoardAnswer, BoardFacility, Cell, CellState } from "../routes.ts";
import { spoken, zoned } from "./times.ts";
import { askedOf, diversionOf, isShut, lossOf, SCREENED, sentencesOf, shortOf, worstOf } from "./words.ts";
import { element, type Xml, xmlDocument } from "./xml.ts";

type Traffic = "Normal" | "Advisory" | "Closed" | "NotApplicable";

/** By the standard's own definitions; what is not known is never Normal (RULES S3, S4). */
const TRAFFIC: Record<CellState, Traffic> = {
  "closed-by-licence": "Closed",
  lost: "Closed",
  suspended: "Closed",
  diverting: "Closed",
  lapsed: "Advisory",
  "no-word": "Advisory",
  full: "Advisory",
  limited: "Advisory",
  "long-wait": "Advisory",
  open: "Normal",
  "not-offered": "NotApplicable",
};

/** Whether a service is available; null = not said: neither would be true. */
const AVAILABLE: Record<CellState, boolean | null> = {
  "closed-by-licence": false,
  lost: false,
  suspended: false,
  diverting: false,
  lapsed: null,
  "no-word": null,
  full: false,
  limited: null,
  "long-wait": true,
  open: true,
  "not-offered": false,
};

/** Where the schema has a place for a service, in its order. */
const COVERAGE: readonly (readonly [Service, ...string[]])[] = [
  ["burn", "Burn"],
  ["stemi", "CardiologyIndicator", "CardiologySubType", "CardiologyInvasive"],
  ["dialysis", "Dialysis"],
  ["ed", "EmergencyDepartment"],
  ["nicu", "Neonatology"],
  ["stroke", "NeurologyIndicator", "Neurology"],
  ["ob", "OBGYNIndicator", "OBGYNSubType", "OBGYNWithLaborDelivery"],
  ["paediatrics", "Pediatrics"],
  ["psychiatry", "PsychiatricIndicator", "Psychiatric"],
  ["or", "SurgeryIndicator", "Surgery"],
  ["trauma", "TraumaCenterServicesIndicator", "TraumaCenterServices"],
];

const ABOUT = "This is about ambulances.";

/** The loss of one of these concerns the whole house. */
const WHOLE_HOUSE: ReadonlySet<string> = new Set(["power", "water", "oxygen", "staff"]);

/** A HospitalStatus of the board; `source` is who says so. Null where it has no facility: the schema takes none without one. */
export function haveOf(board: BoardAnswer, given: { readonly source: string }): string | null {
  if (board.facilities.length === 0) return null;
  const root = element(
    "HospitalStatus",
    board.facilities.map(facility => hospitalOf(facility, board.at, given.source)),
    { xmlns: "urn:oasis:names:tc:emergency:EDXL:HAVE:1.0", "xmlns:xnl": "urn:oasis:names:tc:ciq:xnl:3" },
  );
  return xmlDocument(root);
}

function hospitalOf(facility: BoardFacility, at: number, source: string): Xml {
  const { id, name, zone, heard } = facility;
  const comments = [
    `From ${source}, as of ${spoken(at, zone)}.`,
    ...(heard === null ? ["No word was ever heard: call."] : []),
  ];
  return element("Hospital", [
    element("Organization", [
      element("OrganizationInformation", [
        element("xnl:OrganisationName", element("xnl:NameElement", name), { "xnl:OrganisationID": id }),
      ]),
      ...comments.map(commentOf),
    ]),
    emergencyOf(facility),
    coverageOf(facility),
    houseOf(facility),
    // Never the time of the answer: it would make old words look new.
    element("LastUpdateTime", zoned(heard ?? 0, zone)),
  ]);
}

function commentOf(text: string): Xml {
  return element("CommentText", text);
}

function emergencyOf(facility: BoardFacility): Xml | null {
  const { cells, zone } = facility;
  const comments = [
    ...cells.filter(isDoor).map(cell => sentencesOf(cell, zone)),
    ...askedOf(facility).map(diversion => diversionOf(diversion, zone)),
  ];
  const traffic = trafficOf(facility);
  if (traffic === null && comments.length === 0) return null;
  return element("EmergencyDepartmentStatus", [traffic, ...comments.map(commentOf)]);
}

/** Of ambulances. `Normal` is "accepting all EMS traffic": so a stroke diversion alone makes it Advisory. */
function trafficOf({ cells, zone }: BoardFacility): Xml | null {
  const ambulances = cells.filter(cell => cell.population === "ambulance");
  const ed = worstOf(ambulances.filter(cell => cell.service === "ed"));
  const restricted = ambulances.filter(cell => cell.service !== "ed" && isRestricted(cell));
  if (ed === null && restricted.length === 0) return null;
  const own = ed === null ? "Normal" : TRAFFIC[ed.state];
  const status = own === "Normal" && restricted.length > 0 ? "Advisory" : own;
  const named = [...(ed === null || !isRestricted(ed) ? [] : [ed]), ...restricted];
  if (named.length === 0) {
    const differs = ed?.differs === true ? commentOf("Two reports differ: call.") : null;
    return element("EMSTraffic", [element("EMSTrafficStatus", status), differs]);
  }
  const isClosed = cells.some(cell => isDoor(cell) && cell.state === "closed-by-licence");
  return element("EMSTraffic", [
    element("EMSTrafficStatus", status),
    element("EMSTrafficReason", named.map(reasonOf).join("; ")),
    commentOf([...named.map(cell => sentencesOf(cell, zone)), ABOUT, ...(isClosed ? [] : [SCREENED])].join(" ")),
  ]);
}

function isRestricted({ state }: Cell): boolean {
  return TRAFFIC[state] === "Advisory" || TRAFFIC[state] === "Closed";
}

function reasonOf(cell: Cell): string {
  return [`${SERVICES[cell.service].short}: ${shortOf(cell)}`, ...cell.reasons].join(", ");
}

function coverageOf({ cells, zone }: BoardFacility): Xml | null {
  const flags = COVERAGE.flatMap(([service, ...path]) => {
    const available = availableOf(service, cells);
    return available === null ? [] : [nested(path, String(available))];
  });
  const comments = cells
    .filter(cell => cell.service !== "ed" && cell.state !== "open" && cell.state !== "not-offered")
    .map(cell => sentencesOf(cell, zone));
  if (flags.length === 0 && comments.length === 0) return null;
  return element("ServiceCoverageStatus", [...flags, ...comments.map(commentOf)]);
}

/** The worst of its columns; of the emergency department its door alone: one that diverts ambulances is open to whoever comes. */
function availableOf(service: Service, cells: readonly Cell[]): boolean | null {
  const own = cells.filter(cell => cell.service === service && (service !== "ed" || isDoor(cell)));
  const offered = own.filter(cell => cell.state !== "not-offered");
  if (offered.length === 0) return own.length === 0 ? null : false;
  // A door of which nothing is known is not closed.
  const said = offered.map(cell =>
    isDoor(cell) && !isShut(cell) ? AVAILABLE[cell.state] || null : AVAILABLE[cell.state],
  );
  if (said.includes(false)) return false;
  return said.includes(null) ? null : true;
}

function nested(path: readonly string[], text: string): Xml {
  const [name = "CommentText", ...rest] = path;
  return element(name, rest.length === 0 ? text : nested(rest, text));
}

/** Never `Normal`: the board does not know that nothing is wrong with a house. */
function houseOf({ lost, diversions, zone }: BoardFacility): Xml | null {
  const isCompromised =
    lost.some(one => WHOLE_HOUSE.has(one.capability)) ||
    diversions.some(one => one.category.id === "internal-disaster" && one.state !== "lapsed");
  if (!isCompromised && lost.length === 0) return null;
  return element("HospitalFacilityStatus", [
    isCompromised ? element("FacilityStatus", "Compromised") : null,
    ...lost.map(one => commentOf(lossOf(one, zone))),
  ]);
}
