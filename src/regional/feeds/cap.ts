// What became of a diversion, as CAP 1.2 alerts: one for each step, each naming those that it takes the place of (RULES S3).
import type { Population } from "../../places/index.ts";
import { spoken, zoned } from "./times.ts";
import { POPULATION_WORDS, SCREENED, whyOf } from "./words.ts";
import { type Child, clipped, element, xmlDocument } from "./xml.ts";

/** One thing that happened to a diversion; instants are integer ms. */
export type DiversionStep = {
  /** `declared` and `confirmed` hold until `until`. A `lapsed` names in `entry` what lapsed; all else of it is read from there. */
  readonly kind: "declared" | "confirmed" | "ended" | "overridden" | "lapsed";
  /** The entry's id, hex. */
  readonly entry: string;
  readonly at: number;
  readonly until: number | null;
  readonly reason: string;
  readonly words: string;
  /** Who authorised it. It stays inside. */
  readonly by: string;
};

/** A diversion of one facility × category × population from its first declaration on; steps in any order. */
export type DiversionStory = {
  readonly facility: { readonly id: string; readonly name: string };
  readonly category: { readonly id: string; readonly name: string };
  readonly population: Population;
  readonly zone: string;
  readonly steps: readonly DiversionStep[];
};

export type CapGiven = {
  /** The network's, the same on every node: with identifier and `sent` it names an alert. */
  readonly sender: string;
  readonly status: "Actual" | "Exercise";
};

export type CapAlert = { readonly identifier: string; readonly sent: string; readonly xml: string };

type Step = DiversionStep & { readonly identifier: string };
type Sent = { readonly step: Step; readonly reference: string };
type MessageType = "Alert" | "Update" | "Cancel";

/** Older ones have expired long since. */
const MOST_REFERENCES = 50;

const RANK: Record<DiversionStep["kind"], number> = { declared: 0, confirmed: 1, lapsed: 2, ended: 3, overridden: 4 };

/**
 * The alerts of a story, the oldest first. Never one of walk-ins: nobody may ask them to go elsewhere.
 * A step that nothing here stands for, the end or the lapse of what is not in the story, makes none.
 */
export function capOf(story: DiversionStory, given: CapGiven): CapAlert[] {
  if (story.population === "walk-in") return [];
  const sender = token(given.sender);
  const alerts: CapAlert[] = [];
  let live: Sent[] = [];
  for (const step of ordered(story.steps)) {
    const replaces = replacedBy(step, live);
    if (replaces === null) continue;
    const sent = zoned(step.at, story.zone);
    alerts.push({ identifier: step.identifier, sent, xml: alertOf(story, step, replaces, { ...given, sent, sender }) });
    live = isEnd(step) ? [] : [...live, { step, reference: `${sender},${step.identifier},${sent}` }];
  }
  return alerts;
}

/** What a step takes the place of; null = there is nothing for it to speak of. */
function replacedBy(step: Step, live: readonly Sent[]): readonly Sent[] | null {
  // Of what lapsed alone, so that a node that knows nothing else writes the same bytes.
  const replaces = step.kind === "lapsed" ? live.filter(one => one.step.identifier === tagOf(step.entry)) : live;
  return replaces.length === 0 && (isEnd(step) || step.kind === "lapsed") ? null : replaces;
}

function isEnd({ kind }: Step): boolean {
  return kind === "ended" || kind === "overridden";
}

function tagOf(entry: string): string {
  return `tideover-${token(entry)}`;
}

/** By time, whatever the order in which they came here. A lapse is made from the entry that lapsed and its expiry, and nothing else. */
function ordered(steps: readonly DiversionStep[]): Step[] {
  const made = steps.flatMap((step): Step[] => {
    if (step.kind !== "lapsed") return [{ ...step, identifier: tagOf(step.entry) }];
    const lapsed = steps.find(one => one.entry === step.entry && one.until !== null && isDeclared(one));
    if (lapsed === undefined || lapsed.until === null) return [];
    const identifier = `${tagOf(lapsed.entry)}-lapsed-${lapsed.until}`;
    return [{ ...lapsed, kind: "lapsed", at: lapsed.until, until: null, identifier }];
  });
  const once = [...new Map(made.map(step => [step.identifier, step])).values()];
  return once.sort((a, b) => a.at - b.at || RANK[a.kind] - RANK[b.kind] || (a.entry < b.entry ? -1 : 1));
}

function isDeclared({ kind }: DiversionStep): boolean {
  return kind === "declared" || kind === "confirmed";
}

/** CAP takes no blank, comma, `<` or `&` in an identifier or a sender. At most 200 characters. */
function token(text: string): string {
  return text.replace(/[^\p{L}\p{N}.:@/_-]/gu, "-").slice(0, 200);
}

const SENTENCES: Record<DiversionStep["kind"], string> = {
  declared: "Diversion",
  confirmed: "Diversion confirmed again",
  ended: "Diversion ended",
  overridden: "Diversion overridden by the EMS authority",
  lapsed: "Diversion lapsed, unconfirmed: call first",
};

const INFO = {
  declared: { response: "Avoid", urgency: "Immediate", severity: "Moderate", certainty: "Observed" },
  confirmed: { response: "Avoid", urgency: "Immediate", severity: "Moderate", certainty: "Observed" },
  // Nobody said that it goes on, and nobody that it is over.
  lapsed: { response: "Assess", urgency: "Immediate", severity: "Moderate", certainty: "Possible" },
  ended: { response: "Assess", urgency: "Past", severity: "Minor", certainty: "Observed" },
  overridden: { response: "Assess", urgency: "Past", severity: "Minor", certainty: "Observed" },
} as const;

type Head = CapGiven & { readonly sent: string };

function alertOf(story: DiversionStory, step: Step, replaces: readonly Sent[], head: Head): string {
  const type: MessageType = isEnd(step) ? "Cancel" : replaces.length > 0 ? "Update" : "Alert";
  const isExercise = head.status === "Exercise";
  const root = element(
    "alert",
    [
      element("identifier", step.identifier),
      element("sender", head.sender),
      element("sent", head.sent),
      element("status", head.status),
      element("msgType", type),
      // Public would reach the telephones of people who must not stay away.
      element("scope", "Restricted"),
      element("restriction", "EMS agencies and hospitals"),
      isExercise ? element("note", "Exercise: nobody is asked to go elsewhere.") : null,
      replaces.length === 0 ? null : element("references", referencesOf(replaces)),
      infoOf(story, step, isExercise),
    ],
    { xmlns: "urn:oasis:names:tc:emergency:cap:1.2" },
  );
  return xmlDocument(root);
}

function referencesOf(replaces: readonly Sent[]): string {
  return replaces
    .slice(-MOST_REFERENCES)
    .map(one => one.reference)
    .join(" ");
}

function infoOf(story: DiversionStory, step: Step, isExercise: boolean): Child {
  const { facility, category, population, zone } = story;
  const { response, urgency, severity, certainty } = INFO[step.kind];
  const until = step.until !== null && isDeclared(step) ? step.until : null;
  const headline = `${isExercise ? "EXERCISE: " : ""}${facility.name}: ${category.name}, ${POPULATION_WORDS[population]}. ${SENTENCES[step.kind]}`;
  return element("info", [
    element("language", "en-US"),
    element("category", "Health"),
    element("event", "Hospital diversion"),
    element("responseType", response),
    element("urgency", urgency),
    element("severity", severity),
    element("certainty", certainty),
    element("audience", POPULATION_WORDS[population]),
    element("effective", zoned(step.at, zone)),
    until === null ? null : element("expires", zoned(until, zone)),
    element("senderName", facility.name),
    element("headline", clipped(headline, 160)),
    element("description", descriptionOf(step, until, zone)),
    element("instruction", instructionOf(step)),
    ...Object.entries({ facility: facility.id, category: category.id, population }).map(([name, value]) =>
      element("parameter", [element("valueName", `tideover:${name}`), element("value", value)]),
    ),
    element("area", element("areaDesc", facility.name)),
  ]);
}

function descriptionOf(step: Step, until: number | null, zone: string): string {
  const when = until === null ? `At ${spoken(step.at, zone)}.` : `Asked until ${spoken(until, zone)}.`;
  return [whyOf(step), when].filter(text => text !== "").join(" ");
}

function instructionOf({ kind }: Step): string {
  switch (kind) {
    case "declared":
    case "confirmed":
      return `Go elsewhere as local policy says. If it is not confirmed in time it is not over: call first. It is not for people who come by themselves: whoever comes is screened.`;
    case "lapsed":
      return `Call first: nobody confirmed it, and nobody ended it. ${SCREENED}`;
    case "ended":
    case "overridden":
      return `The request is over. What the service can do now stands on the board. ${SCREENED}`;
  }
}
