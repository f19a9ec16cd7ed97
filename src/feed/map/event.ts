// What kind of message a type is.
import { ADT } from "./adt.ts";
import type { Table } from "./tables.ts";

export type MessageKind =
  | "movement"
  | "drug order"
  | "doses"
  | "results"
  | "orders"
  | "answers"
  | "dispenses"
  | "gives"
  | "document"
  | "schedule";

type Types = { readonly kind: MessageKind; readonly triggers: RegExp };

/** By message code. O01 is what O09 to O25 were called before v2.4, and O02 what O10 was. */
const KINDS: Readonly<Record<string, Types>> = {
  ORM: { kind: "orders", triggers: /^O01$/ },
  OMG: { kind: "orders", triggers: /^O19$/ },
  OML: { kind: "orders", triggers: /^O(21|33|35|39)$/ },
  OMP: { kind: "drug order", triggers: /^O09$/ },
  ORP: { kind: "answers", triggers: /^O10$/ },
  RDE: { kind: "drug order", triggers: /^O(01|11|25)$/ },
  RDS: { kind: "dispenses", triggers: /^O(01|13)$/ },
  RGV: { kind: "gives", triggers: /^O(01|15)$/ },
  RAS: { kind: "doses", triggers: /^O(01|17)$/ },
  ORU: { kind: "results", triggers: /^R(01|30|31|32)$/ },
  OUL: { kind: "results", triggers: /^R22$/ },
  MDM: { kind: "document", triggers: /^T(0[1-9]|1[01])$/ },
  SIU: { kind: "schedule", triggers: /^S(1[2-7]|26)$/ },
};

/** Before v2.3 a type often came alone: of these there was one event. */
const ALONE: Table<string> = { ORM: "O01", ORU: "R01", RDE: "O01", RDS: "O01", RGV: "O01", RAS: "O01" };

/** The event of a message: MSH-9.2, where that is empty EVN-1 (v2.1 and 2.2), else the only one that its type had. */
export function triggerOf(code: string, sent: string | undefined, recorded: string | undefined): string {
  const trigger = (sent ?? recorded ?? (Object.hasOwn(ALONE, code) ? ALONE[code] : undefined) ?? "").toUpperCase();
  // `001`, a nought for the letter O
  return /^0\d\d$/.test(trigger) ? `O${trigger.slice(1)}` : trigger;
}

/** What kind of message a type is; undefined: not built yet. */
export function kindOf(code: string, trigger: string): MessageKind | undefined {
  if (code === "ADT") return Object.hasOwn(ADT, trigger) ? "movement" : undefined;
  const found = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
  return found?.triggers.test(trigger) ? found.kind : undefined;
}
