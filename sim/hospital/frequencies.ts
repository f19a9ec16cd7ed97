// The hospital's frequency table: only by it do words become times (RULES D5).

export type Frequency = {
  readonly code: string;
  readonly words: string;
  /** On the wall clock, `06:00`; empty where there are no set times. */
  readonly times: readonly string[];
};

export const FREQUENCIES: readonly Frequency[] = [
  { code: "DAILY", words: "once a day", times: ["09:00"] },
  { code: "BID", words: "twice a day", times: ["09:00", "21:00"] },
  { code: "TID", words: "three times a day", times: ["09:00", "14:00", "21:00"] },
  { code: "QID", words: "four times a day", times: ["08:00", "12:00", "17:00", "21:00"] },
  { code: "Q4H", words: "every 4 hours", times: ["02:00", "06:00", "10:00", "14:00", "18:00", "22:00"] },
  { code: "Q6H", words: "every 6 hours", times: ["00:00", "06:00", "12:00", "18:00"] },
  { code: "Q8H", words: "every 8 hours", times: ["06:00", "14:00", "22:00"] },
  { code: "Q12H", words: "every 12 hours", times: ["09:00", "21:00"] },
  { code: "ACHS", words: "before meals and at bedtime", times: ["07:30", "11:30", "16:30", "21:00"] },
  { code: "HS", words: "at bedtime", times: ["21:00"] },
];

/** `code,words,times` with a heading; times parted by spaces. What `tideover import frequencies` reads. */
export function frequenciesCsv(): string {
  return `code,words,times\n${FREQUENCIES.map(f => `${f.code},${f.words},${f.times.join(" ")}\n`).join("")}`;
}

/** The set times of a code, empty where the table has none. */
export function timesOf(code: string): readonly string[] {
  return FREQUENCIES.find(f => f.code === code)?.times ?? [];
}
