// What the state strip says: a pure function of the answer's ages, the kinds on the page, and now (RULES A2, A3, A5).
import type { Age, Ages, KindOfData } from "../../src/chart/routes.ts";
import { clockTime, dayTime, span } from "../time.ts";

export type Freshness = {
  /** `record`: the page shows only what is recorded here. */
  readonly of: "copy" | "record";
  readonly tone: "quiet" | "amber";
  /** `current to 14:05`, `as of Thu 03:12`, `age not known`. */
  readonly lead: string;
  /** `7 h 40 min old`; null where quiet or not known. */
  readonly old: string | null;
  /** Names the kinds of data (A5); empty on a quiet page where everything arrives. */
  readonly sentence: string;
  /** `10:52`: nothing was heard from the node since; null while connected. */
  readonly not_connected_since: string | null;
};

export type FreshnessInput = {
  readonly ages: Ages;
  readonly kinds: readonly KindOfData[];
  readonly now: number;
  readonly zone: string;
  /** When the node was last heard, once 15 s passed without its heartbeat; null while connected. */
  readonly not_connected_since: number | null;
};

const WORDS = {
  movements: "beds",
  demographics: "names",
  allergies: "allergies",
  problems: "problems",
  orders: "orders",
  "medication orders": "medication orders",
  administrations: "doses",
  results: "results",
  vitals: "vitals",
  documents: "documents",
  appointments: "appointments",
} as const satisfies { readonly [kind in KindOfData]: string };

/** Kinds that travel with another (A2): while both stand at the same minute, one word speaks for both. */
const COMPANION_OF: { readonly [kind in KindOfData]?: KindOfData } = {
  demographics: "movements",
  allergies: "movements",
  problems: "movements",
  "medication orders": "orders",
  vitals: "results",
};

type Judged =
  | { readonly state: "arrives" | "stopped"; readonly as_of: number }
  | { readonly state: "unknown" | "no feed" };

/** Judges one kind now. `arrives` holds only until `true_until`; without one it cannot be trusted at all. */
export function judgeKind(age: Age | undefined, now: number): Judged {
  if (age === undefined) return { state: "unknown" };
  if (age.state === "no feed") return { state: "no feed" };
  if (age.state === "unknown" || age.as_of === null) return { state: "unknown" };
  const holds = age.state === "arrives" && age.true_until !== null && now < age.true_until;
  return { state: holds ? "arrives" : "stopped", as_of: age.as_of };
}

/** A page of what is recorded here is as new as the node that answers it. */
function recorded({ now, zone, not_connected_since: since }: FreshnessInput): Freshness {
  const at = clockTime(since ?? now, now, zone);
  return {
    of: "record",
    tone: since === null ? "quiet" : "amber",
    lead: since === null ? `up to date ${at}` : `up to ${at}`,
    old: null,
    sentence: since === null ? "" : "What was recorded since then is not on this page.",
    not_connected_since: since === null ? null : at,
  };
}

/** Says what the copy on this page can be trusted for, in words. Never throws. */
export function freshness(input: FreshnessInput): Freshness {
  const { now, zone } = input;
  if (input.kinds.length === 0) return recorded(input);
  const judged = new Map<KindOfData, Judged>();
  for (const kind of input.kinds) judged.set(kind, judgeKind(input.ages[kind], now));

  const stopped = byTime(judged, "stopped", now, zone, ["allergies"]);
  const arriving = byTime(judged, "arrives", now, zone, []);
  const unknown = wordsOf(judged, "unknown");
  const absent = wordsOf(judged, "no feed");
  const since = input.not_connected_since;
  const allAbsent = absent.length === judged.size;
  const amber = stopped.length > 0 || unknown.length > 0 || since !== null || allAbsent;

  const sentences: string[] = [];
  if (since !== null) sentences.push("What the copy took since then is not on this page.");
  if (stopped.length > 0) {
    const missing = stopped.map(
      (group, index) => `${list(group.words)}${index === 0 ? " the EHR recorded" : ""} after ${group.time}`,
    );
    sentences.push(`${capital(list(missing))} are not here (if it is up, read them there).`);
  }
  if (unknown.length > 0) sentences.push(`How old the ${list(unknown)} are is not known.`);
  if (amber && arriving.length > 0) {
    sentences.push(`${arriving.map(group => `${capital(group.words.join(", "))} to ${group.time}`).join(". ")}.`);
  }
  if (absent.length > 0) sentences.push(`No feed of ${list(absent)} here.`);

  const times = (groups: readonly Group[]) => groups.map(group => group.as_of);
  const oldest = Math.min(...times(stopped));
  const current = Math.min(...times(arriving));
  const lead = Number.isFinite(oldest)
    ? `as of ${dayTime(oldest, now, zone)}`
    : unknown.length > 0 || !Number.isFinite(current)
      ? "age not known"
      : `current to ${clockTime(current, now, zone)}`;
  return {
    of: "copy",
    tone: amber ? "amber" : "quiet",
    lead,
    old: Number.isFinite(oldest) ? `${span(now - oldest)} old` : null,
    sentence: sentences.join(" "),
    not_connected_since: since === null ? null : clockTime(since, now, zone),
  };
}

type Group = { readonly time: string; readonly as_of: number; readonly words: readonly string[] };

/** Kinds of one state grouped by the minute they stand at, oldest first; companions that agree are left out. */
function byTime(
  judged: ReadonlyMap<KindOfData, Judged>,
  state: "arrives" | "stopped",
  now: number,
  zone: string,
  alwaysNamed: readonly KindOfData[],
): Group[] {
  const groups = new Map<string, { as_of: number; words: string[] }>();
  for (const [kind, judgement] of judged) {
    if (judgement.state !== state) continue;
    const time = clockTime(judgement.as_of, now, zone);
    const lead = COMPANION_OF[kind];
    const led = lead === undefined ? undefined : judged.get(lead);
    const agrees = led?.state === state && clockTime(led.as_of, now, zone) === time;
    if (agrees && !alwaysNamed.includes(kind)) continue;
    const group = groups.get(time) ?? { as_of: judgement.as_of, words: [] };
    group.as_of = Math.min(group.as_of, judgement.as_of);
    group.words.push(WORDS[kind]);
    groups.set(time, group);
  }
  return [...groups].map(([time, group]) => ({ time, ...group })).sort((a, b) => a.as_of - b.as_of);
}

function wordsOf(judged: ReadonlyMap<KindOfData, Judged>, state: Judged["state"]): string[] {
  return [...judged].filter(([, judgement]) => judgement.state === state).map(([kind]) => WORDS[kind]);
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
