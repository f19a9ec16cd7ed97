// A node's outside for the browser tests: the built app, answers of the scene, and the stream of positions.
import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import type { Identity } from "../../src/chart/routes.ts";
import type { DowntimeAnswer } from "../../src/downtime/routes.ts";
import { boardAnswer } from "../../tests/scene-board.ts";
import { agesOf, PEOPLE, patientAnswer, type Scene, searchAnswer, stated, underLongName, unitAnswer } from "./scene.ts";
import { clinicAnswer, glassAnswer, HOLDS, heldAnswer, systemAnswer } from "./scene-house.ts";
import { messageAnswer, pageAnswer } from "./scene-pages.ts";

const DIST = join(import.meta.dirname, "..", "dist");
const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
export const PIN = "246810";
export const CSP = "default-src 'self'; style-src 'self' 'unsafe-inline'";

export type Served = {
  readonly url: string;
  scene: Scene;
  rows: number | undefined;
  /** The instant the answers speak of. */
  now: () => number;
  /** While true no heartbeat goes out and nothing is answered. */
  dead: boolean;
  /** What the node says of itself. */
  said: string[];
  /** The build that the heartbeat names. */
  build: string;
  /** Questions whose path matches are answered as a fault. */
  broken: RegExp | null;
  /** Everyone has one of the longest names. */
  longNames: boolean;
  /** What differs about the downtime. */
  conflicts: DowntimeAnswer["conflicts"];
  /** Who is signed in. */
  role: string;
  /** True = the session is locked at the node. */
  locked: boolean;
  /** Questions that came in, and whether the page asked by itself. */
  readonly asked: { readonly path: string; readonly background: boolean }[];
  /** Acts that came in. */
  readonly acts: { name: string; body: unknown }[];
  /** Tells every open page that something moved. */
  moved(): void;
  close(): Promise<void>;
};

/** Serves one scene on a free port of loopback. */
export async function serve(scene: Scene, now: () => number): Promise<Served> {
  const streams = new Set<ServerResponse>();
  const sessions = new Set<string>();
  let position = 4211;
  const served: Served = {
    url: "",
    scene,
    rows: undefined,
    now,
    dead: false,
    said: [],
    build: /name="tideover-build" content="(\w+)"/.exec(readFileSync(join(DIST, "index.html"), "utf8"))?.[1] ?? "",
    broken: null,
    longNames: false,
    conflicts: [],
    role: "RN",
    locked: false,
    asked: [],
    acts: [],
    moved() {
      position++;
      for (const stream of streams)
        stream.write(`event: position\ndata: ${JSON.stringify({ position, topics: ["unit 4w"] })}\n\n`);
    },
    async close() {
      clearInterval(beat);
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
  const heartbeat = () =>
    `event: heartbeat\ndata: ${JSON.stringify({ build: served.build, epoch: "a1", said: served.said })}\n\n`;
  const beat = setInterval(() => {
    if (!served.dead) for (const stream of streams) stream.write(heartbeat());
  }, 1_000);

  const server = createServer((request, response) => {
    void answer(request, response).catch(error => {
      response.writeHead(500).end(String(error));
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://localhost");
    const path = url.pathname;
    response.setHeader("content-security-policy", CSP);
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    };
    const isAnswer =
      /^\/(units|patients|messages|clinics|feeds|holds|glass|people|downtimes|search|events|me|health|acts|lock|sign-out)(\/|$)/.test(
        path,
      );
    if (served.dead && (isAnswer || request.method === "POST")) {
      request.socket.destroy();
      return;
    }
    const body: unknown = request.method === "POST" ? JSON.parse((await text(request)) || "{}") : null;
    const session = {
      id: "s1",
      person: { id: "dp", name: "PARK, Dana", role: served.role, initials: "DP" },
      unit: "4w",
      idle_minutes: 30,
    };
    const signedIn = sessions.has(/sid=(\w+)/.exec(request.headers.cookie ?? "")?.[1] ?? "");
    if (request.method === "POST" && path === "/sign-in") {
      if (!/"secret":"246810"/.test(JSON.stringify(body)))
        return json(401, { error: { code: "wrong-secret", text: "No." } });
      sessions.add("x1");
      served.locked = false;
      response.setHeader("set-cookie", "sid=x1; HttpOnly; SameSite=Strict; Path=/");
      return json(200, { session });
    }
    if (served.broken?.test(path) === true)
      return json(500, { error: { code: "fault", text: "The node failed at this." } });
    if (path === "/people") return json(200, PEOPLE);
    if (path === "/health") {
      const { zone, facility, downtime } = stated(served.scene, served.now());
      return json(200, {
        ok: true,
        version: "0.1.0",
        position,
        lag_s: 0,
        age: agesOf(served.scene, served.now()),
        zone,
        facility,
        downtime,
        at: served.now(),
      });
    }
    served.asked.push({ path, background: request.headers["tideover-background"] !== undefined });
    if (isAnswer && !signedIn) return json(401, { error: { code: "no-session", text: "Sign in first." } });
    if (request.method === "POST" && path === "/lock") {
      sessions.clear();
      response.writeHead(204).end();
      return;
    }
    if (request.method === "POST" && path.startsWith("/acts/")) {
      served.acts.push({ name: path.slice(6), body });
      return json(200, { ok: true });
    }
    if (path === "/me") return json(200, { session, state: served.locked ? "locked" : "open" });
    if (served.locked && isAnswer) return json(423, { error: { code: "locked", text: "The screen is locked." } });
    if (path === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(heartbeat());
      streams.add(response);
      response.on("close", () => streams.delete(response));
      return;
    }
    if (path === "/units")
      return json(200, [
        { id: "4w", name: "4 West", beds: 26, patients: 24 },
        { id: "3e", name: "3 East", beds: 20, patients: 18 },
      ]);
    const called = (identity: Identity) => (served.longNames ? underLongName(identity) : identity);
    if (path === "/units/4w") {
      const answer = unitAnswer(served.scene, served.now(), served.rows);
      const rows = answer.rows.map(row => (row.patient === null ? row : { ...row, patient: called(row.patient) }));
      return json(200, { ...answer, rows });
    }
    if (path === "/downtimes") return json(200, { at: served.now(), seen: [], conflicts: served.conflicts });
    if (path === "/search") return json(200, searchAnswer(url.searchParams.get("q") ?? ""));
    if (path === "/boards") return json(200, boardAnswer(served.scene, served.now(), served.rows));
    if (path === "/feeds") return json(200, systemAnswer(served.scene, served.now()));
    if (path === "/holds") return json(200, served.rows === 0 ? [] : HOLDS);
    const hold = /^\/holds\/(\w+)$/.exec(path)?.[1];
    if (hold !== undefined) return json(200, heldAnswer(hold, served.now(), served.longNames));
    if (path === "/clinics/day")
      return json(200, clinicAnswer(served.scene, served.now(), served.rows, served.longNames));
    if (path === "/glass") return json(200, glassAnswer(served.now()));
    const page = /^\/patients\/\w+\/(\w+)$/.exec(path)?.[1];
    if (page !== undefined) return json(200, pageAnswer(page, served.scene, served.now()));
    if (path.startsWith("/messages/")) return json(200, messageAnswer(served.now()));
    const patient = /^\/patients\/(\w+)$/.exec(path)?.[1];
    if (patient === "secret") return json(403, { error: { code: "not-yours", text: "This patient is on 3 East." } });
    if (patient !== undefined) {
      const found = patientAnswer(patient, served.scene, served.now());
      return found === null
        ? json(404, { error: { code: "not-found", text: "No such record." } })
        : json(200, { ...found, identity: called(found.identity) });
    }
    if (isAnswer) return json(404, { error: { code: "not-found", text: "Nothing here." } });
    const file = join(DIST, normalize(path));
    const found = path !== "/" && file.startsWith(DIST) && existsSync(file) ? file : join(DIST, "index.html");
    response.writeHead(200, { "content-type": TYPES[extname(found)] ?? "application/octet-stream" });
    response.end(readFileSync(found));
  }

  await new Promise<void>(ready => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  return Object.assign(served, { url: `http://localhost:${port}` });
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
