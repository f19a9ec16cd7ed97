// Puts the declared routes behind one guard: host, origin, who, lock, permission; then one way to answer.
import { createServer as createTlsServer } from "node:https";
import { Socket } from "node:net";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import helmet from "helmet";
import { type Clock, isPermission } from "../../access/index.ts";
import { type Caller, type CallerSources, callerOf, may } from "./caller.ts";
import { setCookie } from "./cookie.ts";
import { type Answer, type FaultWriter, type Refused, RefusedError, refused, refusedBy } from "./fault.ts";
import { filesRoute, registerFiles } from "./files.ts";
import { foreignHost, foreignOrigin } from "./origin.ts";
import { type Access, type Context, notSignedIn, type Route } from "./route.ts";

// An import of it would load Node's HTTP client too, at each start.
const { createServer, IncomingMessage, ServerResponse } = process.getBuiltinModule("node:http");

declare module "fastify" {
  interface FastifyContextConfig {
    /** Set by `mount` only. A route of the framework without it stops the start. */
    access?: Access;
    faultWriter?: FaultWriter | null;
  }
}

export type HttpParts = CallerSources & {
  readonly routes: readonly Route[];
  readonly clock: Clock;
  readonly facility: string;
  /** Addresses of our own pages, `http://localhost:8080`; asked at each request, since the port may be chosen late. */
  readonly origins: () => readonly string[];
  /** The built web app; null = none is served. */
  readonly dist: string | null;
  /** Certificate and key in PEM; null = plain HTTP, on loopback only. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Hears of faults nobody foresaw. Never given to the caller. */
  readonly report: (error: unknown) => void;
};

/** What the running server answers to, for the test that calls each as each role. */
export type Mounted = { readonly method: string; readonly path: string; readonly access: Access };
export type Http = { readonly app: FastifyInstance; readonly mounted: readonly Mounted[] };

const LIMITS = { body_bytes: 1_048_576, request_ms: 30_000, headers_ms: 10_000, header_bytes: 16_384 } as const;

/** Builds the server; the caller listens. Throws where two routes share an address, or one has no declared access. */
export async function createHttp(parts: HttpParts): Promise<Http> {
  const timeouts = {
    requestTimeout: LIMITS.request_ms,
    headersTimeout: LIMITS.headers_ms,
    maxHeaderSize: LIMITS.header_bytes,
  };
  const app: FastifyInstance = Fastify({
    bodyLimit: LIMITS.body_bytes,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 200 },
    serverFactory: handler =>
      parts.tls === null
        ? createServer(timeouts, handler)
        : createTlsServer({ ...timeouts, ...parts.tls, minVersion: "TLSv1.2" }, handler),
  });
  const mounted: Mounted[] = [];
  app.addHook("onRoute", options => {
    const access = options.config?.access;
    if (access === undefined || !isDeclared(access))
      throw new Error(`${String(options.method)} ${options.url} has no declared access`);
    mounted.push({ method: String(options.method), path: options.url, access });
  });
  app.setErrorHandler((error, request, reply) => {
    const answer = refusedBy(error);
    if (answer.status === 500) parts.report(error);
    return send(reply, answer, parts.secure, request.routeOptions.config.faultWriter);
  });
  app.setNotFoundHandler((_, reply) =>
    send(reply, refused(404, "not-found", "There is nothing at this address."), parts.secure),
  );
  const always = { ...protection(parts.secure), "cache-control": "no-store" };
  app.addHook("onRequest", (_, reply, next) => {
    reply.headers(always);
    next();
  });
  if (parts.dist !== null) await registerFiles(app, parts.dist);
  const routes = parts.dist === null ? parts.routes : [...parts.routes, filesRoute(parts.dist)];
  for (const route of routes) {
    if (route.streams === null) mount(app, route, parts);
    else await mountStream(app, route, route.streams, parts);
  }
  return { app, mounted };
}

/** The headers that protect a page, which are the same with every answer: made once. */
function protection(secure: boolean): Record<string, unknown> {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
      },
    },
    strictTransportSecurity: secure,
    referrerPolicy: { policy: "no-referrer" },
  });
  protect(answer.req, answer, error => {
    if (error !== undefined) throw error;
  });
  return { ...answer.getHeaders() };
}

/** A permission of the table, or words that say why none is needed. */
function isDeclared(access: Access): boolean {
  return "permission" in access
    ? isPermission(access.permission)
    : typeof access.public === "string" && access.public !== "";
}

/** In a scope of its own: no other route takes this type, and it takes no other. */
async function mountStream(app: FastifyInstance, route: Route, type: string, parts: HttpParts): Promise<void> {
  await app.register(async scope => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(type, async (_: FastifyRequest, body: unknown) => body);
    // What is not read of a body that is refused is not waited for.
    scope.addHook("onRequest", async (_, reply) => {
      reply.header("connection", "close");
    });
    mount(scope, route, parts);
  });
}

function mount(app: FastifyInstance, route: Route, parts: HttpParts): void {
  const contexts = new WeakMap<FastifyRequest, Context<Caller>>();
  app.route({
    method: route.method,
    url: route.path,
    config: { access: route.access, faultWriter: route.faultWriter },
    ...(route.bodyLimit === null ? {} : { bodyLimit: route.bodyLimit }),
    // Before the body is read: who may not call sends nothing in.
    onRequest: async request => {
      contexts.set(request, admit(route, request, parts));
    },
    handler: async (request, reply) => {
      const context = contexts.get(request);
      if (context === undefined) throw new Error("a request came in past the guard");
      const served = await route.serve(context, request, reply);
      return served === "sent" ? reply : send(reply, served, parts.secure, route.faultWriter);
    },
  });
}

/** Lets a request in, or throws what it is refused with. */
function admit(route: Route, request: FastifyRequest, parts: HttpParts): Context<Caller> {
  const at = parts.clock.now();
  const { facility } = parts;
  const stop = (why: Refused): never => {
    throw new RefusedError(why);
  };
  // Monitors call /health by address.
  const host = route.path === "/health" ? null : foreignHost(request.headers, parts.origins());
  if (host !== null) stop(host);
  const origin = route.method === "GET" ? null : foreignOrigin(request.headers, parts.origins());
  if (origin !== null) stop(origin);
  const caller = callerOf(request.headers, at, parts, route.isAct);
  if ("permission" in route.access) {
    const { permission } = route.access;
    if (caller.kind === "nobody") stop(notSignedIn());
    // The lock first: a locked screen says nothing about rights.
    if (caller.kind === "person" && caller.session.state === "locked" && !route.whileLocked) {
      stop(refused(423, "locked", "The screen is locked. Enter your PIN."));
    }
    if (!may(caller, permission, facility, at)) {
      stop(refused(403, "not-allowed", `This needs the permission ${permission}.`, permission));
    }
  }
  return {
    caller,
    at,
    facility,
    address: request.ip,
    may: (permission, elsewhere = facility) => may(caller, permission, elsewhere, at),
  };
}

function send(
  reply: FastifyReply,
  answer: Answer<unknown>,
  secure: boolean,
  faultWriter: FaultWriter | null = null,
): FastifyReply {
  reply.type("application/json; charset=utf-8");
  if (!answer.ok) {
    if (answer.retry_after_s !== undefined) reply.header("retry-after", String(answer.retry_after_s));
    const written = faultWriter?.(answer);
    if (written !== undefined) return reply.code(answer.status).type(written.type).send(written.text);
    return reply.code(answer.status).send(JSON.stringify(answer.error));
  }
  if ("text" in answer) return reply.send(answer.text);
  if ("bytes" in answer) {
    reply
      .type(answer.type)
      .header("content-disposition", `inline; filename*=UTF-8''${encodeURIComponent(answer.name)}`);
    return reply.send(Buffer.from(answer.bytes.buffer, answer.bytes.byteOffset, answer.bytes.byteLength));
  }
  if (answer.cookie !== undefined) reply.header("set-cookie", setCookie(answer.cookie, secure));
  return reply.send(JSON.stringify(answer.value));
}
