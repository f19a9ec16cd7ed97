// Other processes of a benchmark: asked by a message, answered by a message.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";

const Envelope = z.object({ ticket: z.int(), answer: z.unknown() });

export type Child = {
  /** Rejects where the process ends before it answers, or after ten minutes. */
  ask<T>(request: { readonly do: string; readonly [name: string]: unknown }, schema: z.ZodType<T>): Promise<T>;
  /** Ends the process and waits for its end. */
  end(): Promise<void>;
};

const PATIENCE_MS = 600_000;

/** Starts a script of this folder. */
export function startChild(script: string, args: readonly string[] = []): Child {
  const process: ChildProcess = fork(join(import.meta.dirname, script), args, {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  const exited = new Promise<void>(resolve => process.once("exit", () => resolve()));
  process.on("message", message => {
    const { ticket, answer } = Envelope.parse(message);
    waiting.get(ticket)?.resolve(answer);
    waiting.delete(ticket);
  });
  void exited.then(() => {
    for (const one of waiting.values()) one.reject(new Error(`${script} ended before it answered`));
  });
  let tickets = 0;
  return {
    async ask(request, schema) {
      const ticket = ++tickets;
      const answer = new Promise<unknown>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${script} does not answer "${request.do}"`)), PATIENCE_MS);
        waiting.set(ticket, {
          resolve: value => {
            clearTimeout(late);
            resolve(value);
          },
          reject: error => {
            clearTimeout(late);
            reject(error);
          },
        });
      });
      process.send({ ticket, request });
      return schema.parse(await answer);
    },
    async end() {
      process.kill("SIGTERM");
      await exited;
    },
  };
}

/** The other side: answers each request with what its handler resolves to. */
export function serveParent(handlers: { readonly [request: string]: (request: unknown) => unknown }): void {
  const Asked = z.object({ ticket: z.int(), request: z.looseObject({ do: z.string() }) });
  process.on("message", message => {
    const { ticket, request } = Asked.parse(message);
    const handle = handlers[request.do];
    if (handle === undefined) throw new Error(`this process does not know how to ${request.do}`);
    void Promise.resolve(handle(request)).then(answer => process.send?.({ ticket, answer }));
  });
  process.once("SIGTERM", () => process.exit(0));
  // Whoever started it is gone.
  process.once("disconnect", () => process.exit(0));
}

/** Milliseconds of a clock that all processes of the machine share and that never jumps. */
export function now_ms(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
