// The public face of feed: what a message says. Listeners, imports and holds come to stand beside it.

export { ALARM_MINUTES, type Alarm, FeedWatch, LEARNT_DAYS } from "./alarm.ts";
export { type AsOf, copyAsOf, oldestKept } from "./as-of.ts";
export { configurationIds, configuredFeeds, judgeMessages } from "./backfill.ts";
export { fileTime } from "./book.ts";
export {
  documentsAnswer,
  ordersAnswer,
  problemsAnswer,
  resultsAnswer,
  visitsAnswer,
  vitalsAnswer,
} from "./chart-pages.ts";
export { clinicDay, clinicParts, houseDay } from "./clinic-day.ts";
export { type FeedConfig, feedConfig, mapOptions } from "./config.ts";
export {
  agesOf,
  type CopyContext,
  feedAges,
  identityIn,
  isHere,
  patientAnswer,
  search,
  unitAnswer,
  units,
} from "./copy.ts";
export { messageDigest } from "./duplicate.ts";
export {
  AppointmentsImported,
  type FeedConfigured,
  FeedConfigured as FeedConfiguration,
  FileKept,
  type FrequenciesImported,
  feedDecidedKey,
  feedKinds,
  ResourcesImported,
} from "./entries.ts";
export {
  type FhirChart,
  type Found,
  fhirChart,
  fhirResource,
  findPatients,
  findResources,
  recordsBehindOne,
  recordsHolding,
} from "./fhir-read.ts";
export { changedCodes, frequencyView, type StandingTable, standingFrequencies } from "./frequencies.ts";
export {
  chainEnd,
  destroyedSince,
  destroyingBehind,
  heldMessages,
  holdsNow,
  rangesBetween,
  standingVerdicts,
  waitingPlaces,
} from "./held-messages.ts";
export { allStandingHolds, type Standing as StandingHold } from "./holds.ts";
export { readAppointment, readDates } from "./import/appointment.ts";
export { columnOf } from "./import/columns.ts";
export { gather, type Piece } from "./import/gather.ts";
export { textOfBytes } from "./import/read-texts.ts";
export { readResources } from "./import/resources.ts";
export { type IntakeParts, takeFrame } from "./intake.ts";
export type { Authorities, Issue, Reason, RecordKey } from "./map/context.ts";
export type { MessageKind } from "./map/event.ts";
export type { EncounterFacts, PatientFacts } from "./map/front.ts";
export type { LinkFact } from "./map/mrg.ts";
export type { Place } from "./map/pl.ts";
export type { DoseFact } from "./map/rxa.ts";
export { type Facts, type MapOptions, type Mapped, mapMessage, type Subject } from "./map-message.ts";
export {
  fileIn,
  type HeldEntry,
  isFileShown,
  isWholeChart,
  messageAnswer,
  recordsElsewhere,
  recordsNamed,
  recordsOfChart,
} from "./message-behind.ts";
export { type ParkedContent, ParkedCursor, parkedContent, parkedGroups, parkedIn, parkedMessages } from "./parked.ts";
export { forgetTouched, keepCharts, recordsMergedInto, recordsNumbered, recordsOfPerson } from "./person-chart.ts";
export { readPerson as patientNamed } from "./record-parts.ts";
export { recordView } from "./record-view.ts";
export type { FeedNow, HeldAnswer, HoldNow, ParkedAnswer, ParkedGroup, SystemAnswer } from "./routes.ts";
export { clockWords, SenderClocks } from "./sender-clocks.ts";
export { senderGate } from "./senders.ts";
export { configDifferences, listeningAs } from "./standing-config.ts";
export { Traffic } from "./traffic.ts";
export { compareFile, TRY_OPTIONS, type Tried, tryBytes, tryFile } from "./try.ts";
export { tryChart } from "./try-chart.ts";
export { learnSilences, UsualSilence } from "./usual-silence.ts";
