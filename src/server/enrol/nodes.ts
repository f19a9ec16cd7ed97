// The nodes of the network, as the entries say it.
import type { z } from "zod";
import { DeviceEnrolled, type NodeKeys } from "../../access/index.ts";
import { type Bytes, fromHex, type Sqlite, standingIn, standingView } from "../../journal/index.ts";

export const deviceView = standingView({
  name: "device",
  version: 1,
  kinds: ["device.enrolled"],
  topic: "devices",
});

export type EnrolledNode = z.infer<typeof NodeKeys> & {
  readonly name: string;
  readonly facility: string;
  /** The entry that enrolled it. */
  readonly entry: Bytes;
};

/** Every node that stands enrolled. */
export function enrolledNodes(views: Sqlite): EnrolledNode[] {
  return standingIn(views, "device").flatMap(({ id, body }) => {
    const { node, name, facility } = DeviceEnrolled.safeParse(body).data ?? { node: null };
    return node === null ? [] : [{ ...node, name, facility, entry: id }];
  });
}

/** The public signing keys of the nodes that stand enrolled: whose runs are taken. */
export function enrolledKeys(views: Sqlite): { readonly node: Bytes; readonly key: Bytes }[] {
  return enrolledNodes(views).flatMap(({ id, signing }) => {
    const [node, key] = [fromHex(id), fromHex(signing)];
    return node === undefined || key === undefined ? [] : [{ node, key }];
  });
}

/** Age recipients by themselves or by a node's name or id; undefined with the first that nobody has. */
export function recipientsFor(
  views: Sqlite,
  asked: readonly string[],
): { readonly ok: true; readonly recipients: string[] } | { readonly ok: false; readonly unknown: string } {
  const nodes = enrolledNodes(views);
  const recipients: string[] = [];
  for (const one of asked) {
    const found = one.startsWith("age1")
      ? [one]
      : nodes.filter(({ name, id }) => name === one || id === one.replaceAll("-", "")).map(node => node.recipient);
    const [first, second] = [...new Set(found)];
    // Two nodes of one name: whoever gives must say which by its id.
    if (first === undefined || second !== undefined) return { ok: false, unknown: one };
    recipients.push(first);
  }
  return { ok: true, recipients };
}
