// One patient whose marked items carry names found nowhere else, and her neighbor without any: what tests look for where it must not be.

const msh = (type: string, control: string) =>
  `MSH|^~\\&|EHR|HMG|TIDE|HMG|20261124101500-0500||${type}|${control}|P|2.5.1`;
const pid = (mrn: string, name: string, born = "19700304") => `PID|1||${mrn}^^^HMG^MR||${name}||${born}|F`;
const her = pid("770001", "QUILL^Marisol");
const pv1 = (unit: string, visit: string, more: Readonly<Record<number, string>> = {}) => {
  const fields = Array.from({ length: 19 }, () => "");
  const set = (field: number, text: string) => {
    fields[field - 1] = text;
  };
  set(1, "1");
  set(2, "I");
  set(3, `${unit}^12^A^HMG`);
  set(19, `${visit}^^^HMG^VN`);
  for (const [field, text] of Object.entries(more)) set(Number(field), text);
  return `PV1|${fields.join("|")}`;
};
const fields = (name: string, values: Readonly<Record<number, string>>) => {
  const most = Math.max(...Object.keys(values).map(Number));
  return `${name}|${Array.from({ length: most }, (_, at) => values[at + 1] ?? "").join("|")}`;
};
const orc = (number: string, confidential = "", control = "NW") =>
  fields("ORC", { 1: control, 2: `${number}^EHR`, 5: "IP", 28: confidential });
const lines = (...segments: readonly string[]) => `${segments.join("\r")}\r`;

/** Segments that other tests build messages of. */
export const make = { msh, pid, pv1, fields, orc, lines };

/** Words of marked items: none of them may be read where marks are left out. */
export const CANARIES = [
  "CANARYVIRUS",
  "CANARYMEDICINE",
  "CANARYDIAGNOSIS",
  "CANARYORDER",
  "CANARYNOTE",
  "CANARYVISIT",
  "CANARYALLERGEN",
  "CANARYUNIT",
] as const;
/** Words of her other items: they are read everywhere. */
export const PLAIN = ["Potassium", "Metoprolol", "Hypertension"] as const;

/** Her night, in order, by feed. */
export const MARKED_MESSAGES: readonly string[] = [
  lines(
    msh("ADT^A01", "M1"),
    "EVN|A01|20261124080000",
    her,
    pv1("4W", "V770001"),
    fields("AL1", { 1: "1", 2: "DA", 3: "PEN^Penicillin^L", 4: "SV", 5: "Rash" }),
    fields("AL1", { 1: "2", 2: "DA", 3: "CAN^CANARYALLERGEN abacavir^L", 4: "SV", 5: "Hives" }),
    fields("DG1", { 1: "1", 3: "I10^Hypertension^I10C", 4: "Hypertension" }),
    fields("DG1", { 1: "2", 3: "B20^CANARYDIAGNOSIS^I10C", 4: "CANARYDIAGNOSIS" }),
    fields("DG1", { 1: "3", 3: "X9^CANARYDIAGNOSIS two^L", 18: "Y" }),
  ),
  // An earlier stay where another unit had her.
  lines(msh("ADT^A01", "M2"), "EVN|A01|20260901080000", her, pv1("CANARYUNIT", "CANARYVISIT", { 10: "PSYCH" })),
  lines(msh("ADT^A03", "M3"), "EVN|A03|20260905080000", her, pv1("CANARYUNIT", "CANARYVISIT", { 10: "PSYCH" })),
  lines(
    msh("ORU^R01", "M4"),
    her,
    pv1("4W", "V770001"),
    orc("L1", "", "RE"),
    fields("OBR", { 1: "1", 2: "L1^EHR", 3: "F1^LAB", 4: "CHEM^Chemistry^L", 7: "20261124090000", 25: "F" }),
    fields("OBX", { 1: "1", 2: "NM", 3: "2823-3^Potassium^LN", 5: "6.1", 6: "mmol/L", 8: "HH", 11: "F" }),
    fields("OBX", { 1: "2", 2: "ST", 3: "56888-1^CANARYVIRUS screen^LN", 5: "CANARYVIRUS reactive", 11: "F" }),
  ),
  lines(
    msh("OMP^O09", "M5"),
    her,
    pv1("4W", "V770001"),
    orc("D1"),
    fields("RXO", { 1: "M1^Metoprolol^L", 2: "50", 4: "mg" }),
    orc("D2"),
    fields("RXO", { 1: "M2^CANARYMEDICINE (dolutegravir)^L", 2: "50", 4: "mg" }),
  ),
  lines(
    msh("ORM^O01", "M6"),
    her,
    pv1("4W", "V770001"),
    orc("S1"),
    fields("OBR", { 1: "1", 2: "S1^EHR", 4: "CT1^Head CT^L" }),
    orc("S2", "V"),
    fields("OBR", { 1: "2", 2: "S2^EHR", 4: "CONS^CANARYORDER consult^L" }),
  ),
  lines(
    msh("MDM^T02", "M7"),
    "EVN|T02|20261124091500",
    her,
    pv1("4W", "V770001"),
    fields("TXA", { 1: "1", 2: "PSYCHIATRY NOTE", 3: "TX", 4: "20261124091500", 12: "DOC1^EHR", 17: "AU", 19: "AV" }),
    fields("OBX", { 1: "1", 2: "TX", 3: "NOTE^CANARYNOTE title^L", 5: "CANARYNOTE body", 11: "F" }),
  ),
  lines(
    msh("ADT^A01", "M8"),
    "EVN|A01|20261124080000",
    pid("770002", "STONE^Vera", "19410101"),
    pv1("4W", "V770002", { 16: "VIP" }),
    fields("PV2", { 22: "Y" }),
  ),
];
