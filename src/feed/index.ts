// The public face of feed: what a message says. Listeners, imports and holds come to stand beside it.

export { configurationIds, configuredFeeds, judgeMessages } from "./backfill.ts";
export { type FeedConfig, feedConfig, mapOptions } from "./config/config.ts";
export { changedCodes, frequencyView, type StandingTable, standingFrequencies } from "./config/frequencies.ts";
export { configDifferences, listeningAs } from "./config/standing-config.ts";
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
} from "./copy/answers.ts";
export { type AsOf, copyAsOf, oldestKept } from "./copy/as-of.ts";
export {
  documentsAnswer,
  ordersAnswer,
  problemsAnswer,
  resultsAnswer,
  visitsAnswer,
  vitalsAnswer,
} from "./copy/chart-pages.ts";
export { clinicDay, clinicParts, houseDay } from "./copy/clinic-day.ts";
export {
  type FhirChart,
  type Found,
  fhirChart,
  fhirResource,
  findPatients,
  findResources,
  recordsBehindOne,
  recordsHolding,
} from "./copy/fhir-read.ts";
export {
  fileIn,
  type HeldEntry,
  isFileShown,
  isWholeChart,
  messageAnswer,
  recordsElsewhere,
  recordsNamed,
  recordsOfChart,
} from "./copy/message-behind.ts";
export { forgetTouched, keepCharts, recordsMergedInto, recordsNumbered, recordsOfPerson } from "./copy/person-chart.ts";
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
export { fileTime } from "./fold/book.ts";
export { readPerson as patientNamed } from "./fold/record-parts.ts";
export { recordView } from "./fold/record-view.ts";
export { isForPages } from "./fold/touched.ts";
export { clockWords, SenderClocks } from "./heard/sender-clocks.ts";
export { Traffic } from "./heard/traffic.ts";
export { learnSilences, UsualSilence } from "./heard/usual-silence.ts";
export { ALARM_MINUTES, type Alarm, FeedWatch, LEARNT_DAYS } from "./hold/alarm.ts";
export { GarbageWatch, signOf } from "./hold/garbage-alarm.ts";
export {
  cameBefore,
  cameBehind,
  chainEnd,
  chainsSince,
  destroyedSince,
  destroyingBehind,
  heldMessages,
  holdsNow,
  liftedAt,
  rangesBetween,
  standingVerdicts,
  waitingPlaces,
} from "./hold/held-messages.ts";
export { allStandingHolds, type Standing as StandingHold } from "./hold/holds.ts";
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
export { type ParkedContent, ParkedCursor, parkedContent, parkedGroups, parkedIn, parkedMessages } from "./parked.ts";
export type { FeedNow, HeldAnswer, HoldNow, ParkedAnswer, ParkedGroup, SystemAnswer } from "./routes.ts";
export { senderGate } from "./senders.ts";
export { compareFile, TRY_OPTIONS, type Tried, tryBytes, tryFile } from "./try.ts";
export { tryChart } from "./try-chart.ts";
