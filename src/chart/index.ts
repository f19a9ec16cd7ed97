// What other rooms may use of the chart.
export type { Act } from "./acts.ts";
export { ageOfFeed, type Trust, trustOf, worstAge } from "./age.ts";
export { allergyDifferences } from "./allergy-differences.ts";
export { appointmentsOf } from "./appointments.ts";
export { isDoNotGive, withDoNotGive } from "./do-not-give.ts";
export { documentLines, documentsOf } from "./documents.ts";
export { standingRecords } from "./dose-records.ts";
export { type FrequencyRow, type FrequencyTable, rowFor, timesBetween } from "./frequency.ts";
export { type CsvOddity, readFrequencies } from "./frequency-csv.ts";
export {
  administrationsOf,
  doseRecordId,
  isOf,
  medicationOrders,
  momentOf,
  resources,
  staysOf,
  words,
} from "./from-record.ts";
export { heldLines, heldOf, timeOf } from "./held-lines.ts";
export { homeMedications } from "./home-medications.ts";
export { currentVisit, identityEntries, identityOf, nameOf, numberOf } from "./identity.ts";
export { DEFAULT_CHARTING_DELAY_MS, DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { marOf } from "./mar.ts";
export { withEntries } from "./mar-entries.ts";
export { MARKS, type Mark, type MarkConfig, type MarkTables, markConfig, markTables } from "./mark-tables.ts";
export { type ChartMarks, type MarkReason, marksOf, personMarks } from "./marks.ts";
export {
  type Administration,
  type ChartingHere,
  type DosageLine,
  type DoseInput,
  doseKey,
  type MedicationOrder,
  type OrderChange,
  type Stay,
} from "./medication-order.ts";
export { isInHouse, type Movement, type Place, standingOf } from "./movements.ts";
export { once } from "./once.ts";
export { ordersInShort, ordersOf } from "./orders.ts";
export { problemsOf } from "./problems.ts";
export { type EpochParents, orderMessages, type PlacedMessage } from "./record-order.ts";
export { chartResources, visitAsItStands } from "./record-resources.ts";
export {
  applyChanges,
  type Changes,
  type DoseGiven,
  EMPTY_RECORD,
  encounterFrom,
  type ImportedVisit,
  type Kept,
  patientFrom,
  type RecordState,
  type StoredResource,
  type Unmet,
  type Visit,
} from "./record-state.ts";
export { resultHistory } from "./result-history.ts";
export { latestResults, vitalsOf } from "./results.ts";
export * from "./routes.ts";
export { safetyCard } from "./safety-card.ts";
export { acceptSent, type Offset, ourClockOff } from "./sent.ts";
export { close, type Hearing, hear, type Interval, join, NOTHING_HEARD, newest, trusted } from "./trust.ts";
export { unite } from "./unite.ts";
export { visitsOf } from "./visits.ts";
export { DESTRUCTIVE, type Destructive, destroys, type HeldEffect, PERSON_DELETED, type Verdict } from "./withhold.ts";
export {
  countOf,
  type Face,
  type LeftOut,
  SCREEN,
  type Section,
  type Shown,
  type Shows,
  withoutMarked,
} from "./without-marked.ts";
export { zonesOf } from "./zones.ts";
