// Which record a message speaks of (RULES W5).
import { resourceId } from "../../fhir/index.ts";
import { type Message, type Segment, where } from "../../hl7/index.ts";
import type { Authorities, Reason, RecordKey } from "./context.ts";
import { designator, nameOf } from "./hd.ts";
import { inside, parts } from "./parts.ts";

/** Types that name a person, a document, an account or a visit, never a record. */
const NO_RECORD = new Set(["SS", "DL", "AN", "VN"]);

/** `authority` is null where MSH-4 is of no configured facility, empty where a sender without configuration names none. */
export type Sender = { readonly authority: string | null; readonly own: ReadonlySet<string> };

/**
 * The authority of the sending facility. With configured facilities MSH-4 must be one of them, else a message whose record
 * depends on it is parked `facility-unknown`; without, MSH-4 is taken as it stands.
 */
export function senderOf(message: Message, authorities: Authorities): Sender {
  const msh = message.segment("MSH");
  const facility = msh && designator(parts(msh, 4));
  const names = [facility?.namespace, facility?.universal].filter(name => name !== undefined);
  const [first] = authorities.own;
  if (authorities.facilities === null) {
    const authority = first ?? (facility ? nameOf(facility) : "");
    // with an authority of its own the feed's names are those; MSH-4 stands only where none is given
    return { authority, own: new Set(first === undefined ? names : authorities.own) };
  }
  const known = names.map(name => authorities.facilities?.get(name)).find(name => name !== undefined);
  const own = known === undefined ? authorities.own : [known, ...names, ...authorities.own];
  return { authority: known ?? null, own: new Set(own) };
}

type Candidate = { readonly number: string; readonly authority: string | undefined; readonly type: string };

/**
 * The PID-3 repetition of the feed's own authority (a typed MR of it first), else the first typed MR, else the first whose
 * type names a record. Of an MRG the field is 1. A reason where there is none, or where a blank authority belongs to no configured facility.
 */
export function recordOf(pid: Segment | undefined, sender: Sender, idKey: Uint8Array, field = 3): RecordKey | Reason {
  if (pid === undefined) return { code: "no-record", text: "the message has no PID", where: "PID[1]" };
  const found: Candidate[] = [];
  for (let repetition = 1; repetition <= pid.repetitions(field); repetition++) {
    const cx = parts(pid, field, repetition);
    const number = cx.at(1);
    const type = cx.at(5)?.toUpperCase() ?? "";
    if (number === undefined || NO_RECORD.has(type)) continue;
    const issuer = designator(inside(pid, field, repetition, 4));
    const names = [issuer?.namespace, issuer?.universal].filter(name => name !== undefined);
    const isOwn = issuer === undefined || names.some(name => sender.own.has(name));
    found.push({ number, type, authority: isOwn ? undefined : issuer && nameOf(issuer) });
  }
  const own = found.filter(one => one.authority === undefined);
  const chosen = own.find(one => one.type === "MR") ?? own[0] ?? found.find(one => one.type === "MR") ?? found[0];
  const at = where(pid, { field });
  if (chosen === undefined)
    return { code: "no-record", text: `no identifier in ${pid.name}-${field} names a record`, where: at };
  const authority = chosen.authority ?? sender.authority;
  if (authority === null)
    return {
      code: "facility-unknown",
      text: `${pid.name}-${field}.4 is blank and MSH-4 names no facility that is known`,
      where: "MSH[1]-4",
    };
  return { authority, number: chosen.number, key: resourceId(idKey, "Patient", authority, chosen.number) };
}
