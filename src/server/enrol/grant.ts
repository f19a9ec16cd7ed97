// What an enrolled node gives a new one: the network's id key and the secrets of its people, sealed to that node alone, signed by the giver.
import { z } from "zod";
import { type Hashed, NodeKeys } from "../../access/index.ts";
import {
  fromHex,
  hex,
  type IdKey,
  idKey,
  openSealed,
  type SigningKey,
  sealTo,
  signatureHolds,
  signBytes,
} from "../../journal/index.ts";
import { checkNumber, type EnrolRequest, jsonIn } from "./request.ts";

const Inside = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  /** The check number of the request that this answers. */
  request: z.string(),
  /** Nodes whose entries are to be trusted, the giver among them. */
  nodes: z.array(NodeKeys).max(1_000),
  /** What proves people: hashes, as secrets.db keeps them. */
  secrets: z.array(
    z.strictObject({
      id: z.string(),
      hash: z.string(),
      kind: z.enum(["pin", "password"]),
      expires: z.int().nullable(),
    }),
  ),
});

const Said = z.strictObject({
  tideover: z.literal("enrol grant 1"),
  for: z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/), name: z.string().max(60) }),
  by: z.strictObject({ node: NodeKeys, name: z.string().max(120) }),
  sealed: z.string().max(64 * 1024 * 1024),
});
const EnrolGrant = Said.extend({ signature: z.string().regex(/^[0-9a-f]{128}$/) });
export type EnrolGrant = z.infer<typeof EnrolGrant>;

export type Granted = {
  readonly idKey: IdKey;
  readonly by: EnrolGrant["by"];
  readonly nodes: readonly z.infer<typeof NodeKeys>[];
  readonly secrets: readonly Hashed[];
};
export type GrantError = { readonly code: string; readonly text: string };

function bytesOf({ tideover, for: to, by, sealed }: z.infer<typeof Said>): Uint8Array {
  const { id, signing, recipient } = by.node;
  return new TextEncoder().encode(JSON.stringify([tideover, to.id, to.name, id, signing, recipient, by.name, sealed]));
}

/** Seals a grant for the node that asked. */
export async function makeGrant(
  request: EnrolRequest,
  by: EnrolGrant["by"],
  signer: SigningKey,
  inside: Pick<Granted, "idKey" | "nodes" | "secrets">,
): Promise<EnrolGrant> {
  const content: z.infer<typeof Inside> = {
    id: hex(inside.idKey),
    request: checkNumber(request),
    nodes: [...inside.nodes],
    secrets: inside.secrets.map(one => ({ ...one })),
  };
  const sealed = await sealTo(request.node.recipient, JSON.stringify(content));
  const said = {
    tideover: "enrol grant 1" as const,
    for: { id: request.node.id, name: request.name },
    by,
    sealed,
  };
  return { ...said, signature: hex(signBytes(signer, bytesOf(said))) };
}

/** Opens a grant with the node's own identity. Refused in words: another node's, changed on the way, an answer to another request. */
export async function openGrant(
  text: string,
  request: EnrolRequest,
  identity: string,
): Promise<{ readonly ok: true; readonly granted: Granted } | { readonly ok: false; readonly error: GrantError }> {
  const no = (code: string, words: string) => ({
    ok: false as const,
    error: { code, text: `${words} Nothing was changed.` },
  });
  const grant = EnrolGrant.safeParse(jsonIn(text)).data;
  if (grant === undefined) return no("no-grant", "This file is no grant of Tideover.");
  if (grant.for.id !== request.node.id)
    return no(
      "other-node",
      `This grant is for the node ${grant.for.name} (${grant.for.id.slice(0, 8)}), not for ${request.name} (${request.node.id.slice(0, 8)}).`,
    );
  const [key, signature] = [fromHex(grant.by.node.signing), fromHex(grant.signature)];
  if (key === undefined || signature === undefined || !signatureHolds(key, bytesOf(grant), signature))
    return no("changed", "This grant was changed on its way: its signature does not hold. Have it made again.");
  const opened = await openSealed(identity, grant.sealed);
  const inside = opened === undefined ? undefined : Inside.safeParse(jsonIn(opened)).data;
  const id = inside === undefined ? undefined : fromHex(inside.id);
  if (inside === undefined || id === undefined)
    return no(
      "not-for-us",
      "This grant was sealed for another key. Send this node's newest request and have it granted.",
    );
  if (inside.request !== checkNumber(request))
    return no("other-request", "This grant answers another request of this node.");
  return { ok: true, granted: { idKey: idKey(id), by: grant.by, nodes: inside.nodes, secrets: inside.secrets } };
}
