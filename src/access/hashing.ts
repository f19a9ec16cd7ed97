// PINs and passwords as Argon2id hashes; never more than a few at once, so that guessing cannot take the node's memory.
import { hash, verify } from "@node-rs/argon2";

/** OWASP's least for Argon2id: 19 MiB, two passes. A hash carries its own cost, so raising it breaks no older one. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
const WAITING_MAX = 64;

/** A secret is at most this long; beyond it is refused before any hashing. */
export const SECRET_LENGTH_MAX = 256;

let running = 0;
const waiting: (() => void)[] = [];

/** Too many secrets are being checked already: try again. */
export class BusyError extends Error {
  override name = "BusyError";
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (waiting.length >= WAITING_MAX) throw new BusyError("too many secrets are being checked");
    // The one that ends hands its turn on, so `running` stays as it is.
    await new Promise<void>(resolve => waiting.push(resolve));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** The Argon2id hash of a secret in PHC form, with its own random salt. Throws BusyError under a flood. */
export function hashSecret(secret: string): Promise<string> {
  return inTurn(() => hash(secret.normalize("NFKC"), COST));
}

/** True where the secret is the hashed one. A hash that cannot be read is a no. Throws BusyError under a flood. */
export function matchesSecret(stored: string, secret: string): Promise<boolean> {
  if (secret.length > SECRET_LENGTH_MAX) return Promise.resolve(false);
  return inTurn(async () => {
    try {
      return await verify(stored, secret.normalize("NFKC"));
    } catch {
      return false;
    }
  });
}

let decoy: Promise<string> | undefined;

/** Takes as long as a real check and says no: a name that does not exist answers no faster than one that does. */
export async function matchesNothing(secret: string): Promise<false> {
  decoy ??= hashSecret("nobody has this secret");
  await matchesSecret(await decoy, secret);
  return false;
}
