import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { chartGroup, type Link, type LinkEvent, personOf, standingLinks, type Unlink, visitNow } from "./links.ts";

const end = (record: string, visit: string | null = null) => ({ record, visit });
function link(
  what: Link["what"],
  from: string,
  to: string,
  at: number | null,
  source = `${what} ${from}${to} ${at}`,
): Link {
  return { source, what, from: end(from), to: end(to), occurred: at, recorded: at };
}
function unlink(from: string, to: string, at: number | null, undoes: string | null = null): Unlink {
  return {
    source: `unlink ${from}${to} ${at} ${undoes}`,
    what: "unlink",
    undoes,
    from: end(from),
    to: end(to),
    occurred: at,
    recorded: at,
  };
}
const sources = (links: readonly Link[]) => links.map(one => one.source);

test("W6: a person is the connected set of standing links; only merged charts are one", () => {
  const { standing } = standingLinks([
    link("merge", "a", "b", 1),
    link("merge", "b", "c", 2),
    link("link", "c", "d", 3),
  ]);
  assert.deepEqual(personOf("a", standing), ["a", "b", "c", "d"]);
  assert.deepEqual(chartGroup("a", standing), { root: "c", records: ["c", "a", "b"] });
  assert.deepEqual(chartGroup("d", standing), { root: "d", records: ["d"] });
  assert.deepEqual(personOf("e", standing), ["e"]);
});

test("W6: an unlink undoes what linked the pair before it, and nothing else", () => {
  const links = standingLinks([
    link("merge", "a", "b", 1),
    link("merge", "x", "b", 2),
    unlink("b", "a", 3),
    link("link", "a", "c", 4),
  ]);
  assert.deepEqual(sources(links.standing), ["merge xb 2", "link ac 4"]);
  assert.deepEqual(
    links.undone.map(one => [one.link.source, one.by]),
    [["merge ab 1", "unlink ba 3 null"]],
  );
});

test("W6: an undo names its edge, wherever that lies, and leaves the others of the pair", () => {
  const [first, second] = [link("merge", "a", "b", 1), link("merge", "a", "b", 2)];
  const undo = unlink("a", "b", 9, first.source);
  for (const events of [
    [first, second, undo],
    [undo, first, second],
  ]) {
    const { undone } = standingLinks(events);
    assert.deepEqual(
      undone.map(one => one.link.source),
      [first.source],
    );
  }
  assert.deepEqual(sources(standingLinks([first, second, undo]).standing), [second.source]);
});

test("W6: a merge replayed after its undo is held for a person; a newer one stands", () => {
  const [merge, undo] = [link("merge", "a", "b", 1), unlink("a", "b", 5)];
  const again = standingLinks([merge, undo, link("merge", "a", "b", 1, "resent")]);
  assert.deepEqual([sources(again.standing), sources(again.held.map(one => one.link))], [[], ["resent"]]);
  assert.deepEqual(sources(standingLinks([merge, undo, link("merge", "a", "b", 6)]).standing), ["merge ab 6"]);
  // Without a time nobody can tell.
  assert.equal(standingLinks([merge, undo, link("merge", "a", "b", null)]).held.length, 1);
  const named = unlink("a", "b", 5, merge.source);
  assert.equal(standingLinks([merge, named, link("merge", "a", "b", 1, "resent")]).held.length, 1);
});

test("W3 W6: an old unlink replayed undoes no newer merge", () => {
  assert.deepEqual(sources(standingLinks([link("merge", "a", "b", 6), unlink("a", "b", 5)]).standing), ["merge ab 6"]);
});

test("W6: merged in a circle, the newest word counts", () => {
  const { standing } = standingLinks([link("merge", "a", "b", 1), link("merge", "b", "a", 2)]);
  assert.equal(chartGroup("b", standing).root, "a");
  assert.deepEqual(chartGroup("b", standing), chartGroup("a", standing));
});

test("W6: a visit is followed over renumbering and moves, also in a circle", () => {
  const visit = (from: [string, string], to: [string, string], at: number): Link => ({
    ...link("visit", from[0], to[0], at, `v${at}`),
    from: end(...from),
    to: end(...to),
  });
  const { standing } = standingLinks([visit(["a", "v1"], ["a", "v2"], 1), visit(["a", "v2"], ["b", "v2"], 2)]);
  assert.deepEqual(visitNow(end("a", "v1"), standing), end("b", "v2"));
  assert.deepEqual(visitNow(end("a", "v9"), standing), end("a", "v9"));
  const circle = standingLinks([visit(["a", "v1"], ["b", "v1"], 1), visit(["b", "v1"], ["a", "v1"], 2)]).standing;
  assert.equal(typeof visitNow(end("a", "v1"), circle).record, "string");
});

const events: fc.Arbitrary<LinkEvent[]> = fc
  .uniqueArray(
    fc.record({
      what: fc.constantFrom("merge" as const, "link" as const, "unlink" as const),
      from: fc.constantFrom(..."abcdef"),
      to: fc.constantFrom(..."abcdef"),
      at: fc.nat(20),
    }),
    { selector: one => JSON.stringify(one), maxLength: 20 },
  )
  .map(all =>
    all.map(({ what, from, to, at }) => (what === "unlink" ? unlink(from, to, at) : link(what, from, to, at))),
  );

test("W6: said twice is said once", () => {
  fc.assert(
    fc.property(events, all => {
      assert.deepEqual(standingLinks([...all, ...all]), standingLinks(all));
    }),
  );
});

test("W6: with times, who is one person does not depend on the order in which it was heard", () => {
  fc.assert(
    fc.property(events, fc.array(fc.nat(), { minLength: 20, maxLength: 20 }), (all, picks) => {
      const shuffled = all
        .map((event, at) => ({ event, pick: picks[at] ?? 0 }))
        .sort((a, b) => a.pick - b.pick)
        .map(one => one.event);
      const standing = (some: readonly LinkEvent[]) => sources(standingLinks(some).standing).sort();
      assert.deepEqual(standing(shuffled), standing(all));
      const people = (some: readonly LinkEvent[]) =>
        [..."abcdef"].map(record => personOf(record, standingLinks(some).standing));
      assert.deepEqual(people(shuffled), people(all));
    }),
  );
});

test("W6: a person is an equivalence: of everyone in it she is the same, and nobody is in two", () => {
  fc.assert(
    fc.property(events, all => {
      const { standing, undone, held } = standingLinks(all);
      assert.equal(standing.length + undone.length + held.length, all.filter(one => one.what !== "unlink").length);
      for (const record of "abcdef") {
        const person = personOf(record, standing);
        const group = chartGroup(record, standing);
        assert.ok(person.includes(record) && group.records.includes(record));
        for (const other of person) assert.deepEqual(personOf(other, standing), person);
        for (const other of group.records) assert.deepEqual(chartGroup(other, standing), group);
        for (const other of group.records) assert.ok(person.includes(other), "a merged record is the same person");
      }
    }),
  );
});
