// How the web app speaks to its node: one function that reads, one that records, one that runs acts, and the stream
// of positions. No answer is kept beyond this page's memory.
import { everySecond, hearNode, now } from "./clock.ts";
import { isPersonHere, whileActing } from "./presence.ts";

export type Failure = {
  /** 0 where no answer came at all. */
  readonly status: number;
  readonly code: string;
  readonly text: string;
};

/** What a failed question throws, so that a query can show it. */
export class NotAnswered extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.text);
    this.failure = failure;
  }
}

/**
 * Reads one answer of the node as JSON. Throws NotAnswered; `status` 0 means the node could not be reached.
 * Asked by the page itself, with nobody at it, it says so: then it keeps no session open.
 */
export async function read<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return exchange<Answer>(path, {
    ...(signal === undefined ? {} : { signal }),
    ...(isPersonHere() ? {} : { headers: { "tideover-background": "yes" } }),
  });
}

/** Posts one body. Throws NotAnswered. Used by the acts of sign-in and by `act` and `record`. */
export async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  return whileActing(() =>
    exchange<Answer>(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

/** Runs a named function of a room in the node's writer. */
export function act<Answer>(name: string, input: unknown): Promise<Answer> {
  return post<Answer>(`/acts/${name}`, input);
}

/** One entry that is offered. `replaces`: ids in hex of what the person saw stand. */
export type Draft = { readonly kind: string; readonly body: unknown; readonly replaces?: readonly string[] };

/**
 * Records entries; each asks its own permission. Throws NotAnswered with the first that was refused: 409 = something newer stands.
 */
export async function record(drafts: readonly Draft[]): Promise<void> {
  type Answered = { ok: true } | { ok: false; status: number; error: { code: string; text: string } };
  const { answers } = await post<{ answers: readonly Answered[] }>("/record", {
    drafts: drafts.map(({ replaces = [], ...draft }) => ({ ...draft, replaces: replaces.map(uuidOf) })),
  });
  for (const answer of answers) if (!answer.ok) throw new NotAnswered({ status: answer.status, ...answer.error });
}

function uuidOf(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function exchange<Answer>(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      headers: { accept: "application/json", ...init.headers },
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new NotAnswered({ status: 0, code: "not-reached", text: "The node did not answer." });
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new NotAnswered(failureOf(response.status, body));
  // A service worker or a proxy that answers a page where a fact was asked is no answer.
  if (response.status !== 204 && (body === null || typeof body !== "object")) {
    throw new NotAnswered({ status: response.status, code: "not-json", text: "The node's answer could not be read." });
  }
  const at: unknown = body !== null && typeof body === "object" ? Reflect.get(body, "at") : null;
  if (typeof at === "number") hearNode(at);
  return body as Answer;
}

function failureOf(status: number, body: unknown): Failure {
  const error = body !== null && typeof body === "object" && "error" in body ? body.error : body;
  const field = (name: string, otherwise: string) => {
    if (error === null || typeof error !== "object") return otherwise;
    const value: unknown = Reflect.get(error, name);
    return typeof value === "string" ? value : otherwise;
  };
  return { status, code: field("code", `http-${status}`), text: field("text", "The node refused this.") };
}

export type Heard = {
  /** Something moved: what is on screen is asked again. */
  moved(): void;
  /** The node runs under another epoch, or came back after a silence: everything is asked again. */
  restarted(): void;
  /** The build of the web app that the node serves. */
  build(name: string): void;
  /** What the node says of itself, in words for the strip: copy being rebuilt, its clock off. */
  said(words: readonly string[]): void;
  /** The instant at which the node was last heard, once it has been silent for 15 s; null when it is heard again. */
  silence(since: number | null): void;
  /** The node ended this stream: the session was locked or is over. */
  locked(): void;
};

/** RULES A3: without a heartbeat for this long, the page says that it is not connected. */
export const SILENCE_MS = 15_000;

const AGAIN_MS = 4_000;

/** Listens to the node's positions until the returned function is called. */
export function listen(heard: Heard): () => void {
  let source: EventSource | null = null;
  let last = now();
  let opened = last;
  let silent = false;
  let epoch: unknown = null;

  const alive = () => {
    last = now();
    if (silent) {
      silent = false;
      heard.silence(null);
      heard.restarted();
    }
  };
  const open = () => {
    source?.close();
    opened = now();
    source = new EventSource("/events");
    source.onopen = alive;
    source.addEventListener("heartbeat", event => {
      alive();
      const said = parse(event.data);
      if (epoch !== null && epoch !== said.epoch) heard.restarted();
      epoch = said.epoch;
      if (typeof said.build === "string") heard.build(said.build);
      if (Array.isArray(said.said)) heard.said(said.said.filter(words => typeof words === "string"));
    });
    source.addEventListener("position", () => {
      alive();
      heard.moved();
    });
    for (const name of ["locked", "gone"]) source.addEventListener(name, () => heard.locked());
  };
  open();
  const stop = everySecond(() => {
    const quiet = now() - last;
    if (!silent && quiet >= SILENCE_MS) {
      silent = true;
      heard.silence(last);
    }
    // A stream may hang without an error, or end for good after an HTTP error: begin a new one.
    const ended = source?.readyState === EventSource.CLOSED || quiet >= SILENCE_MS;
    if (ended && now() - opened >= AGAIN_MS) open();
  });
  return () => {
    stop();
    source?.close();
  };
}

function parse(data: unknown): { readonly [name: string]: unknown } {
  try {
    const said: unknown = JSON.parse(String(data));
    return said !== null && typeof said === "object" ? { ...said } : {};
  } catch {
    return {};
  }
}
