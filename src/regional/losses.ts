// What a facility said that it lost, and nobody has restored.
import { CapabilityLost } from "./entries.ts";
import type { Said } from "./view.ts";

export type Loss = CapabilityLost & { readonly entry: string };

/** The losses of what stands; two of one capability are both said. */
export function lossesOf(standing: readonly Said[]): Loss[] {
  return standing.flatMap(entry => {
    const lost = entry.kind === "capability.lost" ? CapabilityLost.safeParse(entry.body).data : undefined;
    return lost === undefined ? [] : [{ ...lost, entry: entry.id }];
  });
}
