// What happened, by the trigger event, and what it says of the visit's state.
import type { EncounterStatus } from "../../fhir/index.ts";

export type EventKind =
  | "admit"
  | "transfer"
  | "discharge"
  | "register"
  | "update"
  | "cancel-admit"
  | "cancel-transfer"
  | "cancel-discharge";

/** ADT events that are mapped. `status` is undefined where the patient class says it (v2-to-FHIR: PV1-2). */
export const ADT: Readonly<Record<string, { readonly kind: EventKind; readonly status: EncounterStatus | undefined }>> =
  {
    A01: { kind: "admit", status: "in-progress" },
    A02: { kind: "transfer", status: "in-progress" },
    A03: { kind: "discharge", status: "finished" },
    A04: { kind: "register", status: undefined },
    A08: { kind: "update", status: undefined },
    A11: { kind: "cancel-admit", status: "cancelled" },
    A12: { kind: "cancel-transfer", status: "in-progress" },
    A13: { kind: "cancel-discharge", status: "in-progress" },
  };

export type MessageKind = "movement" | "drug order" | "doses" | "results" | "orders";

/** What kind of message a type is; undefined: not built yet. O01 is what O11 and O17 were called before v2.4. */
export function kindOf(code: string, trigger: string): MessageKind | undefined {
  if (code === "ADT") return Object.hasOwn(ADT, trigger) ? "movement" : undefined;
  if (code === "RDE") return trigger === "O11" || trigger === "O01" ? "drug order" : undefined;
  if (code === "RAS") return trigger === "O17" || trigger === "O01" ? "doses" : undefined;
  if (code === "ORU") return trigger === "R01" ? "results" : undefined;
  if (code === "ORM") return trigger === "O01" ? "orders" : undefined;
  return undefined;
}
