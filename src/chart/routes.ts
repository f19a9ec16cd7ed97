// The shapes of the chart's answers. Everything a screen or a page states about a patient comes in one of these.
// All instants are integer milliseconds since 1970-01-01T00:00Z; the reader shows them in `zone`.

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

/** "None known", "unknown", "not asked", "this facility sends none" stay four things. */
export type Known<T> =
  | { readonly kind: "known"; readonly value: T; readonly at: Moment | null; readonly source: Source }
  | { readonly kind: "none known"; readonly at: Moment | null; readonly source: Source }
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

export type Identity = {
  /** Keyed record id (RULES W7); what URLs carry. */
  readonly id: string;
  readonly name: Name;
  readonly mrn: string;
  readonly visit: string | null;
  readonly birth: Moment | null;
  readonly sex: "F" | "M" | "other" | "unknown";
  /** `62 y`, `5 d`, `3 mo`; null where the birth date is not known. */
  readonly age: string | null;
  readonly unit: string | null;
  readonly bed: string | null;
  readonly bed_at: Moment | null;
  readonly doctor: string | null;
  readonly language: string | null;
  /** Beds of others in the house with the same or a similar name. */
  readonly same_name: readonly string[];
  /** No ADT yet: only a thin record (RULES W1). */
  readonly registered: boolean;
  /** Her other records; absent where there is none. */
  readonly links?: readonly LinkedRecord[];
};

export type Allergy = {
  readonly id: string;
  readonly substance: string;
  readonly reactions: readonly string[];
  readonly severity: "severe" | "moderate" | "mild" | null;
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
  readonly problems: Known<readonly { readonly text: string; readonly at: Moment | null }[]>;
};

/** One box of the grid, or one state of an order at one time. RULES D1–D5 decide which. */
export type Slot = {
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

export type LastDose =
  | {
      readonly kind: "given";
      readonly at: Moment;
      readonly amount: string | null;
      readonly source: Source;
      readonly partial: boolean;
      readonly possibly: boolean;
    }
  | { readonly kind: "none recorded"; readonly by: number }
  | { readonly kind: "not sure"; readonly why: string }
  | { readonly kind: "not known"; readonly since: number }
  | { readonly kind: "no feed" };

export type Medication = {
  readonly id: string;
  /** The one number of the order: the same on every page. */
  readonly order: string;
  readonly drug: string;
  readonly dose: string;
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
  readonly source: Source;
  readonly instructions: string | null;
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

export type Result = {
  readonly id: string;
  readonly test: string;
  readonly value: string;
  readonly unit: string | null;
  readonly flag: string | null;
  readonly critical: boolean;
  readonly abnormal: boolean;
  readonly at: Moment | null;
  readonly status: "preliminary" | "final" | "corrected" | "cancelled";
  readonly before: { readonly value: string; readonly flag: string | null; readonly at: Moment | null } | null;
  readonly reference: string | null;
  readonly text: string | null;
  readonly source: Source;
};

export type Order = {
  readonly id: string;
  readonly order: string;
  readonly what: string;
  readonly state: string;
  readonly at: Moment | null;
  readonly source: Source;
};

export type CensusRow = {
  readonly bed: string;
  readonly patient: Identity | null;
  readonly safety: SafetyCard | null;
  readonly next: {
    readonly at: number;
    readonly drug: string;
    readonly mark: "scheduled" | "scheduled?" | "due" | "overdue";
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
};

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
