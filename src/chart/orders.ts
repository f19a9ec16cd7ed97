// Orders other than those for drugs: what, when, who, and every state that they were in. What was stopped stays, struck.
import type { ServiceRequest } from "../fhir/index.ts";
import { byTime, keptOf, momentOf, personNamed, statesOf, words } from "./from-record.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { Order, OrderInFull } from "./routes.ts";

/** R4 has one code for stopped and cancelled. */
const STATES: Readonly<Record<string, string>> = {
  "on-hold": "held",
  revoked: "stopped or cancelled",
  "entered-in-error": "entered in error",
  unknown: "state not known",
};
const OVER = new Set(["revoked", "entered-in-error"]);

/** Every order of a record, newest first. */
export function ordersOf(state: RecordState): OrderInFull[] {
  return keptOf(state, "ServiceRequest")
    .filter(({ resource }) => resource.intent !== "proposal" && resource.intent !== "option")
    .map(({ resource, kept }) => orderOf(resource, kept, state))
    .sort(byTime);
}

/** As the summary and the paper take them. */
export function ordersInShort(state: RecordState): Order[] {
  return ordersOf(state).map(({ id, order, what, state, at, at_is, stands, source, entry }) => ({
    id,
    order,
    what,
    state,
    at,
    ...(at_is === undefined ? {} : { at_is }),
    stands,
    source,
    ...(entry === undefined ? {} : { entry }),
  }));
}

function orderOf(request: ServiceRequest, kept: Kept, state: RecordState): OrderInFull {
  const numbers = [...new Set((request.identifier ?? []).flatMap(one => one.value ?? []))];
  const ordered = momentOf(request.authoredOn);
  const wanted = momentOf(request.occurrenceDateTime ?? request.occurrencePeriod?.start) ?? timed(request);
  return {
    id: request.id ?? "",
    order: numbers[0] ?? "",
    what: request.doNotPerform === true ? `not to be done: ${words(request.code)}` : words(request.code),
    state: orderState(request.status ?? "unknown"),
    at: ordered ?? wanted,
    ...(ordered === null && wanted === null ? {} : { at_is: ordered === null ? "for" : "ordered" }),
    source: "copy",
    entry: kept.by,
    stands: !OVER.has(request.status ?? ""),
    numbers,
    details: [...(request.orderDetail ?? []).map(words), ...often(request)].filter(text => text !== ""),
    priority: request.priority === undefined || request.priority === "routine" ? null : request.priority,
    by: personNamed(request.requester, state),
    ordered,
    wanted,
    reasons: (request.reasonCode ?? []).map(words).filter(text => text !== ""),
    notes: (request.note ?? []).flatMap(note => note.text ?? []),
    history: statesOf(kept, orderState),
  };
}

function orderState(status: string): string {
  return STATES[status] ?? status;
}

function timed(request: ServiceRequest) {
  const { event, repeat } = request.occurrenceTiming ?? {};
  return momentOf(event?.[0] ?? repeat?.boundsPeriod?.start);
}

function often(request: ServiceRequest): string[] {
  const code = words(request.occurrenceTiming?.code);
  return code === "" ? [] : [code];
}
