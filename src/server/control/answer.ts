// One place that answers what a command asks, at whichever desk.
import type { Desk } from "./desk.ts";
import { importAsked } from "./import.ts";
import { printAsked } from "./print.ts";
import { type AskName, type AskOf, type Reply, refuse } from "./protocol.ts";
import { createToken } from "./token.ts";

const ANSWERS: { readonly [Name in AskName]: (desk: Desk, ask: Omit<AskOf<Name>, "ask">) => Promise<Reply<Name>> } = {
  "token.create": createToken,
  print: printAsked,
  "import.frequencies": importAsked,
  "segment.give": (desk, ask) => desk.give(ask.for),
  verify: desk => desk.verify(),
};

/** Answers. Never rejects: what fails is a refusal in words. */
export async function answerAsk<Name extends AskName>(
  desk: Desk,
  name: Name,
  ask: Omit<AskOf<Name>, "ask">,
): Promise<Reply<Name>> {
  try {
    return await ANSWERS[name](desk, ask);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "failed";
    return refuse(code, `This could not be done (${code}). What was recorded before is safe.`);
  }
}
