// The socket in the data folder by which commands speak to the running node (RULES P1). Who may open it is who runs the node: mode 0600.
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { encodeFrame, FrameDecoder, jsonFrame, PIECE_BYTES } from "./frame.ts";
import { ASK_LIMIT_BYTES, Ask, type AskName, type Reply, refuse, type Said } from "./protocol.ts";
import type { Progress, Waiting } from "./reader.ts";

export const SOCKET_FILE = "node.sock";
/** What a socket's address holds on Linux; macOS holds four fewer. */
const PATH_LIMIT_BYTES = process.platform === "darwin" ? 103 : 107;
const CONNECTIONS_MAX = 16;
/** A request must be whole within this; the answer takes as long as it takes. */
const ASK_MS = 10_000;

export type Control = { close(): Promise<void> };

/** Where the socket of a folder lies; null where the system has no such place (Windows, a path too long). */
export function socketPath(folder: string): string | null {
  const path = join(folder, SOCKET_FILE);
  return process.platform === "win32" || Buffer.byteLength(path) > PATH_LIMIT_BYTES ? null : path;
}

/**
 * Opens the socket. Only the holder of the folder's lock may call it: what lies there is then of a process that is gone, and is
 * replaced. Resolves to null where there can be none. `close` lets what was asked be answered, and removes it.
 */
export async function openControl(
  folder: string,
  answer: (ask: Ask, waiting: Waiting) => Promise<Reply<AskName>>,
): Promise<Control | null> {
  const path = socketPath(folder);
  if (path === null) return null;
  rmSync(path, { force: true });
  const busy = new Set<Promise<void>>();
  const open = new Set<Socket>();
  const server = createServer(socket => {
    socket.on("error", () => socket.destroy());
    if (open.size >= CONNECTIONS_MAX) {
      socket.end(jsonFrame(refuse("busy", "The node serves other commands just now. Nothing was done; try again.")));
      return;
    }
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    const served = serve(socket, answer).finally(() => busy.delete(served));
    busy.add(served);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    // The file is made inside listen(): the mask must already hold, or it is open to others for a moment.
    const mask = process.umask(0o177);
    try {
      server.listen(path, resolve);
    } finally {
      process.umask(mask);
    }
  });
  chmodSync(path, 0o600);
  return {
    async close() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()));
      await Promise.all(busy);
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/**
 * One request, one answer, and before it how far long work is. Never rejects; what is no request is answered once and cut off. Where whoever
 * asked is gone, the work ends.
 */
async function serve(socket: Socket, answer: (ask: Ask, waiting: Waiting) => Promise<Reply<AskName>>): Promise<void> {
  const ask = await readAsk(socket);
  if (ask === null) {
    socket.destroy();
    return;
  }
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  // Nothing more is read of it; only so is it heard that the other end closed.
  socket.resume();
  const reply = "ask" in ask ? await answer(ask, { progress: progressOf(socket), signal: gone.signal }) : ask;
  const { bytes, ...last } = reply.ok ? reply : { ...reply, bytes: undefined };
  for (let from = 0; bytes !== undefined && from < bytes.length; from += PIECE_BYTES)
    await written(socket, encodeFrame({ kind: "bytes", body: bytes.subarray(from, from + PIECE_BYTES) }));
  await written(socket, jsonFrame(last));
  socket.end();
}

/** Says how far work is, where whoever asked has read what was said before. */
function progressOf(socket: Socket): Progress {
  let isRead = true;
  return (done, of) => {
    if (!isRead || socket.destroyed) return;
    isRead = false;
    socket.write(jsonFrame({ progress: [done, of] } satisfies Said), () => {
      isRead = true;
    });
  };
}

/** What was asked; a refusal where it is no request; null where whoever asked is gone. */
function readAsk(socket: Socket): Promise<Ask | ReturnType<typeof refuse> | null> {
  return new Promise(resolve => {
    const decoder = new FrameDecoder(ASK_LIMIT_BYTES);
    const timer = setTimeout(() => socket.destroy(), ASK_MS);
    const done = (what: Ask | ReturnType<typeof refuse> | null) => {
      clearTimeout(timer);
      socket.removeAllListeners("data");
      socket.pause();
      resolve(what);
    };
    socket.once("close", () => done(null));
    socket.once("end", () => done(null));
    socket.on("data", (chunk: Uint8Array) => {
      const { frames, fault } = decoder.push(chunk);
      const [first] = frames;
      if (fault !== null) done(refuse(fault, "This is no request of Tideover's command line. Nothing was done."));
      else if (first !== undefined) done(askIn(first.body));
    });
  });
}

function askIn(body: Uint8Array): Ask | ReturnType<typeof refuse> {
  const notUnderstood = () =>
    refuse("bad-request", "The node does not understand this request: is it another version? Nothing was done.");
  try {
    return Ask.safeParse(JSON.parse(new TextDecoder().decode(body))).data ?? notUnderstood();
  } catch {
    return notUnderstood();
  }
}

/** Writes, and waits where the reader is slow. Resolves also where the reader is gone. */
function written(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise(resolve => {
    const gone = () => resolve();
    socket.once("close", gone);
    socket.write(bytes, () => {
      socket.off("close", gone);
      resolve();
    });
  });
}
