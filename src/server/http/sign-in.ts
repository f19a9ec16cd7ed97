// Sign in, lock, unlock, sign out, who am I, and who can sign in here.
import { z } from "zod";
import {
  Lockout,
  type Person,
  PersonId,
  permission,
  permissionsAt,
  type Random,
  type Role,
  roleAt,
  SECRET_LENGTH_MAX,
  type Secrets,
  type Session,
  type Sessions,
  type Witness,
} from "../../access/index.ts";
import type { Caller } from "./caller.ts";
import { type Answer, refused } from "./fault.ts";
import { type Context, notSignedIn, type Route, route } from "./route.ts";

const SessionAnswer = z.strictObject({
  id: z.string(),
  person: z.strictObject({ id: z.string(), name: z.string(), role: z.string(), initials: z.string() }),
  unit: z.string().nullable(),
  idle_minutes: z.int(),
});
export const SignedInAnswer = z.strictObject({ session: SessionAnswer });
export type SignedInAnswer = z.infer<typeof SignedInAnswer>;
export const MeAnswer = z.strictObject({
  session: SessionAnswer,
  state: z.enum(["open", "locked"]),
  permissions: z.array(z.string()),
});
export type MeAnswer = z.infer<typeof MeAnswer>;
export const PeopleAnswer = z.array(z.strictObject({ id: z.string(), name: z.string(), role: z.string() }));
export type PeopleAnswer = z.infer<typeof PeopleAnswer>;
const Done = z.strictObject({ done: z.literal(true) });
const Secret = z.string().min(1).max(SECRET_LENGTH_MAX);

export type SignInParts = {
  readonly sessions: Sessions;
  readonly secrets: Secrets;
  readonly witness: Witness;
  readonly random: Random;
  readonly person: (id: string, at: number) => Person | null;
  readonly people: (facility: string, at: number) => readonly (Person & { readonly role: Role })[];
  /** Ends event streams of a session that was locked or ended. */
  readonly ended: (session: string) => void;
};

/** The routes of signing in. Their guesses are counted together, by name and by address. */
export function signInRoutes(parts: SignInParts): Route[] {
  const { sessions, secrets, witness, random } = parts;
  const byName = new Lockout();
  // A ward's terminal server is one address for many people who mistype.
  const byAddress = new Lockout(30);

  type What = "signed in" | "refused" | "locked" | "unlocked" | "signed out" | "switched";
  const note = (what: What, who: string, session: string | null, context: Context<Caller>, reason: string | null) => {
    const { at, address } = context;
    return witness.keep({ kind: "signin", actor: who, body: { person: who, session, what, reason, address, at } }, at);
  };

  const describe = (session: Session, person: Person, context: Context<Caller>) => ({
    id: session.id,
    person: {
      id: person.id,
      name: person.name,
      role: roleAt(person, context.facility, context.at) ?? "",
      initials: person.initials,
    },
    unit: person.unit,
    idle_minutes: sessions.limits.idle_minutes,
  });

  /** Proves a person; an answer where she is not proved. */
  const prove = async (id: string, secret: string, context: Context<Caller>) => {
    const { at, address, facility } = context;
    const person = parts.person(id, at);
    const wait = Math.max(byName.wait(id, at), byAddress.wait(address, at));
    if (wait > 0) return tooMany(wait);
    byName.attempt(id, at);
    byAddress.attempt(address, at);
    const isKnown = person !== null && roleAt(person, facility, at) !== null;
    let isProved: boolean;
    try {
      isProved = (await secrets.proves(isKnown ? person.secrets : [], secret, at)) && isKnown;
    } catch (error) {
      byName.undecided(id);
      byAddress.undecided(address);
      throw error;
    }
    if (!isProved || person === null) {
      // A name nobody has may be a PIN typed into the wrong box: it is not written down.
      await note("refused", isKnown ? id : "unknown", null, context, isKnown ? "wrong secret" : "no such person here");
      return refused(401, "wrong-secret", "The name or the PIN is wrong.", "body.secret");
    }
    byName.succeeded(id);
    byAddress.undecided(address);
    return { ok: true, person } as const;
  };

  const signIn = route({
    method: "POST",
    path: "/sign-in",
    public: "this is where one signs in; guessing is slowed by name and by address",
    whileLocked: true,
    bodyLimit: 4_096,
    input: { body: z.strictObject({ person: PersonId, secret: Secret }) },
    output: SignedInAnswer,
    async handle({ body }, context): Promise<Answer<SignedInAnswer>> {
      const proved = await prove(body.person, body.secret, context);
      if (!proved.ok) return proved;
      // The next person never sees the last one's work: the old session of this browser ends.
      if (context.caller.kind === "person") {
        const { session, person } = context.caller;
        sessions.end(session.id);
        parts.ended(session.id);
        await note("switched", person.id, session.id, context, null);
      }
      const { session, cookie } = sessions.open(proved.person.id, context.at, random);
      await note("signed in", proved.person.id, session.id, context, null);
      return { ok: true, value: { session: describe(session, proved.person, context) }, cookie };
    },
  });

  const unlock = route({
    method: "POST",
    path: "/unlock",
    permission: permission("session.own"),
    whileLocked: true,
    bodyLimit: 4_096,
    input: { body: z.strictObject({ secret: Secret }) },
    output: SignedInAnswer,
    async handle({ body }, context): Promise<Answer<SignedInAnswer>> {
      const { caller } = context;
      if (caller.kind !== "person") return notSignedIn();
      const proved = await prove(caller.person.id, body.secret, context);
      if (!proved.ok) return proved;
      sessions.unlock(caller.session.id, context.at);
      await note("unlocked", caller.person.id, caller.session.id, context, null);
      return { ok: true, value: { session: describe(caller.session, proved.person, context) } };
    },
  });

  const lock = route({
    method: "POST",
    path: "/lock",
    permission: permission("session.own"),
    whileLocked: true,
    input: {},
    output: Done,
    async handle(_, context): Promise<Answer<z.infer<typeof Done>>> {
      const { caller } = context;
      if (caller.kind !== "person") return notSignedIn();
      sessions.lock(caller.session.id);
      parts.ended(caller.session.id);
      await note("locked", caller.person.id, caller.session.id, context, null);
      return { ok: true, value: { done: true } };
    },
  });

  const signOut = route({
    method: "POST",
    path: "/sign-out",
    permission: permission("session.own"),
    whileLocked: true,
    input: {},
    output: Done,
    async handle(_, context): Promise<Answer<z.infer<typeof Done>>> {
      const { caller } = context;
      if (caller.kind !== "person") return notSignedIn();
      sessions.end(caller.session.id);
      parts.ended(caller.session.id);
      await note("signed out", caller.person.id, caller.session.id, context, null);
      return { ok: true, value: { done: true }, cookie: null };
    },
  });

  const me = route({
    method: "GET",
    path: "/me",
    permission: permission("session.own"),
    whileLocked: true,
    input: {},
    output: MeAnswer,
    handle(_, context): Answer<MeAnswer> {
      const { caller, at, facility } = context;
      if (caller.kind !== "person") return notSignedIn();
      const { session, person } = caller;
      const permissions = [...permissionsAt(person.grants, facility, at)];
      return { ok: true, value: { session: describe(session, person, context), state: session.state, permissions } };
    },
  });

  const people = route({
    method: "GET",
    path: "/people",
    public: "the sign-in page lists who can sign in here: names and roles of staff, no patient",
    whileLocked: true,
    input: {},
    output: PeopleAnswer,
    handle: (_, { facility, at }) => ({
      ok: true,
      value: parts.people(facility, at).map(({ id, name, role }) => ({ id, name, role })),
    }),
  });

  return [signIn, unlock, lock, signOut, me, people];
}

function tooMany(wait_ms: number) {
  const seconds = Math.ceil(wait_ms / 1_000);
  const text = `Too many wrong tries. Try again in ${seconds} s.`;
  return { ...refused(429, "too-many-tries", text, "body.secret"), retry_after_s: seconds };
}
