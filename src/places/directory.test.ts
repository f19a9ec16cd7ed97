// The directory on a real journal: what stands, what changes, which pairs are proposed, and what a person's word does.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inFolder, seeded, testClock, testKeys } from "../../tests/kit.ts";
import { Journal } from "../journal/index.ts";
import { composition } from "../server/index.ts";
import { addressWords, isSameAddress, nameWords } from "./address.ts";
import { cmsFile, hifldFile } from "./directory.testing.ts";
import { directoryPlaces } from "./directory.ts";
import { readDirectory } from "./directory-file.ts";
import { changesOf, LISTED_BY, listedBy, listedOf } from "./listed.ts";
import { proposedMatches, standingVerdicts } from "./matches.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/data/hospitals");

type Directory = {
  readonly journal: Journal;
  take(csv: string): number;
  say(cms: string, hifld: string, same: boolean): void;
};

function withDirectory(use: (directory: Directory) => void): Promise<void> {
  return inFolder(folder => {
    const keys = testKeys();
    const clock = testClock();
    const opened = Journal.open(folder, keys, {
      ...composition({ idKey: keys.id }),
      ports: { clock, random: seeded(1) },
    });
    assert.ok(opened.ok);
    const { journal } = opened;
    const record = (kind: string, body: unknown, replaces: readonly Uint8Array[]) => ({
      drafts: [{ kind, body, actor: "person:cole", replaces }],
      online: true,
    });
    const commit = (requests: ReturnType<typeof record>[]) => {
      clock.add(1_000);
      assert.deepEqual(
        journal.commit(requests).filter(outcome => !outcome.ok),
        [],
      );
      while (journal.fold().folded > 0);
    };
    use({
      journal,
      take(csv) {
        const read = readDirectory(csv);
        assert.ok(read.ok);
        const changes = changesOf(journal.views, read.places);
        commit(changes.map(({ body, replaces }) => record("place.listed", body, replaces)));
        return changes.length;
      },
      say(cms, hifld, same) {
        const before = standingVerdicts(journal.views).find(pair => pair.cms === cms && pair.hifld === hifld);
        commit([record("place.matched", { cms, hifld, same }, before?.entries ?? [])]);
      },
    });
    journal.close();
  });
}

test("the same file again changes nothing; a row that differs replaces the one that stood, and no other", () =>
  withDirectory(({ journal: { views }, take }) => {
    const rows = [{ ID: "0000000001" }, { ID: "0000000002" }, { ID: "0000000003" }] as const;
    assert.equal(take(hifldFile(...rows)), 3);
    assert.equal(take(hifldFile(...rows)), 0);
    assert.equal(take(hifldFile(rows[0], { ...rows[1], BEDS: "251", ZIP: "06998" }, rows[2])), 1);
    assert.deepEqual(
      listedOf(views, "hifld", "0000000002").map(({ beds, zip }) => [beds, zip]),
      [[251, "06998"]],
    );
    assert.deepEqual(
      listedBy(views, "zip", "06999").map(({ id }) => id),
      ["0000000001", "0000000003"],
    );
    assert.deepEqual(
      listedBy(views, "zip", "06998").map(({ id }) => id),
      ["0000000002"],
    );
    // A row that a later file leaves out stays: that it is gone the file does not say.
    assert.equal(take(hifldFile(rows[0])), 0);
    assert.equal(directoryPlaces(views).length, 3);
    // What it said before is said again: a change as any other.
    assert.equal(take(hifldFile(...rows)), 1);
    assert.equal(listedBy(views, "phone", "8605550100").length, 3);
    assert.equal(listedBy(views, "state", "CT").length, 3);
  }));

test("asked by ZIP, phone or state an index answers", () =>
  withDirectory(({ journal: { views } }) => {
    for (const column of ["zip", "phone", "state"] as const) {
      const plan = views
        .prepare<[string], { detail: string }>(`EXPLAIN QUERY PLAN ${LISTED_BY(column)}`)
        .all("x")
        .map(({ detail }) => detail)
        .join("; ");
      assert.match(plan, new RegExp(`SEARCH listed_entry USING (COVERING )?INDEX listed_${column}`));
    }
  }));

test("two rows are proposed as one place by what they say alike, and nothing comes of it by itself", () =>
  withDirectory(({ journal: { views }, take }) => {
    take(
      hifldFile(
        { ID: "0000000001" },
        { ID: "0000000002", NAME: "LAKESIDE LONG TERM", TYPE: "LONG TERM CARE", TELEPHONE: "(860) 555-0177" },
        { ID: "0000000003", NAME: "ELSEWHERE", ADDRESS: "9 HILL RD", TELEPHONE: "(860) 555-0188" },
        { ID: "0000000004", NAME: "FAR", ADDRESS: "9 FAR RD", STATE: "NY", ZIP: "10001" },
        { ID: "0000000005", STATUS: "CLOSED", ADDRESS: "OLD HOUSE", TELEPHONE: "NOT AVAILABLE" },
      ),
    );
    take(cmsFile({}));
    assert.deepEqual(
      proposedMatches(views).map(({ hifld, reasons, doubts, score, of }) => ({
        id: hifld.id,
        reasons,
        doubts,
        score,
        of,
      })),
      [
        { id: "0000000001", reasons: ["phone", "zip", "address", "name"], doubts: [], score: 4, of: 3 },
        { id: "0000000005", reasons: ["zip", "name"], doubts: ["closed"], score: 2, of: 3 },
        { id: "0000000002", reasons: ["zip", "address"], doubts: ["type"], score: 2, of: 3 },
      ].sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)),
    );
    assert.deepEqual(proposedMatches(views, "NY"), []);
    assert.deepEqual(
      directoryPlaces(views).map(({ source, id, emergency, same_as }) => [source, id, emergency, same_as.length]),
      [["cms", "070001", "yes", 0], ...["1", "2", "3", "4", "5"].map(n => ["hifld", `000000000${n}`, null, 0])],
    );
  }));

test("through a confirmed match the HIFLD row has what CMS says; denied, or with two words, it has not", () =>
  withDirectory(({ journal: { views }, take, say }) => {
    take(hifldFile({ ID: "0000000001" }, { ID: "0000000002" }));
    take(cmsFile({}, { "Facility ID": "070002", "Emergency Services": "No" }));
    const emergency = () =>
      directoryPlaces(views)
        .filter(({ source }) => source === "hifld")
        .map(({ emergency, same_as }) => [emergency, ...same_as]);
    say("070001", "0000000001", true);
    assert.deepEqual(emergency(), [["yes", "070001"], [null]]);
    // What is decided is proposed no more, on either side.
    assert.deepEqual(
      proposedMatches(views).map(({ cms, hifld }) => [cms.id, hifld.id]),
      [["070002", "0000000002"]],
    );
    say("070002", "0000000002", false);
    assert.deepEqual(proposedMatches(views), []);
    say("070002", "0000000001", true);
    // Two rows of CMS that say otherwise of one place.
    assert.deepEqual(emergency(), [[null, "070001", "070002"], [null]]);
    say("070002", "0000000001", false);
    assert.deepEqual(emergency(), [["yes", "070001"], [null]]);
    say("070001", "0000000001", false);
    assert.deepEqual(emergency(), [[null], [null]]);
  }));

test("two words on one pair that were recorded apart are none", () =>
  withDirectory(({ journal, take }) => {
    take(hifldFile({}));
    take(cmsFile({}));
    for (const same of [true, false])
      journal.commit([
        {
          drafts: [{ kind: "place.matched", body: { cms: "070001", hifld: "0000100001", same }, actor: "person:cole" }],
          online: false,
        },
      ]);
    while (journal.fold().folded > 0);
    assert.deepEqual(
      standingVerdicts(journal.views).map(({ same, entries }) => [same, entries.length]),
      [[null, 2]],
    );
    assert.equal(directoryPlaces(journal.views).find(({ source }) => source === "hifld")?.emergency, null);
  }));

test("addresses in many writings are one house; other houses are not", () => {
  const isSame = (a: string, b: string) => isSameAddress(addressWords(a), addressWords(b));
  for (const [a, b] of [
    ["849 SOUTH THREE NOTCH STREET, PO BOX 760", "849 S Three Notch St"],
    ["1720 UNIVERSITY BLVD STE 305", "1720 University Boulevard"],
    ["619 SOUTH FIRST STREET", "619 S. 1st St., 2nd Floor"],
    ["ONE HOSPITAL DRIVE", "1 Hospital Dr #200"],
    ["2505 U S HIGHWAY 431 NORTH", "2505 US Hwy 431 N"],
    ["12 LAKE ST", "12 NORTH LAKE STREET"],
    ["P.O. BOX 130", "PO Box 130"],
  ] as const)
    assert.equal(isSame(a, b), true, `${a} and ${b}`);
  for (const [a, b] of [
    ["12 NORTH LAKE STREET", "14 NORTH LAKE STREET"],
    ["12 NORTH LAKE STREET", "12 SOUTH LAKE STREET"],
    ["12 N ST", "12 N LAKE ST"],
    ["12", "12 LAKE ST"],
    ["PO BOX 130", "PO BOX 131"],
    ["", ""],
    ["HIGHWAY 7", "HIGHWAY 7 AND MAIN"],
  ] as const)
    assert.equal(isSame(a, b), false, `${a} and ${b}`);
  assert.deepEqual(nameWords("The St. Mary's Hospital, Inc."), nameWords("SAINT MARYS HOSPITAL"));
  assert.notDeepEqual(nameWords("MERCY HOSPITAL"), nameWords("MERCY HOSPITAL WEST"));
});

test(
  "the two public files: most of CMS's rows have a proposal",
  { skip: existsSync(CORPUS) ? false : "no ../shared here" },
  () =>
    withDirectory(({ journal: { views }, take }) => {
      const timed = <T>(what: string, work: () => T): T => {
        const begun = performance.now();
        const done = work();
        process.stdout.write(`# ${what}: ${Math.round(performance.now() - begun)} ms\n`);
        return done;
      };
      for (const [name, rows] of [
        ["hifld-hospitals-2023.csv", 8_013],
        ["cms-hospital-general-2025.csv", 5_421],
      ] as const) {
        const file = readFileSync(join(CORPUS, name), "utf8");
        assert.equal(
          timed(`${name} recorded and folded`, () => take(file)),
          rows,
        );
        assert.equal(
          timed(`${name} again`, () => take(file)),
          0,
        );
      }
      const proposals = timed("matches proposed", () => proposedMatches(views));
      const of = new Set(proposals.map(({ cms }) => cms.id));
      process.stdout.write(`# ${proposals.length} pairs of ${of.size} CMS rows\n`);
      assert.ok(of.size > 5_000, `${of.size} CMS rows have a proposal`);
      const places = timed("the directory read", () => directoryPlaces(views));
      assert.equal(places.length, 13_434);
      assert.equal(places.filter(({ at }) => at !== null).length, 8_013);
      // Nobody has confirmed anything: of HIFLD's rows nothing is known of an emergency department.
      assert.ok(places.every(({ source, emergency }) => source === "cms" || emergency === null));
    }),
);
