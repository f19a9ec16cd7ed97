// Rules of the format, each as the change that takes it out of src/journal, and the seed whose history then fails (docs/FORMAT.md).

export type Rule = {
  readonly name: string;
  /** A seed of simulation.test.ts. */
  readonly seed: number;
  /** File of src/journal, what stands there (exactly once), and what stands there without the rule. */
  readonly changes: readonly (readonly [file: string, is: string, becomes: string])[];
};

export const RULES: readonly Rule[] = [
  {
    name: "an entry is found by its hash, not by its position",
    seed: 0,
    changes: [["store.ts", ".find(row => same(row.hash, place.hash))", ".at(0)"]],
  },
  {
    name: "both branches of a fork are passed on",
    seed: 0,
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
    seed: 0,
    changes: [
      [
        "segment.ts",
        "if (row.seq > (range.to ?? row.seq)) break;",
        "if (row.seq > (range.to ?? row.seq) || (row.previous !== rows[0]?.previous && !rows.some(one => same(one.hash, row.previous)) && row.seq > 1)) break;",
      ],
    ],
  },
  {
    name: "a fork is named by verify",
    seed: 0,
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
    seed: 0,
    changes: [["journal.ts", "if (result.ok && result.taken.ownLost) this.#appender.newEpoch();", ""]],
  },
  {
    name: "the new epoch names the entries that were lacking",
    seed: 0,
    changes: [
      [
        "append.ts",
        "    this.#parents = this.#store.leaves();\n    this.#heads = new Map();",
        "    this.#heads = new Map();",
      ],
    ],
  },
  {
    name: "each start has a random epoch",
    seed: 0,
    changes: [["append.ts", "this.#epoch = new Uint8Array(ports.random.bytes(16));", "this.#epoch = node;"]],
  },
  {
    name: "seq begins at 1 in each epoch",
    seed: 0,
    changes: [["append.ts", "    this.#heads = new Map();\n  }", "  }"]],
  },
  {
    name: "parents are the leaves of all four chains",
    seed: 0,
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
    seed: 0,
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
    seed: 0,
    changes: [
      ["append.ts", "parents: seq === 1 ? this.#parents : null,", "parents: seq === 1 ? this.#store.leaves() : null,"],
    ],
  },
  {
    name: "an entry that is named in another chain stays a leaf of its own",
    seed: 0,
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
    seed: 0,
    changes: [["store.ts", "if (!isContinued && this.#isNamed", "if (this.#isNamed"]],
  },
  {
    name: "an entry that comes behind the one that names it is no leaf",
    seed: 0,
    changes: [
      ["store.ts", "if (!isContinued && this.#isNamed.get(chain, row.hash) === undefined)", "if (!isContinued)"],
    ],
  },
  {
    name: "a first header that comes later than its digest closes its parents",
    seed: 0,
    changes: [["store.ts", "if (here.headerBytes === null) this.#nameParents(CHAINS[here.chain], header);", ""]],
  },
  {
    name: "the first entry of a chain is bound to its node, epoch and chain",
    seed: 0,
    changes: [["hash.ts", "node, epoch, Uint8Array.of(chain)", "node, epoch, Uint8Array.of(0)"]],
  },
  {
    name: "time rises strictly within one start",
    seed: 0,
    changes: [["time.ts", ": this.#last + 1;", ": this.#last;"]],
  },
  {
    name: "time rises over all four chains and the epochs of a start, whatever the clock does",
    seed: 0,
    changes: [["time.ts", "isSane && wall > this.#last ? wall", "isSane ? wall"]],
  },
  {
    name: "a wall outside 2020-2200 stays out of time",
    seed: 0,
    changes: [["time.ts", "const isSane = wall >= YEAR_2020 && wall < YEAR_2200;", "const isSane = true;"]],
  },
  {
    name: "the same id with the same content is answered as recorded",
    seed: 0,
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
    seed: 0,
    changes: [["append.ts", ".sort(firstRow)[0]", "[0]"]],
  },
  {
    name: "of two first positions of a node that ran twice the hash decides",
    seed: 0,
    changes: [["sameness.ts", "    a.seq - b.seq ||\n    compareBytes(a.hash, b.hash)", "    a.seq - b.seq"]],
  },
  {
    name: "other content under a known id is refused online",
    seed: 0,
    changes: [["append.ts", "if (!request.online) return undefined;", "return undefined;"]],
  },
  {
    name: "other content under a known id is kept when it was queued",
    seed: 0,
    changes: [["append.ts", "if (!request.online) return undefined;", ""]],
  },
  {
    name: "an act's repeat is held against the digest of its request",
    seed: 0,
    changes: [["sameness.ts", "(a.act === null ? b.act === null : b.act !== null && same(a.act, b.act))", "true"]],
  },
  {
    name: "sameness compares the whole group",
    seed: 0,
    changes: [["sameness.ts", "isSameGroup(a.group, b.group) &&", ""]],
  },
  {
    name: "a clash is named by verify",
    seed: 0,
    changes: [["verify.ts", "other.row < row.row && isClash(row, other)", "other.row < row.row && !isClash(row, row)"]],
  },
  {
    name: "a group is one chain",
    seed: 0,
    changes: [
      [
        "append.ts",
        "if (parsed.some(p => p.kind.chain !== first.kind.chain)) {",
        "if (first.kind.chain === undefined) {",
      ],
    ],
  },
  {
    name: "a group is folded only when it is whole",
    seed: 0,
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
    seed: 0,
    changes: [
      [
        "fold.ts",
        'return row.payload !== null || row.absence === "pruned" || row.absence === "erased";',
        "return row.seq > 0;",
      ],
    ],
  },
  {
    name: "a group's members follow one another by hash",
    seed: 0,
    changes: [
      ["fold.ts", "membersAt(index).find(one => same(one.hash, next.previous))", "membersAt(index)[0]"],
      [
        "fold.ts",
        "members.filter(one => same(one.previous, path.at(-1)?.hash ?? row.hash)).map",
        "members.slice(0, 1).map",
      ],
      [
        "fold.ts",
        "return of?.index === index && of.count === group.count && same(of.first, group.first) && isHere(member);",
        "return of !== undefined && isHere(member);",
      ],
    ],
  },
  {
    name: "an unknown kind in a group does not hold back the known ones",
    seed: 0,
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
    seed: 0,
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
    seed: 0,
    changes: [
      [
        "fold.ts",
        "if (!host.isStale() && host.position() <= store.position()) return host;",
        "if (host.position() <= store.position()) return host;",
      ],
    ],
  },
  {
    name: "views that are ahead of the journal are folded anew",
    seed: 0,
    changes: [
      [
        "fold.ts",
        "if (!host.isStale() && host.position() <= store.position()) return host;",
        "if (!host.isStale()) return host;",
      ],
    ],
  },
  {
    name: "a header that this version does not read is kept",
    seed: 0,
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
    seed: 0,
    changes: [["header.ts", "return same(encodeHeader(header), bytes) ? header : undefined;", "return header;"]],
  },
  {
    name: "a replaces counts only within its own key",
    seed: 0,
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
    seed: 0,
    changes: [["store.ts", "(standing.length > 0 ? standing : all).map", "standing.map"]],
  },
  {
    name: "key and replaces are honoured where the kind is unknown",
    seed: 0,
    changes: [["store.ts", "if (header?.key != null) {", 'if (header?.key != null && header.kind === "test.bed") {']],
  },
  {
    name: "key and replaces are honoured where the content is not here",
    seed: 0,
    changes: [["store.ts", "if (header?.key != null) {", "if (header?.key != null && row.payload !== null) {"]],
  },
  {
    name: "ids that are not known here may be replaced, and a client ahead is taken",
    seed: 0,
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
    seed: 0,
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
    seed: 0,
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
    seed: 0,
    changes: [["append.ts", "if (request.online && request.beside !== true) {", "if (request.beside !== true) {"]],
  },
  {
    name: "a person may record beside what stands",
    seed: 0,
    changes: [["append.ts", "if (request.online && request.beside !== true) {", "if (request.online) {"]],
  },
  {
    name: "a run ends at the hash that is proved",
    seed: 0,
    changes: [["take.ts", "checked.length > 0 && same(previous, proved);", "checked.length > 0;"]],
  },
  {
    name: "a run is signed by a node that is trusted here, or its end is named",
    seed: 0,
    changes: [["journal.ts", "if (!isSigned && !this.store.isNamed(", "if (!isSigned && this.store.isNamed("]],
  },
  {
    name: "a run whose end is named by an entry here fills a gap without a signature",
    seed: 0,
    changes: [["store.ts", "next.some(row => same(row.previous, place.hash)) ||", ""]],
  },
  {
    name: "a run whose end is named as a parent is proved",
    seed: 0,
    changes: [["store.ts", "this.#isNamedAnywhere.get(place.hash) !== undefined ||", ""]],
  },
  {
    name: "content is taken only with the salt that proves it",
    seed: 0,
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
    seed: 0,
    changes: [["take.ts", "if (!same(digestOf(entry.header), entry.digest))", "if (entry.header.length === 0)"]],
  },
  {
    name: "a header or content that was lacking is raised when it comes",
    seed: 0,
    changes: [["take.ts", "if (store.raise(here, entry)) raised += 1;", "if (here.row < 0) raised += 1;"]],
  },
  {
    name: "what was raised is folded then",
    seed: 0,
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
        "    this.insert(row, header);\n    if (here",
        "    this.insert(row, header, here.row);\n    if (here",
      ],
    ],
  },
  {
    name: "erased is not believed without the entry that says so",
    seed: 0,
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
    seed: 0,
    changes: [["take.ts", "if (here !== undefined) {", "if (here !== undefined && here.payload === null) {"]],
  },
];
