// The truth table of doses, RULES D1–D5 (HL7 v2 §4A.4.7 RXA; §4.5.4 TQ1). Written before the code that must obey it.
// Times are the hospital's wall clock: `06:00` is on 3 Aug 2023 unless the case sets `day`, `2 22:00` on the 2nd of that month.

/** An order as the table writes it; what is left out is absent. */
export type TableOrder = {
  readonly order: string;
  readonly drug: string;
  readonly frequency?: string;
  readonly prn?: boolean;
  readonly every_min?: number;
  readonly one_time?: boolean;
  readonly infusion?: string;
  readonly starts?: string;
  readonly ends?: string;
  /** Times of the day that the message itself gives (TQ1-4). */
  readonly daily?: readonly string[];
  /** Single instants that the message itself gives. */
  readonly times?: readonly string[];
  /** Days that it gives without a time. */
  readonly days?: readonly string[];
  readonly changes?: readonly (readonly ["hold" | "resume" | "stop" | "complete", string])[];
  /** A taper's steps: dose, frequency, from, to. */
  readonly steps?: readonly (readonly [string, string, string, string])[];
  /** It waits for another order (TQ2); it has no time of its own. */
  readonly after?: string;
};

/** A dose as the table writes it: RXA by field. */
export type TableDose = {
  readonly order?: string;
  /** RXA-3; `date only`, `date only 2` of the second, `nothing`. */
  readonly at: string;
  /** RXA-2, only where the sender is known to count. */
  readonly count?: string;
  /** RXA-5; default the order's drug. */
  readonly drug?: string;
  /** RXA-20 */
  readonly status?: "CP" | "RE" | "NA" | "PA" | "";
  /** RXA-18 */
  readonly refusal?: string;
  /** RXA-21 */
  readonly action?: "A" | "U" | "D";
  readonly here?: boolean;
};

export type DoseCase = {
  readonly name: string;
  readonly rules: readonly string[];
  readonly zone?: string;
  readonly day?: string;
  readonly now: string;
  /** Stretches in which administrations were heard every 5 minutes; null: this facility has no such feed. */
  readonly heard: readonly (readonly [string, string])[] | null;
  /** Stretches that a person closed. */
  readonly closed?: readonly (readonly [string, string])[];
  readonly orders: readonly TableOrder[];
  readonly doses?: readonly TableDose[];
  readonly charting?: readonly (readonly [unit: string, on: "screen" | "paper", from: string])[];
  readonly stays?: readonly (readonly [unit: string, from: string])[];
  readonly frequencies?: { readonly [code: string]: readonly string[] };
  readonly expect: {
    readonly [order: string]: {
      /** All slots of the day, in order: `06:00 given at 06:04 (note)`. */
      readonly slots?: readonly string[];
      /** What has a day and no time, or not even that. */
      readonly untimed?: readonly string[];
      readonly last?: string;
      readonly since?: string | null;
      readonly next?: string | null;
      readonly from?: string | null;
      readonly frequency?: string;
      readonly state?: string;
    };
  };
  readonly zones?: readonly string[];
  readonly not_known?: number;
};

/** The hospital's own table in these cases. */
export const FREQUENCIES = {
  BID: ["06:00", "18:00"],
  Q6H: ["00:00", "06:00", "12:00", "18:00"],
  TID: ["08:00", "14:00", "20:00"],
  DAILY: ["09:00"],
} as const;

const drug = "metoprolol 25 mg";
const bid: TableOrder = { order: "1001", drug, frequency: "BID" };
const q6h: TableOrder = { order: "1002", drug: "cefazolin 1 g", frequency: "Q6H" };
const prn: TableOrder = { order: "1003", drug: "oxyCODONE 5 mg", frequency: "PRN", prn: true, every_min: 240 };
const six: TableDose = { order: "1001", at: "06:04" };
/** From before the order to the time now. */
const arriving = [["1 08:00", "10:50"]] as const;
const stopped = [["1 08:00", "03:12"]] as const;
const now = "10:52";

export const DOSES: readonly DoseCase[] = [
  // D1: a past slot without a record
  {
    name: "administrations arrive: a slot without a record reads none recorded by the newest sent",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [bid],
    expect: {
      "1001": {
        slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"],
        last: "none recorded by 10:50",
        next: "18:00 scheduled",
        since: null,
      },
    },
    zones: ["00:00 copy", "10:52 ahead"],
    not_known: 0,
  },
  {
    name: "administrations arrive: a given slot shows when it really was given",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [six],
    expect: { "1001": { slots: ["06:00 given at 06:04", "18:00 scheduled"], last: "given 06:04", since: null } },
  },
  {
    name: "feed stopped: not known from the stop minus the charting delay, never overdue; what lies ahead gets its ?",
    rules: ["D1", "D4"],
    now,
    heard: stopped,
    orders: [q6h],
    doses: [{ order: "1002", at: "00:03" }],
    expect: {
      "1002": {
        slots: ["00:00 given at 00:03", "06:00 not known", "12:00 scheduled?", "18:00 scheduled?"],
        last: "given 00:03",
        since: "02:12",
        next: "12:00 scheduled?",
      },
    },
    zones: ["00:00 copy", "02:12 not known", "10:52 ahead"],
    not_known: 1,
  },
  {
    name: "feed stopped: a slot within the charting delay before the stop is not known, one before it is none recorded",
    rules: ["D1"],
    now,
    heard: stopped,
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["02:11", "02:12", "03:00"] },
    expect: {
      "1001": {
        slots: ["02:11 none recorded (none recorded by 03:12)", "02:12 not known", "03:00 not known"],
        since: "02:12",
      },
    },
    not_known: 2,
  },
  {
    name: "feed stopped: a dose that was recorded inside the charting delay still counts",
    rules: ["D1"],
    now,
    heard: stopped,
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["02:30"] },
    doses: [{ order: "1001", at: "02:40" }],
    expect: { "1001": { slots: ["02:30 given at 02:40"], last: "given 02:40", since: "02:40" } },
    not_known: 0,
  },
  {
    name: "silence shorter than the limit is not yet a stop",
    rules: ["D1", "A2"],
    now: "10:52",
    heard: [["1 08:00", "10:40"]],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["10:30"] },
    expect: { "1001": { slots: ["10:30 none recorded (none recorded by 10:40)"] } },
    not_known: 0,
  },
  {
    name: "silence one minute longer than the limit is a stop, and takes the charting delay with it",
    rules: ["D1", "A2"],
    now: "10:56",
    heard: [["1 08:00", "10:40"]],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["09:39", "10:30"] },
    expect: { "1001": { slots: ["09:39 none recorded (none recorded by 10:40)", "10:30 not known"], since: "09:40" } },
    not_known: 1,
  },
  {
    name: "no feed of administrations here: not known, and the last dose says no feed",
    rules: ["D1", "A3"],
    now,
    heard: null,
    orders: [bid],
    expect: {
      "1001": { slots: ["06:00 not known", "18:00 scheduled?"], last: "no feed", next: "18:00 scheduled?" },
    },
    not_known: 1,
  },
  {
    name: "a feed that never said a sent: nothing can be trusted",
    rules: ["D1", "A3"],
    now,
    heard: [],
    orders: [bid],
    expect: { "1001": { slots: ["06:00 not known", "18:00 scheduled?"], last: "not known since 1 09:00" } },
    not_known: 1,
  },
  {
    name: "charting here begins on screen: due with ? for 60 minutes, then our own record says overdue and due",
    rules: ["D1", "D4"],
    now: "10:52",
    heard: stopped,
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["03:39", "03:40", "04:39", "04:40", "10:30", "14:00"] },
    charting: [["4W", "screen", "03:40"]],
    expect: {
      "1001": {
        slots: [
          "03:39 not known",
          "03:40 due? (may have been given early: ask)",
          "04:39 due? (may have been given early: ask)",
          "04:40 overdue",
          "10:30 due",
          "14:00 scheduled",
        ],
        next: "04:40 overdue",
        since: "02:12",
      },
    },
    zones: ["00:00 copy", "02:12 not known", "03:40 here", "10:52 ahead"],
    not_known: 1,
  },
  {
    name: "charting here on paper: the hatch ends, later slots and those ahead say to see the sheet",
    rules: ["D1", "D4"],
    now,
    heard: stopped,
    orders: [q6h],
    charting: [["4W", "paper", "03:40"]],
    frequencies: { Q6H: ["00:00", "03:20", "06:00", "12:00"] },
    expect: {
      "1002": {
        slots: [
          "00:00 none recorded (none recorded by 03:12)",
          "03:20 not known",
          "06:00 on paper (on paper since 03:40: see the sheet)",
          "12:00 on paper (on paper since 03:40: see the sheet)",
        ],
        next: "12:00 scheduled?",
      },
    },
    zones: ["00:00 copy", "02:12 not known", "03:40 paper", "10:52 ahead"],
    not_known: 1,
  },
  {
    name: "charted on paper and transcribed: the slot shows the dose",
    rules: ["D4"],
    now,
    heard: stopped,
    orders: [bid],
    charting: [["4W", "paper", "03:40"]],
    doses: [{ ...six, here: true }],
    expect: {
      "1001": {
        slots: ["06:00 given at 06:04", "18:00 on paper (on paper since 03:40: see the sheet)"],
        last: "given 06:04",
      },
    },
    not_known: 0,
  },
  {
    name: "the unit where the patient lay counts: charting in her old unit says nothing after she moved",
    rules: ["D1"],
    now,
    heard: stopped,
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["04:50", "06:00", "09:30", "14:00"] },
    charting: [
      ["4W", "paper", "03:40"],
      ["ICU", "screen", "07:00"],
    ],
    stays: [
      ["4W", "1 08:00"],
      ["ICU", "05:00"],
    ],
    expect: {
      "1001": {
        slots: [
          "04:50 on paper (on paper since 03:40: see the sheet)",
          "06:00 not known",
          "09:30 overdue",
          "14:00 scheduled",
        ],
      },
    },
    zones: ["00:00 copy", "02:12 not known", "03:40 paper", "05:00 not known", "07:00 here", "10:52 ahead"],
    not_known: 1,
  },
  {
    name: "charting here in another unit only: this patient's slots stay not known",
    rules: ["D1"],
    now,
    heard: stopped,
    orders: [bid],
    charting: [["ICU", "screen", "03:40"]],
    expect: { "1001": { slots: ["06:00 not known", "18:00 scheduled?"] } },
    not_known: 1,
  },

  // D2: when needed
  {
    name: "PRN while administrations arrive: last given plus the minimum interval, never due",
    rules: ["D2"],
    now,
    heard: arriving,
    orders: [prn],
    doses: [{ order: "1003", at: "09:15" }],
    expect: { "1003": { slots: ["09:15 given"], last: "given 09:15", since: null, from: "13:15", next: null } },
  },
  {
    name: "PRN after a stop: last known, since the stop minus the charting delay not known, and no from",
    rules: ["D2"],
    now,
    heard: stopped,
    orders: [prn],
    doses: [{ order: "1003", at: "01:15" }],
    expect: { "1003": { last: "given 01:15", since: "02:12", from: null, next: null } },
  },
  {
    name: "PRN given inside the charting delay: not known begins at that dose, never before it",
    rules: ["D2"],
    now,
    heard: stopped,
    orders: [prn],
    doses: [{ order: "1003", at: "02:50" }],
    expect: { "1003": { last: "given 02:50", since: "02:50", from: null } },
  },
  {
    name: "PRN with no dose at all, feed stopped: not known, not none",
    rules: ["D2"],
    now,
    heard: stopped,
    orders: [prn],
    expect: { "1003": { slots: [], last: "not known since 02:12", since: "02:12", from: null } },
  },
  {
    name: "PRN charted on screen after a hole in her past that lies before the last dose: from is given again",
    rules: ["D2"],
    now,
    heard: stopped,
    orders: [prn],
    charting: [["4W", "screen", "03:40"]],
    doses: [{ order: "1003", at: "08:00", here: true }],
    expect: { "1003": { last: "given 08:00", since: null, from: "12:00" } },
  },

  // D3: what a record says
  {
    name: "RE is a refusal, no dose: the last dose stays the one before",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [
      { order: "1001", at: "2 18:02" },
      { order: "1001", at: "06:10", status: "RE", refusal: "patient asleep" },
    ],
    expect: { "1001": { slots: ["06:00 refused at 06:10", "18:00 scheduled"], last: "given 2 18:02" } },
  },
  {
    name: "NA with a reason is held, no dose",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [{ order: "1001", at: "06:10", status: "NA", refusal: "HR 48" }],
    expect: { "1001": { slots: ["06:00 held at 06:10", "18:00 scheduled"], last: "none recorded by 10:50" } },
  },
  {
    name: "a refusal reason with an empty completion status is not a dose",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [{ order: "1001", at: "06:10", status: "", refusal: "vomiting" }],
    expect: { "1001": { slots: ["06:00 refused at 06:10", "18:00 scheduled"], last: "none recorded by 10:50" } },
  },
  {
    name: "PA is partial, also with a refusal reason",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [{ order: "1001", at: "06:10", status: "PA", refusal: "spat out half" }],
    expect: { "1001": { slots: ["06:00 partial at 06:10", "18:00 scheduled"], last: "given 06:10 partial" } },
  },
  {
    name: "CP with a refusal reason contradicts itself and counts as possibly given",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [prn],
    doses: [{ order: "1003", at: "09:00", status: "CP", refusal: "refused" }],
    expect: {
      "1003": { slots: ["09:00 given? (refusal reason sent)"], last: "given 09:00 possibly", from: "13:00" },
    },
  },
  {
    name: "U with the same key replaces: one dose, not two",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [six, { ...six, action: "U", status: "PA" }],
    expect: { "1001": { slots: ["06:00 partial at 06:04", "18:00 scheduled"], last: "given 06:04 partial" } },
  },
  {
    name: "U to another time is found where the sender counts doses",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [
      { ...six, count: "7" },
      { ...six, at: "06:30", count: "7", action: "U" },
    ],
    expect: { "1001": { slots: ["06:00 given at 06:30", "18:00 scheduled"], last: "given 06:30" } },
  },
  {
    name: "U that finds nothing is shown at its order as may replace, and the last dose is not sure",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [six, { ...six, at: "07:30", action: "U" }],
    expect: {
      "1001": {
        slots: ["06:00 given at 06:04", "07:30 given? (may replace 06:04)", "18:00 scheduled"],
        last: "not sure: may replace 06:04",
      },
    },
  },
  {
    name: "D with the same key removes the dose",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [six, { ...six, action: "D" }],
    expect: {
      "1001": {
        slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"],
        last: "none recorded by 10:50",
      },
    },
  },
  {
    name: "D that finds nothing leaves the dose and makes the last dose not sure; there is no from",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [prn],
    doses: [
      { order: "1003", at: "09:00" },
      { order: "1003", at: "09:05", action: "D" },
    ],
    expect: { "1003": { last: "not sure: may remove 09:00", from: null } },
  },
  {
    name: "the same dose sent twice is one dose",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [six, six],
    expect: { "1001": { slots: ["06:00 given at 06:04", "18:00 scheduled"], last: "given 06:04" } },
  },
  {
    name: "a dose that matches no order is shown, as an order of its own",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [{ order: "9999", at: "05:00", drug: "heparin 5,000 units" }],
    expect: {
      "1001": { slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"] },
      "9999": { slots: ["05:00 given"], last: "given 05:00", state: "unmatched" },
    },
  },
  {
    name: "a dose recorded without a time of day cannot be the last dose for sure",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [prn],
    doses: [
      { order: "1003", at: "01:00" },
      { order: "1003", at: "date only" },
    ],
    expect: {
      "1003": {
        last: "not sure: given on Thu 3 Aug, time not known",
        from: null,
        slots: ["01:00 given"],
        untimed: ["on Thu 3 Aug given"],
      },
    },
  },
  {
    name: "what a dose of this day without a time may have been is neither due nor overdue, nor none recorded",
    rules: ["D3", "D4"],
    now: "08:00",
    heard: [["00:00", "00:00"]],
    orders: [{ ...bid, frequency: "Q6H" }],
    doses: [{ order: "1001", at: "date only" }],
    charting: [["4W", "screen", "05:00"]],
    expect: {
      "1001": {
        slots: [
          "00:00 not known (a dose of this day has no time: ask)",
          "06:00 not known (a dose of this day has no time: ask)",
          "12:00 scheduled",
          "18:00 scheduled",
        ],
        untimed: ["on Thu 3 Aug given"],
        next: "12:00 scheduled",
      },
    },
  },
  {
    name: "a dose of a day that was over before the last dose is no later one",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [prn],
    doses: [
      { order: "1003", at: "01:00" },
      { order: "1003", at: "date only 2" },
    ],
    expect: { "1003": { last: "given 01:00", untimed: [] } },
  },
  {
    name: "a dose with neither a day nor a time is shown, and nobody can be sure of the last one",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid],
    doses: [{ order: "1001", at: "nothing" }],
    expect: {
      "1001": {
        last: "not sure: given, time not known",
        untimed: ["given"],
        slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"],
      },
    },
  },
  {
    name: "once, on a day and at no time: it falls due at no time of that day, and goes with its dose",
    rules: ["D4", "D5"],
    now,
    heard: arriving,
    orders: [
      { order: "1020", drug: "ceftriaxone 1 g", one_time: true, starts: "date only" },
      { order: "1021", drug: "cefazolin 2 g", one_time: true, starts: "date only" },
    ],
    doses: [{ order: "1021", at: "09:00" }],
    charting: [["4W", "screen", "05:00"]],
    expect: {
      "1020": { slots: [], next: null, untimed: ["on Thu 3 Aug scheduled"] },
      "1021": { slots: ["09:00 given"], untimed: [] },
    },
  },
  {
    name: "days that the order names without a time, and an order that begins or ends on a day: nothing falls due beyond them",
    rules: ["D4", "D5"],
    now,
    heard: arriving,
    orders: [
      { order: "1022", drug: "methotrexate 15 mg", days: ["2023-08-03", "2023-08-10"] },
      { order: "1023", drug: "warfarin 5 mg", daily: ["06:00"], starts: "date only 4" },
      { order: "1024", drug: "prednisone 10 mg", daily: ["06:00"], ends: "date only 2" },
    ],
    expect: {
      "1022": { slots: [], next: null, untimed: ["on Thu 3 Aug scheduled"] },
      "1023": { slots: [], next: "4 06:00 scheduled" },
      "1024": { slots: [], next: null, state: "completed" },
    },
  },
  {
    name: "two orders, two numbers: a dose of one is no dose of the other",
    rules: ["D3"],
    now,
    heard: arriving,
    orders: [bid, { ...bid, order: "1010" }],
    doses: [six],
    expect: { "1001": { last: "given 06:04" }, "1010": { last: "none recorded by 10:50" } },
  },

  // Kinds of orders
  {
    name: "one-time, not given, feed stopped before it",
    rules: ["D1", "D4"],
    now,
    heard: stopped,
    orders: [{ order: "2001", drug: "furosemide 40 mg", one_time: true, frequency: "ONCE", starts: "08:00" }],
    expect: { "2001": { slots: ["08:00 not known"], last: "not known since 08:00", next: null } },
    not_known: 1,
  },
  {
    name: "one-time and given late: the dose fills its only slot",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [{ order: "2001", drug: "furosemide 40 mg", one_time: true, frequency: "ONCE", starts: "02:00" }],
    doses: [{ order: "2001", at: "09:20" }],
    expect: { "2001": { slots: ["02:00 given at 09:20"], last: "given 09:20", next: null } },
  },
  {
    name: "held: slots inside the hold say held, and nothing is next",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [{ ...bid, changes: [["hold", "04:00"]] }],
    expect: {
      "1001": {
        slots: ["06:00 held (order on hold since 04:00)", "18:00 held (order on hold since 04:00)"],
        next: null,
        state: "held",
      },
    },
  },
  {
    name: "held, then the feed stopped: not known, for it may have been resumed and given",
    rules: ["D1"],
    now,
    heard: stopped,
    orders: [{ ...bid, changes: [["hold", "01:00"]] }],
    expect: {
      "1001": {
        slots: [
          "06:00 not known (order on hold since 01:00)",
          "18:00 held (order on hold since 01:00, may have been resumed)",
        ],
      },
    },
    not_known: 1,
  },
  {
    name: "held and resumed: slots return",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [
      {
        ...q6h,
        changes: [
          ["hold", "2 22:00"],
          ["resume", "05:00"],
        ],
      },
    ],
    expect: {
      "1002": {
        slots: [
          "00:00 held (order on hold since Wed 2 Aug 22:00)",
          "06:00 none recorded (none recorded by 10:50)",
          "12:00 scheduled",
          "18:00 scheduled",
        ],
        next: "12:00 scheduled",
      },
    },
  },
  {
    name: "stopped: no slot after the stop, nothing next, the last dose stays",
    rules: ["D1"],
    now,
    heard: arriving,
    orders: [{ ...q6h, changes: [["stop", "07:00"]] }],
    doses: [{ order: "1002", at: "06:00" }],
    expect: {
      "1002": {
        slots: ["00:00 none recorded (none recorded by 10:50)", "06:00 given"],
        last: "given 06:00",
        next: null,
        state: "stopped",
      },
    },
  },
  {
    name: "taper: each step gives its own times between its own limits",
    rules: ["D5"],
    now,
    heard: arriving,
    orders: [
      {
        order: "2002",
        drug: "predniSONE",
        frequency: "taper",
        steps: [
          ["40 mg", "BID", "1 12:00", "12:00"],
          ["20 mg", "DAILY", "12:00", "5 12:00"],
          ["10 mg", "TID", "3 13:00", "4 12:00"],
        ],
      },
    ],
    expect: {
      "2002": {
        slots: ["06:00 none recorded 40 mg (none recorded by 10:50)", "14:00 scheduled 10 mg", "20:00 scheduled 10 mg"],
        next: "14:00 scheduled",
      },
    },
  },
  {
    name: "linked to another order: no time of its own, the frequency in words",
    rules: ["D5"],
    now,
    heard: arriving,
    orders: [{ order: "2003", drug: "albumin 25 g", frequency: "ONCE", one_time: true, after: "2002" }],
    expect: { "2003": { slots: [], next: null, frequency: "ONCE after order 2002" } },
  },
  {
    name: "drip with a rate: records are shown, nothing is scheduled",
    rules: ["D5"],
    now,
    heard: stopped,
    orders: [
      { order: "2004", drug: "heparin 25,000 units", frequency: "CONTINUOUS", infusion: "12 mL/h", starts: "2 20:00" },
    ],
    doses: [{ order: "2004", at: "2 20:05" }],
    expect: { "2004": { slots: [], last: "given 2 20:05", since: "02:12", next: null, from: null } },
    not_known: 0,
  },

  // D5: times only from the message or the hospital's table
  {
    name: "a frequency that the hospital's table does not have stays in words",
    rules: ["D5"],
    now,
    heard: arriving,
    orders: [{ ...bid, frequency: "Q8H" }],
    expect: { "1001": { slots: [], next: null, frequency: "Q8H" } },
  },
  {
    name: "explicit times in the message lead over the table",
    rules: ["D5"],
    now,
    heard: arriving,
    orders: [{ ...bid, daily: ["07:30", "19:30"] }],
    expect: { "1001": { slots: ["07:30 none recorded (none recorded by 10:50)", "19:30 scheduled"] } },
  },
  {
    name: "explicit instants in the message are slots and nothing else is",
    rules: ["D5"],
    now,
    heard: arriving,
    orders: [{ ...bid, frequency: "X", times: ["09:00", "21:00"] }],
    expect: { "1001": { slots: ["09:00 none recorded (none recorded by 10:50)", "21:00 scheduled"] } },
  },
  {
    name: "the night the clock goes back: 01:30 exists twice and stands in words, the others stand",
    rules: ["D5"],
    day: "2023-11-05",
    now: "10:52",
    heard: [["3 08:00", "10:50"]],
    orders: [{ ...bid, frequency: "NIGHT" }],
    frequencies: { NIGHT: ["01:30", "09:00"] },
    expect: {
      "1001": {
        slots: ["09:00 none recorded (none recorded by 10:50)"],
        frequency: "NIGHT (Sun 5 Nov 01:30 exists twice)",
      },
    },
  },
  {
    name: "the night the clock goes forward: 02:30 does not exist and stands in words",
    rules: ["D5"],
    day: "2023-03-12",
    now: "10:52",
    heard: [["10 08:00", "10:50"]],
    orders: [{ ...bid, frequency: "NIGHT" }],
    frequencies: { NIGHT: ["02:30", "09:00"] },
    expect: {
      "1001": {
        slots: ["09:00 none recorded (none recorded by 10:50)"],
        frequency: "NIGHT (Sun 12 Mar 02:30 does not exist)",
      },
    },
  },

  // The feed returned
  {
    name: "returned without its queue: the hole stays not known, with the charting delay before it",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["07:00", "10:50"],
    ],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["02:00", "02:30", "06:00", "07:00", "09:00"] },
    expect: {
      "1001": {
        slots: [
          "02:00 none recorded (none recorded by 03:12)",
          "02:30 not known",
          "06:00 not known",
          "07:00 none recorded (none recorded by 10:50)",
          "09:00 none recorded (none recorded by 10:50)",
        ],
        last: "not known since 02:12",
      },
    },
    zones: ["00:00 copy", "02:12 not known", "07:00 copy", "10:52 ahead"],
    not_known: 2,
  },
  {
    name: "returned with its whole queue: the hole is filled, the slot reads none recorded",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["03:17", "07:00"],
      ["07:00", "10:50"],
    ],
    orders: [bid],
    expect: {
      "1001": {
        slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"],
        last: "none recorded by 10:50",
        since: null,
      },
    },
    zones: ["00:00 copy", "10:52 ahead"],
    not_known: 0,
  },
  {
    name: "returned with its queue, and the dose was in it",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["03:17", "10:50"],
    ],
    orders: [bid],
    doses: [six],
    expect: { "1001": { slots: ["06:00 given at 06:04", "18:00 scheduled"], last: "given 06:04", since: null } },
  },
  {
    name: "returned with half its queue: the other half stays not known",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["03:17", "05:00"],
      ["07:00", "10:50"],
    ],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["03:30", "04:30", "06:00"] },
    expect: {
      "1001": { slots: ["03:30 none recorded (none recorded by 05:00)", "04:30 not known", "06:00 not known"] },
    },
    not_known: 2,
  },
  {
    name: "returned without its queue, one message inside the hole: it fills no more than its limit",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["05:55", "05:55"],
      ["07:00", "10:50"],
    ],
    orders: [bid],
    expect: { "1001": { slots: ["06:00 not known", "18:00 scheduled"] } },
    zones: ["00:00 copy", "02:12 not known", "07:00 copy", "10:52 ahead"],
    not_known: 1,
  },
  {
    name: "returned without its queue, and a person closed the hole: none recorded",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["07:00", "10:50"],
    ],
    closed: [["03:12", "07:00"]],
    orders: [bid],
    expect: { "1001": { slots: ["06:00 none recorded (none recorded by 10:50)", "18:00 scheduled"], since: null } },
    not_known: 0,
  },
  {
    name: "returned without its queue, a dose after the hole: the PRN's from is given again",
    rules: ["D2", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["07:00", "10:50"],
    ],
    orders: [prn],
    doses: [{ order: "1003", at: "08:30" }],
    expect: { "1003": { last: "given 08:30", since: null, from: "12:30" } },
  },
  {
    name: "returned without its queue, the last dose before the hole: since the hole not known, no from",
    rules: ["D2", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["07:00", "10:50"],
    ],
    orders: [prn],
    doses: [{ order: "1003", at: "01:15" }],
    expect: { "1003": { last: "given 01:15", since: "02:12", from: null } },
  },
  {
    name: "a drained backlog that ends hours ago does not look fresh",
    rules: ["D1", "A1"],
    now,
    heard: [["1 08:00", "06:50"]],
    orders: [q6h],
    expect: {
      "1002": {
        slots: [
          "00:00 none recorded (none recorded by 06:50)",
          "06:00 not known",
          "12:00 scheduled?",
          "18:00 scheduled?",
        ],
        next: "12:00 scheduled?",
      },
    },
    not_known: 1,
  },
  {
    name: "returned while charting here on paper: the hole before charting stays, the sheet's slots stay the sheet's",
    rules: ["D1", "D4", "A1"],
    now,
    heard: [
      ["1 08:00", "03:12"],
      ["07:00", "10:50"],
    ],
    charting: [["4W", "paper", "03:40"]],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["03:30", "06:00"] },
    expect: {
      "1001": { slots: ["03:30 not known", "06:00 on paper (on paper since 03:40: see the sheet)"] },
    },
    not_known: 1,
  },
  {
    name: "two holes: each stays on its own",
    rules: ["D1", "A1"],
    now,
    heard: [
      ["1 08:00", "2 23:00"],
      ["01:00", "05:00"],
      ["07:00", "10:50"],
    ],
    orders: [{ ...bid, frequency: "ODD" }],
    frequencies: { ODD: ["00:30", "03:00", "06:00", "08:00"] },
    expect: {
      "1001": {
        slots: [
          "00:30 not known",
          "03:00 none recorded (none recorded by 05:00)",
          "06:00 not known",
          "08:00 none recorded (none recorded by 10:50)",
        ],
        last: "not known since 2 22:00",
      },
    },
    not_known: 2,
  },
];
