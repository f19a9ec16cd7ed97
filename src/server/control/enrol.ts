// `tideover enrol grant`, at whichever desk: the new node stands as an entry, and gets what it needs, sealed.
import { Secrets } from "../../access/index.ts";
import { type Draft, fromHex, uuidText } from "../../journal/index.ts";
import { makeGrant } from "../enrol/grant.ts";
import { type EnrolledNode, enrolledNodes } from "../enrol/nodes.ts";
import { checkNumber, nodeKeys, readRequest } from "../enrol/request.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** Records `device.enrolled` for the node that asks, and once for this one, and seals the grant. The same request again is granted anew. */
export async function grantAsked(desk: Desk, ask: Omit<AskOf<"enrol.grant">, "ask">): Promise<Reply<"enrol.grant">> {
  const request = readRequest(ask.request);
  if (request === undefined)
    return refuse(
      "no-request",
      "This file is no request of a Tideover node, or was changed on its way. Nothing was granted.",
    );
  const number = checkNumber(request);
  if (ask.check !== null && ask.check !== number)
    return refuse(
      "other-number",
      `The request's check number is ${number}, not ${ask.check}: it is not the one you were told of. Nothing was granted.`,
    );
  const facility = desk.facility()?.id;
  const own = await nodeKeys(desk.secrets, desk.node);
  if (facility === undefined || own === undefined)
    return refuse("no-facility", "This folder serves no facility yet: start the node once. Nothing was granted.");
  if (request.node.id === own.keys.id)
    return refuse("own-request", "This is this node's own request. Nothing was granted.");
  const known = enrolledNodes(desk.views);
  const before = known.filter(node => node.id === request.node.id);
  if (before.some(node => node.signing !== request.node.signing || node.recipient !== request.node.recipient))
    return refuse(
      "other-key",
      `A node ${request.node.id.slice(0, 8)} is enrolled with other keys. Nothing was granted.`,
    );
  if (known.some(node => node.name === request.name && node.id !== request.node.id))
    return refuse(
      "name-taken",
      `Another node is called ${request.name}. Make the request with another --name. Nothing was granted.`,
    );
  const me = { ...own.keys, name: ownName(own.keys.id, known, facility), facility };
  const wanted = [me, { ...request.node, name: request.name, facility }];
  const drafts = wanted.filter(node => !known.some(one => isAlike(one, node))).map(node => draftOf(node, known));
  if (drafts.length > 0) {
    const [outcome] = await desk.record([{ drafts, online: true }]);
    if (outcome?.ok !== true)
      return refuse(outcome?.error.code ?? "refused", outcome?.error.text ?? "Nothing was granted.");
  }
  const nodes = [own.keys, ...known.filter(node => node.id !== own.keys.id && node.id !== request.node.id)];
  const grant = await makeGrant(request, { node: own.keys, name: me.name }, own.signer, {
    idKey: desk.idKey,
    nodes: nodes.map(({ id, signing, recipient }) => ({ id, signing, recipient })),
    secrets: new Secrets(desk.secrets).all(),
  });
  return { ok: true, value: { grant: JSON.stringify(grant), name: request.name, check: number } };
}

/** What this node is enrolled as; the first time the facility's id, where no other node has taken it. */
function ownName(id: string, known: readonly EnrolledNode[], facility: string): string {
  const mine = known.find(node => node.id === id);
  const isTaken = known.some(node => node.name === facility);
  return mine?.name ?? (isTaken ? `${facility} ${id.slice(-8)}` : facility);
}

type Wanted = Omit<EnrolledNode, "entry">;

function isAlike(a: EnrolledNode, b: Wanted): boolean {
  return a.id === b.id && a.signing === b.signing && a.recipient === b.recipient && a.name === b.name;
}

function draftOf({ name, facility, id, signing, recipient }: Wanted, known: readonly EnrolledNode[]): Draft {
  const body = { device: deviceOf(id), name, kind: "node", facility, unit: null, node: { id, signing, recipient } };
  const replaces = known.filter(node => node.id === id).map(node => node.entry);
  return { kind: "device.enrolled", actor: "command-line", body, replaces };
}

function deviceOf(id: string): string {
  const bytes = fromHex(id);
  return bytes === undefined ? id : uuidText(bytes);
}
