// The one way to declare a route: method, path, permission (or why none), input, output, handler.
import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Permission } from "../../access/index.ts";
import type { Caller, SignedIn } from "./caller.ts";
import { type Answer, type FaultWriter, type Refused, refused } from "./fault.ts";

export type Context<Who extends Caller = SignedIn> = {
  readonly caller: Who;
  /** Integer ms, read once for the request. */
  readonly at: number;
  /** The facility that this node serves. */
  readonly facility: string;
  readonly address: string;
  /** Whether the caller also holds another permission, at this facility unless another is named. */
  may(permission: Permission, facility?: string): boolean;
};

/** Who may call. `public` says why nobody need be signed in. */
export type Access = { readonly permission: Permission } | { readonly public: string };

/** A route as the server mounts it. Made by `route` and `rawRoute` only. */
export type Route = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly access: Access;
  /** Answers also while the session is locked. */
  readonly whileLocked: boolean;
  /** False for what a page does by itself: it keeps no session open. */
  readonly isAct: boolean;
  /** Largest body in bytes; null = the server's. */
  readonly bodyLimit: number | null;
  /** The one media type whose body it reads itself, piece by piece; null = JSON, which is read before. */
  readonly streams: string | null;
  /** How its faults are written; null = as ours. */
  readonly faultWriter: FaultWriter | null;
  readonly serve: (context: Context<Caller>, request: FastifyRequest, reply: FastifyReply) => Promise<Served>;
};

/** What was served: an answer still to be sent, or `sent` where the route wrote to the wire itself. */
export type Served = Answer<unknown> | "sent";

const Nothing = z.strictObject({});
type Schema = z.ZodType;

type Input<P extends Schema, Q extends Schema, B extends Schema> = {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly body: z.output<B>;
};

type Common<P extends Schema, Q extends Schema, B extends Schema, O extends Schema> = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly input: { readonly params?: P; readonly query?: Q; readonly body?: B };
  /** `z.custom<T>()` where the shape is a type only; what a schema does not name never leaves the node. */
  readonly output: O;
  readonly whileLocked?: boolean;
  readonly bodyLimit?: number;
};

type Guarded<P extends Schema, Q extends Schema, B extends Schema, O extends Schema> = Common<P, Q, B, O> & {
  readonly permission: Permission;
  readonly public?: undefined;
  handle(input: Input<P, Q, B>, context: Context): Promise<Answer<z.input<O>>> | Answer<z.input<O>>;
};

type Open<P extends Schema, Q extends Schema, B extends Schema, O extends Schema> = Common<P, Q, B, O> & {
  /** Why nobody need be signed in. */
  readonly public: string;
  readonly permission?: undefined;
  handle(input: Input<P, Q, B>, context: Context<Caller>): Promise<Answer<z.input<O>>> | Answer<z.input<O>>;
};

/** Declares a route. A route without a permission of the table, or a reason, cannot be written. */
export function route<
  P extends Schema = typeof Nothing,
  Q extends Schema = typeof Nothing,
  B extends Schema = typeof Nothing,
  O extends Schema = Schema,
>(given: Guarded<P, Q, B, O> | Open<P, Q, B, O>): Route {
  return {
    method: given.method,
    path: given.path,
    access: given.permission !== undefined ? { permission: given.permission } : { public: given.public },
    whileLocked: given.whileLocked ?? false,
    // A wrong PIN at a screen that somebody left open keeps it open no longer.
    isAct: given.permission !== undefined,
    bodyLimit: given.bodyLimit ?? null,
    streams: null,
    faultWriter: null,
    async serve(context, request) {
      const params = read(given.input.params, request.params, "path");
      const query = read(given.input.query, request.query, "query");
      const body = read(given.input.body, given.method === "POST" ? (request.body ?? {}) : {}, "body");
      if (!params.ok) return params;
      if (!query.ok) return query;
      if (!body.ok) return body;
      const input = { params: params.value, query: query.value, body: body.value };
      const answer = await answered(given, input, context);
      if (!answer.ok || !("value" in answer)) return answer;
      return { ...answer, value: given.output.parse(answer.value) };
    },
  };
}

function answered<P extends Schema, Q extends Schema, B extends Schema, O extends Schema>(
  given: Guarded<P, Q, B, O> | Open<P, Q, B, O>,
  input: Input<P, Q, B>,
  context: Context<Caller>,
): Promise<Answer<z.input<O>>> | Answer<z.input<O>> {
  if (given.permission === undefined) return given.handle(input, context);
  const { caller } = context;
  if (caller.kind === "nobody") return notSignedIn();
  return given.handle(input, { ...context, caller });
}

/** Declares a route that writes to the wire itself: event streams, files, PDFs. */
export function rawRoute(given: {
  readonly path: string;
  readonly access: Access;
  readonly isAct: boolean;
  readonly faultWriter?: FaultWriter;
  serve(context: Context<Caller>, request: FastifyRequest, reply: FastifyReply): Promise<Served>;
}): Route {
  return { method: "GET", whileLocked: false, bodyLimit: null, streams: null, faultWriter: null, ...given };
}

/** Declares a POST of one file, whose body the route reads piece by piece: it sets its own limits. Nobody is read who may not call. */
export function streamRoute(given: {
  readonly path: string;
  readonly permission: Permission;
  readonly type: string;
  serve(context: Context<Caller>, request: FastifyRequest, body: Readable): Promise<Answer<unknown>>;
}): Route {
  return {
    method: "POST",
    path: given.path,
    access: { permission: given.permission },
    whileLocked: false,
    isAct: true,
    bodyLimit: null,
    streams: given.type,
    faultWriter: null,
    serve: (context, request) =>
      request.body instanceof Readable
        ? given.serve(context, request, request.body)
        : Promise.resolve(refused(400, "no-body", "The body is empty.", "body")),
  };
}

export function notSignedIn(): Refused {
  return refused(401, "not-signed-in", "Sign in first.");
}

function read<S extends Schema>(
  schema: S | undefined,
  value: unknown,
  from: "path" | "query" | "body",
): { ok: true; value: z.output<S> } | Refused {
  const parsed = (schema ?? Nothing).safeParse(value);
  // Left out, S is the type of Nothing: the compiler cannot follow that default into here.
  if (parsed.success) return { ok: true, value: parsed.data as z.output<S> };
  const [issue] = parsed.error.issues;
  const extra = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const where = [from, ...(issue?.path ?? []), ...extra].map(String).join(".").slice(0, 200);
  return refused(422, "bad-input", "A field is missing or cannot be taken.", where);
}
