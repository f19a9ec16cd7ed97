// The one place where a node's own entries come into being: draft → checked → chained → committed.
import { type Bytes, compareBytes, same } from "./bytes.ts";
import { applyErasures, asErased, ENTRY_ERASED } from "./erase.ts";
import { commitOf, digestOf, hashOf, originOf } from "./hash.ts";
import { CHAINS, type Chain, encodeHeader, type Header, isList, isText } from "./header.ts";
import { newId } from "./identifier.ts";
import type { Kind, Kinds, Refusal } from "./kind.ts";
import { decodeBody, encodeBody, PAYLOAD_LIMIT_BYTES } from "./payload.ts";
import type { Clock, Random } from "./ports.ts";
import { type Content, firstRow, isSameContent } from "./sameness.ts";
import type { ChainHead } from "./sign.ts";
import { headerOf, type NewRow, type Store, type Stored } from "./store.ts";
import { EpochTime } from "./time.ts";

/** What somebody wants recorded. */
export type Draft = {
  /** UUIDv7; made here where it is left out. A resend brings the same. */
  readonly id?: Bytes;
  readonly kind: string;
  readonly body: unknown;
  readonly actor: string;
  readonly device?: string;
  /** FHIR dateTime text; left out = when it is recorded. */
  readonly happened?: string;
  /** Ids of the standing entries of its key that the person saw. */
  readonly replaces?: readonly Bytes[];
};

/** Drafts that stand or fall together. More than one is a group: one chain, contiguous, folded when whole. */
export type Request = {
  readonly drafts: readonly Draft[];
  /** Digest of an act's request; a repeat with another digest is refused. */
  readonly act?: Bytes;
  /** False for what is replicated or queued: never refused, never 409. */
  readonly online: boolean;
  /** After a second 409 a person may record beside what stands: a shown conflict. */
  readonly beside?: boolean;
};

export type Position = {
  readonly node: Bytes;
  readonly epoch: Bytes;
  readonly chain: Chain;
  readonly seq: number;
  readonly row: number;
};
export type Recorded = { readonly id: Bytes; readonly position: Position; readonly hash: Bytes };
export type Outcome =
  | { readonly ok: true; readonly recorded: readonly Recorded[]; readonly repeated: boolean }
  | { readonly ok: false; readonly status: 409; readonly error: Refusal; readonly standing: readonly Bytes[] }
  | { readonly ok: false; readonly status: 422; readonly error: Refusal };

type Head = { seq: number; hash: Bytes };
type Parsed = {
  readonly draft: Draft;
  readonly kind: Kind;
  readonly chain: Chain;
  readonly payload: Bytes;
  readonly key: string | null;
  readonly subjects: readonly Bytes[];
};

/** Appends to the four chains of one node in one start. Not concurrent: one writer thread owns it. */
export class Appender {
  readonly #store: Store;
  readonly #kinds: Kinds;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #node: Bytes;
  readonly #hasBlob: (id: Bytes) => boolean;
  readonly #time: EpochTime;
  #epoch: Bytes;
  #parents: readonly Bytes[];
  #heads = new Map<Chain, Head>();
  /** Made once: wrapping a function as a transaction costs as much as an entry. */
  readonly #transact: (requests: readonly Request[]) => Outcome[];
  /** What this transaction continues, per chain. */
  readonly #runs = new Map<Chain, { readonly from: Bytes; readonly first: Header }>();

  constructor(
    store: Store,
    kinds: Kinds,
    node: Bytes,
    ports: { clock: Clock; random: Random; hasBlob: (id: Bytes) => boolean },
  ) {
    this.#store = store;
    this.#hasBlob = ports.hasBlob;
    this.#kinds = kinds;
    this.#node = node;
    this.#clock = ports.clock;
    this.#random = ports.random;
    this.#time = new EpochTime(ports.clock);
    this.#epoch = new Uint8Array(ports.random.bytes(16));
    this.#parents = store.parentsFor(node);
    this.#transact = store.db.transaction((requests: readonly Request[]) => {
      const outcomes = requests.map(request => this.#one(request));
      for (const [chain, run] of this.#runs)
        this.#store.moveLeaf(chain, run.from, (this.#heads.get(chain) as Head).hash, run.first);
      return outcomes;
    });
  }

  /** The newest entry of each chain in this epoch. */
  heads(): ChainHead[] {
    return [...this.#heads].map(([chain, head]) => ({ chain, epoch: this.#epoch, seq: head.seq, hash: head.hash }));
  }

  /** A node that learns of own entries it lacked goes on under a new epoch that names them. Its time goes on rising. */
  newEpoch(): void {
    this.#epoch = new Uint8Array(this.#random.bytes(16));
    this.#parents = this.#store.parentsFor(this.#node);
    this.#heads = new Map();
  }

  /**
   * Commits all requests in one transaction and answers each; a refused one disturbs no other.
   * When it returns, what it recorded is on disk. Throws only where the disk or the file fails: then nothing was recorded.
   */
  commit(requests: readonly Request[]): Outcome[] {
    this.#runs.clear();
    const before = new Map([...this.#heads].map(([chain, head]) => [chain, { ...head }]));
    try {
      return this.#transact(requests);
    } catch (error) {
      this.#heads = before;
      this.#store.forgetEpochs();
      throw error;
    }
  }

  #one(request: Request): Outcome {
    const parsed: Parsed[] = [];
    for (const [index, draft] of request.drafts.entries()) {
      const checked = this.#parse(draft, request, index);
      if ("error" in checked) return { ok: false, status: 422, error: checked.error };
      parsed.push(checked.parsed);
    }
    const first = parsed[0];
    if (first === undefined || parsed.length > 1_000) {
      return refused("request-size", "A request records between 1 and 1,000 entries. Nothing was recorded.", "drafts");
    }
    if (parsed.some(p => p.chain !== first.chain)) {
      return refused(
        "group-chains",
        "Entries that stand together belong to one chain. Nothing was recorded.",
        "drafts",
      );
    }
    const repeat = this.#repeat(parsed, request);
    if (repeat !== undefined) return repeat;
    if (request.online && request.beside !== true) {
      for (const p of parsed) {
        if (p.key === null) continue;
        const seen = p.draft.replaces ?? [];
        const standing = this.#store.standing(p.key);
        if (standing.some(id => !seen.some(s => same(s, id)))) {
          const text =
            "Something changed since you looked. Nothing was recorded; see what stands now and decide again.";
          return { ok: false, status: 409, error: { code: "stale", text, where: p.key }, standing };
        }
      }
    }
    const ids = parsed.map(p => p.draft.id ?? newId(this.#clock, this.#random));
    const firstId = ids[0] as Bytes;
    const recorded = parsed.map((p, index) => {
      const group = parsed.length === 1 ? null : { first: firstId, index, count: parsed.length };
      return this.#append(p, ids[index] as Bytes, group, index === 0 ? (request.act ?? null) : null);
    });
    return { ok: true, recorded, repeated: false };
  }

  #parse(draft: Draft, request: Request, index: number): { parsed: Parsed } | { error: Refusal } {
    const kind = this.#kinds.get(draft.kind);
    if (kind === undefined)
      return {
        error: {
          code: "unknown-kind",
          text: `There is no kind ${draft.kind.slice(0, 60)}.`,
          where: `drafts[${index}].kind`,
        },
      };
    const body = kind.schema.safeParse(draft.body);
    if (!body.success) {
      const issue = body.error.issues[0];
      const path = issue === undefined ? "" : issue.path.map(String).join(".");
      return {
        error: {
          code: "invalid",
          text: issue?.message ?? "The entry does not fit its kind.",
          where: `drafts[${index}].body${path === "" ? "" : `.${path}`}`,
        },
      };
    }
    if (draft.id !== undefined && (draft.replaces ?? []).some(id => same(id, draft.id as Bytes))) {
      return {
        error: {
          code: "self-replacement",
          text: "An entry cannot replace itself.",
          where: `drafts[${index}].replaces`,
        },
      };
    }
    const [key, subjects] = [kind.key(body.data), kind.subjects(body.data)];
    const beyond = beyondLimit(draft, key, subjects);
    if (beyond !== undefined) {
      return {
        error: {
          code: "too-large",
          text: "It is longer than an entry's header may hold. Nothing was recorded.",
          where: `drafts[${index}].${beyond}`,
        },
      };
    }
    const payload = encodeBody(body.data);
    if (payload.length > PAYLOAD_LIMIT_BYTES) {
      return {
        error: {
          code: "too-large",
          text: `An entry holds at most ${PAYLOAD_LIMIT_BYTES} bytes.`,
          where: `drafts[${index}].body`,
        },
      };
    }
    if (request.online) {
      const read = { standing: (key: string) => this.#standingBodies(key) };
      const refusal = kind.refuse(body.data, read, this.#clock.now());
      if (refusal !== null) return { error: refusal };
      // It was on disk before the entry that names it, or there is no such entry.
      if (kind.blobs?.(body.data).some(id => !this.#hasBlob(id)) === true)
        return {
          error: {
            code: "blob-missing",
            text: "A file that it names is not here. Send the file first, then record. Nothing was recorded.",
            where: `drafts[${index}].body`,
          },
        };
    }
    return { parsed: { draft, kind, chain: kind.chainOf(body.data), payload, key, subjects } };
  }

  #standingBodies(key: string) {
    return this.#store.standing(key).flatMap(id => {
      const row = this.#store.byId(id)[0];
      const header = row === undefined ? undefined : headerOf(row);
      if (row?.payload == null || header === undefined) return [];
      return [{ id, kind: header.kind, body: this.#kinds.read(header.kind, header.version, decodeBody(row.payload)) }];
    });
  }

  /** An id that is here already: the same content is answered as recorded, other content is refused (422 online, kept as a clash else). */
  #repeat(parsed: readonly Parsed[], request: Request): Outcome | undefined {
    const known = parsed.map(p => (p.draft.id === undefined ? [] : this.#store.byId(p.draft.id)));
    if (known.every(rows => rows.length === 0)) return undefined;
    const answers: Recorded[] = [];
    for (const [index, p] of parsed.entries()) {
      const content = contentOf(p, index, parsed, request.act ?? null);
      const match = known[index]?.filter(row => isSameContent(row, content, p.payload)).sort(firstRow)[0];
      if (match === undefined) {
        if (!request.online) return undefined;
        return refused(
          "id-clash",
          "This id already names something else. Nothing was recorded.",
          `drafts[${index}].id`,
        );
      }
      answers.push({ id: p.draft.id as Bytes, position: positionOf(match), hash: match.hash });
    }
    return { ok: true, recorded: answers, repeated: true };
  }

  #append(p: Parsed, id: Bytes, group: Header["group"], act: Bytes | null): Recorded {
    const chain = p.chain;
    const head = this.#heads.get(chain);
    const seq = (head?.seq ?? 0) + 1;
    const salt = new Uint8Array(this.#random.bytes(16));
    const header: Header = {
      id,
      node: this.#node,
      chain,
      epoch: this.#epoch,
      seq,
      ...this.#time.next(),
      happened: p.draft.happened ?? null,
      actor: p.draft.actor,
      device: p.draft.device ?? null,
      kind: p.kind.name,
      version: p.kind.version,
      key: p.key,
      replaces: [...(p.draft.replaces ?? [])].sort(compareBytes),
      subjects: [...p.subjects].sort(compareBytes),
      parents: seq === 1 ? this.#parents : null,
      group,
      act,
      length: p.payload.length,
      commit: commitOf(salt, p.payload),
    };
    const headerBytes = encodeHeader(header);
    const digest = digestOf(headerBytes);
    const previous = head?.hash ?? originOf(this.#node, this.#epoch, CHAINS[chain]);
    const row: NewRow = {
      hash: hashOf(previous, digest),
      previous,
      digest,
      epoch: this.#epoch,
      node: this.#node,
      chain,
      seq,
      headerBytes,
      salt,
      payload: p.payload,
      absence: null,
    };
    const number = this.#store.insert(p.draft.id === undefined ? row : asErased(this.#store, row, header), header);
    if (header.kind === ENTRY_ERASED) applyErasures(this.#store, [p.payload]);
    if (!this.#runs.has(chain)) this.#runs.set(chain, { from: previous, first: header });
    this.#heads.set(chain, { seq, hash: row.hash });
    return { id, position: { node: this.#node, epoch: this.#epoch, chain, seq, row: number }, hash: row.hash };
  }
}

/** What of a draft its header could not hold: found before anything is written, so that it disturbs no other request. */
function beyondLimit(draft: Draft, key: string | null, subjects: readonly Bytes[]): string | undefined {
  const { id, actor, device, happened, replaces } = draft;
  if (id !== undefined && id.length !== 16) return "id";
  if (!isText(actor)) return "actor";
  if (device !== undefined && !isText(device)) return "device";
  if (happened !== undefined && !isText(happened)) return "happened";
  if (key !== null && !isText(key)) return "key";
  if (replaces !== undefined && !isList(replaces, 16)) return "replaces";
  return isList(subjects, 16) ? undefined : "subjects";
}

function refused(code: string, text: string, where: string): Outcome {
  return { ok: false, status: 422, error: { code, text, where } };
}

function contentOf(p: Parsed, index: number, all: readonly Parsed[], act: Bytes | null): Content {
  const first = all[0]?.draft.id ?? new Uint8Array();
  return {
    kind: p.kind.name,
    actor: p.draft.actor,
    happened: p.draft.happened ?? null,
    key: p.key,
    replaces: p.draft.replaces ?? [],
    subjects: p.subjects,
    group: all.length === 1 ? null : { first, index, count: all.length },
    act: index === 0 ? act : null,
  };
}

function positionOf(row: Stored): Position {
  return { node: row.node, epoch: row.epoch, chain: row.chain, seq: row.seq, row: row.row };
}
