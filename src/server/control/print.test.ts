// `tideover print`: the same packets as the button's, by the running node and from a stopped folder; read back from the paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  admit,
  eventually,
  message,
  realConfig,
  send,
  signIn,
  startNode,
  succeed,
  tideover,
} from "../../../tests/cli-kit.ts";
import { inFolder } from "../../../tests/kit.ts";

/** The text of each page of a PDF. */
function pagesOf(path: string): string[] {
  const text = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" });
  return text.split("\f").filter(page => page.trim() !== "");
}

/** Each page's name and `page x of y`, in the order of the file. */
function told(path: string, names: readonly string[]): string[] {
  return pagesOf(path).map(page => {
    const name = names.filter(one => page.includes(one));
    const counted = /page (\d+) of (\d+)/.exec(page);
    assert.ok(counted !== null && name.length === 1, `a page without its name or count:\n${page}`);
    return `${name[0]} ${counted[1]}/${counted[2]}`;
  });
}

/** As told, for patients in this order, whatever number of pages each has. */
function inOrder(lines: readonly string[], names: readonly string[]): void {
  const of = (name: string) => Number(/\/(\d+)$/.exec(lines.find(line => line.startsWith(name)) ?? "/0")?.[1]);
  const wanted = names.flatMap(name => Array.from({ length: of(name) }, (_, n) => `${name} ${n + 1}/${of(name)}`));
  assert.deepEqual(lines, wanted);
  assert.ok(lines.length >= names.length * 2);
}

const serialsIn = (path: string) => pagesOf(path).flatMap(page => /\b4W-\d{6}-[A-Z]\b/.exec(page)?.[0] ?? []);

test("a unit's packets in bed order, by the running node and from a stopped one; each sheet and the look are recorded", () =>
  inFolder(async root => {
    const [data, key] = [join(root, "data"), join(root, "node.key")];
    const folder = ["--data", data];
    const keyed = [...folder, "--key-file", key];
    await succeed(["init", ...keyed]);
    const empty = await tideover(["print", "--unit", "4W", "--out", join(root, "none.pdf"), ...keyed]);
    assert.match(empty.err, /holds no copy yet: start the node once\. Nothing was printed\./);
    assert.equal(existsSync(join(root, "none.pdf")), false);
    const node = await startNode(["--config", realConfig(root), ...keyed]);
    await send(node.port, [
      admit("1012", "TWELVE", "4W", "12"),
      admit("1002", "SECOND", "4W", "2"),
      admit("1001", "FIRST", "4W", "1"),
      admit("2001", "ELSEWHERE", "5E", "1"),
      message("ADT", "A08", "1002", "SECOND", [["AL1", "1", "DA", "PENICILLIN", "SV", "ANAPHYLAXIS"]]),
    ]);
    const cookie = await signIn(node.url, "rn1", "7302");
    const unit = () => fetch(`${node.url}/units/4W`, { headers: { cookie } }).then(answer => answer.json());
    assert.equal((await eventually(unit, answer => answer.rows.length === 3)).rows.length, 3);

    // By the running node, without a key.
    const first = join(root, "first.pdf");
    const said = await succeed(["print", "--unit", "4w", "--out", first, ...folder]);
    assert.match(said, /pages for 3 patients \(beds 1, 2, 12\)/);
    assert.equal(statSync(first).mode & 0o777, 0o600);
    const names = ["FIRST", "SECOND", "TWELVE"];
    inOrder(told(first, names), names);
    assert.ok(pagesOf(first).some(page => page.includes("SECOND") && /PENICILLIN/i.test(page)));

    const unknown = await tideover(["print", "--unit", "9Z", "--out", join(root, "x.pdf"), ...folder]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /nobody on a unit 9Z[\s\S]*4W: 3\n\s*5E: 1[\s\S]*Nothing was printed/);
    assert.equal(existsSync(join(root, "x.pdf")), false, "a refused print leaves no file");
    const nobody = await tideover(["print", "--patient", "1001", "9999", "--out", join(root, "x.pdf"), ...folder]);
    assert.match(nobody.err, /no patient with the number 9999\. Nothing was printed\./);
    const again = await tideover(["print", "--unit", "4W", "--out", first, ...folder]);
    assert.match(again.err, /is there already/);
    assert.match((await tideover(["print", ...folder])).err, /Say --unit UNIT, --patient MRN… or --clinic PLACE/);
    await node.stop();

    // The machine is off: from the copy, in the same words; patients by number come in bed order too.
    const second = join(root, "second.pdf");
    await succeed(["print", "--unit", "4W", "--out", second, ...keyed]);
    inOrder(told(second, names), names);
    const third = join(root, "third.pdf");
    await succeed(["print", "--patient", "1012", "1001", "--out", third, ...keyed]);
    inOrder(told(third, names), ["FIRST", "TWELVE"]);

    const serials = [first, second, third].flatMap(serialsIn);
    assert.equal(serials.length, [first, second, third].flatMap(pagesOf).length);
    const entries = (await succeed(["dump", "--bodies", ...keyed]))
      .trim()
      .split("\n")
      .map(line => JSON.parse(line));
    const sheets = entries.filter(entry => entry.kind === "sheet.printed@1");
    assert.deepEqual(sheets.map(entry => entry.body.serial).sort(), serials.sort());
    assert.deepEqual([...new Set(sheets.map(entry => entry.actor))], ["command-line"]);
    const looks = entries.filter(entry => entry.kind === "look@2" && entry.body.what === "printed");
    assert.deepEqual(
      looks.map(entry => [entry.body.list, entry.body.records.length]),
      [
        ["unit 4W", 3],
        ["unit 4W", 3],
        ["packet", 2],
      ],
    );
    assert.match(await succeed(["verify", ...keyed]), /nothing found/);
  }));
