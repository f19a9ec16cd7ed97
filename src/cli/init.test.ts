// From an empty folder to a running node, as docs/operations.md says it: keys, configuration, start, a message, a sign-in.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { admit, eventually, realConfig, send, signIn, startNode, succeed, tideover } from "../../tests/cli-kit.ts";
import { inFolder } from "../../tests/kit.ts";

const mode = (path: string) => statSync(path).mode & 0o777;

test("an empty folder, keys, a configuration, a start, a message: the nurse sees her patient", () =>
  inFolder(async root => {
    const [data, key] = [join(root, "data"), join(root, "keys", "node.key")];
    const made = JSON.parse(await succeed(["init", "--data", data, "--key-file", key, "--json"]));
    assert.deepEqual(made.slots, ["key-file", "recovery"]);
    assert.deepEqual([mode(data), mode(key), mode(join(data, "key.key-file.age"))], [0o700, 0o600, 0o600]);
    const node = await startNode(["--config", realConfig(root), "--data", data, "--key-file", key]);
    try {
      await send(node.port, [admit("1001", "NGUYEN", "4W", "12")]);
      const cookie = await signIn(node.url, "rn1", "7302");
      const unit = () => fetch(`${node.url}/units/4W`, { headers: { cookie } }).then(answer => answer.json());
      const { rows } = await eventually(unit, answer => answer.rows.length === 1);
      assert.deepEqual([rows[0].bed, rows[0].patient.name.family], ["12", "NGUYEN"]);
    } finally {
      await node.stop();
    }
    // Each slot alone opens it: the printed recovery key as well, typed at a terminal, and it is not shown there.
    const typed = await atTerminal(["verify", "--data", data], made.recovery);
    assert.match(typed, /Passphrase or recovery key: /);
    assert.match(typed, /nothing found/);
    assert.ok(!typed.includes(made.recovery), "the key was echoed");
  }));

/** Runs a command at a pseudo-terminal (util-linux `script`), types a line when it asks, and returns all that was shown. */
async function atTerminal(args: readonly string[], line: string): Promise<string> {
  const { TIDEOVER_KEY_FILE: _1, TIDEOVER_PASSPHRASE: _2, ...env } = process.env;
  const command = [process.execPath, join(import.meta.dirname, "main.ts"), ...args].map(part => `'${part}'`).join(" ");
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...env, NODE_NO_WARNINGS: "1" },
    timeout: 60_000,
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const hadAsked = shown.includes("key: ");
    shown += chunk;
    if (!hadAsked && shown.includes("key: ")) child.stdin.write(`${line}\n`);
  });
  await once(child, "close");
  return shown;
}

test("a passphrase opens what init made with it, and a wrong one nothing", () =>
  inFolder(async root => {
    const [data, key] = [join(root, "data"), join(root, "node.key")];
    const made = await succeed(["init", "--data", data, "--key-file", key, "--passphrase"], {
      TIDEOVER_NEW_PASSPHRASE: "the tide goes over",
    });
    assert.match(made, /passphrase, key-file, recovery/);
    assert.match(made, /AGE-SECRET-KEY-1/);
    await succeed(["verify", "--data", data], { TIDEOVER_PASSPHRASE: "the tide goes over" });
    const wrong = await tideover(["verify", "--data", data], { TIDEOVER_PASSPHRASE: "the tide goes under" });
    assert.equal(wrong.code, 1);
    assert.match(wrong.err, /does not open with this key/);
    const none = await tideover(["verify", "--data", data]);
    assert.equal(none.code, 1);
    assert.match(none.err, /No key was given/);
  }));

test("init never touches what is there, and never lays the key beside the data", () =>
  inFolder(async root => {
    const data = join(root, "data");
    const refused = async (args: readonly string[], words: RegExp) => {
      const ran = await tideover(["init", ...args]);
      assert.equal(ran.code, 1);
      assert.match(ran.err, words);
    };
    await refused(["--data", data], /Say with --key-file/);
    await refused(["--data", data, "--key-file", join(data, "sub", "node.key")], /outside the data folder/);
    mkdirSync(data);
    symlinkSync(data, join(root, "link"));
    await refused(["--data", data, "--key-file", join(root, "link", "node.key")], /outside the data folder/);
    writeFileSync(join(root, "there.key"), "precious");
    await refused(["--data", data, "--key-file", join(root, "there.key")], /is there already/);
    assert.equal(readFileSync(join(root, "there.key"), "utf8"), "precious");
    writeFileSync(join(data, "something"), "");
    await refused(["--data", data, "--key-file", join(root, "a.key")], /not an empty folder/);
    const good = ["--data", join(root, "good"), "--key-file", join(root, "b.key")];
    await succeed(["init", ...good]);
    await refused(["--data", join(root, "good"), "--key-file", join(root, "c.key")], /has keys already/);
  }));

test("a start with a configuration says what is missing, in words", () =>
  inFolder(async root => {
    const data = join(root, "data");
    const start = async (config: string, ...more: string[]) => {
      const ran = await tideover(["start", "--config", config, "--data", data, ...more]);
      assert.equal(ran.code, 1);
      return ran.err;
    };
    assert.match(await start(realConfig(root)), /holds no key slot[\s\S]*tideover init --data/);
    await succeed(["init", "--data", data, "--key-file", join(root, "node.key")]);
    const keyed = ["--key-file", join(root, "node.key")];
    assert.match(await start(join(root, "none.json"), ...keyed), /cannot be read/);
    writeFileSync(join(root, "broken.json"), "{");
    assert.match(await start(join(root, "broken.json"), ...keyed), /is not JSON/);
    assert.match(await start(realConfig(root, { colour: "blue" }), ...keyed), /cannot be taken: .*colour/);
    assert.match(await start(realConfig(root, { people_file: "gone.csv" }), ...keyed), /gone\.csv/);
  }));
