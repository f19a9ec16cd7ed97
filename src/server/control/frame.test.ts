// Frames whole, byte by byte, and at every split point; what is no frame is a fault, and nothing after it counts.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeFrame, type Frame, FrameDecoder } from "./frame.ts";

const frame = fc
  .tuple(fc.constantFrom("json" as const, "bytes" as const), fc.uint8Array({ maxLength: 40 }))
  .map(([kind, body]): Frame => ({ kind, body }));

test("frames come out as they went in, however they are cut", () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(20), { maxLength: 30 }), (frames, cuts) => {
      const wire = Buffer.concat(frames.map(encodeFrame));
      const decoder = new FrameDecoder(40);
      const got: Frame[] = [];
      let at = 0;
      for (const cut of [...cuts, wire.length]) {
        const read = decoder.push(wire.subarray(at, at + cut));
        assert.equal(read.fault, null);
        got.push(...read.frames);
        at += cut;
      }
      assert.deepEqual(got, frames);
    }),
  );
});

test("a length beyond the limit is refused before its body, and what is no frame at its first byte", () => {
  const long = new FrameDecoder(10);
  assert.equal(long.push(encodeFrame({ kind: "json", body: new Uint8Array(11) }).subarray(0, 5)).fault, "too-large");
  assert.deepEqual(long.push(encodeFrame({ kind: "json", body: new Uint8Array(1) })), {
    frames: [],
    fault: "too-large",
  });
  assert.equal(new FrameDecoder(10).push(Buffer.from("GET / HTTP/1.1\r\n")).fault, "unknown-frame");
});
