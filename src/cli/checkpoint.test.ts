// Checkpoint, prune and restore by the real commands on a real node.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { admit, realConfig, send, startNode, succeed, tideover } from "../../tests/cli-kit.ts";
import { inFolder } from "../../tests/kit.ts";

test("made beside the running node, pruned, given, restored: the same charts", { timeout: 240_000 }, () =>
  inFolder(async root => {
    const at = (name: string) => join(root, name);
    const folder = (name: string) => ["--data", at(name)];
    const keyed = (name: string) => [...folder(name), "--key-file", at("node.key")];
    await succeed(["init", ...keyed("data")]);
    const config = realConfig(root);
    // What leaves the house is what the charts hold; ids are the network's, the same in both folders.
    const chartsOf = async (name: string, as: string) => {
      await succeed(["export", "ndjson", at(as), ...keyed(name)]);
      return ["Patient", "Encounter"].map(type => readFileSync(join(at(as), `${type}.ndjson`), "utf8"));
    };
    const node = await startNode(["--config", config, ...keyed("data")]);
    await send(node.port, [admit("1001", "NGUYEN", "4W", "12"), admit("1002", "SILVA", "4W", "2")]);
    // By the socket, without a key, while it takes messages.
    const made = JSON.parse(await succeed(["checkpoint", "make", "--json", ...folder("data")]));
    assert.ok(made.covered >= 4 && made.bytes > 10_000, JSON.stringify(made));
    assert.match(await succeed(["checkpoint", "list", ...keyed("data")]), new RegExp(`^${made.checkpoint} .* here\n$`));
    assert.match(await succeed(["checkpoint", "verify", ...keyed("data")]), / {2}holds\n$/);
    const busy = await tideover(["prune", "--keep-days", "0", "--by", "berg", ...keyed("data")]);
    assert.match(busy.err, /Another Tideover writes/);
    await node.stop();
    const charts = await chartsOf("data", "before");
    for (const name of [/NGUYEN/, /SILVA/]) assert.match(charts.join(), name);

    const prune = (...more: string[]) => ["prune", "--keep-days", "0", "--by", "berg", ...keyed("data"), ...more];
    assert.match(
      await succeed(prune()),
      /^2 messages before .* would lose their content: \d+ bytes\..*nothing was changed/,
    );
    assert.match((await tideover(["prune", "--by", "berg", ...keyed("data")])).err, /Say --before DATE/);
    const done = JSON.parse(await succeed(prune("--yes", "--json")));
    assert.deepEqual([done.messages, done.kept], [2, 0]);
    assert.match((await tideover(prune("--yes"))).err, /No message before .* Nothing was changed/);
    assert.match(await succeed(["verify", ...keyed("data")]), /nothing found/);
    await succeed(["rebuild", ...keyed("data")]);

    const recipient = /recipient: (age1\S+)/.exec(readFileSync(at("node.key"), "utf8"))?.[1] ?? assert.fail();
    assert.match(
      await succeed(["checkpoint", "give", at("given"), "--for", recipient, ...keyed("data")]),
      /without their messages/,
    );
    assert.deepEqual(readdirSync(at("given")).sort(), ["checkpoint.age", "checkpoint.db", "entries.seg"]);
    assert.match(await succeed(["dump", ...keyed("data")]), /segment\.written@1/, "the system page shows it");

    // A lost machine: its key slots were kept apart.
    mkdirSync(at("new"));
    for (const name of readdirSync(at("data")))
      if (name.startsWith("key.")) cpSync(join(at("data"), name), join(at("new"), name));
    const restore = (...more: string[]) => ["restore", "--from", at("given"), ...keyed("new"), ...more];
    const file = join(at("given"), "checkpoint.db");
    const whole = readFileSync(file);
    const changed = Buffer.from(whole);
    changed[9_000] = (changed[9_000] ?? 0) ^ 1;
    mkdirSync(at("bad"));
    for (const name of ["checkpoint.age", "entries.seg"]) cpSync(join(at("given"), name), join(at("bad"), name));
    writeFileSync(join(at("bad"), "checkpoint.db"), changed);
    mkdirSync(at("refused"));
    for (const name of readdirSync(at("new"))) cpSync(join(at("new"), name), join(at("refused"), name));
    assert.match((await tideover(["restore", "--from", at("bad"), "--trust", ...keyed("refused")])).err, /damaged/);

    assert.match(await succeed(restore("--trust")), /The views begin from checkpoint/);
    assert.match((await tideover(restore("--trust"))).err, /holds entries already/);
    assert.match(await succeed(["verify", ...keyed("new")]), /nothing found/);
    assert.deepEqual(await chartsOf("data", "pruned"), charts);
    assert.deepEqual(await chartsOf("new", "restored"), charts);
    const again = await startNode(["--config", config, ...keyed("new")]);
    await send(again.port, [admit("1003", "OKAFOR", "5E", "1")]);
    assert.match(await succeed(["verify", ...folder("new")]), /nothing found/, "also beside the running node");
    await again.stop();
  }),
);
