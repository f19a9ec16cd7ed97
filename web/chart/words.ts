// The words in which a safety card and a name stand on a screen.
import type { Known, Medication, Name, SafetyCard } from "../../src/chart/routes.ts";

/** `NGUYỄN` as sent, in capitals; scripts without case stay as they are. */
export function familyName(name: Name): string {
  return name.family.toLocaleUpperCase("en-US");
}

/** What stands where a fact is not known: four different texts, never "none". */
export function notKnownText(known: Known<unknown>): string | null {
  switch (known.kind) {
    case "known":
    case "none known":
      return null;
    case "unknown":
      return "Unknown";
    case "not asked":
      return "Not asked";
    case "not in copy":
      return "Not in copy";
    default:
      return known satisfies never;
  }
}

/** Whether a code status limits care; `Full code` stands as plain words elsewhere. */
export function limitsCare(code: Known<string>): string | null {
  return code.kind === "known" && !/^full( code)?$/i.test(code.value) ? code.value : null;
}

/** The allergy that leads: the most severe, in the order sent. */
export function leadAllergy(safety: SafetyCard) {
  if (safety.allergies.kind !== "known") return null;
  const order = ["severe", "moderate", "mild", null] as const;
  const sorted = safety.allergies.value.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  const [first] = sorted;
  return first === undefined ? null : { first, more: sorted.length - 1 };
}

/** The drug's name alone, for a row too narrow for its strength: a number cut in half would be another number. */
export function drugName(drug: string): string {
  return drug.replace(/\s+\d.*$/u, "");
}

/** Dose, route, rate and frequency behind the drug's name. */
export function orderWords({ dose_beside, route, infusion, frequency, prn }: Medication): string {
  const words = [dose_beside, route, infusion ?? "", frequency].filter(word => word !== "").join(" ");
  return prn && !/needed|prn/i.test(frequency) ? `${words} if needed` : words;
}
