// A bearer token for a program: printed once, kept as its hash, with the entries that say who holds it.
import { randomUUID } from "node:crypto";
import { programDrafts, Tokens } from "../../access/index.ts";
import type { Desk } from "./desk.ts";
import { type AskOf, type Reply, refuse } from "./protocol.ts";

/** Makes the token and records who holds it; where that is refused the token is gone again. */
export async function createToken(desk: Desk, ask: Omit<AskOf<"token.create">, "ask">): Promise<Reply<"token.create">> {
  const facility = desk.facility();
  if (facility === null)
    return refuse("no-facility", "This folder serves no facility yet: start the node once. Nothing was made.");
  const { role, name: holder } = ask;
  const tokens = new Tokens(desk.secrets);
  const id = randomUUID();
  const made = tokens.create({ id, role, facility: facility.id, until: null }, desk.random);
  if (!made.ok) return refuse(made.error.code, `${made.error.text}. Nothing was made.`);
  const given = { holder, token: id, role, facility: facility.id, at: desk.now(), until: null, actor: "command-line" };
  const requests = programDrafts(given).map(({ kind, body, actor }) => ({
    drafts: [{ kind, body, actor }],
    online: false,
  }));
  try {
    const outcomes = await desk.record(requests);
    if (outcomes.every(outcome => outcome.ok)) return { ok: true, value: { token: made.token } };
  } catch {
    // The disk failed: what is not recorded gives no right.
  }
  tokens.revoke(id);
  return refuse("not-recorded", "The token's entries could not be recorded. The token is not valid.");
}
