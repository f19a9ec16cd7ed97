import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "cborg";
import fc from "fast-check";
import { CHAIN_NAMES, CHAINS, decodeHeader, encodeHeader, type Header } from "./header.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const text = fc.string({ unit: "binary", maxLength: 512 }).filter(value => value.length <= 512 && value.isWellFormed());
const lists = (length: number) => fc.array(bytes(length), { maxLength: 30 });
const edges = fc.constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER);
const count = fc.oneof(edges, fc.maxSafeNat());
const group = fc
  .record({ first: bytes(16), count: fc.integer({ min: 1, max: 1_000 }) })
  .chain(({ first, count }) => fc.integer({ min: 0, max: count - 1 }).map(index => ({ first, index, count })));

const header: fc.Arbitrary<Header> = fc
  .record({
    id: bytes(16),
    node: bytes(16),
    chain: fc.constantFrom(...CHAIN_NAMES),
    epoch: bytes(16),
    seq: count.map(value => Math.max(1, value)),
    time: count,
    wall: fc.oneof(
      count,
      count.map(value => -value),
    ),
    happened: fc.option(text),
    actor: text,
    device: fc.option(text),
    kind: text,
    version: count,
    key: fc.option(text),
    replaces: lists(16),
    subjects: lists(16),
    parents: lists(32),
    group: fc.option(group),
    act: fc.option(bytes(32)),
    length: count,
    commit: bytes(32),
  })
  .map(({ parents, ...rest }) => ({ ...rest, parents: rest.seq === 1 ? parents : null }));

/** The same header as a general CBOR library writes it: ascending integer keys, shortest lengths. */
function asLibraryWrites(of: Header): Uint8Array {
  const group = of.group === null ? null : [of.group.first, of.group.index, of.group.count];
  const filled = (list: readonly Uint8Array[]) => (list.length === 0 ? null : list);
  const fields: [number, unknown][] = [
    [1, of.id],
    [2, of.node],
    [3, CHAINS[of.chain]],
    [4, of.epoch],
    [5, of.seq],
    [6, of.time],
    [7, of.wall === 0 ? 0 : of.wall],
    [8, of.happened],
    [9, of.actor],
    [10, of.device],
    [11, of.kind],
    [12, of.version],
    [13, of.key],
    [14, filled(of.replaces)],
    [15, filled(of.subjects)],
    [16, of.parents],
    [17, group],
    [18, of.length],
    [19, of.commit],
    [20, of.act],
  ];
  return Uint8Array.from([1, ...encode(new Map(fields.filter(([, value]) => value !== null)))]);
}

test("a header is written byte for byte as a CBOR library writes it, and read back as it was", () => {
  fc.assert(
    fc.property(header, one => {
      const written = encodeHeader(one);
      assert.deepEqual(Buffer.from(written).toString("hex"), Buffer.from(asLibraryWrites(one)).toString("hex"));
      assert.deepEqual(decodeHeader(written), { ...one, wall: one.wall === 0 ? 0 : one.wall });
    }),
    { numRuns: 400 },
  );
});

test("a header at every limit is refused or written, never cut off", () => {
  const long = "\u{10FFFF}".repeat(256);
  const full = (length: number) => Array.from({ length: 1_000 }, () => new Uint8Array(length));
  const [one] = fc.sample(header, { numRuns: 1, seed: 1 });
  assert.ok(one !== undefined);
  const texts = { actor: long, device: long, kind: long, key: long, happened: long };
  const large: Header = { ...one, ...texts, seq: 1, replaces: full(16), subjects: full(16), parents: full(32) };
  assert.throws(() => encodeHeader(large), RangeError, "beyond 64 KiB");
  const fits: Header = { ...large, parents: full(32).slice(0, 600) };
  assert.deepEqual(decodeHeader(encodeHeader(fits))?.parents?.length, 600);
});
