// What a mapper makes of messages, as lines that a person can hold against the message: for the table of mapper-table.ts.
import type * as Feed from "../src/feed/index.ts";

/** The part of the feed room that is judged: its own, or a copy of it with a planted fault. */
export type Mapper = Pick<typeof Feed, "mapMessage" | "tryChart" | "TRY_OPTIONS">;

type Json = { readonly [name: string]: unknown };

/** Facts of the chart that the messages leave, then each message's place and issues. Sorted, without what only ids say. */
export function factsOf(mapper: Mapper, messages: readonly string[]): string[] {
  const options = { ...mapper.TRY_OPTIONS, zone: "America/New_York" };
  // A message in ISO 8859-1 keeps its bytes; all others are UTF-8.
  const bytes = messages.map(
    text =>
      new Uint8Array(
        Buffer.from(`${text.trim().split(/\n\s*/).join("\r")}\r`, text.includes("Müller") ? "latin1" : "utf8"),
      ),
  );
  const resources = mapper.tryChart(bytes, options).entry.map(({ resource }): Json => ({ ...resource }));
  const byReference = new Map(resources.map(one => [`${word(one.resourceType)}/${word(one.id)}`, one]));
  const chart = resources.map(one => lineOf(one, byReference));
  const said = bytes.flatMap((message, at) => {
    const { outcome, reason, issues, facts } = mapper.mapMessage(message, options);
    const place = facts?.event == null ? null : facts.encounter?.place;
    return [
      ...(place == null ? [] : [`message ${at + 1} lies in unit ${place.unit}, room ${place.room}, bed ${place.bed}`]),
      ...(outcome === "parked" ? [`message ${at + 1} parked: ${reason?.code}`] : []),
      ...issues.map(issue => `message ${at + 1}: ${issue.code} ${issue.where}`),
    ];
  });
  return [...chart.filter(line => line !== null).sort(), ...said];
}

function lineOf(one: Json, byReference: ReadonlyMap<string, Json>): string | null {
  switch (one.resourceType) {
    case "Patient":
      return words(
        "patient",
        many(one.identifier, id => id.value),
        many(one.name, name => `${word(name.family)}, ${many(name.given, given => given)}`),
        one.gender,
        one.birthDate,
        many(one.address, address => address.city),
        many(one.telecom, telecom => telecom.value),
        many(one.link, ({ type, other }) => {
          const linked = byReference.get(word(part(other, "reference")));
          return `${word(type)} ${many(linked?.identifier, id => id.value)}`;
        }),
      );
    case "Encounter":
      return words(
        "visit",
        one.status,
        many(one.location, at => placeWords(at.location, byReference)),
      );
    case "AllergyIntolerance":
      return words(
        "allergy",
        concept(one.code),
        many(one.reaction, reaction => `${many(reaction.manifestation, concept)} ${word(reaction.severity)}`),
      );
    case "Observation":
      return words(
        "result",
        concept(one.code),
        one.status,
        quantity(one.valueQuantity) ?? one.valueString ?? concept(one.valueCodeableConcept),
        many(one.interpretation, flag => coding(flag, "code")),
        one.effectiveDateTime,
        many(one.note, note => note.text),
      );
    case "MedicationRequest":
      return words(
        "order",
        many(one.identifier, id => id.value),
        concept(one.medicationCodeableConcept),
        one.status,
      );
    case "MedicationAdministration":
      return words(
        "dose",
        concept(one.medicationCodeableConcept),
        one.status,
        one.effectiveDateTime ?? "no time",
        quantity(part(one.dosage, "dose")),
        many(one.statusReason, concept),
        many(one.note, note => note.text),
      );
    default:
      return null;
  }
}

/** `Bed A, Room 301, point of care 3W, Site NORTH`: from the bed up. */
function placeWords(at: unknown, byReference: ReadonlyMap<string, Json>): string {
  const place = byReference.get(word(part(at, "reference")));
  if (place === undefined) return word(part(at, "display"));
  const kind = word(part(place.physicalType, "text")) || coding(place.physicalType, "display");
  const around = place.partOf === undefined ? "" : `, ${placeWords(place.partOf, byReference)}`;
  return `${kind} ${word(place.name)}${around}`;
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const part = (of: unknown, name: string): unknown => (isObject(of) ? of[name] : undefined);
const word = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const coding = (of: unknown, name: string) => word(part(list(part(of, "coding"))[0], name));
const concept = (of: unknown) => word(part(of, "text")) || coding(of, "display") || coding(of, "code");
const many = (value: unknown, say: (one: Json) => unknown) =>
  list(value)
    .map(one => word(say(isObject(one) ? one : {})) || word(one))
    .join(" + ");
const words = (...said: readonly unknown[]) =>
  said
    .map(word)
    .filter(text => text.trim() !== "")
    .join(" | ");

function quantity(of: unknown): string | undefined {
  if (!isObject(of)) return undefined;
  const [decimals] = list(part(part(of, "_value"), "extension")).map(one => part(one, "valueInteger"));
  const value =
    typeof of.value === "number" && typeof decimals === "number" ? of.value.toFixed(decimals) : word(of.value);
  return `${word(of.comparator)}${value} ${word(of.unit)}`.trim();
}
