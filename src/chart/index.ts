// What other rooms may use of the chart.
export { ageOfFeed, type Trust, trustOf, worstAge } from "./age.ts";
export { type FrequencyRow, type FrequencyTable, rowFor, timesBetween } from "./frequency.ts";
export { type CsvIssue, readFrequencies } from "./frequency-csv.ts";
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
export * from "./routes.ts";
export { acceptSent, type Offset, ourClockOff } from "./sent.ts";
export { close, type Hearing, hear, type Interval, join, NOTHING_HEARD, newest, trusted } from "./trust.ts";
export { zonesOf } from "./zones.ts";
