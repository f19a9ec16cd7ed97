// What other rooms may use of the chart.
export type { Act } from "./acts.ts";
export { ageOfFeed, type Trust, trustOf, worstAge } from "./age.ts";
export { allergyDifferences } from "./allergy-differences.ts";
export { type CsvBroken, type CsvLine, readCsv } from "./csv.ts";
export { standingRecords } from "./dose-records.ts";
export { type FrequencyRow, type FrequencyTable, rowFor, timesBetween } from "./frequency.ts";
export { type CsvOddity, readFrequencies } from "./frequency-csv.ts";
export {
  administrationsOf,
  doseRecordId,
  medicationOrders,
  momentOf,
  resources,
  staysOf,
  words,
} from "./from-record.ts";
export { currentVisit, identityOf, nameOf, numberOf } from "./identity.ts";
export { DEFAULT_CHARTING_DELAY_MS, DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { marOf } from "./mar.ts";
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
  type Visit,
} from "./record-state.ts";
export { latestResults, vitalsOf } from "./results.ts";
export * from "./routes.ts";
export { safetyCard } from "./safety-card.ts";
export { acceptSent, type Offset, ourClockOff } from "./sent.ts";
export { close, type Hearing, hear, type Interval, join, NOTHING_HEARD, newest, trusted } from "./trust.ts";
export { unite } from "./unite.ts";
export { zonesOf } from "./zones.ts";
