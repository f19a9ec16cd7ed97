// Who is calling: a person by cookie, a program by bearer token, or nobody.
import type { IncomingHttpHeaders } from "node:http";
import {
  allows,
  type Grant,
  type Looker,
  type Permission,
  type Person,
  type Program,
  type Session,
  type Sessions,
  type Tokens,
} from "../../access/index.ts";
import { cookieIn } from "./cookie.ts";

export type PersonCaller = { readonly kind: "person"; readonly session: Session; readonly person: Person };
export type ProgramCaller = { readonly kind: "program"; readonly program: Program };
export type SignedIn = PersonCaller | ProgramCaller;
export type Caller = SignedIn | { readonly kind: "nobody" };

export type CallerSources = {
  readonly sessions: Sessions;
  readonly tokens: Tokens;
  readonly person: (id: string, at: number) => Person | null;
  readonly secure: boolean;
};

/** A page that asks by itself (a refetch after an event) says so with this header: it keeps no session open. */
export const BACKGROUND_HEADER = "tideover-background";

/** Reads who is calling at `at` (integer ms). A wrong token is nobody, also beside a good cookie. */
export function callerOf(headers: IncomingHttpHeaders, at: number, from: CallerSources, isAct: boolean): Caller {
  const nobody = { kind: "nobody" } as const;
  if (headers.authorization !== undefined) {
    const token = /^Bearer (\S+)$/i.exec(headers.authorization)?.[1];
    const program = token === undefined ? null : from.tokens.bearer(token, at);
    return program === null ? nobody : { kind: "program", program };
  }
  const cookie = cookieIn(headers.cookie, from.secure);
  if (cookie === null) return nobody;
  const session = from.sessions.find(cookie, at, isAct && headers[BACKGROUND_HEADER] === undefined);
  if (session === null) return nobody;
  const person = from.person(session.person, at);
  // Removed or expired since: the session ends with her rights.
  if (person === null) {
    from.sessions.end(session.id);
    return nobody;
  }
  return { kind: "person", session, person };
}

export function grantsOf(caller: Caller): readonly Grant[] {
  if (caller.kind === "nobody") return [];
  if (caller.kind === "person") return caller.person.grants;
  const { role, facility, until } = caller.program;
  return [{ role, facility, from: 0, until }];
}

export function may(caller: Caller, permission: Permission, facility: string, at: number): boolean {
  return allows(grantsOf(caller), permission, facility, at);
}

/** Who stands in entries as the actor. */
export function actorOf(caller: SignedIn): string {
  return caller.kind === "person" ? caller.person.id : `program:${caller.program.id}`;
}

/** Who reads as FHIR: also a program, by the name that its token was given to. `holder` is null where no entry names one. */
export function readerOf(caller: SignedIn, holder: (token: string) => string | null): Looker {
  if (caller.kind === "person") return { session: caller.session.id, person: caller.person.id };
  return { session: caller.program.id, person: holder(caller.program.id) ?? "program" };
}

/** Who looks, for `Looks`; null for programs, which see no patient. */
export function lookerOf(caller: SignedIn): Looker | null {
  return caller.kind === "person" ? { session: caller.session.id, person: caller.person.id } : null;
}
