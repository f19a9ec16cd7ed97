// The command's end of the socket: asks the node that runs on a folder.
import { connect, type Socket } from "node:net";
import { FrameDecoder, jsonFrame } from "./frame.ts";
import {
  ANSWER_LIMIT_BYTES,
  Answered,
  type AskName,
  type AskOf,
  answerValue,
  type Reply,
  refuse,
  Said,
} from "./protocol.ts";
import { type Progress, TO_THE_END, type Waiting } from "./reader.ts";
import { socketPath } from "./socket.ts";

/** The most that a file in an answer may be: what a segment may be, and some. */
const FILE_LIMIT_BYTES = 1024 ** 3 + 1024 ** 2;

/** Asks the node that runs on the folder; null where none runs. Never rejects. `waiting` hears how far long work is, and may end it. */
export async function askNode<Name extends AskName>(
  folder: string,
  name: Name,
  ask: Omit<AskOf<Name>, "ask">,
  waiting: Waiting = TO_THE_END,
): Promise<Reply<Name> | null> {
  const path = socketPath(folder);
  const socket = path === null ? null : await connected(path);
  if (socket === null) return null;
  const end = () => socket.destroy();
  waiting.signal.addEventListener("abort", end, { once: true });
  const heard = await exchange(socket, jsonFrame({ ...ask, ask: name }), waiting.progress);
  waiting.signal.removeEventListener("abort", end);
  socket.destroy();
  if ("error" in heard) return { ok: false, error: heard.error };
  const answered = Answered.safeParse(heard.last);
  if (answered.success && !answered.data.ok) return answered.data;
  const value = answered.success && answered.data.ok ? answerValue(name, answered.data.value) : undefined;
  if (value === undefined)
    return refuse("other-version", "The node's answer is not understood: is it another version? See what it recorded.");
  return { ok: true, value, bytes: heard.bytes };
}

/** A socket file without a process behind it is a node that was killed: none runs. */
function connected(path: string): Promise<Socket | null> {
  return new Promise(resolve => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(null));
  });
}

type Heard =
  | { readonly last: unknown; readonly bytes: Uint8Array }
  | { readonly error: { code: string; text: string } };

function exchange(socket: Socket, request: Uint8Array, progress: Progress): Promise<Heard> {
  return new Promise(resolve => {
    const decoder = new FrameDecoder(ANSWER_LIMIT_BYTES);
    const pieces: Uint8Array[] = [];
    let size = 0;
    const broken = () =>
      resolve(
        refuse(
          "no-answer",
          "The node stopped before it answered. Whether this was done is not known: look before you repeat it.",
        ),
      );
    socket.once("error", broken);
    socket.once("close", broken);
    socket.on("data", (chunk: Uint8Array) => {
      const { frames, fault } = decoder.push(chunk);
      for (const { kind, body } of frames) {
        if (kind === "bytes") {
          pieces.push(body);
          size += body.length;
          continue;
        }
        const said = parsed(body);
        const before = Said.safeParse(said);
        if (before.success) progress(...before.data.progress);
        else resolve({ last: said, bytes: new Uint8Array(Buffer.concat(pieces)) });
      }
      if (fault !== null || size > FILE_LIMIT_BYTES)
        resolve(refuse("not-understood", "What answers at the socket is no node of Tideover."));
    });
    socket.write(request);
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
