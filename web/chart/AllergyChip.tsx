import type { SafetyCard } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { leadAllergy, notKnownText } from "./words.ts";

/** One row's allergies: the most severe and how many more; none known and not known are different words. */
export function AllergyChip({ safety }: { safety: SafetyCard }) {
  const { allergies } = safety;
  if (allergies.kind === "none known") return <span className="quiet">None known</span>;
  const lead = leadAllergy(safety);
  if (lead === null) return <Chip kind="unknown">{notKnownText(allergies) ?? "Unknown"}</Chip>;
  const more = lead.more > 0 ? ` +${lead.more}` : "";
  const text = `${lead.first.substance}${more}`;
  return lead.first.severity === "severe" ? <Chip kind="allergy">{text}</Chip> : <span>{text}</span>;
}
