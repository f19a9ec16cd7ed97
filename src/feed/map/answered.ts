// An ORC alone: it says how an order stands and not what it is for (docs/decisions/orders-without-obr.md).
import { type MedicationRequest, present, type ServiceRequest } from "../../fhir/index.ts";
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import {
  groupNumber,
  type OrderStatus,
  orderIdentifiers,
  orderKey,
  orderSource,
  orderStatus,
  statusReason,
} from "./orc.ts";
import { parts } from "./parts.ts";

/** Order controls that by themselves change nothing: accepted, numbered, received, changed. */
const SAYS_NO_STATE = new Set(["", "OK", "NW", "NA", "SN", "SC", "SR", "SS", "RR", "RE", "XO", "XR", "XX", "AF", "OF"]);

/**
 * Adds what an ORC says of an order that the message does not repeat, and tells the copy the order's new state. Where a service or a drug
 * is ordered, the same number may be either: the copy changes what it has of it.
 */
export function answered(
  orc: Segment,
  isDrug: boolean,
  patient: string,
  encounter: string | undefined,
  context: Context,
): void {
  const key = orderKey(orc, undefined, context);
  if (key === undefined) return;
  const [status, reason] = [orderStatus(orc, context), statusReason(orc, context)];
  const drug = context.id("MedicationRequest", key.authority, orderSource(key));
  const group = context.id("ServiceRequest", key.authority, orderSource(key));
  const service = context.id("ServiceRequest", key.authority, `${orderSource(key)}|`);
  const both = {
    identifier: orderIdentifiers(orc, undefined, context),
    intent: "order",
    subject: { reference: patient },
    encounter: encounter ? { reference: encounter } : undefined,
  } as const;
  const of = isDrug
    ? context.add(
        present<MedicationRequest>({
          resourceType: "MedicationRequest",
          id: drug,
          ...both,
          status,
          statusReason: reason,
          medicationCodeableConcept: { text: "not named in the message" },
          groupIdentifier: groupNumber(orc, context),
        }),
      )
    : context.add(
        present<ServiceRequest>({
          resourceType: "ServiceRequest",
          id: service,
          ...both,
          requisition: groupNumber(orc, context),
          status: asRequest(status),
          code: { text: "not named in the message" },
        }),
        group,
      );
  context.bare(of);
  const control = parts(orc, 1).at(1)?.toUpperCase() ?? "";
  if (status === "unknown" || (parts(orc, 5).at(1) === undefined && SAYS_NO_STATE.has(control))) return;
  context.act({
    act: "state",
    references: [`MedicationRequest/${drug}`],
    group,
    states: { MedicationRequest: status, ServiceRequest: asRequest(status) },
    ...(reason === undefined ? {} : { reason }),
  });
}

function asRequest(status: OrderStatus): ServiceRequest["status"] {
  return status === "cancelled" || status === "stopped" ? "revoked" : status;
}
