// Sends over many MLLP connections as interface engines do: in a closed loop, or at a fixed rate whatever is answered.
import { connect, type Socket } from "node:net";
import { now_ms } from "./child.ts";
import type { BenchMessage } from "./messages.ts";

const FS = 0x1c;
const ACCEPTED = "MSA|AA|";

/** One message's way: when it was written, and when its acknowledgement was read (`now_ms`). */
export type Timed = { readonly message: BenchMessage; readonly sent_ms: number; readonly answered_ms: number };

type Line = { readonly socket: Socket; readonly waiting: { message: BenchMessage; sent_ms: number }[] };

/** Connections to a server. An answer that is no AA, or a line that breaks, ends the benchmark: it measures no losses. */
export class Sender {
  readonly #lines: Line[] = [];
  #heard: (line: Line, timed: Timed) => void = () => {};
  #failed: (error: Error) => void = () => {};

  /** Opens `count` connections to a port. */
  static async open(port: number, count: number): Promise<Sender> {
    const sender = new Sender();
    for (let n = 0; n < count; n++) sender.#lines.push(await sender.#connect(port));
    return sender;
  }

  #connect(port: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, noDelay: true });
      const line: Line = { socket, waiting: [] };
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        socket.on("error", error => this.#failed(error));
        socket.on("close", () => this.#failed(new Error("a connection was closed")));
        resolve(line);
      });
      let rest = "";
      socket.setEncoding("latin1");
      socket.on("data", (chunk: string) => {
        rest += chunk;
        const answers = rest.split(String.fromCharCode(FS));
        rest = answers.pop() ?? "";
        for (const answer of answers) this.#take(line, answer);
      });
    });
  }

  #take(line: Line, answer: string): void {
    const first = line.waiting.shift();
    if (first === undefined || !answer.includes(`${ACCEPTED}${first.message.control}`))
      this.#failed(new Error("a message was not accepted, or another was answered"));
    else this.#heard(line, { ...first, answered_ms: now_ms() });
  }

  #send(line: Line, message: BenchMessage): void {
    line.waiting.push({ message, sent_ms: now_ms() });
    line.socket.write(message.framed);
  }

  /** Each connection sends its next message when the one before is acknowledged. Resolves when all are. */
  closedLoop(messages: readonly BenchMessage[]): Promise<Timed[]> {
    return new Promise((resolve, reject) => {
      const done: Timed[] = [];
      let next = 0;
      const sendNext = (line: Line) => {
        const message = messages[next];
        if (message === undefined) return;
        next += 1;
        this.#send(line, message);
      };
      this.#failed = reject;
      this.#heard = (line, timed) => {
        done.push(timed);
        if (done.length === messages.length) resolve(done);
        else sendNext(line);
      };
      if (messages.length === 0) resolve(done);
      for (const line of this.#lines) sendNext(line);
    });
  }

  /** Sends `first + n × every_ms` whatever is answered (an open loop), line after line. Resolves when all are acknowledged. */
  openLoop(schedule: readonly { readonly message: BenchMessage; readonly at_ms: number }[]): Promise<Timed[]> {
    return new Promise((resolve, reject) => {
      const done: Timed[] = [];
      let next = 0;
      const sendDue = () => {
        for (let due = schedule[next]; due !== undefined && due.at_ms <= now_ms(); due = schedule[next]) {
          const line = this.#lines[next % this.#lines.length];
          if (line === undefined) return;
          next += 1;
          this.#send(line, due.message);
        }
        const due = schedule[next];
        if (due !== undefined) setTimeout(sendDue, Math.max(0, due.at_ms - now_ms()));
      };
      this.#failed = reject;
      this.#heard = (_, timed) => {
        done.push(timed);
        if (done.length === schedule.length) resolve(done);
      };
      if (schedule.length === 0) resolve(done);
      sendDue();
    });
  }

  close(): void {
    this.#failed = () => {};
    for (const { socket } of this.#lines) socket.destroy();
  }
}
