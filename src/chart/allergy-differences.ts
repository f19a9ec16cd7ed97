// Where the records of one person disagree about allergies, in words (RULES W6). The list itself is their union.
import type { RecordState } from "./record-state.ts";
import type { Allergy } from "./routes.ts";
import { safetyCard } from "./safety-card.ts";

/** One sentence a disagreement; none where the records agree, or only one of them says anything. */
export function allergyDifferences(
  records: readonly { readonly mrn: string; readonly state: RecordState }[],
): string[] {
  const said = records.map(({ mrn, state }) => ({ mrn, allergies: safetyCard(state).allergies }));
  const known = said.flatMap(({ mrn, allergies }) =>
    allergies.kind === "known" ? [{ mrn, list: allergies.value }] : [],
  );
  const none = said.filter(({ allergies }) => allergies.kind === "none known");
  const denied = known.length === 0 ? [] : none.map(({ mrn }) => `Record ${mrn} says no known allergies.`);
  const bySubstance = new Map<string, { mrn: string; words: string }[]>();
  for (const { mrn, list } of known)
    for (const allergy of list) {
      const key = allergy.substance.toLowerCase();
      bySubstance.set(key, [...(bySubstance.get(key) ?? []), { mrn, words: wordsOf(allergy) }]);
    }
  const told = [...bySubstance.values()].flatMap(same => {
    const isOne = new Set(same.map(one => one.words)).size === 1;
    return isOne ? [] : [`${same.map(({ mrn, words }) => `Record ${mrn} says ${words}`).join("; ")}.`];
  });
  return [...denied, ...told];
}

function wordsOf({ substance, reactions, severity }: Allergy): string {
  return [substance, severity ?? "severity not said", ...reactions].join(", ");
}
