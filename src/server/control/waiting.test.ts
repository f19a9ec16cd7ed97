// Who waits for long work hears how far it is; who is gone ends it (RULES P1).
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { feed, House } from "../../../tests/house.ts";
import { inFolder } from "../../../tests/kit.ts";
import { askNode } from "./ask.ts";
import { refuse } from "./protocol.ts";
import { readBeside, TO_THE_END } from "./reader.ts";
import { openControl } from "./socket.ts";

test("progress goes over the socket before the answer; where whoever asked closes it, the work hears of it", () =>
  inFolder(async folder => {
    let ended: () => void = () => {};
    const isEnded = new Promise<void>(resolve => (ended = resolve));
    const control = await openControl(folder, async (ask, { progress, signal }) => {
      progress(1, 3);
      if (ask.ask === "verify") return { ok: true, value: { entries: 3, heads: 0, findings: [], views: [] } };
      await new Promise(resolve => signal.addEventListener("abort", resolve, { once: true }));
      ended();
      return refuse("stopped", "Stopped.");
    });
    const heard: (readonly [number, number])[] = [];
    const progress = (done: number, of: number) => void heard.push([done, of]);
    const reply = await askNode(folder, "verify", {}, { ...TO_THE_END, progress });
    assert.ok(reply?.ok);
    assert.deepEqual(heard, [[1, 3]]);
    const interrupt = new AbortController();
    const stopped = await askNode(
      folder,
      "checkpoint.make",
      { keep: 3 },
      { progress: () => interrupt.abort(), signal: interrupt.signal },
    );
    assert.equal(stopped?.ok, false);
    await isEnded;
    await control?.close();
  }));

test("a checkpoint and a proof, when nobody waits any more: nothing of them is kept, and they can be asked again", async () => {
  const house = await House.start({ feeds: [feed("adt", {})] });
  try {
    const { folder, keys } = house;
    const gone = { ...TO_THE_END, signal: AbortSignal.abort() };
    const before = readdirSync(folder).sort();
    for (const job of ["checkpoint", "verify"] as const) {
      const reply = await (job === "verify"
        ? readBeside(folder, keys, { job }, gone)
        : readBeside(folder, keys, { job: "checkpoint" }, gone));
      assert.equal(reply.ok ? "done" : reply.error.code, "stopped", job);
    }
    const left = readdirSync(folder).filter(name => !before.includes(name) && name !== "checkpoints");
    assert.deepEqual(left, []);
    const heard: number[] = [];
    const waiting = { ...TO_THE_END, progress: (done: number) => void heard.push(done) };
    const made = await askNode(folder, "checkpoint.make", { keep: 3 }, waiting);
    assert.ok(made?.ok, JSON.stringify(made));
    assert.ok(heard.length > 0);
    assert.deepEqual(readdirSync(join(folder, "checkpoints")), [`${made.value.checkpoint}.db`]);
  } finally {
    await house.close();
  }
});
