// Each diversion from its declaration on, step by step, with the lapses that came of it: what alerts are made of.
import { categoryOf, expiryOf, isDeclared, isLapsed, reasonOf } from "./diversions.ts";
import { DiversionEnded, DiversionOverridden } from "./entries.ts";
import type { DiversionStep, DiversionStory } from "./feeds/index.ts";
import type { Entry } from "./view.ts";

type House = { readonly id: string; readonly name: string; readonly zone: string };

/** The stories of everything that was said of diversions, as they stand at `at` (integer ms). One a facility, category and population. */
export function storiesOf(history: readonly Entry[], facilities: readonly House[], at: number): DiversionStory[] {
  return [...Map.groupBy(history, entry => entry.key).values()].flatMap(entries => {
    const [first] = entries.flatMap(one => (isDeclared(one) ? [one] : []));
    const facility = facilities.find(one => one.id === first?.body.facility);
    if (first === undefined || facility === undefined) return [];
    const category = categoryOf(first.body);
    return [
      {
        facility: { id: facility.id, name: facility.name },
        category: { id: category.id, name: category.name },
        population: first.body.population,
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
  const { from, words, authorised_by } = entry.body;
  const until = expiryOf(entry.body);
  const said = { entry: entry.id, reason: reasonOf(categoryOf(entry.body), entry.body), words, by: authorised_by.name };
  const kind = entry.kind === "diversion.declared" ? "declared" : "confirmed";
  const step: DiversionStep = { ...said, kind, at: from, until };
  if (at < until || !isLapsed(entry, all)) return [step];
  return [step, { ...said, kind: "lapsed", at: until, until: null }];
}
