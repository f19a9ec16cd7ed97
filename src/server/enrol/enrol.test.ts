// Two folders, one network: enrolled by files with the real commands, read by each other, the same ids; all else refused in words.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { admit, eventually, realConfig, send, signIn, startNode, succeed, tideover } from "../../../tests/cli-kit.ts";
import { inFolder } from "../../../tests/kit.ts";

type Row = { bed: string; patient: { id: string; name: { family: string } } };

test("request, grant, accept; then entries go both ways, and both give the same ids", () =>
  inFolder(async root => {
    const at = (name: string) => join(root, name);
    const folder = (name: string) => ["--data", at(name)];
    const keyed = (name: string) => [...folder(name), "--key-file", at(`${name}.key`)];
    const refused = async (args: readonly string[], words: RegExp) => {
      const ran = await tideover(args);
      assert.equal(ran.code, 1, ran.out);
      assert.match(ran.err, words);
    };
    await succeed(["init", ...keyed("server")]);
    const ask = (name: string, called: string) =>
      succeed(["enrol", "request", "--name", called, "--out", at(`${name}.request`), ...keyed(name)]);
    const said = await ask("laptop", "4W laptop");
    await ask("other", "5E laptop");
    const number = /check number\s+(\S+)/.exec(said)?.[1] ?? assert.fail(said);

    // Before its grant a folder is no node: nothing may be recorded under an id key that is not the network's.
    await refused(["start", "--config", realConfig(root, {}, false), ...keyed("laptop")], /waits for its grant/);
    await refused(["verify", ...keyed("laptop")], /waits for its grant/);
    await refused(["key", "add", "recovery", ...keyed("laptop")], /waits for its grant/);
    const grant = (...more: string[]) => ["enrol", "grant", at("laptop.request"), "--out", at("laptop.grant"), ...more];
    await refused(grant(...keyed("server")), /serves no facility yet: start the node once/);

    const server = await startNode(["--config", realConfig(root), ...keyed("server")]);
    await send(server.port, [admit("1001", "NGUYEN", "4W", "12"), admit("1002", "SILVA", "4W", "2")]);
    const rowsAt = async (url: string): Promise<Row[]> => {
      const cookie = await signIn(url, "rn1", "7302");
      const unit = () => fetch(`${url}/units/4W`, { headers: { cookie } }).then(answer => answer.json());
      return (await eventually(unit, answer => answer.rows.length === 2)).rows;
    };
    const rows = await rowsAt(server.url);

    // By the running node, without its key.
    await refused(grant("--check", "0000-0000-0000-0000", ...folder("server")), /it is not the one you were told of/);
    writeFileSync(at("bad.request"), readFileSync(at("laptop.request"), "utf8").replace("4W laptop", "4W lapdog"));
    await refused(
      ["enrol", "grant", at("bad.request"), "--out", at("bad.grant"), ...folder("server")],
      /no request of a Tideover node, or was changed on its way/,
    );
    assert.equal(existsSync(at("laptop.grant")) || existsSync(at("bad.grant")), false);
    const granted = await succeed(grant("--check", number, ...folder("server")));
    assert.ok(granted.includes("4W laptop is enrolled") && granted.includes(number));
    assert.equal(statSync(at("laptop.grant")).mode & 0o777, 0o600);

    await refused(
      ["enrol", "accept", at("laptop.grant"), ...keyed("other")],
      /This grant is for the node 4W laptop \(\w{8}\), not for 5E laptop \(\w{8}\)\. Nothing was changed\./,
    );
    const changed = JSON.parse(readFileSync(at("laptop.grant"), "utf8"));
    writeFileSync(at("forged.grant"), JSON.stringify({ ...changed, by: { ...changed.by, name: "SOMEWHERE" } }));
    await refused(["enrol", "accept", at("forged.grant"), ...keyed("laptop")], /its signature does not hold/);
    await refused(["enrol", "accept", at("laptop.request"), ...keyed("laptop")], /is no grant of Tideover/);
    await refused(["enrol", "accept", at("laptop.grant"), ...keyed("server")], /waits for no grant/);
    assert.match(
      await succeed(["enrol", "accept", at("laptop.grant"), ...keyed("laptop")]),
      /recovery key {2}AGE-SECRET/,
    );
    await refused(["enrol", "accept", at("laptop.grant"), ...keyed("laptop")], /waits for no grant/);

    // The entries, to the laptop by its name; nobody else can read the file.
    await refused(["segment", "give", at("x.seg"), "--for", "no such", ...folder("server")], /Enrolled: .*4W laptop/);
    await succeed(["segment", "give", at("there.seg"), "--for", "4W laptop", ...folder("server")]);
    await refused(["segment", "take", at("there.seg"), ...keyed("server")], /Another Tideover writes/);
    await server.stop();
    await refused(["segment", "take", at("there.seg"), ...keyed("server")], /encrypted for another key/);
    assert.match(await succeed(["segment", "take", at("there.seg"), ...keyed("laptop")]), / 0 runs refused/);
    const laptop = await startNode(["--config", realConfig(root, {}, false), ...keyed("laptop")]);
    // The same people sign in with the same secrets, and the same patients have the same ids.
    assert.deepEqual(
      (await rowsAt(laptop.url)).map(row => [row.bed, row.patient.id, row.patient.name.family]),
      rows.map(row => [row.bed, row.patient.id, row.patient.name.family]),
    );
    assert.match(await succeed(["verify", ...folder("laptop")]), /nothing found/);
    // And back: what the laptop recorded (the sign-in, the look) is read by the server.
    await succeed(["segment", "give", at("back.seg"), "--for", "LAKESIDE", ...folder("laptop")]);
    await laptop.stop();
    const back = await succeed(["segment", "take", at("back.seg"), ...keyed("server")]);
    assert.match(back, /[1-9]\d* entries taken, [1-9]\d* were here, 0 runs refused/);
    assert.match(await succeed(["verify", ...keyed("server")]), /nothing found/);
    const nodes = (await succeed(["dump", ...keyed("server")])).trim().split("\n");
    assert.equal(new Set(nodes.map(line => JSON.parse(line).node)).size, 2);

    // A folder that nobody enrolled is read by nobody, also with the right recipient.
    await succeed(["init", ...keyed("stranger")]);
    const other = await startNode(["--config", realConfig(root, {}, false), ...keyed("stranger")]);
    const recipient = /recipient: (age1\S+)/.exec(readFileSync(at("server.key"), "utf8"))?.[1] ?? assert.fail();
    await succeed(["segment", "give", at("strange.seg"), "--for", recipient, ...folder("stranger")]);
    await other.stop();
    const strange = await tideover(["segment", "take", at("strange.seg"), ...keyed("server")]);
    assert.equal(strange.code, 2);
    assert.match(strange.err, /No node that is trusted here signed these entries/);
    assert.match(strange.out, /^0 entries taken/);

    // The same request again is granted anew and enrols nobody twice.
    await succeed(["enrol", "grant", at("laptop.request"), "--out", at("again.grant"), ...keyed("server")]);
    const enrolled = (await succeed(["dump", "--bodies", ...keyed("server")]))
      .trim()
      .split("\n")
      .map(line => JSON.parse(line))
      .filter(entry => entry.kind === "device.enrolled@2");
    assert.deepEqual(
      enrolled.map(entry => [entry.chain, entry.body.name, entry.body.kind]),
      [
        ["operations", "LAKESIDE", "node"],
        ["operations", "4W laptop", "node"],
      ],
    );
    assert.ok(!readdirSync(at("laptop")).includes("enrol.request"));
  }));
