// The numbers by which a booking itself says that she is reached: they stand with the booking, and make no record of hers (RULES W1).
import type { ContactPoint, Extension } from "../../fhir/index.ts";

const PHONE = "urn:x-tideover:appointment-phone";

/** Each as an extension of the appointment. */
export function phones(points: readonly ContactPoint[]): Extension[] {
  return points.map(valueContactPoint => ({ url: PHONE, valueContactPoint }));
}

/** The numbers that a booking gave. */
export function phonesIn(extensions: readonly Extension[] | undefined): ContactPoint[] {
  return (extensions ?? []).flatMap(one =>
    one.url === PHONE && one.valueContactPoint !== undefined ? [one.valueContactPoint] : [],
  );
}
