// Made-up files in the shape of the two public ones, for tests.

type Cells = Readonly<Record<string, string>>;

const HIFLD: Cells = {
  X: "0",
  Y: "0",
  OBJECTID: "1",
  ID: "0000100001",
  NAME: "LAKESIDE GENERAL HOSPITAL",
  ADDRESS: "12 NORTH LAKE STREET, SUITE 4",
  CITY: "LAKESIDE",
  STATE: "CT",
  ZIP: "06999",
  ZIP4: "NOT AVAILABLE",
  TELEPHONE: "(860) 555-0100",
  TYPE: "GENERAL ACUTE CARE",
  STATUS: "OPEN",
  POPULATION: "250",
  COUNTY: "HARTFORD",
  COUNTRY: "USA",
  LATITUDE: "41.76",
  LONGITUDE: "-72.67",
  SOURCEDATE: "2021/03/11 00:00:00+00",
  BEDS: "250",
  TRAUMA: "LEVEL II",
  HELIPAD: "Y",
};

const CMS: Cells = {
  "Facility ID": "070001",
  "Facility Name": "Lakeside General Hospital, Inc.",
  Address: "12 N Lake St",
  "City/Town": "Lakeside",
  State: "CT",
  "ZIP Code": "06999",
  "County/Parish": "Hartford",
  "Telephone Number": "860.555.0100",
  "Hospital Type": "Acute Care Hospitals",
  "Hospital Ownership": "Voluntary non-profit - Private",
  "Emergency Services": "Yes",
  "Hospital overall rating": "Not Available",
};

const csv = (usual: Cells, rows: readonly Cells[]) => {
  const quoted = (cells: readonly string[]) => cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(",");
  return `${[quoted(Object.keys(usual)), ...rows.map(row => quoted(Object.values({ ...usual, ...row })))].join("\n")}\n`;
};

/** A HIFLD file: each row says what it says otherwise than a usual one. */
export function hifldFile(...rows: readonly Cells[]): string {
  return `\uFEFF${csv(HIFLD, rows)}`;
}

/** A CMS file: each row says what it says otherwise than a usual one. */
export function cmsFile(...rows: readonly Cells[]): string {
  return csv(CMS, rows);
}
