// Rules of the format, each as the change that takes it out of src/journal, and the seed whose history then fails (docs/FORMAT.md).

export type Rule = {
  readonly name: string;
  /** A seed of simulation.test.ts. */
  readonly seed: number;
  /** What that history's failure says. */
  readonly caught: string;
  /** File of src/journal, what stands there (exactly once), and what stands there without the rule. */
  readonly changes: readonly (readonly [file: string, is: string, becomes: string])[];
};

export const RULES: readonly Rule[] = [
  {
    name: "an entry is found by its hash, not by its position",
    seed: 4,
    caught: "what was lacking is taken, and nothing twice",
    changes: [["store.ts", ".find(row => same(row.hash, place.hash))", ".at(0)"]],
  },
  {
    name: "both branches of a fork are passed on",
    seed: 4,
    caught: "all that is here is passed on, once",
    changes: [
      [
        "segment.ts",
        "for (const row of rows) {",
        "for (const row of rows.filter((one, at) => one.seq !== rows[at - 1]?.seq)) {",
      ],
    ],
  },
  {
    name: "what lies behind a gap is passed on",
    seed: 23,
    caught: "all that is here is passed on, once",
    changes: [
      [
        "segment.ts",
        "if (row.seq > (range.to ?? row.seq)) break;",
        "if (row.seq > (range.to ?? row.seq) || (row !== rows[0] && !rows.some(one => same(one.hash, row.previous)))) break;",
      ],
    ],
  },
  {
    name: "a fork is named by verify",
    seed: 4,
    caught: "verify names each fork, each clash and what nobody has any more, and finds nothing else",
    changes: [
      [
        "verify.ts",
        "other => other.row < row.row && !same(other.hash, row.hash)",
        "other => other.row < row.row && same(other.hash, row.hash)",
      ],
    ],
  },
  {
    name: "own entries that were lacking open a new epoch",
    seed: 24,
    caught: "a start, or own entries that were lacking, open a new epoch",
    changes: [["journal.ts", "if (ownLost) this.#appender.newEpoch();", ""]],
  },
  {
    name: "the new epoch names the entries that were lacking",
    seed: 24,
    caught: "the first header of each chain, and no other, names the leaves of all four as they stood",
    changes: [
      [
        "append.ts",
        "    this.#parents = this.#store.parentsFor(this.#node);\n    this.#heads = new Map();",
        "    this.#heads = new Map();",
      ],
    ],
  },
  {
    name: "each start has a random epoch",
    seed: 1,
    caught: "a start, or own entries that were lacking, open a new epoch",
    changes: [["append.ts", "this.#epoch = new Uint8Array(ports.random.bytes(16));", "this.#epoch = node;"]],
  },
  {
    name: "seq begins at 1 in each epoch",
    seed: 24,
    caught: "seq goes on by one, from 1",
    changes: [["append.ts", "    this.#heads = new Map();\n  }", "  }"]],
  },
  {
    name: "parents are the leaves of all four chains",
    seed: 1,
    caught: "the first header of each chain, and no other, names the leaves of all four as they stood",
    changes: [
      [
        "append.ts",
        "parents: seq === 1 ? this.#parents : null,",
        "parents: seq === 1 ? this.#parents.slice(0, 1) : null,",
      ],
    ],
  },
  {
    name: "the first header of each chain names parents",
    seed: 1,
    caught: "the first header of each chain, and no other, names the leaves of all four as they stood",
    changes: [
      [
        "append.ts",
        "parents: seq === 1 ? this.#parents : null,",
        "parents: seq === 1 ? (this.#heads.size === 0 ? this.#parents : []) : null,",
      ],
    ],
  },
  {
    name: "parents are the leaves as they stood at the start",
    seed: 1,
    caught: "the first header of each chain, and no other, names the leaves of all four as they stood",
    changes: [
      ["append.ts", "parents: seq === 1 ? this.#parents : null,", "parents: seq === 1 ? this.#store.leaves() : null,"],
    ],
  },
  {
    name: "an entry that is named in another chain stays a leaf of its own",
    seed: 1,
    caught: "the first header of each chain, and no other, names the leaves of all four as they stood",
    changes: [
      [
        "store.ts",
        "DELETE FROM leaf WHERE hash = ? AND chain = ?",
        "DELETE FROM leaf WHERE hash = ? AND chain > 0 * ?",
      ],
    ],
  },
  {
    name: "an entry that comes behind the one that continues it is no leaf",
    seed: 3,
    caught: "the leaf heads",
    changes: [["store.ts", "if (!isContinued && this.#isNamed", "if (this.#isNamed"]],
  },
  {
    name: "an entry that comes behind the one that names it is no leaf",
    seed: 3,
    caught: "the leaf heads",
    changes: [
      ["store.ts", "if (!isContinued && this.#isNamed.get(chain, row.hash) === undefined)", "if (!isContinued)"],
    ],
  },
  {
    name: "a first header that comes later than its digest closes its parents",
    seed: 93,
    caught: "the leaf heads",
    changes: [["store.ts", "if (here.headerBytes === null) this.#nameParents(CHAINS[here.chain], header);", ""]],
  },
  {
    name: "the first entry of a chain is bound to its node, epoch and chain",
    seed: 1,
    caught: "the first entry of a chain is not bound to its node, epoch and chain",
    changes: [["hash.ts", "node, epoch, Uint8Array.of(chain)", "node, epoch, Uint8Array.of(0)"]],
  },
  {
    name: "time rises strictly within one start",
    seed: 1,
    caught: "time rises strictly within one start",
    changes: [["time.ts", ": this.#last + 1;", ": this.#last;"]],
  },
  {
    name: "time rises over all four chains and the epochs of a start, whatever the clock does",
    seed: 1,
    caught: "time rises strictly within one start",
    changes: [["time.ts", "isSane && wall > this.#last ? wall", "isSane ? wall"]],
  },
  {
    name: "a wall outside 2020-2200 stays out of time",
    seed: 5,
    caught: "a header breaks a limit of the format",
    changes: [["time.ts", "const isSane = wall >= YEAR_2020 && wall < YEAR_2200;", "const isSane = true;"]],
  },
  {
    name: "a wall beyond exact integers stops there",
    seed: 5,
    caught: "a header breaks a limit of the format",
    changes: [
      [
        "time.ts",
        "Math.min(Math.max(this.#clock.now() * 1000, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);",
        "this.#clock.now() * 1000;",
      ],
    ],
  },
  {
    name: "the same id with the same content is answered as recorded",
    seed: 1,
    caught: "a request is recorded that must be repeated",
    changes: [
      [
        "append.ts",
        "if (repeat !== undefined) return repeat;",
        "if (repeat !== undefined && !repeat.ok) return repeat;",
      ],
    ],
  },
  {
    name: "the first of an id's positions is the same everywhere",
    seed: 1,
    caught: "an id that is known is answered with its first position",
    changes: [["append.ts", ".sort(firstRow)[0]", "[0]"]],
  },
  {
    name: "of two first positions of a node that ran twice the hash decides",
    seed: 4,
    caught: "an id that is known is answered with its first position",
    changes: [["sameness.ts", "    a.seq - b.seq ||\n    compareBytes(a.hash, b.hash)", "    a.seq - b.seq"]],
  },
  {
    name: "other content under a known id is refused online",
    seed: 1,
    caught: "a request is recorded that must be refused (id-clash)",
    changes: [["append.ts", "if (!request.online) return undefined;", "return undefined;"]],
  },
  {
    name: "other content under a known id is kept when it was queued",
    seed: 5,
    caught: "a request is refused (id-clash) that must be recorded",
    changes: [["append.ts", "if (!request.online) return undefined;", ""]],
  },
  {
    name: "an act's repeat is held against the digest of its request",
    seed: 1,
    caught: "a request is repeated that must be refused (id-clash)",
    changes: [["sameness.ts", "(a.act === null ? b.act === null : b.act !== null && same(a.act, b.act))", "true"]],
  },
  {
    name: "the first entry of an act, and no other, holds that digest",
    seed: 1,
    caught: "an entry says what was asked to be recorded",
    changes: [["append.ts", "index === 0 ? (request.act ?? null) : null);", "request.act ?? null);"]],
  },
  {
    name: "sameness compares the whole group",
    seed: 4,
    caught: "a request is repeated that must be refused (id-clash)",
    changes: [["sameness.ts", "isSameGroup(a.group, b.group) &&", ""]],
  },
  {
    name: "a clash is named by verify",
    seed: 1,
    caught: "verify names each fork, each clash and what nobody has any more, and finds nothing else",
    changes: [["verify.ts", "other.row < row.row && isClash(row, other)", "other.row < row.row && !isClash(row, row)"]],
  },
  {
    name: "a group is one chain",
    seed: 2,
    caught: "a request is recorded that must be refused (group-chains)",
    changes: [["append.ts", "if (parsed.some(p => p.chain !== first.chain)) {", "if (first.chain === undefined) {"]],
  },
  {
    name: "a group is folded only when it is whole",
    seed: 11,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "fold.ts",
        "if (header?.group == null) return",
        "if (header === undefined || header.group !== undefined) return",
      ],
    ],
  },
  {
    name: "a group whose content is still to come is not whole",
    seed: 11,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "group.ts",
        'return row.payload !== null || row.absence === "pruned" || row.absence === "erased";',
        "return row.seq > 0;",
      ],
    ],
  },
  {
    name: "a group's members follow one another by hash",
    seed: 16,
    caught: "the view is the fold of what is here",
    changes: [
      ["group.ts", "membersAt(index).find(one => same(one.hash, next.previous))", "membersAt(index)[0]"],
      [
        "group.ts",
        "members.filter(one => same(one.previous, path.at(-1)?.hash ?? row.hash)).map",
        "members.slice(0, 1).map",
      ],
      [
        "group.ts",
        "return of?.index === index && of.count === group.count && same(of.first, group.first) && isHere(member);",
        "return of !== undefined && isHere(member);",
      ],
    ],
  },
  {
    name: "an unknown kind in a group does not hold back the known ones",
    seed: 1,
    caught: "what this build does not know is counted",
    changes: [
      [
        "fold.ts",
        "    return ready.filter(member =>",
        '    if (ready.some(member => this.#kinds.get(headerOf(member)?.kind ?? "") === undefined)) return 0;\n    return ready.filter(member =>',
      ],
    ],
  },
  {
    name: "unknown kinds and versions are counted",
    seed: 1,
    caught: "what this build does not know is counted",
    changes: [
      [
        "fold.ts",
        "    if (body === undefined) {",
        "    if (body === undefined) return true;\n    if (body === undefined) {",
      ],
    ],
  },
  {
    name: "unknown kinds are folded after an upgrade",
    seed: 1,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "fold.ts",
        "if (!host.isStale() && !isAhead) return { host, served: null };",
        "if (!isAhead) return { host, served: null };",
      ],
    ],
  },
  {
    name: "a kind's older version is raised when it is read",
    seed: 1,
    caught: "the view is the fold of what is here",
    changes: [["kind.ts", "current = upcast(current);", "upcast(current);"]],
  },
  {
    name: "views that are ahead of the journal are folded anew",
    seed: 3,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "fold.ts",
        "if (!host.isStale() && !isAhead) return { host, served: null };",
        "if (!host.isStale()) return { host, served: null };",
      ],
    ],
  },
  {
    name: "a header that this version does not read is kept",
    seed: 1,
    caught: "a proved run is taken",
    changes: [
      [
        "take.ts",
        "if (header === undefined) return undefined;",
        'if (header === undefined) return { code: "changed", text: "" };',
      ],
    ],
  },
  {
    name: "a header that is not written the one way is not folded",
    seed: 1,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "header.ts",
        "return header !== undefined && same(written(header), bytes) ? header : undefined;",
        "return header;",
      ],
    ],
  },
  {
    name: "a replaces counts only within its own key",
    seed: 5,
    caught: "what stands of",
    changes: [
      [
        "store.ts",
        "SELECT 1 FROM replaced WHERE key = ? AND id = ? LIMIT 1",
        "SELECT 1 FROM replaced WHERE key >= substr(?, 1, 0) AND id = ? LIMIT 1",
      ],
    ],
  },
  {
    name: "a key none of whose entries stands shows all",
    seed: 1,
    caught: "what stands of",
    changes: [["store.ts", "(standing.length > 0 ? standing : all).map", "standing.map"]],
  },
  {
    name: "key and replaces are honoured where the kind is unknown",
    seed: 1,
    caught: "what stands of",
    changes: [
      [
        "store.ts",
        "if (header?.key != null) this.keepKey",
        'if (header?.key != null && header.kind === "test.bed") this.keepKey',
      ],
    ],
  },
  {
    name: "key and replaces are honoured where the content is not here",
    seed: 19,
    caught: "what stands of",
    changes: [
      [
        "store.ts",
        "if (header?.key != null) this.keepKey",
        "if (header?.key != null && row.payload !== null) this.keepKey",
      ],
    ],
  },
  {
    name: "ids that are not known here may be replaced, and a client ahead is taken",
    seed: 1,
    caught: "a request is stale that must be recorded",
    changes: [
      [
        "append.ts",
        "if (standing.some(id => !seen.some(s => same(s, id)))) {",
        "if (standing.length !== seen.length || standing.some(id => !seen.some(s => same(s, id)))) {",
      ],
    ],
  },
  {
    name: "an entry does not replace itself",
    seed: 17,
    caught: "a request is recorded that must be refused (self-replacement)",
    changes: [
      [
        "append.ts",
        "if (draft.id !== undefined && (draft.replaces ?? []).some(id => same(id, draft.id as Bytes))) {",
        'if (draft.kind === "") {',
      ],
    ],
  },
  {
    name: "409 where something stands that the draft does not name",
    seed: 1,
    caught: "a request is stale that must be recorded",
    changes: [
      [
        "append.ts",
        "if (standing.some(id => !seen.some(s => same(s, id)))) {",
        "if (seen.some(id => !standing.some(s => same(s, id)))) {",
      ],
    ],
  },
  {
    name: "what was queued is never refused as stale",
    seed: 1,
    caught: "a request is stale that must be recorded",
    changes: [["append.ts", "if (request.online && request.beside !== true) {", "if (request.beside !== true) {"]],
  },
  {
    name: "a person may record beside what stands",
    seed: 12,
    caught: "a request is stale that must be recorded",
    changes: [["append.ts", "if (request.online && request.beside !== true) {", "if (request.online) {"]],
  },
  {
    name: "a draft that its header cannot hold is refused and disturbs no other request",
    seed: 1,
    caught: "a header breaks a limit of the format",
    changes: [["append.ts", "if (beyond !== undefined) {", 'if (beyond === "") {']],
  },
  {
    name: "a run ends at the hash that is proved",
    seed: 10,
    caught: "a run that is not proved, or was changed, is not taken",
    changes: [["take.ts", "checked.length > 0 && same(previous, proved);", "checked.length > 0;"]],
  },
  {
    name: "a run is signed by a node that is trusted here, or its end is named",
    seed: 1,
    caught: "a run that is not proved, or was changed, is not taken",
    changes: [["journal.ts", "if (!isSigned && !this.store.isNamed(", "if (!isSigned && this.store.isNamed("]],
  },
  {
    name: "a run whose end is named by an entry here fills a gap without a signature",
    seed: 154,
    caught: "a proved run is taken",
    changes: [["store.ts", "next.some(row => same(row.previous, place.hash)) ||", ""]],
  },
  {
    name: "a run whose end is named as a parent is proved",
    seed: 34,
    caught: "a proved run is taken",
    changes: [["store.ts", "this.#isNamedAnywhere.get(place.hash) !== undefined ||", ""]],
  },
  {
    name: "content is taken only with the salt that proves it",
    seed: 11,
    caught: "a run that is not proved, or was changed, is not taken",
    changes: [
      [
        "take.ts",
        "if (entry.payload !== null && (entry.salt === null || !same(commitOf(entry.salt, entry.payload), header.commit))) {",
        "if (entry.payload !== null && entry.salt === null) {",
      ],
    ],
  },
  {
    name: "a header is taken only under its digest",
    seed: 48,
    caught: "a run that is not proved, or was changed, is not taken",
    changes: [["take.ts", "if (!same(digestOf(entry.header), entry.digest))", "if (entry.header.length === 0)"]],
  },
  {
    name: "a header or content that was lacking is raised when it comes",
    seed: 1,
    caught: "what was lacking is taken, and nothing twice",
    changes: [["take.ts", "if (!isErased && store.raise(here, entry)) {", "if (!isErased && here.row < 0) {"]],
  },
  {
    name: "what was raised is folded then",
    seed: 1,
    caught: "the view is the fold of what is here",
    changes: [
      [
        "store.ts",
        "const { lastInsertRowid } = this.#insert.run(",
        "const { lastInsertRowid } = this.#insert.run(at ?? null, ",
      ],
      [
        "store.ts",
        "insert(row: NewRow, header: Header | undefined): number {",
        "insert(row: NewRow, header: Header | undefined, at?: number): number {",
      ],
      ["store.ts", "INSERT INTO entry (hash,", "INSERT INTO entry (row, hash,"],
      ["store.ts", "VALUES (?,?,?,?,?,?,?,?,?,?,?)", "VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"],
      [
        "store.ts",
        '    this.insert(row, header);\n    statement(this.db, "DELETE FROM entry WHERE row = ?").run(here.row);\n',
        '    statement(this.db, "DELETE FROM entry WHERE row = ?").run(here.row);\n    this.insert(row, header, here.row);\n',
      ],
    ],
  },
  {
    name: "erased is not believed without the entry that says so",
    seed: 1,
    caught: "what was lacking is taken, and nothing twice",
    changes: [
      [
        "take.ts",
        'absence: entry.payload === null ? ("withheld" as const) : null,',
        "absence: entry.payload === null ? entry.absence : null,",
      ],
    ],
  },
  {
    name: "an entry that comes twice is kept once",
    seed: 1,
    caught: "what was lacking is taken, and nothing twice",
    changes: [["take.ts", "if (here !== undefined) {", "if (here !== undefined && here.payload === null) {"]],
  },
];
