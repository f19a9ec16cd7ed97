// The simulator's own MLLP sender: one message at a time, each waits for its ACK, the line is made again when it breaks.
import { connect, type Socket } from "node:net";

export type Answer = "AA" | "AE" | "AR" | "unread";
export type Delivery =
  | { readonly kind: "answered"; readonly answer: Answer }
  /** Sent, or partly sent, and no answer came: whether it was taken is not known. */
  | { readonly kind: "no answer"; readonly why: string };

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const ANSWER_LIMIT = 64 * 1024;

/** `VT message FS CR`. */
export function frame(message: Uint8Array): Uint8Array {
  return Uint8Array.from([VT, ...message, FS, CR]);
}

/** What MSA-1 of an answer says, provided MSA-2 names the message; enhanced-mode codes count as their original ones. */
export function readAnswer(answer: string, control: string): Answer {
  const msa = answer.split(/[\r\n]/).find(line => line.startsWith("MSA"));
  if (msa === undefined) return "unread";
  const [, code, named] = msa.split(msa.charAt(3));
  if (named !== control) return "unread";
  if (code === "AA" || code === "CA") return "AA";
  if (code === "AE" || code === "CE") return "AE";
  return code === "AR" || code === "CR" ? "AR" : "unread";
}

export type MllpSender = {
  /** Sends and waits for the answer, at most `timeout_ms`. Never rejects. One call at a time. */
  deliver(message: Uint8Array, control: string): Promise<Delivery>;
  /** Writes bytes that are no message, and waits for nothing. */
  garbage(bytes: Uint8Array): Promise<void>;
  /** Cuts the line; the next delivery makes a new one. */
  cut(): void;
};

/** A sender to one port. */
export function mllpSender(to: {
  readonly host: string;
  readonly port: number;
  readonly timeout_ms?: number;
}): MllpSender {
  let line: Socket | undefined;
  const cut = () => {
    line?.destroy();
    line = undefined;
  };
  const open = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      if (line !== undefined && !line.destroyed) return resolve(line);
      const made = connect({ host: to.host, port: to.port, noDelay: true });
      made.setTimeout(to.timeout_ms ?? 10_000, () => made.destroy(new Error("no line in time")));
      made.once("error", reject);
      made.once("connect", () => {
        made.setTimeout(0);
        made.off("error", reject);
        // A broken idle line is found by the next delivery.
        made.on("error", () => made.destroy());
        line = made;
        resolve(made);
      });
    });
  return {
    cut,
    async deliver(message, control) {
      let socket: Socket;
      try {
        socket = await open();
      } catch (error) {
        return { kind: "no answer", why: error instanceof Error ? error.message : "no line" };
      }
      return new Promise<Delivery>(resolve => {
        let heard = Buffer.alloc(0);
        const end = (delivery: Delivery) => {
          clearTimeout(timer);
          socket.off("data", hear).off("close", closed);
          if (delivery.kind === "no answer") cut();
          resolve(delivery);
        };
        const hear = (chunk: Buffer) => {
          heard = Buffer.concat([heard, chunk]);
          const stop = heard.indexOf(FS);
          if (stop >= 0) {
            const start = heard.indexOf(VT) + 1;
            const answer = readAnswer(heard.toString("latin1", start, stop), control);
            end(
              answer === "unread"
                ? { kind: "no answer", why: "an answer that names another message" }
                : { kind: "answered", answer },
            );
          } else if (heard.length > ANSWER_LIMIT) end({ kind: "no answer", why: "an answer without end" });
        };
        const closed = () => end({ kind: "no answer", why: "the line was closed" });
        const timer = setTimeout(() => end({ kind: "no answer", why: "no answer in time" }), to.timeout_ms ?? 10_000);
        socket.on("data", hear).on("close", closed);
        socket.write(frame(message));
      });
    },
    async garbage(bytes) {
      try {
        (await open()).write(bytes);
      } catch {
        // Nobody listens: garbage needs no reader.
      }
    },
  };
}
