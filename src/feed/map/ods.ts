// ORC with ODS and ODT (diet, supplement, tray) → ServiceRequest: no table maps them (docs/decisions/orders-without-obr.md).
import { list, present, type ServiceRequest } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concepts, conceptWords } from "./cwe.ts";
import type { Group } from "./groups.ts";
import { notes, remark } from "./nte.ts";
import { groupNumber, orderIdentifiers, orderKey, orderSource, orderStatus } from "./orc.ts";
import { parts, repeats } from "./parts.ts";
import { moment } from "./ts.ts";
import { practitioner } from "./xcn.ts";

const WHAT: Readonly<Record<string, string>> = { D: "Diet", S: "Supplement", P: "Preference" };

/** Adds the orders of a group's diet segments. */
export function dietRequests(group: Group, patient: string, encounter: string | undefined, context: Context): void {
  for (const diet of group.diets) dietRequest(diet, group, patient, encounter, context);
}

function dietRequest(
  diet: Segment,
  group: Group,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const { orc } = group;
  const key = orderKey(orc, undefined, context);
  if (key === undefined) context.issue("no-order-number", "the order has no number", where(diet));
  const [code, ...more] = concepts(diet, diet.name === "ODS" ? 3 : 1, context) ?? [];
  if (code === undefined) context.issue("no-code", "the order does not say for what", where(diet));
  const sort = diet.name === "ODT" ? "Tray" : (WHAT[parts(diet, 1).at(1)?.toUpperCase() ?? ""] ?? parts(diet, 1).at(1));
  const status = orderStatus(orc, context);
  const what = parts(diet, diet.name === "ODS" ? 3 : 1).at(1) ?? "";
  context.add(
    present<ServiceRequest>({
      resourceType: "ServiceRequest",
      id: context.id(
        "ServiceRequest",
        key?.authority ?? context.record.authority,
        key ? `${orderSource(key)}|${what}` : ["record", context.record.number, what, "", ""].join("|"),
      ),
      identifier: orderIdentifiers(orc, undefined, context),
      requisition: groupNumber(orc, context),
      status: status === "cancelled" || status === "stopped" ? "revoked" : status,
      intent: "order",
      category: list(sort === undefined ? undefined : { text: sort }),
      code: code ?? { text: "not named in the message" },
      orderDetail: list(...more),
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      authoredOn: orc && moment(parts(orc, 9), 1, context)?.iso,
      requester: orc && practitioner(orc, 12, 1, context),
      note: list(
        ...periods(diet, context),
        ...repeats(diet, diet.name === "ODS" ? 4 : 3).map(one => remark("Instruction", one.at(1))),
        ...(notes(group.notes, context) ?? []),
      ),
    }),
    key && context.id("ServiceRequest", key.authority, orderSource(key)),
  );
}

/** Breakfast, lunch …: the hospital's own meals, in words. */
function periods(diet: Segment, context: Context) {
  return concepts(diet, 2, context)?.map(one => remark("Service period", conceptWords(one))) ?? [];
}
