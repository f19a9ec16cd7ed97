// A new node asks to be enrolled: who it is, signed by itself. Nothing in it is secret.
import { createHash } from "node:crypto";
import { z } from "zod";
import { NodeKeys } from "../../access/index.ts";
import {
  fromHex,
  hex,
  nodeSigner,
  type SigningKey,
  type Sqlite,
  signatureHolds,
  signBytes,
} from "../../journal/index.ts";
import { nodeRecipient } from "./identity.ts";

const Said = z.strictObject({
  tideover: z.literal("enrol request 1"),
  name: z
    .string()
    .min(1)
    .max(60)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u),
  node: NodeKeys,
});
export const EnrolRequest = Said.extend({ signature: z.string().regex(/^[0-9a-f]{128}$/) });
export type EnrolRequest = z.infer<typeof EnrolRequest>;

/** What is signed: the text of the values in a fixed order. */
function bytesOf({ tideover, name, node }: z.infer<typeof Said>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([tideover, name, node.id, node.signing, node.recipient]));
}

/** Who a node is, made from its own secrets; undefined before its first start made them. */
export async function nodeKeys(
  secrets: Sqlite,
  id: Uint8Array,
): Promise<{ readonly keys: z.infer<typeof NodeKeys>; readonly signer: SigningKey } | undefined> {
  const signer = nodeSigner(secrets);
  if (signer === undefined) return undefined;
  return { keys: { id: hex(id), signing: hex(signer.public), recipient: await nodeRecipient(secrets) }, signer };
}

/** A request by this node. */
export async function makeRequest(secrets: Sqlite, id: Uint8Array, name: string): Promise<EnrolRequest | undefined> {
  const own = await nodeKeys(secrets, id);
  if (own === undefined) return undefined;
  const said = { tideover: "enrol request 1" as const, name, node: own.keys };
  return { ...said, signature: hex(signBytes(own.signer, bytesOf(said))) };
}

/** Reads a request; undefined where it is none, or was not signed by the node that it names. */
export function readRequest(text: string): EnrolRequest | undefined {
  const read = EnrolRequest.safeParse(jsonIn(text)).data;
  const [key, signature] = read === undefined ? [] : [fromHex(read.node.signing), fromHex(read.signature)];
  if (read === undefined || key === undefined || signature === undefined) return undefined;
  return signatureHolds(key, bytesOf(read), signature) ? read : undefined;
}

/** What both sides read to each other before they trust: `1a2b-3c4d-5e6f-7a8b`, from what was signed. */
export function checkNumber(request: EnrolRequest): string {
  const digits = createHash("sha256").update(bytesOf(request)).digest("hex").slice(0, 16);
  return (digits.match(/.{4}/g) ?? []).join("-");
}

/** The value of a JSON text; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
