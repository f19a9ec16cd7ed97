// RXC → what a drug is made of, in words: base and additives have no element beside the drug.
import type { Annotation } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, conceptWords } from "./cwe.ts";
import { remark } from "./nte.ts";
import { parts, single } from "./parts.ts";
import { unit } from "./quantity.ts";

/** One note a component: `Base: Sodium chloride 0.9 %, 500 mL`. */
export function components(rxc: readonly Segment[], context: Context): (Annotation | undefined)[] {
  return rxc.map(one => {
    const amount = [single(one, 3, context), unit(parts(one, 4), context).unit].filter(text => text).join(" ");
    const name = conceptWords(concept(parts(one, 2), context));
    const role = { B: "Base", A: "Additive" }[parts(one, 1).at(1)?.toUpperCase() ?? ""] ?? "Component";
    return remark(role, [name, amount].filter(text => text).join(", ") || undefined);
  });
}
