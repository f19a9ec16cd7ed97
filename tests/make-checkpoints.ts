// Makes one checkpoint after another until it is killed: `node tests/make-checkpoints.ts FOLDER` (src/journal/checkpoint.test.ts).
import { openKeeping } from "./keeping.ts";

const journal = openKeeping(process.argv[2] ?? "");
process.stdout.write("ready\n");
for (;;) journal.checkpoint({ actor: "person:keeper", keep: 3 });
