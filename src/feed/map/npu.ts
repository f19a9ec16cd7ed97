// NPU → Location: the state of a bed (A20). Whoever lies in it stays there.
import type { Segment } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { parts } from "./parts.ts";
import { place } from "./pl.ts";
import { bedStatus } from "./pv1.ts";
import { quote } from "./ts.ts";

/** Adds the bed of NPU-1 with the state of NPU-2. */
export function bedOf(npu: Segment, context: Context): void {
  const [sent, state] = [parts(npu, 2), bedStatus(npu, 2)];
  const code = sent.at(1);
  if (code !== undefined && state === undefined)
    context.issue("code-not-known", `${quote(code)} is no state of a bed (table 0116)`, sent.where(1));
  if (place(npu, 1, context, state) === undefined) context.issue("no-bed", "no bed is named", parts(npu, 1).where());
}
