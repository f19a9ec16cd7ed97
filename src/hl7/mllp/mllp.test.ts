import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { acknowledge } from "../acknowledge.ts";
import { readMessage } from "../read.ts";
import { connect } from "./client.ts";
import { FrameReader, frame } from "./frame.ts";
import { type Limits, listen } from "./server.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const message = (n: number) => bytesOf(`MSH|^~\\&|EHR|HMG|||20230803||ADT^A01|C${n}|P|2.5.1\rPID|1||${n}\r`);

test("frames decode whole and at every split point, with noise between and an FS inside", () => {
  const inside = Uint8Array.from([...message(2), 0x1c, ...bytesOf("Z")]);
  const stream = Uint8Array.from([
    ...bytesOf("noise"),
    ...frame(message(1)),
    ...bytesOf("\r\n"),
    ...frame(inside),
    ...frame(new Uint8Array(0)),
  ]);
  const expected = [message(1), inside, new Uint8Array(0)].map(textOf);
  const messagesOf = (parts: readonly Uint8Array[]) => {
    const reader = new FrameReader(1_000);
    return parts
      .flatMap(part => reader.push(part))
      .map(event => (event.kind === "message" ? textOf(event.bytes) : event.kind));
  };
  assert.deepEqual(messagesOf([stream]), expected);
  assert.deepEqual(messagesOf([...stream].map(byte => Uint8Array.of(byte))), expected, "byte by byte");
  for (let at = 0; at <= stream.length; at++)
    assert.deepEqual(messagesOf([stream.subarray(0, at), stream.subarray(at)]), expected, `split at ${at}`);
});

test("a message over the limit is told with its length, keeps no more than its start, and the next one is read", () => {
  const reader = new FrameReader(100);
  const large = frame(new Uint8Array(100_000).fill(0x41));
  const events = [];
  for (let at = 0; at < large.length; at += 777) events.push(...reader.push(large.subarray(at, at + 777)));
  events.push(...reader.push(frame(message(1))));
  assert.deepEqual(
    events.map(event => (event.kind === "too-large" ? [event.kind, event.length] : event.kind)),
    [["too-large", 100_000], "message"],
  );
});

async function withListener(
  limits: Partial<Limits>,
  run: (port: number, taken: string[]) => Promise<void>,
  answer: (bytes: Uint8Array) => Promise<Uint8Array | null> = async bytes =>
    acknowledge(bytes, { verdict: "accept", control: "1", sent: "20230803" }),
): Promise<void> {
  const taken: string[] = [];
  const listener = await listen({
    host: "127.0.0.1",
    port: 0,
    limits,
    onFrame: async event => {
      if (event.kind === "too-large")
        return acknowledge(event.start, {
          verdict: "reject",
          control: "1",
          sent: "20230803",
          complaint: { code: "207", text: "too large" },
        });
      taken.push(textOf(event.bytes));
      return answer(event.bytes);
    },
  });
  try {
    await run(listener.port, taken);
  } finally {
    await listener.close();
  }
}

const msaOf = (bytes: Uint8Array) => {
  const read = readMessage(bytes);
  return read.ok ? [read.message.segment("MSA")?.text(1), read.message.segment("MSA")?.text(2)] : [];
};

test("many messages in one packet are answered in order, though they are done in another", () =>
  withListener(
    {},
    async port => {
      const client = await connect({ host: "127.0.0.1", port });
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => client.send(message(n))));
      assert.deepEqual(
        answers.map(sent => (sent.kind === "answered" ? msaOf(sent.answer)[1] : sent.why)),
        Array.from({ length: 20 }, (_, n) => `C${n}`),
      );
      client.close();
    },
    async bytes => {
      await wait(Number(textOf(bytes).match(/C(\d+)/)?.[1]) % 3 === 0 ? 8 : 1);
      return acknowledge(bytes, { verdict: "accept", control: "1", sent: "20230803" });
    },
  ));

test("a message over the limit is refused with AR and the connection goes on", () =>
  withListener({ message_bytes: 500 }, async (port, taken) => {
    const client = await connect({ host: "127.0.0.1", port });
    const large = Uint8Array.from([...message(1), ...bytesOf("x".repeat(5_000))]);
    const refused = await client.send(large);
    assert.ok(refused.kind === "answered");
    assert.deepEqual(msaOf(refused.answer), ["AR", "C1"]);
    const accepted = await client.send(message(2));
    assert.deepEqual(accepted.kind === "answered" && msaOf(accepted.answer), ["AA", "C2"]);
    assert.equal(taken.length, 1);
    client.close();
  }));

test("an idle, a slow and a silent half-open sender are let go, and hold nobody else", () =>
  withListener({ idle_ms: 150, message_ms: 120 }, async port => {
    const closed = (write?: (socket: ReturnType<typeof connectTcp>) => void) =>
      new Promise<void>(resolve => {
        const socket = connectTcp({ host: "127.0.0.1", port, allowHalfOpen: true }, () => write?.(socket));
        socket.on("data", () => {});
        socket.once("close", () => resolve());
        socket.once("end", () => socket.destroy());
        socket.on("error", () => {});
      });
    const dripping = closed(socket => {
      const drip = setInterval(() => socket.write(Uint8Array.of(0x0b)), 30);
      socket.once("close", () => clearInterval(drip));
    });
    const client = await connect({ host: "127.0.0.1", port });
    assert.equal((await client.send(message(1))).kind, "answered");
    await Promise.all([closed(), dripping]);
    client.close();
  }));

test("a handler that fails closes the connection unanswered: the outcome is unknown, the sender sends again", () =>
  withListener(
    {},
    async port => {
      const client = await connect({ host: "127.0.0.1", port });
      assert.deepEqual(await client.send(message(1)), { kind: "unknown", why: "closed" });
    },
    () => Promise.reject(new Error("disk full")),
  ));

test("enhanced mode answers with CA, CE, CR, and only where MSH-15 asks for it", () => {
  const enhanced = (msh15: string) => bytesOf(`MSH|^~\\&|EHR|HMG|TIDE|X|20230803||ADT^A01|C9|P|2.5.1|||${msh15}|NE\r`);
  const answer = (msh15: string, verdict: "accept" | "error" | "reject") => {
    const bytes = acknowledge(enhanced(msh15), {
      verdict,
      control: "7",
      sent: "20230803",
      complaint: { code: "207", text: "no" },
    });
    return bytes === null ? null : msaOf(bytes)[0];
  };
  assert.deepEqual(
    [
      answer("AL", "accept"),
      answer("AL", "error"),
      answer("ER", "accept"),
      answer("ER", "reject"),
      answer("SU", "accept"),
      answer("NE", "reject"),
    ],
    ["CA", "CE", null, "CR", "CA", null],
  );
  const unreadable = acknowledge(bytesOf("garbage"), {
    verdict: "error",
    control: "7",
    sent: "20230803",
    complaint: { code: "100", text: "no header" },
  });
  assert.ok(unreadable !== null);
  assert.equal(msaOf(unreadable)[0], "AE");
});
