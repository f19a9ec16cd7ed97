// `feed try --json` of a FHIR file: what its Bundles, or its single resources, would be in the copy. Stores nothing.
import type { StoredResource } from "../../chart/index.ts";
import { isPlain } from "../../fhir/index.ts";
import type { Reason } from "../map/context.ts";
import type { Tried } from "../try.ts";
import { gather, type Piece, referenceOf } from "./gather.ts";
import { isContainer, textOfBytes, valuesIn } from "./read-texts.ts";
import { readResources } from "./resources.ts";

/** The file's text where it is one of FHIR; null for any other. */
export function fhirText(bytes: Uint8Array): string | null {
  const from = bytes[0] === 0xef ? 3 : bytes[0] === 0xff || bytes[0] === 0xfe ? 2 : 0;
  const first = bytes.subarray(from, from + 4096).find(byte => byte !== 0 && byte > 0x20);
  if (first !== 0x7b && first !== 0x5b) return null;
  const text = textOfBytes(bytes);
  return text.includes('"resourceType"') ? text : null;
}

/** One answer: what is in it, and what of it the copy would not show. */
type Judged = Pick<Tried, "outcome" | "reason" | "issues" | "resources">;

/** One line a Bundle (Parameters, list), or a resource by itself, in order. Resources by themselves are one set: each may name another. */
export function* tryText(file: string, text: string, idKey: Uint8Array): Generator<Tried> {
  const values = valuesIn(text);
  const single = values.filter(value => !isContainer(value)).map(value => JSON.stringify(value) ?? "");
  const together = new Map(piecesIn(single, idKey).flatMap(({ record, said }) => (record === null ? [] : said)));
  for (const [index, value] of values.entries()) {
    const type = isPlain(value) && typeof value.resourceType === "string" ? value.resourceType : null;
    const judged = isContainer(value) ? whole(JSON.stringify(value), idKey) : alone(value, together, idKey);
    yield { file, index, control: null, type, version: null, ...judged };
  }
}

function piecesIn(texts: readonly string[], idKey: Uint8Array) {
  return gather(texts).pieces.map(piece => read(piece, idKey));
}

function read(piece: Piece, idKey: Uint8Array) {
  return readResources({ what: "resources", facility: "try", own: [], ...piece }, idKey);
}

function whole(text: string, idKey: Uint8Array): Judged {
  const { pieces, refused } = gather([text]);
  const all = pieces.map(piece => read(piece, idKey));
  const left: Reason[] = Object.entries(refused).flatMap(([code, count]) =>
    Array.from({ length: count }, () => ({ code, text: "it cannot be taken", where: "" })),
  );
  // What goes along with several entries is one resource.
  const said = new Map(all.flatMap(one => one.said).map(([, one]) => [`${one.resourceType}/${one.id}`, one]));
  const issues = [...all.flatMap(one => one.parked), ...left];
  const isMapped = all.some(one => one.record !== null);
  return {
    outcome: isMapped ? "mapped" : "parked",
    reason: isMapped ? null : (all[0]?.reason ?? left[0] ?? NOTHING),
    issues,
    resources: [...said.values()],
  };
}

function alone(value: unknown, together: ReadonlyMap<string, StoredResource>, idKey: Uint8Array): Judged {
  const [piece] = gather([JSON.stringify(value) ?? ""]).pieces;
  if (!isPlain(value) || piece === undefined) return { outcome: "parked", reason: NOTHING, issues: [], resources: [] };
  const found = together.get(referenceOf(value));
  if (found !== undefined) return { outcome: "mapped", reason: null, issues: [], resources: [found] };
  const { parked, said } = read(piece, idKey);
  return {
    outcome: "parked",
    reason: parked[0] ?? NOTHING,
    issues: [],
    resources: said.map(([, resource]) => resource),
  };
}

const NOTHING: Reason = { code: "no-resource", text: "it holds no FHIR resource that can be read", where: "" };
