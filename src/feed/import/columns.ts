// The columns of an appointment book as a CSV: which heading means what (docs/api.md, "Appointments from a CSV").

/** Headings of each column, letters and digits only. */
const HEADINGS = {
  number: ["number", "appointment", "appointmentnumber", "appointmentid", "apptid", "apptno", "appt", "csn"],
  authority: ["authority", "appointmentauthority", "assigningauthority", "numberauthority"],
  mrn: ["mrn", "medicalrecordnumber", "patientid", "patientmrn", "patientnumber", "recordnumber"],
  name: ["name", "patient", "patientname", "fullname"],
  family: ["family", "familyname", "last", "lastname", "surname", "patientlastname"],
  given: ["given", "givenname", "first", "firstname", "patientfirstname"],
  birth: ["birth", "birthdate", "dateofbirth", "dob", "patientdob"],
  sex: ["sex", "gender"],
  phone: ["phone", "phonenumber", "telephone", "contactnumber"],
  home: ["homephone", "phonehome"],
  mobile: ["mobile", "mobilephone", "cell", "cellphone", "phonemobile"],
  work: ["workphone", "phonework"],
  start: ["start", "startdatetime", "appointmentdatetime", "datetime", "begins"],
  date: ["date", "appointmentdate", "apptdate", "startdate"],
  time: ["time", "appointmenttime", "appttime", "starttime"],
  end: ["end", "endtime", "enddatetime", "ends"],
  duration: ["duration", "durationminutes", "minutes", "length"],
  place: ["clinic", "place", "location", "department", "site"],
  room: ["room"],
  provider: ["provider", "providername", "doctor", "clinician", "resource"],
  provider_id: ["providerid", "provideridentifier", "npi", "doctorid"],
  service: ["service", "appointmenttype", "visittype", "type", "for"],
  reason: ["reason", "reasonforvisit", "complaint"],
  status: ["status", "appointmentstatus", "state"],
  note: ["note", "notes", "comment", "comments"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Column = keyof typeof HEADINGS;
const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  Object.entries(HEADINGS).flatMap(([column, headings]) =>
    headings.map((heading): [string, Column] => [heading, column as Column]),
  ),
);

/** A row by column, trimmed; what stands under a heading that is no column of ours is left alone. The first of two of a column counts. */
export function byColumn(row: Readonly<Record<string, string>>): ReadonlyMap<Column, string> {
  const found = new Map<Column, string>();
  for (const [heading, value] of Object.entries(row)) {
    const column = columnOf(heading);
    if (column !== undefined && !found.has(column) && value.trim() !== "") found.set(column, value.trim());
  }
  return found;
}

/** The column that a heading names; undefined for any other. */
export function columnOf(heading: string): Column | undefined {
  return COLUMN_OF.get(heading.toLowerCase().replaceAll(/[^\p{L}\d]/gu, ""));
}
