// Which services a facility has, and what they need there. Schemas only, no I/O.
import { z } from "zod";
import { PlaceId } from "./entries.ts";
import { CAPABILITY_IDS, SERVICE_IDS } from "./services.ts";

/** `offered` false = it does not have it. Nothing said = not known. `needs` null = what the service usually needs. */
export const OfferedService = z.strictObject({
  facility: PlaceId,
  service: z.enum(SERVICE_IDS),
  offered: z.boolean(),
  needs: z
    .array(z.strictObject({ capability: z.enum(CAPABILITY_IDS), without: z.enum(["lost", "limited"]) }))
    .max(20)
    .nullable(),
});
export type OfferedService = z.infer<typeof OfferedService>;

export const serviceKind = {
  version: 1,
  chain: "operations",
  permission: "places.change",
  subjects: () => [],
  name: "place.service",
  schema: OfferedService,
  key: (body: Pick<OfferedService, "facility" | "service">) => `place.service/${body.facility}/${body.service}`,
} as const;
