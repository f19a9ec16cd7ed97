// IN1 → Coverage (v2-to-FHIR: IN1). Who pays is kept in words: a name is all that is needed when the computers are dark.
import { type Coverage, filled, list, present } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { parts, single } from "./parts.ts";
import { moment } from "./ts.ts";

const CLASS = "http://terminology.hl7.org/CodeSystem/coverage-class";
type Class = NonNullable<Coverage["class"]>[number];

/** Adds one insurance of the patient. Its key is the plan (IN1-2), else the company (IN1-3, IN1-4), with the policy's number. */
export function coverage(in1: Segment, patient: string, context: Context): void {
  const [plan, company] = [parts(in1, 2), parts(in1, 4).at(1) ?? parts(in1, 3).at(1)];
  const policy = single(in1, 36, context);
  const payor = company ?? plan.at(2) ?? plan.at(1);
  if (payor === undefined) {
    context.issue("no-insurance", "an insurance without plan or company says nothing", plan.where());
    return;
  }
  const [start, end] = [moment(parts(in1, 12), 1, context), moment(parts(in1, 13), 1, context)];
  const { authority, number } = context.record;
  context.add(
    present<Coverage>({
      resourceType: "Coverage",
      id: context.id("Coverage", authority, `${number}|${plan.at(1) ?? payor}|${policy ?? ""}`),
      status: "active",
      type: concept(parts(in1, 15), context, "0086"),
      subscriberId: parts(in1, 49).at(1) ?? policy,
      beneficiary: { reference: patient },
      relationship: concept(parts(in1, 17), context, "0063"),
      period: filled(present({ start: start?.iso, end: end?.iso })),
      payor: [{ display: payor }],
      class: list(
        classOf("plan", plan.at(1), plan.at(2)),
        classOf("group", single(in1, 8, context), parts(in1, 9).at(1)),
      ),
    }),
  );
}

function classOf(code: string, value: string | undefined, name: string | undefined): Class | undefined {
  if (value === undefined) return undefined;
  return present<Class>({ type: { coding: [{ system: CLASS, code }] }, value, name });
}
