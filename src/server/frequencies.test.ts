// RULES D5 over the real node: a frequency becomes times only by the table that stands, newest per unit, and never in silence.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  admit,
  eventually,
  message,
  type Node,
  realConfig,
  send,
  signIn,
  startNode,
  succeed,
  tideover,
  ZONE,
} from "../../tests/cli-kit.ts";
import { inFolder } from "../../tests/kit.ts";

const order = (mrn: string, family: string) =>
  message("RDE", "O11", mrn, family, [
    ["ORC", "NW", [`O${mrn}`, "LAKESIDE"]],
    ["RXE", undefined, ["M1", "metoprolol"], "25", undefined, "mg"],
    ["TQ1", "1", undefined, "BID"],
  ]);

/** The hours, on the hospital's clock, at which her first medication falls due on the grid. */
async function hours(node: Node, cookie: string, family: string): Promise<string[]> {
  const ask = (path: string) => fetch(node.url + path, { headers: { cookie } }).then(answer => answer.json());
  const found = await eventually(
    () => ask(`/search?q=${family}`),
    answer => answer.rows.length > 0,
  );
  const chart = await eventually(
    () => ask(`/patients/${found.rows[0].id}`),
    answer => answer.mar.medications.length > 0,
  );
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  const slots: { at: number }[] = chart.mar.medications[0].slots;
  return [...new Set(slots.map(slot => clock.format(slot.at)))].sort();
}

test("a table is imported as entries: the newest per unit gives the times, also after a restart and on paper from a stopped node", () =>
  inFolder(async root => {
    const [data, key] = [join(root, "data"), join(root, "node.key")];
    const folder = ["--data", data];
    const keyed = [...folder, "--key-file", key];
    const csv = (name: string, ...lines: string[]) => {
      writeFileSync(join(root, name), ["code,times,unit", ...lines, ""].join("\n"));
      return join(root, name);
    };
    const imported = async (file: string, code = 0) => {
      const ran = await tideover(["import", "frequencies", file, "--json", ...folder]);
      assert.equal(ran.code, code, ran.err);
      return JSON.parse(ran.out);
    };
    await succeed(["init", ...keyed]);
    const first = csv("first.csv", "BID,09:00 21:00,", "TID,oops,");
    const config = realConfig(root, { frequencies_file: "first.csv" });
    let node = await startNode(["--config", config, ...keyed]);
    // The first start takes the configuration's file, and says what is odd in it.
    assert.match(node.said(), /gives times for 1 codes[\s\S]*line 3, times: TID: a time is 06:00 or 0600/);
    await send(node.port, [admit("1001", "HOUSE", "4W", "1"), order("1001", "HOUSE")]);
    await send(node.port, [admit("2001", "EAST", "5E", "1"), order("2001", "EAST")]);
    let cookie = await signIn(node.url, "rn1", "7302");
    assert.deepEqual(await hours(node, cookie, "house"), ["09:00", "21:00"]);

    // The same again changes nothing and records nothing.
    const entries = async () => JSON.parse(await succeed(["verify", "--json", ...folder])).entries;
    const before = await entries();
    assert.deepEqual(await imported(first, 2), {
      taken: 1,
      changed: 0,
      odd: [{ line: 3, field: "times", text: "TID: a time is 06:00 or 0600" }],
    });
    assert.equal(await entries(), before);

    // A unit's own table leads there and nowhere else; an open node shows it at once.
    const second = csv("second.csv", "BID,0800 2000,5E", "QD,10:00,5E");
    assert.deepEqual(await imported(second), { taken: 2, changed: 2, odd: [] });
    assert.deepEqual(await hours(node, cookie, "east"), ["08:00", "20:00"]);
    assert.deepEqual(await hours(node, cookie, "house"), ["09:00", "21:00"]);
    assert.deepEqual(await imported(second), { taken: 2, changed: 0, odd: [] });
    // The newest replaces; a row that went odd is in words on that unit, not by the house's times.
    assert.equal((await imported(csv("third.csv", "BID,8 and 20,5E", "QD,10:00,5E"), 2)).changed, 1);
    assert.deepEqual(await hours(node, cookie, "east"), []);
    // Nothing readable: what stood stands.
    const said = await tideover(["import", "frequencies", csv("none.csv", "BID,never,5E"), ...folder]);
    assert.match(said.out, /line 2, times: BID: a time is[\s\S]*Nothing was taken: the table that stood stands/);
    await imported(csv("fourth.csv", "BID,07:00 19:00,5E", "QD,10:00,5E"));
    assert.deepEqual(await hours(node, cookie, "east"), ["07:00", "19:00"]);
    await node.stop();

    // A later file in the configuration is shown and not taken; one that is gone stops no start.
    csv("first.csv", "BID,03:00 15:00,");
    node = await startNode(["--config", config, ...keyed]);
    assert.match(
      node.said(),
      /first\.csv differs from the one in force in 2 codes\. It was not taken: .*import frequencies/,
    );
    cookie = await signIn(node.url, "rn1", "7302");
    assert.deepEqual(await hours(node, cookie, "house"), ["09:00", "21:00"]);
    assert.deepEqual(await hours(node, cookie, "east"), ["07:00", "19:00"]);
    await node.stop();
    node = await startNode(["--config", realConfig(root, { frequencies_file: "gone.csv" }), ...keyed]);
    assert.match(node.said(), /gone\.csv cannot be read; the one imported before is in force/);
    await node.stop();

    // A stopped node takes a table too, and its kinds and chain are what the design says.
    const direct = await tideover(["import", "frequencies", csv("fifth.csv", "BID,06:00 18:00,"), "--json", ...keyed]);
    assert.deepEqual(JSON.parse(direct.out), { taken: 1, changed: 2, odd: [] });
    const dumped = (await succeed(["dump", "--bodies", ...keyed]))
      .trim()
      .split("\n")
      .map(line => JSON.parse(line));
    const tables = dumped.filter(entry => entry.kind === "feed.imported@3");
    assert.deepEqual(
      tables.map(({ chain, actor, key: of, replaces }) => [chain, actor, of, replaces.length]),
      [
        ["feed", "node", "imported/frequencies/LAKESIDE", 0],
        ["feed", "command-line", "imported/frequencies/LAKESIDE/5E", 0],
        ["feed", "command-line", "imported/frequencies/LAKESIDE/5E", 1],
        ["feed", "command-line", "imported/frequencies/LAKESIDE/5E", 1],
        ["feed", "command-line", "imported/frequencies/LAKESIDE", 1],
      ],
    );
    assert.match(await succeed(["verify", ...keyed]), /nothing found/);
    const missing = await tideover(["import", "frequencies", join(root, "no.csv"), ...keyed]);
    assert.match(missing.err, /cannot be read\. Nothing was taken/);
  }));
