// The MLLP client: sends one message at a time on one connection and waits for its answer.
import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { FrameReader, frame } from "./frame.ts";

/** What became of a message. `unknown`: it may have been taken; only a receiver that recognises repeats may get it again. */
export type Sent =
  | { readonly kind: "answered"; readonly answer: Uint8Array }
  | { readonly kind: "unknown"; readonly why: "closed" | "timeout" };

export type Client = { send(message: Uint8Array): Promise<Sent>; close(): void; readonly isOpen: boolean };

export type ConnectOptions = {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
  readonly answer_ms?: number;
  readonly connect_ms?: number;
};

const ANSWER_LIMIT_BYTES = 1024 * 1024;

/** Connects; rejects where nobody listens. Messages sent before an answer came are queued on the wire, answers come in order. */
export function connect(options: ConnectOptions): Promise<Client> {
  const { host, port, tls, answer_ms = 30_000, connect_ms = 10_000 } = options;
  const socket: Socket =
    tls === undefined ? connectTcp({ host, port, noDelay: true }) : connectTls({ ...tls, host, port });
  const reader = new FrameReader(ANSWER_LIMIT_BYTES);
  const waiting: { resolve(sent: Sent): void; timer: NodeJS.Timeout }[] = [];
  const next = (sent: Sent) => {
    const first = waiting.shift();
    if (first === undefined) return;
    clearTimeout(first.timer);
    first.resolve(sent);
  };
  const end = (why: "closed" | "timeout") => {
    socket.destroy();
    while (waiting.length > 0) next({ kind: "unknown", why });
  };
  socket.on("data", (bytes: Uint8Array) => {
    for (const event of reader.push(bytes)) {
      if (event.kind === "message") next({ kind: "answered", answer: event.bytes });
      else end("closed");
    }
  });
  socket.on("close", () => end("closed"));
  const client: Client = {
    get isOpen() {
      return !socket.destroyed && socket.writable;
    },
    send: message =>
      new Promise(resolve => {
        if (socket.destroyed) {
          resolve({ kind: "unknown", why: "closed" });
          return;
        }
        // After a late answer nobody could say which message it belongs to: the connection ends with the time.
        waiting.push({ resolve, timer: setTimeout(() => end("timeout"), answer_ms) });
        socket.write(frame(message));
      }),
    close: () => end("closed"),
  };
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => socket.destroy(new Error("no connection in time")), connect_ms);
    socket.once("error", reject);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      clearTimeout(late);
      socket.off("error", reject);
      socket.on("error", () => end("closed"));
      resolve(client);
    });
  });
}
