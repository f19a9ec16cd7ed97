import { randomUUID } from "node:crypto";
import { programDrafts, Tokens } from "../access/index.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal, WORLD } from "./open.ts";

/** `tideover token create --role ROLE`: the token on stdout, once; who holds it as entries. The node must be stopped. */
export async function create(options: FolderOptions & { readonly role: string; readonly name: string }): Promise<void> {
  const journal = await openJournal(options);
  const place = journal.views
    .prepare<[], { body: string }>("SELECT body FROM feed_config ORDER BY wall DESC LIMIT 1")
    .get();
  const facility: unknown = place === undefined ? undefined : JSON.parse(place.body).facility;
  if (typeof facility !== "string")
    return fail("This folder serves no facility yet: start the node once. Nothing was made.");
  const id = randomUUID();
  const made = new Tokens(journal.secrets).create({ id, role: options.role, facility, until: null }, WORLD.random);
  if (!made.ok) return fail(`${made.error.text}. Nothing was made.`);
  const drafts = programDrafts({
    holder: options.name,
    token: id,
    role: options.role,
    facility,
    at: WORLD.clock.now(),
    until: null,
    actor: "command-line",
  });
  const outcomes = journal.commit(
    drafts.map(({ kind, body, actor }) => ({ drafts: [{ kind, body, actor }], online: false })),
  );
  while (journal.fold().folded > 0);
  journal.close();
  if (outcomes.some(outcome => !outcome.ok)) return fail("The token's entries were refused; the token is not valid.");
  process.stdout.write(`${made.token}\n`);
}
