// FHIR R4, read only: the statement of what is served, one resource, searches, a whole chart. Each look is written before the bytes go out.
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Looks, permission } from "../../access/index.ts";
import type { StoredResource } from "../../chart/index.ts";
import {
  agesOf,
  type CopyContext,
  fhirChart,
  fhirResource,
  type HeldEntry,
  isFileShown,
  recordsHolding,
  recordsMergedInto,
} from "../../feed/index.ts";
import { isServed, type Query, readQuery, type ServedType, SHARED } from "../../fhir/index.ts";
import { type Context, type Refused, type Route, rawRoute, readerOf, refused, type SignedIn } from "../http/index.ts";
import { fileHeaders, sentFile } from "../http/sent-file.ts";
import { fileOf, openedAll } from "../message-routes.ts";
import { capabilityStatement } from "./capability.ts";
import { FHIR_JSON, faultAsOutcome, type Issue } from "./outcome.ts";
import { ageRemarks, ignoredRemark, leftOutRemark, MAY_BE_LEFT_OUT } from "./remarks.ts";
import { pageOf, searchCopy } from "./search.ts";

export type FhirParts = {
  readonly looks: Looks;
  /** The copy as it stands at an instant (integer ms). */
  readonly copy: (at: number) => CopyContext;
  /** Who holds a program's token, by its id; null where no entry says so. */
  readonly holder: (token: string) => string | null;
  /** An entry of the journal by its id, 32 hex digits. */
  readonly held: (id: string) => readonly HeldEntry[];
  readonly version: string;
};

const BASE = "/fhir";
/** Why what is marked is asked for: in a header, which no log of addresses keeps. */
const REASON_HEADER = "tideover-include-marked";
const MARKED = permission("marked.read");

type Served = Refused | "sent";
type Serve = (context: Context<SignedIn>, request: FastifyRequest, reply: FastifyReply) => Promise<Served>;

/** The routes of the FHIR service. Faults are OperationOutcomes. */
export function fhirRoutes(parts: FhirParts): Route[] {
  const { looks, copy } = parts;
  const guarded = (path: string, serve: Serve) =>
    rawRoute({
      path: BASE + path,
      access: { permission: permission("fhir.read") },
      isAct: true,
      faultWriter: faultAsOutcome,
      async serve(context, request, reply) {
        const { caller } = context;
        return caller.kind === "nobody" ? nothing() : serve({ ...context, caller }, request, reply);
      },
    });
  return [
    rawRoute({
      path: `${BASE}/metadata`,
      access: { public: "It says what the service can do, of no patient; clients ask it before they sign in." },
      isAct: false,
      faultWriter: faultAsOutcome,
      async serve({ at }, request, reply) {
        const date = new Date(at).toISOString();
        return send(reply, capabilityStatement({ date, base: baseOf(request), version: parts.version }));
      },
    }),
    guarded("/:type", async ({ caller, at, may }, request, reply) => {
      const type = typeIn(request);
      if (type === null) return nothing();
      const asked = reasonIn(request, may);
      if (!asked.ok) return asked;
      const copied = { ...copy(at), marked: asked.reason !== null };
      const read = readQuery(type, sentIn(request), {
        base: baseOf(request),
        zone: copied.facility.zone,
        strict: isStrict(request),
      });
      if (!read.ok) return refused(400, read.error.code, read.error.text, read.error.where);
      const searched = searchCopy(copied, type, read.query);
      if (!searched.ok) return refused(400, "too-wide", searched.text, type);
      const { page } = searched;
      const looker = readerOf(caller, parts.holder);
      if (asked.reason !== null)
        await looks.exported(looker, `FHIR ${type}, marked items`, page.records, at, asked.reason);
      else if (page.isChart) await Promise.all(page.records.map(record => looks.opened(looker, record, at)));
      else await looks.listed(looker, `FHIR ${type}`, page.records, at);
      const remarks = [
        ...ignoredRemark(type, read.query.ignored),
        ...ageRemarks([type], agesOf(copied).ages),
        ...(asked.reason !== null ? [] : page.isChart ? leftOutRemark(page.left_out) : [MAY_BE_LEFT_OUT]),
      ];
      return send(reply, searchset(request, `/${type}`, page, read.query, remarks));
    }),
    // Files that charts name: as themselves, or as a Binary where FHIR is asked for (R4 §2.40.4).
    guarded("/Binary/:record", async ({ caller, at, may }, request, reply) => {
      const id = idIn(request);
      const asked = reasonIn(request, may);
      if (!asked.ok) return asked;
      const context = copy(at);
      const found = id === null ? null : fileOf(parts, context, id, null);
      if (id === null || found === null) return nothing();
      const shows = { face: "outside", marked: asked.reason !== null } as const;
      // What is marked is not here for who gives no reason, nor are the files in it.
      if (!found.records.every(record => isFileShown(context.views, record, id, shows))) return nothing();
      const looker = readerOf(caller, parts.holder);
      if (asked.reason === null) await openedAll(looks, looker, found.records, at);
      else await looks.exported(looker, "FHIR Binary, marked items", found.records, at, asked.reason);
      const file = sentFile(found.bytes);
      const bytes = Buffer.from(found.bytes);
      if (/\bapplication\/(fhir\+)?json\b/.test(request.headers.accept ?? ""))
        return send(reply, {
          resourceType: "Binary",
          id,
          contentType: file.type.replace(/;.*/, ""),
          data: bytes.toString("base64"),
        });
      reply.headers(fileHeaders(file, id)).send(bytes);
      return "sent";
    }),
    guarded("/:type/:record", async ({ caller, at, may }, request, reply) => {
      const type = typeIn(request);
      const id = idIn(request);
      if (type === null || id === null) return nothing();
      const asked = reasonIn(request, may);
      if (!asked.ok) return asked;
      const copied = { ...copy(at), marked: asked.reason !== null };
      for (const record of recordsHolding(copied, type, id)) {
        const resource = fhirResource(copied, record, type, id);
        if (resource === null) continue;
        const looker = readerOf(caller, parts.holder);
        if (SHARED.has(type)) return send(reply, resource);
        if (asked.reason === null) await looks.opened(looker, record, at);
        else await looks.exported(looker, `FHIR ${type}, marked items`, [record], at, asked.reason);
        return send(reply, resource);
      }
      return nothing();
    }),
    guarded("/Patient/:record/$everything", async ({ caller, at, may }, request, reply) => {
      const id = idIn(request);
      const reason = reasonIn(request, may);
      if (!reason.ok) return reason;
      const isMarked = reason.reason !== null;
      const copied = { ...copy(at), marked: isMarked };
      const own = id === null ? null : fhirChart(copied, id);
      if (id === null || own === null) return nothing();
      const charts = new Map([[id, own]]);
      for (const record of recordsMergedInto(copied.views, id)) {
        const chart = fhirChart(copied, record);
        // Another facility's is not shown here, nor looked at.
        if (chart !== null) charts.set(record, chart);
      }
      const records = [...charts.keys()];
      const read = readQuery(
        "Patient",
        sentIn(request).filter(([name]) => name !== "_type"),
        { base: baseOf(request), zone: copied.facility.zone, strict: isStrict(request) },
      );
      if (!read.ok) return refused(400, read.error.code, read.error.text, read.error.where);
      if (read.query.criteria.length > 0)
        return refused(400, "not-supported", "$everything takes _type, _count and _format.", "");
      const asked = sentIn(request).flatMap(([name, value]) => (name === "_type" ? value.split(",") : []));
      const types = asked.length === 0 ? null : new Set(asked);
      const looker = readerOf(caller, parts.holder);
      if (reason.reason === null) await openedAll(looks, looker, records, at);
      else await looks.exported(looker, "FHIR $everything, marked items", records, at, reason.reason);
      // People and places stand in several charts.
      const all = new Map(
        [...charts.values()].flatMap(({ resources }) => resources).map(one => [`${one.resourceType}/${one.id}`, one]),
      );
      const wanted = [...all.values()].filter(one => types === null || types.has(one.resourceType));
      const page = pageOf(wanted, read.query);
      const held = [...new Set(wanted.map(one => one.resourceType))].filter(isServed);
      const remarks = [
        ...ignoredRemark("$everything", read.query.ignored),
        ...ageRemarks(held, agesOf(copied).ages),
        ...leftOutRemark([...charts.values()].reduce((sum, { left_out }) => sum + left_out, 0)),
      ];
      return send(reply, searchset(request, `/Patient/${id}/$everything`, page, read.query, remarks));
    }),
    guarded("/*", async () => nothing()),
  ];
}

function nothing(): Refused {
  return refused(404, "not-found", "There is no such resource here, or its type is not served: see /fhir/metadata.");
}

function send(reply: FastifyReply, resource: object): "sent" {
  reply.type(FHIR_JSON).send(JSON.stringify(resource));
  return "sent";
}

type PageFound = {
  readonly resources: readonly StoredResource[];
  readonly total: number | null;
  readonly next: string | null;
};

function searchset(
  request: FastifyRequest,
  path: string,
  page: PageFound,
  query: Pick<Query, "ignored">,
  remarks: readonly Issue[],
) {
  const base = baseOf(request);
  const used = sentIn(request).filter(([name]) => !query.ignored.includes(name));
  const urlOf = (pairs: readonly (readonly [string, string])[]) => {
    const text = new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
    return `${base}${path}${text === "" ? "" : `?${text}`}`;
  };
  const link = [{ relation: "self", url: urlOf(used) }];
  if (page.next !== null) {
    const others = used.filter(([name]) => name !== "_after");
    link.push({ relation: "next", url: urlOf([...others, ["_after", page.next]]) });
  }
  const entry = page.resources.map(resource => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: "match" },
  }));
  const outcome = { resource: { resourceType: "OperationOutcome", issue: remarks }, search: { mode: "outcome" } };
  const all = [...entry, ...(remarks.length === 0 ? [] : [outcome])];
  return {
    resourceType: "Bundle",
    type: "searchset",
    ...(page.total === null ? {} : { total: page.total }),
    link,
    ...(all.length === 0 ? {} : { entry: all }),
  };
}

type Asked = { readonly ok: true; readonly reason: string | null } | Refused;

/** The reason for which what is marked is asked for; null = it is not. */
function reasonIn(request: FastifyRequest, may: Context["may"]): Asked {
  const sent = request.headers[REASON_HEADER];
  if (sent === undefined) return { ok: true, reason: null };
  const reason = String(sent).trim();
  if (!may(MARKED)) return refused(403, "not-allowed", "Marked items need the permission marked.read.", REASON_HEADER);
  if (reason.length < 5 || reason.length > 500 || /\p{Cc}/u.test(reason))
    return refused(400, "no-reason", "Give the reason in the header, in 5 to 500 letters.", REASON_HEADER);
  return { ok: true, reason };
}

/** Where the service lies, as the caller sees it. The guard lets in our own hosts only. */
function baseOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}${BASE}`;
}

/** The parameters as they stand in the address, in their order. */
function sentIn(request: FastifyRequest): (readonly [string, string])[] {
  return [...new URLSearchParams(request.raw.url?.split("?")[1] ?? "")];
}

function isStrict(request: FastifyRequest): boolean {
  return /(^|[,;\s])handling=strict\b/.test(String(request.headers.prefer ?? ""));
}

function paramsOf(request: FastifyRequest): { readonly [name: string]: unknown } {
  return typeof request.params === "object" && request.params !== null ? { ...request.params } : {};
}

function typeIn(request: FastifyRequest): ServedType | null {
  const { type } = paramsOf(request);
  return typeof type === "string" && isServed(type) ? type : null;
}

function idIn(request: FastifyRequest): string | null {
  const { record } = paramsOf(request);
  return typeof record === "string" && /^[A-Za-z0-9.-]{1,64}$/.test(record) ? record : null;
}
