// Takes a given checkpoint until it is killed: `node tests/take-checkpoint.ts FOLDER FILE ID KEY` (src/journal/torn-checkpoint.test.ts).
import assert from "node:assert/strict";
import { dataKey } from "../src/journal/database.ts";
import { fromHex } from "../src/journal/index.ts";
import { openKeeping } from "./keeping.ts";

const [folder = "", path = "", id = "", key = ""] = process.argv.slice(2);
const journal = openKeeping(folder);
const given = { path, checkpoint: fromHex(id) ?? assert.fail(), key: dataKey(fromHex(key) ?? assert.fail()) };
process.stdout.write("ready\n");
journal.takeCheckpoint(given);
