// The web app's own files, and its one page for every address that is no file.
import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { refused } from "./fault.ts";
import { type Route, rawRoute } from "./route.ts";

/** Prepares the folder for `filesRoute`; serves nothing by itself. */
export async function registerFiles(app: FastifyInstance, dist: string): Promise<void> {
  // no-store stands on every answer already: a shared workstation keeps nothing.
  await app.register(fastifyStatic, { root: dist, serve: false, cacheControl: false, dotfiles: "deny", index: false });
}

export function filesRoute(dist: string): Route {
  return rawRoute({
    path: "/*",
    access: { public: "the app's own files, the same for everyone; they hold no answer" },
    isAct: false,
    async serve(_, request, reply) {
      const path = decode(new URL(request.url, "http://node").pathname);
      if (path === null || path.includes("\0")) return refused(404, "not-found", "There is nothing at this address.");
      const file = normalize(path).replace(/^[/\\]+/, "");
      // A patient's id may have a point in it: only what lies at the top or among the assets is a file.
      const isFile = /^(assets[/\\].*|[^/\\]+)\.[a-z0-9]+$/i.test(file);
      if (isFile && !file.startsWith("..") && existsSync(join(dist, file))) {
        await reply.sendFile(file);
        return "sent";
      }
      const isPage = !isFile && (request.headers.accept ?? "").includes("text/html");
      if (!isPage) return refused(404, "not-found", "There is nothing at this address.");
      await reply.sendFile("index.html");
      return "sent";
    },
  });
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
