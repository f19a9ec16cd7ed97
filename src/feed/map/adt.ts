// The ADT events that are mapped: what each says of the visit, and what of whom she is (docs/decisions/adt-events.md).
import type { Movement } from "../../chart/index.ts";
import type { EncounterStatus } from "../../fhir/index.ts";

type MoveKind = Movement["event"];

/** What an event links: numbers of one person (`merge`: the one instead of the other), or the numbers of one visit or account. */
export type Linking = "merge" | "link" | "unlink" | "visit" | "account";

export type AdtEvent = {
  /** Null where the event moves nobody. */
  readonly move: MoveKind | null;
  /** Undefined where the patient class says it (v2-to-FHIR: PV1-2). */
  readonly status?: EncounterStatus;
  /** About the person alone: it has no visit, and none is read from it into the copy. */
  readonly person?: "update" | "delete";
  readonly links?: readonly Linking[];
  /** The message speaks of a bed and of nobody. */
  readonly bed?: true;
};

const move = (kind: MoveKind, status?: EncounterStatus): AdtEvent =>
  status === undefined ? { move: kind } : { move: kind, status };

/** The statuses of A01, A02, A03, A05, A11 and A13 are HL7's concept map; the others are decided likewise. */
export const ADT: Readonly<Record<string, AdtEvent>> = {
  A01: move("admit", "in-progress"),
  A02: move("transfer", "in-progress"),
  A03: move("discharge", "finished"),
  A04: move("register"),
  A05: move("pre-admit", "planned"),
  A06: { ...move("to-inpatient", "in-progress"), links: ["visit"] },
  A07: { ...move("to-outpatient", "in-progress"), links: ["visit"] },
  A08: move("update"),
  A09: move("depart"),
  A10: move("arrive"),
  A11: move("cancel-admit", "cancelled"),
  A12: move("cancel-transfer", "in-progress"),
  A13: move("cancel-discharge", "in-progress"),
  A14: move("pending-admit", "planned"),
  A15: move("pending-transfer", "in-progress"),
  A16: move("pending-discharge", "in-progress"),
  A17: move("transfer", "in-progress"),
  A18: { move: null, links: ["merge"] },
  A20: { move: null, bed: true },
  A21: move("leave", "onleave"),
  A22: move("return", "in-progress"),
  A23: move("delete", "entered-in-error"),
  A24: { move: null, person: "update", links: ["link"] },
  A25: move("cancel-pending-discharge", "in-progress"),
  A26: move("cancel-pending-transfer", "in-progress"),
  A27: move("cancel-pending-admit", "cancelled"),
  A28: { move: null, person: "update" },
  A29: { move: null, person: "delete" },
  A31: { move: null, person: "update" },
  A32: move("cancel-arrive"),
  A33: move("cancel-depart"),
  A34: { move: null, links: ["merge"] },
  A35: { move: null, links: ["account"] },
  A36: { move: null, links: ["merge", "account"] },
  A37: { move: null, person: "update", links: ["unlink"] },
  A38: move("cancel-pre-admit", "cancelled"),
  A40: { move: null, links: ["merge"] },
  A43: { move: null, person: "update", links: ["link"] },
  A44: { move: null, links: ["account"] },
  A45: { ...move("update"), links: ["visit"] },
  A47: { move: null, links: ["merge"] },
  A49: { move: null, links: ["account"] },
  A50: { ...move("update"), links: ["visit"] },
  A52: move("cancel-leave", "in-progress"),
  A53: move("cancel-return", "onleave"),
  A54: move("update"),
  A55: move("update"),
  A60: { move: null },
  A61: move("update"),
};
