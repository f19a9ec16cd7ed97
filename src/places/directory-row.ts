// A row of HIFLD's or of CMS's file as a listed place, and what was odd in it.
import {
  bedsIn,
  dayIn,
  type Fault,
  idIn,
  phoneIn,
  pointIn,
  type Read,
  stateIn,
  wordsIn,
  yesNoIn,
  zipIn,
} from "./directory-fields.ts";
import type { Listed, ListedSource, ListedType } from "./listed-entries.ts";

/** The field of a column; empty where the file has none of that name. */
export type Row = (column: string) => string;
export type OddField = { readonly column: string } & Fault;
/** `place` null: without an id or a name it cannot be taken. */
export type ReadRow = { readonly place: Listed | null; readonly odd: readonly OddField[] };

type Format = {
  readonly source: ListedSource;
  readonly title: string;
  /** Without one of these a file is not of this format. */
  readonly columns: readonly string[];
  readonly read: (row: Row) => ReadRow;
};

const HIFLD_TYPES: Readonly<Record<string, ListedType>> = {
  "GENERAL ACUTE CARE": "acute",
  "CRITICAL ACCESS": "critical-access",
  CHILDREN: "children",
  WOMEN: "women",
  PSYCHIATRIC: "psychiatric",
  REHABILITATION: "rehabilitation",
  "LONG TERM CARE": "long-term",
  "CHRONIC DISEASE": "chronic",
  MILITARY: "military",
  SPECIAL: "special",
};

const CMS_TYPES: Readonly<Record<string, ListedType>> = {
  "ACUTE CARE HOSPITALS": "acute",
  "CRITICAL ACCESS HOSPITALS": "critical-access",
  "RURAL EMERGENCY HOSPITAL": "rural-emergency",
  CHILDRENS: "children",
  PSYCHIATRIC: "psychiatric",
  REHABILITATION: "rehabilitation",
  "LONG-TERM": "long-term",
  "ACUTE CARE - DEPARTMENT OF DEFENSE": "military",
  "ACUTE CARE - VETERANS ADMINISTRATION": "veterans",
};

/** The formats that are known, by the columns that are read of them. */
export const FORMATS: readonly Format[] = [
  {
    source: "hifld",
    title: "HIFLD Hospitals",
    columns: [
      "ID",
      "NAME",
      "ADDRESS",
      "CITY",
      "STATE",
      "ZIP",
      "TELEPHONE",
      "TYPE",
      "STATUS",
      "COUNTY",
      "LATITUDE",
      "LONGITUDE",
      "BEDS",
      "TRAUMA",
      "HELIPAD",
    ],
    read: readHifld,
  },
  {
    source: "cms",
    title: "CMS Hospital General Information",
    columns: [
      "Facility ID",
      "Facility Name",
      "Address",
      "City/Town",
      "State",
      "ZIP Code",
      "County/Parish",
      "Telephone Number",
      "Hospital Type",
      "Emergency Services",
    ],
    read: readCms,
  },
];

/** Reads fields of one row, and gathers what is odd under the name of its column. */
function reader(row: Row) {
  const odd: OddField[] = [];
  const note = <Value>(column: string, { value, fault }: Read<Value>): Value | null => {
    if (fault !== null) odd.push({ column, ...fault });
    return value;
  };
  const words = (column: string, most = 100) => note(column, wordsIn(row(column), most));
  const typed = (column: string, types: Readonly<Record<string, ListedType>>) => {
    const type_said = words(column);
    const type = Object.entries(types).find(([word]) => word === type_said?.toUpperCase())?.[1];
    if (type_said !== null && type === undefined)
      odd.push({ column, code: "type-unknown", text: "the type is none that is known: taken as other" });
    return { type: type ?? ("other" as const), type_said };
  };
  const place = (id: string | null, nameColumn: string, more: (id: string, name: string) => Listed): ReadRow => {
    const name = words(nameColumn, 200);
    if (name === null) odd.push({ column: nameColumn, code: "no-name", text: "there is no name" });
    return { place: id === null || name === null ? null : more(id, name), odd };
  };
  return { row, note, words, typed, place, odd };
}

function readHifld(row: Row): ReadRow {
  const { note, words, typed, place, odd } = reader(row);
  return place(note("ID", idIn(row("ID"), 10)), "NAME", (id, name) => {
    const point = note("LATITUDE", pointIn(row("LATITUDE"), row("LONGITUDE")));
    const status = words("STATUS")?.toUpperCase();
    const standing = status === "OPEN" ? "open" : status === "CLOSED" ? "closed" : "not-known";
    if (status !== undefined && standing === "not-known")
      odd.push({ column: "STATUS", code: "status-unknown", text: "it is neither open nor closed: not known" });
    return {
      source: "hifld",
      id,
      name,
      address: words("ADDRESS", 200),
      city: words("CITY"),
      state: note("STATE", stateIn(row("STATE"))),
      zip: note("ZIP", zipIn(row("ZIP"))),
      county: words("COUNTY"),
      phone: note("TELEPHONE", phoneIn(row("TELEPHONE"))),
      ...typed("TYPE", HIFLD_TYPES),
      standing,
      beds: note("BEDS", bedsIn(row("BEDS"))),
      trauma: words("TRAUMA"),
      helipad: note("HELIPAD", yesNoIn(row("HELIPAD"))),
      latitude: point?.latitude ?? null,
      longitude: point?.longitude ?? null,
      // It never says: whether a place has an emergency department is CMS's word, or its own.
      emergency: null,
      dated: note("SOURCEDATE", dayIn(row("SOURCEDATE"))),
    };
  });
}

function readCms(row: Row): ReadRow {
  const { note, words, typed, place } = reader(row);
  return place(note("Facility ID", idIn(row("Facility ID"), 6)), "Facility Name", (id, name) => ({
    source: "cms",
    id,
    name,
    address: words("Address", 200),
    city: words("City/Town"),
    state: note("State", stateIn(row("State"))),
    zip: note("ZIP Code", zipIn(row("ZIP Code"))),
    county: words("County/Parish"),
    phone: note("Telephone Number", phoneIn(row("Telephone Number"))),
    ...typed("Hospital Type", CMS_TYPES),
    // The file lists who is certified; that one is open today it does not say.
    standing: "not-known",
    beds: null,
    trauma: null,
    helipad: null,
    latitude: null,
    longitude: null,
    emergency: note("Emergency Services", yesNoIn(row("Emergency Services"))),
    dated: null,
  }));
}
