// What a message does to what others said, beyond replacing it: an order answered, a document replaced, two names of one appointment.

export type Act =
  /** What is named, and all that stands under the group, is in another state now; by resource type. What is not here is left alone. */
  | {
      readonly act: "state";
      readonly references: readonly string[];
      readonly group: string | null;
      readonly states: { readonly [type: string]: string };
    }
  /** One appointment under two numbers: what stands or comes under `from` is of `to`. */
  | { readonly act: "join"; readonly from: string; readonly to: string }
  /** Its content comes behind the content that stands. */
  | { readonly act: "append"; readonly to: string }
  /** A cancellation that stands is not taken back by it (RULES M5). */
  | { readonly act: "keep-cancelled"; readonly of: string };
