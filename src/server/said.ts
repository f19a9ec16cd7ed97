// What a node says of itself in every strip: copy being rebuilt, its clock off.
import { clockWords } from "../feed/index.ts";
import type { Health } from "./http/index.ts";
import type { Writer } from "./writer.ts";

/** What the strip of every page says of the node itself (RULES A4, P2). */
export function saidNow(writer: Writer, clockOff_ms: number | null): readonly string[] {
  const rebuilding = rebuildingNow(writer);
  return [
    ...(rebuilding === null ? [] : [rebuilding.text]),
    ...(clockOff_ms === null ? [] : [clockWords(clockOff_ms)]),
  ];
}

/** What the state strip says while old views serve (RULES P2). */
export function rebuildingNow({ rebuilding }: Writer): Health["rebuilding"] {
  if (rebuilding === null) return null;
  const { minutes } = rebuilding;
  return { ...rebuilding, text: minutes === null ? "copy being rebuilt" : `copy being rebuilt, ${minutes} min` };
}
