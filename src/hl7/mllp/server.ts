// The MLLP listener over TCP or TLS: takes messages, answers them in order, and lets no sender hold or fill it.
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { type FrameEvent, FrameReader, frame } from "./frame.ts";

export type Limits = {
  readonly message_bytes: number;
  readonly connections: number;
  /** Closed after so long without a byte. */
  readonly idle_ms: number;
  /** A message must be whole so long after its first byte. */
  readonly message_ms: number;
  /** Messages of one connection taken and not yet answered; beyond it the connection is not read. */
  readonly unanswered: number;
};

export const DEFAULT_LIMITS: Limits = {
  message_bytes: 16 * 1024 * 1024,
  connections: 256,
  idle_ms: 10 * 60_000,
  message_ms: 60_000,
  unanswered: 256,
};

export type Peer = { readonly address: string; readonly port: number };

export type ListenOptions = {
  readonly port: number;
  readonly host: string;
  readonly tls?: TlsOptions;
  readonly limits?: Partial<Limits>;
  /** False closes the connection before a byte is read. */
  readonly allow?: (peer: Peer) => boolean;
  /** Resolves with the answer's bytes, or null for no answer. A rejection closes the connection: the sender sends again. */
  readonly onFrame: (event: FrameEvent, peer: Peer) => Promise<Uint8Array | null>;
};

export type Listener = { readonly port: number; connections(): number; close(): Promise<void> };

/** Starts listening; resolves when the port is open. */
export function listen(options: ListenOptions): Promise<Listener> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    const peer: Peer = { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
    if (options.allow?.(peer) === false || sockets.size >= limits.connections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serve(socket, peer, limits, options.onFrame);
  };
  const server: Server =
    options.tls === undefined
      ? createServer({ noDelay: true, keepAlive: true }, accept)
      : createTlsServer({ ...options.tls, noDelay: true, keepAlive: true }, accept);
  // A failed handshake ends its own connection, never the listener.
  server.on("tlsClientError", (_error, socket: Socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : options.port,
        connections: () => sockets.size,
        close: () =>
          new Promise(done => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function serve(socket: Socket, peer: Peer, limits: Limits, onFrame: ListenOptions["onFrame"]): void {
  const reader = new FrameReader(limits.message_bytes);
  let unanswered = 0;
  let answers: Promise<void> = Promise.resolve();
  let slow: NodeJS.Timeout | undefined;

  const answer = (reply: Uint8Array | null) => {
    unanswered -= 1;
    if (reply !== null && !socket.destroyed) socket.write(frame(reply));
    // A peer that sends and never reads: what it does not take is not kept growing.
    if (socket.writableLength > limits.message_bytes) socket.destroy();
    else if (socket.isPaused() && unanswered < limits.unanswered / 2) socket.resume();
  };

  socket.setTimeout(limits.idle_ms, () => socket.destroy());
  socket.on("error", () => socket.destroy());
  socket.on("close", () => clearTimeout(slow));
  socket.on("data", (bytes: Uint8Array) => {
    for (const event of reader.push(bytes)) {
      unanswered += 1;
      const work = onFrame(event, peer);
      // Answered in the order in which they came, whatever order they are done in.
      answers = answers
        .then(() => work)
        .then(answer, () => {
          socket.destroy();
        });
      work.catch(() => {});
      clearTimeout(slow);
      slow = undefined;
    }
    if (reader.isInside) slow ??= setTimeout(() => socket.destroy(), limits.message_ms);
    if (unanswered >= limits.unanswered) socket.pause();
  });
  // A half-closed peer has its answers first.
  socket.on("end", () => void answers.then(() => socket.end()));
}
