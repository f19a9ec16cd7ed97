// What a message does to what others said, beyond replacing it: an order answered, a document replaced, two names of one appointment.
import type { CodeableConcept } from "../fhir/index.ts";

export type Act =
  /** What is named, and all that stands under the group, is in another state now; by resource type. What is not here is left alone. */
  | {
      readonly act: "state";
      readonly references: readonly string[];
      readonly group: string | null;
      readonly states: { readonly [type: string]: string };
      /** Why, of an order for a drug (ORC-16): `do not give` may stand there alone. */
      readonly reason?: CodeableConcept;
    }
  /** One appointment under two numbers: what stands or comes under `from` is of `to`. */
  | { readonly act: "join"; readonly from: string; readonly to: string }
  /** Its content comes behind the content that stands. */
  | { readonly act: "append"; readonly to: string }
  /** A cancellation that stands is not taken back by it (RULES M5). */
  | { readonly act: "keep-cancelled"; readonly of: string }
  /** A state that stands is not changed by it: it says none. */
  | { readonly act: "keep-status"; readonly of: string }
  /** A book's number may be any of an appointment's: where one of these names is here and its own is not, it is that one. */
  | { readonly act: "known-as"; readonly of: string; readonly names: readonly string[] }
  /** What only a book spoke of under that name is of `to`. */
  | { readonly act: "take-filed"; readonly from: string; readonly to: string };
