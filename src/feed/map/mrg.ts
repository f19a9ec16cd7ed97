// MRG, and the second PID of A24 and A37 → which records and visits are one, or are no longer (RULES W6). Nothing moves by it.
import { type Encounter, type Identifier, list, type Patient, present, type Resource } from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import type { AdtEvent, Linking } from "./adt.ts";
import type { Context, RecordKey } from "./context.ts";
import { authorityOf, canonical, identifierOfCx, identifiersOfCx } from "./identifier.ts";
import { parts } from "./parts.ts";
import { encounterKey } from "./pv1.ts";
import { recordOf, type Sender } from "./record.ts";
import { humanNames } from "./xpn.ts";

/** A record, or one visit of it: keyed ids. */
export type LinkEnd = { readonly record: string; readonly visit: string | null };

export type LinkFact = {
  /** `merge`: the first is known by the second from now on; `link`: both stay; `unlink`: what was linked is not; `visit`: one visit. */
  readonly what: "merge" | "link" | "unlink" | "visit";
  readonly from: LinkEnd;
  readonly to: LinkEnd;
  /** The numbers of `from` as they were sent. */
  readonly numbers: readonly Identifier[];
};

type Given = {
  readonly message: Message;
  readonly pid: Segment;
  /** The record of the message's first PID; undefined in the first itself. */
  readonly first: RecordKey | undefined;
  /** The id of the visit that the message speaks of. */
  readonly visit: string | null;
  readonly sender: Sender;
  readonly idKey: Uint8Array;
};

/** The links of one patient of a message. Adds the other record as a Patient of its own. */
export function linksOf({ links = [] }: AdtEvent, given: Given, context: Context): LinkFact[] {
  return links.flatMap(linking =>
    linking === "visit" || linking === "account"
      ? given.message.all("MRG").flatMap((mrg, nth) => sameVisit(linking, mrg, nth, given, context) ?? [])
      : (linkOf(linking, given, context) ?? []),
  );
}

function linkOf(linking: Exclude<Linking, "visit" | "account">, given: Given, context: Context): LinkFact | undefined {
  const { message, pid, first } = given;
  const mrg = message.segment("MRG");
  const own = { record: context.record.key, visit: null };
  if (first !== undefined && mrg === undefined) {
    // The second PID: the first is the one that it is linked with.
    if (first.key === own.record) return nothing("both PID name one record", pid, 3, context);
    const what = linking === "merge" ? "link" : linking;
    return { what, from: own, to: { record: first.key, visit: null }, numbers: identifiersOfCx(pid, 3, context) };
  }
  if (mrg === undefined) {
    if (linking === "merge") context.issue("nothing-linked", "no MRG says with whom", "MRG[1]");
    return undefined;
  }
  const prior = recordOf(mrg, given.sender, given.idKey, 1);
  if ("code" in prior) return nothing("no prior number names a record", mrg, 1, context);
  if (prior.key === own.record) return nothing("the prior number is that of PID-3", mrg, 1, context);
  const numbers = [...identifiersOfCx(mrg, 1, context), ...identifiersOfCx(mrg, 4, context)];
  if (linking !== "unlink")
    context.add(
      present<Patient>({
        resourceType: "Patient",
        id: prior.key,
        identifier: numbers,
        active: linking === "merge" ? false : undefined,
        name: humanNames(mrg, 7, context),
      }),
    );
  return { what: linking, from: { record: prior.key, visit: null }, to: own, numbers };
}

/** MRG-5 (visit) or MRG-3 (account) and what stands in their place now; of the record in MRG-1, else of the same one. */
function sameVisit(
  linking: "visit" | "account",
  mrg: Segment,
  nth: number,
  { message, pid, visit: first, sender, idKey }: Given,
  context: Context,
): LinkFact | undefined {
  const visit = nth === 0 ? first : visitBehind(mrg, message, pid, context);
  const field = linking === "visit" ? 5 : 3;
  const number = identifierOfCx(mrg, field, 1, context, linking === "visit" ? "VN" : "AN");
  const account = linking === "account" ? encounterId(pid, 18, "account", context) : undefined;
  const to = account ?? visit;
  const from = encounterId(mrg, field, linking, context);
  if (number === undefined || from === undefined) return nothing(`no prior ${linking} is named`, mrg, field, context);
  if (to === null) return nothing(`no ${linking} stands in its place`, mrg, field, context);
  const prior = mrg.raw(1) === "" ? undefined : recordOf(mrg, sender, idKey, 1);
  const record = prior === undefined || "code" in prior ? context.record.key : prior.key;
  if (record === context.record.key && from === to) return undefined;
  const numbers = [present<Identifier>({ ...number, use: "old" })];
  return { what: "visit", from: { record, visit: from }, to: { record: context.record.key, visit: to }, numbers };
}

/** A45 moves several visits: each MRG stands before its PV1 (HL7 v2.5.1 §3.3.45). */
function visitBehind(mrg: Segment, message: Message, pid: Segment, context: Context): string | null {
  const next = message.segments.slice(message.segments.indexOf(mrg) + 1).find(one => /^(MRG|PV1)$/.test(one.name));
  if (next?.name !== "PV1") return null;
  const { authority, key } = encounterKey(next, pid, context);
  return context.id("Encounter", authority, key);
}

function encounterId(segment: Segment, field: number, kind: "visit" | "account", context: Context): string | undefined {
  const number = parts(segment, field).at(1);
  if (number === undefined) return undefined;
  return context.id("Encounter", canonical(authorityOf(segment, field, 1, context), context), `${kind}|${number}`);
}

function nothing(text: string, segment: Segment, field: number, context: Context): undefined {
  context.issue("nothing-linked", text, where(segment, { field }));
  return undefined;
}

/** The resources of a message with what its links say: `Patient.link` on both, the number that a visit or account had before. */
export function linked(resources: readonly Resource[], links: readonly LinkFact[]): readonly Resource[] {
  return links.reduce(withLink, resources);
}

function withLink(resources: readonly Resource[], link: LinkFact): readonly Resource[] {
  if (link.what === "unlink") return resources;
  if (link.what === "visit") {
    const { visit, record } = link.to;
    const isVisit = (one: Resource) => one.resourceType === "Encounter" && one.id === visit;
    const isAccount = !resources.some(isVisit);
    return resources.map(one =>
      isVisit(one) || (isAccount && one.resourceType === "Patient" && one.id === record) ? numbered(one, link) : one,
    );
  }
  const [before, after] =
    link.what === "merge" ? (["replaced-by", "replaces"] as const) : (["seealso", "seealso"] as const);
  return resources.map(one => {
    if (one.resourceType !== "Patient") return one;
    if (one.id === link.from.record) return linkedTo(one, link.to.record, before);
    return one.id === link.to.record ? linkedTo(one, link.from.record, after) : one;
  });
}

/** The patient with a link to another, once. */
export function linkedTo(
  patient: Patient,
  record: string,
  type: NonNullable<Patient["link"]>[number]["type"],
): Patient {
  const other = { reference: `Patient/${record}` };
  const others = patient.link?.filter(one => one.other.reference !== other.reference) ?? [];
  return { ...patient, link: [...others, { other, type }] };
}

function numbered(one: Resource, { numbers }: LinkFact): Resource {
  if (one.resourceType !== "Encounter" && one.resourceType !== "Patient") return one;
  const identifier = list(...(one.identifier ?? []), ...numbers);
  return one.resourceType === "Encounter"
    ? present<Encounter>({ ...one, identifier })
    : present<Patient>({ ...one, identifier });
}
