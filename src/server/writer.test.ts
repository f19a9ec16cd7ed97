// The writer thread's promises to whoever waits for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { House } from "../../tests/house.ts";

test("whoever waited until it is shown finds it published: no chart that was kept from before is read then", async () => {
  const house = await House.start({ feeds: [] });
  try {
    const { writer } = house.running;
    for (let n = 0; n < 20; n++) {
      const [outcome] = await writer.record([
        {
          drafts: [{ kind: "alarm", actor: "node", body: { code: "test", text: `${n}`, where: "test", at: 0 } }],
          online: false,
        },
      ]);
      const row = outcome?.ok === true ? outcome.recorded[0]?.position.row : undefined;
      assert.ok(row !== undefined, JSON.stringify(outcome));
      assert.ok(writer.position >= row, `published up to ${writer.position}, recorded at ${row}`);
    }
  } finally {
    await house.close();
  }
});
