// Each diversion from its declaration on, step by step, with the lapses that came of it: what alerts are made of.
import { effectOf, expiryOf, isDeclared } from "./diversions.ts";
import { DiversionEnded, DiversionOverridden } from "./entries.ts";
import type { DiversionStep, DiversionStory } from "./feeds/index.ts";
import { policyOf } from "./policy.ts";
import type { Said } from "./view.ts";

type Entry = Said & { readonly replaces: readonly string[] };
type House = { readonly id: string; readonly name: string; readonly zone: string };

/** The stories of everything that was said of diversions, as they stand at `at` (integer ms). One a facility, category and population. */
export function storiesOf(history: readonly Entry[], facilities: readonly House[], at: number): DiversionStory[] {
  return [...Map.groupBy(history, entry => entry.key).values()].flatMap(entries => {
    const [first] = entries.flatMap(one => (isDeclared(one) ? [one] : []));
    const facility = facilities.find(one => one.id === first?.body.facility);
    if (first === undefined || facility === undefined) return [];
    const { category, population, policy } = first.body;
    const known = policyOf(policy).categories.find(one => one.id === category);
    return [
      {
        facility: { id: facility.id, name: facility.name },
        category: { id: category, name: known?.name ?? category },
        population,
        zone: facility.zone,
        steps: entries.flatMap(entry => stepsOf(entry, entries, at)),
      },
    ];
  });
}

function stepsOf(entry: Entry, all: readonly Entry[], at: number): DiversionStep[] {
  if (!isDeclared(entry)) {
    const end =
      entry.kind === "diversion.ended"
        ? DiversionEnded.safeParse(entry.body).data
        : DiversionOverridden.safeParse(entry.body).data;
    if (end === undefined) return [];
    const kind = entry.kind === "diversion.ended" ? "ended" : "overridden";
    const reason = "reason" in end ? end.reason : end.words;
    return [{ kind, entry: entry.id, at: end.at, until: null, reason, words: "", by: "" }];
  }
  const { from, reason, words, authorised_by } = entry.body;
  const until = expiryOf(entry.body);
  const said = { entry: entry.id, reason: reason.replaceAll("-", " "), words, by: authorised_by.name };
  const kind = entry.kind === "diversion.declared" ? "declared" : "confirmed";
  const step: DiversionStep = { ...said, kind, at: from, until };
  const isTakenUp = all.some(other => other.replaces.includes(entry.id) && effectOf(other) <= until);
  return at < until || isTakenUp ? [step] : [step, { ...said, kind: "lapsed", at: until, until: null }];
}
