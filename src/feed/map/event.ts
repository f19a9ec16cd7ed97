// What kind of message a type is.
import { ADT } from "./adt.ts";

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
