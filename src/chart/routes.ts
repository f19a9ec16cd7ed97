// The shapes of the chart's answers. Everything a screen or a page states about a patient comes in one of these.
// All instants are integer milliseconds since 1970-01-01T00:00Z; the reader shows them in `zone`.

import type { Mark } from "./mark-tables.ts";
import type { LeftOut } from "./without-marked.ts";

export type { LeftOut };

/** The closed list of kinds of data (DESIGN §3). */
export const KINDS_OF_DATA = [
  "movements",
  "demographics",
  "allergies",
  "problems",
  "orders",
  "medication orders",
  "administrations",
  "results",
  "vitals",
  "documents",
  "appointments",
] as const;
export type KindOfData = (typeof KINDS_OF_DATA)[number];

/** RULES A3: what the copy can be trusted for, per kind. `as_of` null = age not known. */
export type Age = {
  readonly as_of: number | null;
  readonly state: "arrives" | "stopped" | "no feed" | "unknown";
  /** Until when `arrives` holds without hearing anything more; the page turns amber then by itself. */
  readonly true_until: number | null;
};
export type Ages = { readonly [kind in KindOfData]?: Age };

export type Source = "copy" | "here" | "paper" | "outside";

/** A time as it was sent, at its own precision. `instant` is its start, null where it cannot be placed. */
export type Moment = {
  readonly text: string;
  readonly instant: number | null;
  readonly precision: "year" | "month" | "day" | "minute" | "second";
};

/** Everything every answer carries. */
export type Stated = {
  /** When the node computed it. */
  readonly at: number;
  /** Where the answer is not of now: what was recorded by then (RULES A4), integer ms. `is_oldest`: an earlier moment was asked for, and nothing of before is kept. */
  readonly as_of?: { readonly at: number; readonly is_oldest: boolean };
  readonly zone: string;
  readonly facility: { readonly id: string; readonly name: string };
  readonly ages: Ages;
  readonly downtime: DowntimeState | null;
  /** Position of the views, opaque; goes up. */
  readonly position: number;
  /** First 8 hex digits of the signed head. */
  readonly head: string;
};

export type DowntimeState = {
  readonly since: number;
  readonly planned: boolean;
  readonly exercise: boolean;
  readonly cause: string;
  /** Charting here, per kind; null = not begun. */
  readonly charting: { readonly on: "screen" | "paper"; readonly from: number } | null;
  /** Reports that nobody settled stand beside one another; the strictest is shown here. */
  readonly differ?: boolean;
};

/** Where a fact came from: the id (hex) of the entry that holds its message; absent where no single message says it. */
export type Said = { readonly entry?: string };

/** "None known", "unknown", "not asked", "this facility sends none" stay four things. */
export type Known<T> =
  | ({ readonly kind: "known"; readonly value: T; readonly at: Moment | null; readonly source: Source } & Said)
  | ({ readonly kind: "none known"; readonly at: Moment | null; readonly source: Source } & Said)
  | { readonly kind: "unknown" }
  | { readonly kind: "not asked" }
  | { readonly kind: "not in copy" };

export type Name = { readonly family: string; readonly given: string; readonly native: string | null };

/** Another record of the same person, or of one with whom a link is held until a person decides. */
export type LinkedRecord = {
  readonly id: string;
  readonly mrn: string;
  /** `merged`: its chart is in this one; `linked`: its chart is apart, its allergies count here. */
  readonly how: "merged" | "linked" | "held";
};

/** What a message would do, kept back until a person decides (RULES M4). */
export type HeldLine = {
  /** `Discharge`. */
  readonly what: string;
  /** For a screen: `Discharge 03:11 held`. */
  readonly words: string;
  /** When it happened by its sender, integer ms. */
  readonly at: number | null;
  readonly effect: "merge" | "delete" | "discharge" | "cancel" | "freed bed" | "garbled message" | "another person";
};

export type Identity = {
  /** Keyed record id (RULES W7); what URLs carry. */
  readonly id: string;
  readonly name: Name;
  readonly mrn: string;
  readonly visit: string | null;
  readonly birth: Moment | null;
  /** To the minute, of one younger than three days; absent for all else. Twins are told apart by it. */
  readonly born_at?: Moment;
  readonly sex: "F" | "M" | "other" | "unknown";
  /** `62 y`, `14 h`, `5 d`, `3 mo`; null where the birth date is not known. */
  readonly age: string | null;
  readonly unit: string | null;
  readonly bed: string | null;
  readonly bed_at: Moment | null;
  readonly doctor: string | null;
  readonly language: string | null;
  /** Beds of others in the house with the same name. */
  readonly same_name: readonly string[];
  /** Beds of others in the house whose name may be taken for hers; absent where there is none. */
  readonly similar_name?: readonly string[];
  /** No ADT yet: only a thin record (RULES W1). */
  readonly registered: boolean;
  /** Her other records; absent where there is none. */
  readonly links?: readonly LinkedRecord[];
  /** What waits for a person; absent where nothing does. */
  readonly held?: readonly HeldLine[];
  /** The entries that said who she is and where she lies; on her own page only. */
  readonly entries?: { readonly [fact in IdentityFact]?: string };
  /** `vip`, `no information`: shown as words; absent where there is none. */
  readonly marks?: readonly Mark[];
};
export type IdentityFact = "name" | "mrn" | "birth" | "sex" | "language" | "visit" | "bed" | "doctor";

export type Allergy = Said & {
  readonly id: string;
  readonly substance: string;
  readonly reactions: readonly string[];
  readonly severity: "severe" | "moderate" | "mild" | null;
  readonly source: Source;
};

/** A drug that must not be given: an order says so, or one was ended in those words. */
export type DoNotGive = Said & {
  readonly id: string;
  /** The number of the order that says it. */
  readonly order: string;
  readonly drug: string;
  /** Dose, route and how often, where only so it must not be given; empty = in no way. */
  readonly how: string;
  /** As sent; null = the copy has no reason. */
  readonly why: string | null;
  /** When it was ordered, or the order was ended in these words. */
  readonly at: Moment | null;
  readonly ends: Moment | null;
  readonly by: string | null;
  /** What else is to be known of the order that says it, `on hold`, `order was stopped`; null = it stands. */
  readonly state: string | null;
  readonly source: Source;
};

export type SafetyCard = {
  readonly allergies: Known<readonly Allergy[]>;
  /** In words, where her records disagree about allergies; absent where they do not. */
  readonly allergies_differ?: readonly string[];
  readonly code_status: Known<string>;
  readonly isolation: Known<readonly string[]>;
  readonly weight: Known<{ readonly value: string; readonly unit: string; readonly arithmetic: string | null }>;
  readonly falls: Known<string>;
  readonly problems: Known<readonly ({ readonly text: string; readonly at: Moment | null } & Said)[]>;
  /** Absent where no order says so. */
  readonly do_not_give?: readonly DoNotGive[];
};

/** One box of the grid, or one state of an order at one time. RULES D1–D5 decide which. */
export type Slot = Said & {
  /** The scheduled time where one exists; else the time of the record. */
  readonly at: number;
  readonly state:
    | "given"
    | "partial"
    | "held"
    | "refused"
    | "missed"
    | "given?" // CP with a refusal reason: counted as possibly given
    | "none recorded" // the copy is current: none recorded by `by`
    | "not known" // the copy could not be trusted for it
    | "due?" // first 60 minutes after charting here began: may have been given early
    | "due"
    | "overdue"
    | "scheduled" // ahead, before charting here
    | "scheduled?" // ahead, administrations stopped
    | "on paper"; // charted on paper: see the sheet
  /** When it really was given, where it was. */
  readonly given_at: Moment | null;
  readonly amount: string | null;
  readonly by: string | null;
  readonly reason: string | null;
  readonly source: Source;
  /** Words that stand beside it: `may replace 06:00`, `refusal reason sent`. */
  readonly note: string | null;
  readonly resource: string | null;
};

/** A dose, or a time of an order, of which a day is known and no time: it has no place on the grid, and is never due. */
export type Untimed = Omit<Slot, "at" | "given_at"> & {
  /** As sent; null = not even a day. */
  readonly day: Moment | null;
};

export type LastDose =
  | (Said & {
      readonly kind: "given";
      readonly at: Moment;
      readonly amount: string | null;
      readonly source: Source;
      readonly partial: boolean;
      readonly possibly: boolean;
      /** The record of the dose. */
      readonly resource?: string;
    })
  | { readonly kind: "none recorded"; readonly by: number }
  | { readonly kind: "not sure"; readonly why: string }
  | { readonly kind: "not known"; readonly since: number }
  | { readonly kind: "no feed" };

export type Medication = Said & {
  readonly id: string;
  /** The one number of the order: the same on every page. */
  readonly order: string;
  readonly drug: string;
  readonly dose: string;
  /** The dose as it stands behind the drug's name: empty where the name ends with it, because said twice it may be read as two. */
  readonly dose_beside: string;
  readonly route: string;
  readonly frequency: string;
  readonly prn: boolean;
  readonly infusion: string | null;
  readonly high_alert: boolean;
  readonly state: "active" | "held" | "stopped" | "completed" | "unmatched";
  readonly state_at: Moment | null;
  readonly starts: Moment | null;
  readonly ends: Moment | null;
  readonly last: LastDose;
  /** A stretch after the last known dose in which doses are not known; null = none. */
  readonly not_known_since: number | null;
  /** Next scheduled in words or time; `due` only when charted here on screen. */
  readonly next: { readonly at: number; readonly mark: "scheduled" | "scheduled?" | "due" | "overdue" } | null;
  /** PRN: last + minimum interval; null where a not-known stretch lies after it. */
  readonly from: number | null;
  readonly slots: readonly Slot[];
  /** Of the days of the grid; absent where there is none. */
  readonly untimed?: readonly Untimed[];
  /** Another order says that this drug must not be given; absent where none does. */
  readonly do_not_give?: DoNotGive;
  readonly source: Source;
  readonly instructions: string | null;
  /** The order's end was sent and is held; absent where it was not. */
  readonly held?: HeldLine;
};

/** A drug that she takes, or took, elsewhere, as somebody told it: no order, never due. */
export type HomeMedication = Said & {
  readonly id: string;
  readonly drug: string;
  /** As text, with route and how often; empty = not said. */
  readonly dose: string;
  /** In words: `takes it`, `stopped`. */
  readonly state: string;
  /** False where she does not take it, or nobody knows. */
  readonly taken: boolean;
  /** What it is for, and what was written beside it. */
  readonly details: readonly string[];
  /** When it was told, else since when. */
  readonly at: Moment | null;
  readonly at_is: "told" | "since" | null;
  /** Who told it; null = not said. */
  readonly told_by: string | null;
  readonly source: Source;
};

/** A stretch of the grid: what could be known there. */
export type Zone = {
  readonly from: number;
  readonly to: number;
  readonly kind: "copy" | "not known" | "here" | "paper" | "ahead";
};

export type Mar = {
  readonly from: number;
  readonly to: number;
  readonly zones: readonly Zone[];
  readonly medications: readonly Medication[];
  /** How many slots fell due and are not known. */
  readonly not_known: number;
};

export type Result = Said & {
  readonly id: string;
  readonly test: string;
  readonly value: string;
  readonly unit: string | null;
  readonly flag: string | null;
  readonly critical: boolean;
  readonly abnormal: boolean;
  readonly at: Moment | null;
  /** `not known`: the message did not say. */
  readonly status: "preliminary" | "final" | "corrected" | "cancelled" | "entered in error" | "not known";
  readonly before: { readonly value: string; readonly flag: string | null; readonly at: Moment | null } | null;
  readonly reference: string | null;
  readonly text: string | null;
  readonly source: Source;
  /** What it was reported as before; absent where it was not corrected. Oldest first. */
  readonly was?: readonly ResultWas[];
  /** Who resulted it; files that came with it. On the results page only. */
  readonly by?: string;
  readonly files?: readonly ChartFile[];
};

/** An earlier report of the same result, which a later message corrected or took back. */
export type ResultWas = Said & {
  readonly value: string;
  /** Where it is another than now. */
  readonly unit: string | null;
  readonly flag: string | null;
  readonly status: Result["status"];
  /** When the message that replaced it was sent, integer ms; null = not known. */
  readonly until: number | null;
};

/** One test over time. */
export type TestHistory = {
  /** Code and unit-free name; the same for the same test. */
  readonly id: string;
  readonly test: string;
  /** The panel that it was last reported in; null = none. */
  readonly panel: string | null;
  readonly unit: string | null;
  readonly reference: string | null;
  /** False where its values are words: they stand in the reports. */
  readonly numeric: boolean;
  /** Newest first; cancelled ones too. */
  readonly values: readonly Result[];
};

/** A report with the results that it brought, kept together. */
export type ReportInFull = Said & {
  readonly id: string;
  readonly name: string;
  readonly at: Moment | null;
  readonly issued: Moment | null;
  readonly status: Result["status"];
  readonly order: string | null;
  readonly by: string | null;
  readonly text: string | null;
  /** Its words before they were corrected, oldest first. */
  readonly was?: readonly ResultWas[];
  readonly results: readonly Result[];
};

export type ResultsAnswer = Stated & {
  readonly tests: readonly TestHistory[];
  readonly reports: readonly ReportInFull[];
  /** How many tests and reports there are beyond those that are shown, oldest left out. */
  readonly more: number;
};

export type VitalsAnswer = Stated & { readonly vitals: readonly Vitals[]; readonly more: number };

/** A state that something was in, since when. */
export type StateWas = Said & {
  readonly state: string;
  /** MSH-7 of the message that brought it, integer ms; null = none accepted. */
  readonly since: number | null;
};

export type Order = Said & {
  readonly id: string;
  readonly order: string;
  readonly what: string;
  readonly state: string;
  readonly at: Moment | null;
  /** What `at` says; absent where there is none. */
  readonly at_is?: "ordered" | "for";
  /** False: stopped, cancelled or entered in error; struck, never removed. */
  readonly stands?: boolean;
  readonly source: Source;
};

export type OrderInFull = Order & {
  readonly stands: boolean;
  /** All its numbers, the placer's first. */
  readonly numbers: readonly string[];
  readonly details: readonly string[];
  readonly priority: string | null;
  /** Who ordered it. */
  readonly by: string | null;
  readonly ordered: Moment | null;
  readonly wanted: Moment | null;
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  readonly history: readonly StateWas[];
};

export type OrdersAnswer = Stated & { readonly orders: readonly OrderInFull[] };

export type Problem = Said & {
  readonly id: string;
  readonly text: string;
  readonly code: string | null;
  /** In words: `active`, `resolved`, `entered in error`; null = the message did not say. */
  readonly state: string | null;
  readonly stands: boolean;
  readonly onset: Moment | null;
  readonly ended: Moment | null;
  readonly recorded: Moment | null;
  readonly visit: string | null;
  readonly by: string | null;
};

export type ProblemsAnswer = Stated & {
  readonly problems: readonly Problem[];
  readonly allergies: SafetyCard["allergies"];
  readonly allergies_differ?: readonly string[];
};

/** A file that lies in a message, or that another system holds. */
export type ChartFile = {
  /** The end of its address under the patient; null where it is not in the copy. */
  readonly id: string | null;
  readonly title: string | null;
  /** As the message calls it. */
  readonly type: string | null;
  readonly bytes: number | null;
  /** Where another system holds it, as text. */
  readonly elsewhere: string | null;
};

export type ChartDocument = Said & {
  readonly id: string;
  readonly what: string;
  readonly about: string | null;
  readonly at: Moment | null;
  readonly author: string | null;
  readonly signed_by: string | null;
  /** `current`, `superseded` or `entered in error`. */
  readonly state: "current" | "superseded" | "entered in error";
  /** How far its author is: `preliminary`, `final`; null = not said. */
  readonly stage: string | null;
  readonly visit: string | null;
  readonly confidential: string | null;
  /** `in place of N501`. */
  readonly relates: readonly string[];
  readonly number: string | null;
  readonly texts: readonly { readonly title: string | null; readonly text: string }[];
  readonly files: readonly ChartFile[];
  readonly history: readonly StateWas[];
};

/** A document without its text. */
export type DocumentLine = Pick<
  ChartDocument,
  "id" | "what" | "about" | "at" | "author" | "state" | "stage" | "number"
>;

export type DocumentsAnswer = Stated & { readonly documents: readonly ChartDocument[] };

export type MovementWas = Said & {
  readonly what: string;
  /** EVN-6, else EVN-2, integer ms. */
  readonly at: number | null;
  readonly place: string | null;
  /** `undone`: a later message took it back. `replayed`: an old one, it moved nobody. */
  readonly note: "undone" | "replayed" | null;
};

export type ChartVisit = Said & {
  readonly id: string;
  readonly number: string | null;
  readonly state: string;
  readonly stands: boolean;
  readonly class: string | null;
  readonly from: Moment | null;
  readonly to: Moment | null;
  /** Where she lay last. */
  readonly place: string | null;
  readonly service: string | null;
  readonly doctors: readonly string[];
  readonly reasons: readonly string[];
  readonly diagnoses: readonly string[];
  readonly left_to: string | null;
  readonly movements: readonly MovementWas[];
};

export type ChartAppointment = Said & {
  readonly id: string;
  readonly number: string | null;
  readonly state: string;
  /** False: cancelled or entered in error; struck, never removed. */
  readonly stands: boolean;
  readonly at: Moment | null;
  readonly until: Moment | null;
  readonly minutes: number | null;
  readonly what: string;
  readonly where: readonly string[];
  readonly with: readonly string[];
  readonly reason: string | null;
  readonly note: string | null;
  readonly history: readonly StateWas[];
};

export type VisitsAnswer = Stated & {
  readonly visits: readonly ChartVisit[];
  /** Coming ones first, the next at the top; then past ones, newest first. */
  readonly coming: readonly ChartAppointment[];
  readonly past: readonly ChartAppointment[];
};

/** One message as it was received, for reading. */
export type MessageAnswer = {
  readonly at: number;
  readonly zone: string;
  readonly entry: string;
  readonly feed: string;
  /** MSH-3 and MSH-4 as sent. */
  readonly from: string;
  /** MSH-7 as it counts, integer ms; null = none accepted. */
  readonly sent: number | null;
  readonly sent_text: string | null;
  /** When it was recorded here, integer µs. */
  readonly arrived_us: number;
  readonly type: string | null;
  readonly control: string | null;
  /** False: kept whole and acknowledged, and nobody could map it. */
  readonly mapped: boolean;
  readonly bytes: number;
  /** A segment each, escapes left as sent; `more` characters of it are not shown. */
  readonly segments: readonly { readonly text: string; readonly more: number }[];
  readonly more_segments: number;
};

export type CensusRow = {
  readonly bed: string;
  readonly patient: Identity | null;
  readonly safety: SafetyCard | null;
  readonly next: {
    readonly at: number;
    readonly drug: string;
    readonly mark: "scheduled" | "scheduled?" | "due" | "overdue";
    /** Another order says that it must not be given; absent where none does. */
    readonly do_not_give?: true;
  } | null;
  readonly not_known: number;
  readonly overdue_since: number | null;
  readonly results: readonly Result[];
  readonly vitals: Vitals | null;
};

export type Vitals = {
  readonly at: Moment | null;
  readonly source: Source;
  readonly values: readonly {
    readonly name: "BP" | "HR" | "RR" | "SpO2" | "Temp";
    readonly value: string;
    readonly unit: string | null;
    readonly flag: string | null;
    readonly at: Moment | null;
    readonly entry?: string;
  }[];
};

export type UnitAnswer = Stated & {
  readonly unit: { readonly id: string; readonly name: string };
  readonly rows: readonly CensusRow[];
};

export type PatientAnswer = Stated & {
  readonly identity: Identity;
  readonly safety: SafetyCard;
  readonly mar: Mar;
  readonly results: readonly Result[];
  readonly vitals: readonly Vitals[];
  readonly orders: readonly Order[];
  /** What she takes at home, as told; absent where nothing was. */
  readonly home?: readonly HomeMedication[];
  /** On paper only: what was written about her, newest first, and her appointments to come. */
  readonly documents?: readonly DocumentLine[];
  readonly coming?: readonly ChartAppointment[];
  /** What is marked and not shown here, counted; absent or empty where nothing is. */
  readonly left_out?: readonly LeftOut[];
  /** While the glass is broken: what is marked is shown to who broke it. Set by the route. */
  readonly glass?: Glass;
};

/** A broken glass that stands (RULES L2). `until`: integer ms, when it ends by itself. */
export type Glass = { readonly until: number; readonly reason: string };
/** A place or a provider with appointments on a day, and how many of them stand. */
export type ClinicPart = { readonly id: string; readonly name: string; readonly appointments: number };

export type ClinicRow = {
  readonly id: string;
  /** The appointment's number as staff say it; empty where none was sent. */
  readonly number: string;
  /** By the record that she is known by, also where the booking is under a number that was merged away. */
  readonly patient: Identity;
  /** Her name as the booking has it, where that is another than her record's: ask. */
  readonly booked_as: string | null;
  /** MRNs of others of the same name on this day. */
  readonly same_name: readonly string[];
  /** MRNs of others under the same appointment number. */
  readonly same_number: readonly string[];
  readonly phones: readonly {
    readonly number: string;
    /** `home`, `mobile`, `work`; null = not said. */
    readonly use: string | null;
    /** Said with the booking, and not in her record. */
    readonly booking: boolean;
  }[];
  /** To the minute, or the day alone; null = no day is known. */
  readonly at: Moment | null;
  readonly minutes: number | null;
  readonly what: string;
  readonly reason: string | null;
  readonly provider: { readonly id: string; readonly name: string } | null;
  readonly place: { readonly id: string; readonly name: string } | null;
  /** Within the place. */
  readonly room: string | null;
  readonly status:
    | "booked"
    | "pending"
    | "proposed"
    | "waitlist"
    | "arrived"
    | "checked-in"
    | "fulfilled"
    | "noshow"
    | "cancelled"
    | "entered-in-error";
  /** Why it did not take place. */
  readonly why: string | null;
  readonly moved_from: Moment | null;
  readonly note: string | null;
  readonly source: Source;
};

/** A day of the house's clinics, or of one place or provider. */
export type ClinicDayAnswer = Stated & {
  /** `2026-11-24`, in the house's zone. */
  readonly day: string;
  readonly today: string;
  /** Of the whole day, whatever was chosen. */
  readonly places: readonly ClinicPart[];
  readonly providers: readonly ClinicPart[];
  readonly place: string | null;
  readonly provider: string | null;
  /** By time. */
  readonly rows: readonly ClinicRow[];
  /** On this day, at no hour that is known. */
  readonly untimed: readonly ClinicRow[];
  /** Standing, and without any day. */
  readonly undated: readonly ClinicRow[];
  /** How many more of those there are. */
  readonly undated_more: number;
};
