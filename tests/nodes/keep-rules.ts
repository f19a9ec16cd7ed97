// Rules of checkpoints, cuts and erasing beside them, each as the change that takes it out, and the seed of keep.ts that then fails
// (docs/FORMAT.md, "Rules of keeping and their proof").
import type { Rule } from "./rules.ts";

export const KEEP_RULES: readonly Rule[] = [
  {
    name: "folding begins from the checkpoint where what lies behind it is gone",
    seed: 1,
    caught: "what ",
    changes: [
      ["base.ts", "  if (base === undefined) return;\n", "  if (base === undefined || base.length > 0) return;\n"],
    ],
  },
  {
    name: "pruned is not believed without the cut that says so",
    seed: 16,
    caught: "verify finds nothing",
    changes: [
      ["take.ts", 'absence: entry.payload === null ? ("withheld" as const) : null,', "absence: entry.absence,"],
    ],
  },
  {
    name: "where content is pruned the salt stays",
    seed: 4,
    caught: "a message that was pruned is known again by its salt",
    changes: [
      ["store.ts", "SET payload = NULL, absence = ? WHERE", "SET payload = NULL, salt = NULL, absence = ? WHERE"],
    ],
  },
  {
    name: "what was erased since is not in the views that begin from a checkpoint",
    seed: 2,
    caught: "a restored node shows what the one shows that never stopped",
    changes: [["base.ts", "filter(id => covers.get(id) !== undefined);", "filter(id => covers.get(id) === null);"]],
  },
  {
    name: "what was erased since is in no checkpoint that is here",
    seed: 2,
    caught: "no file holds what was erased",
    changes: [["journal.ts", "    this.#scrub();\n    this.rebuild();", "    this.rebuild();"]],
  },
  {
    name: "a cut's checkpoint is believed only under the digest of its entry",
    seed: 2,
    caught: "The checkpoint ",
    changes: [
      [
        "checkpoint.ts",
        "const digest = digestOfCheckpoint(db);\n  db.close();\n  stand",
        "const digest = new Uint8Array(32);\n  db.close();\n  stand",
      ],
    ],
  },
  {
    name: "cuts go on from one another: what is behind an earlier one stays in the charts",
    seed: 3,
    caught: "what ",
    changes: [
      [
        "journal.ts",
        "const host = freshHost(path, this.keys.data, within,",
        "this.store.db.exec(\"DELETE FROM meta WHERE name = 'base'\");\n    const host = freshHost(path, this.keys.data, within,",
      ],
    ],
  },
];
