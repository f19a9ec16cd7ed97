// The page from which anyone lives the night: a loopback server, nothing else may reach it.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { FEED_NAMES } from "./hospital/feeds.ts";
import type { HospitalSender } from "./hospital/send.ts";

const Command = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("pace"), pace: z.number().min(0.1).max(100) }),
  z.strictObject({ do: z.enum(["stop", "drain", "return", "garbage"]), feed: z.enum(FEED_NAMES) }),
  z.strictObject({ do: z.enum(["plug", "kill"]) }),
]);
const BODY_LIMIT = 1_000;

/**
 * Serves `control.html`, `GET /state` and `POST /command` on 127.0.0.1.
 * A command needs an Origin that is this page's own, 403 otherwise; 400 where it is none of ours; 409 where nobody can kill the node.
 */
export function serveControl(
  sender: HospitalSender,
  port: number,
  killNode?: () => void,
): Promise<{ server: Server; port: number }> {
  const page = readFileSync(join(import.meta.dirname, "control.html"));
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(body));
    };
    const own = ownOrigins(server);
    // Another name for this address is another site's page.
    if (!own.some(origin => origin === `http://${request.headers.host}`)) return answer(403, { code: "other-host" });
    if (request.method === "GET" && request.url === "/") {
      response.writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy":
          "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'",
      });
      return response.end(page);
    }
    if (request.method === "GET" && request.url === "/state")
      return answer(200, { ...sender.state(), canKill: killNode !== undefined });
    if (request.method !== "POST" || request.url !== "/command") return answer(404, { code: "not-found" });
    if (!own.includes(request.headers.origin ?? "")) return answer(403, { code: "other-origin" });
    body(request).then(
      text => {
        const command = Command.safeParse(json(text));
        if (!command.success) return answer(400, { code: "no-such-command" });
        const said = command.data;
        switch (said.do) {
          case "pace":
            sender.setPace(said.pace);
            break;
          case "stop":
            sender.stop(said.feed);
            break;
          case "drain":
            sender.drain(said.feed);
            break;
          case "return":
            sender.returnWithoutQueue(said.feed);
            break;
          case "garbage":
            void sender.sendGarbage(said.feed);
            break;
          case "plug":
            sender.pullThePlug();
            break;
          case "kill":
            if (killNode === undefined) return answer(409, { code: "no-node-here" });
            killNode();
            break;
        }
        answer(200, sender.state());
      },
      () => answer(413, { code: "too-long" }),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve({ server, port: portOf(server) }));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function ownOrigins(server: Server): readonly string[] {
  return [`http://127.0.0.1:${portOf(server)}`, `http://localhost:${portOf(server)}`];
}

async function body(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT) throw new RangeError("a command is short");
  }
  return text;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
