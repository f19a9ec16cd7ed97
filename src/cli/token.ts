import { PersonId } from "../access/index.ts";
import { ask } from "./ask.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";

/** `tideover token create --role ROLE`: the token on stdout, once; who holds it as entries. */
export async function create(options: FolderOptions & { readonly role: string; readonly name: string }): Promise<void> {
  const { role, name } = options;
  if (!PersonId.safeParse(name).success)
    return fail("A program's name is letters, digits, `.`, `_`, `@` and `-`, at most 64. Nothing was made.");
  const { value } = await ask(options, "token.create", { role, name });
  process.stdout.write(`${value.token}\n`);
}
