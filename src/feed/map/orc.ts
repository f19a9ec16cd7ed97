// ORC: what an order is called, and in which state it is.
import { type CodeableConcept, type Identifier, list } from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept } from "./cwe.ts";
import { identifierOfEi, keyOfEi } from "./identifier.ts";
import { parts } from "./parts.ts";
import { ORDER_CONTROL, ORDER_STATUS } from "./tables.ts";
import { quote } from "./ts.ts";

export type OrderKey = { readonly authority: string; readonly number: string; readonly by: "placer" | "filler" };
export type OrderStatus = "active" | "on-hold" | "cancelled" | "stopped" | "completed" | "entered-in-error" | "unknown";

/** The number that names an order: the placer's, else the filler's; of ORC, else of the OBR beside it. */
export function orderKey(orc: Segment | undefined, obr: Segment | undefined, context: Context): OrderKey | undefined {
  for (const [field, by] of [
    [2, "placer"],
    [3, "filler"],
  ] as const)
    for (const segment of [orc, obr]) {
      const key = segment && keyOfEi(parts(segment, field), context);
      if (key) return { ...key, by };
    }
  return undefined;
}

/** The source key of an order's id: how it is named, and the number. */
export function orderSource(key: OrderKey): string {
  return `${key.by}|${key.number}`;
}

/** Placer and filler number as identifiers: of ORC, else of OBR. */
export function orderIdentifiers(
  orc: Segment | undefined,
  obr: Segment | undefined,
  context: Context,
): Identifier[] | undefined {
  const of = (field: number, type: string) => {
    const [ordered, observed] = [orc, obr].map(one => one && identifierOfEi(parts(one, field), context, type));
    return ordered ?? observed;
  };
  return list(of(2, "PLAC"), of(3, "FILL"));
}

/** The placer group number (ORC-4). */
export function groupNumber(orc: Segment | undefined, context: Context): Identifier | undefined {
  return orc && identifierOfEi(parts(orc, 4), context, "PGN");
}

/** Why an order is in its state (ORC-16). */
export function statusReason(orc: Segment | undefined, context: Context): CodeableConcept | undefined {
  return orc && concept(parts(orc, 16), context);
}

const STOPPED = new Set(["DC", "OD", "DR", "RP", "RQ", "RU", "DISCONTINUED"]);

/**
 * ORC-5 says the state, else ORC-1. Where ORC-1 ends or holds an order that ORC-5 calls active, the state is not known:
 * neither showing a withdrawn order nor hiding a standing one is safe. An order without either is not known too.
 * A word of the sender's own in ORC-5 says nothing: then ORC-1 does where it ends, holds or begins the order.
 */
export function orderStatus(orc: Segment | undefined, context: Context): OrderStatus {
  if (orc === undefined) return "unknown";
  const control = parts(orc, 1).at(1)?.toUpperCase();
  const sent = parts(orc, 5).at(1)?.toUpperCase();
  const byControl = control === undefined ? undefined : stateOf(control, ORDER_CONTROL);
  if (sent === undefined) {
    if (byControl === undefined)
      context.issue(
        "status-not-known",
        `order control ${quote(control ?? "")} says no state`,
        where(orc, { field: 1 }),
      );
    return byControl ?? "unknown";
  }
  const byStatus = stateOf(sent, ORDER_STATUS);
  if (byStatus === undefined)
    context.issue("code-not-known", `${quote(sent)} is no order status`, where(orc, { field: 5 }));
  const ends = byControl !== undefined && byControl !== "active" && byControl !== "completed";
  if (ends && (byStatus === "active" || byStatus === undefined)) {
    if (byStatus === undefined) return byControl;
    context.issue("status-contradicts", `order control ${control}, order status ${sent}`, where(orc, { field: 5 }));
    return "unknown";
  }
  // a new order is one, also where the sender has a word of its own for how far it is
  return byStatus ?? (control === "NW" ? "active" : "unknown");
}

function stateOf(code: string, table: typeof ORDER_CONTROL): OrderStatus | undefined {
  const state = Object.hasOwn(table, code) ? table[code] : undefined;
  return state === "revoked" ? (STOPPED.has(code) ? "stopped" : "cancelled") : state;
}
