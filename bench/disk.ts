// The physical limit: bytes written into a file that already has its length, and flushed.
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from "node:fs";

const CHUNK = 1 << 20;

export type FlushedFile = {
  /** Writes the bytes behind those before, from the start again at the end, and flushes. Returns ms. */
  write(bytes: Uint8Array): number;
  close(): void;
};

/** Makes a file whose blocks are all written, so that a flush moves data and no length. */
export function flushedFile(path: string, length = 32 * CHUNK): FlushedFile {
  const file = openSync(path, "w", 0o600);
  const zeros = new Uint8Array(CHUNK);
  for (let at = 0; at < length; at += CHUNK) writeSync(file, zeros, 0, CHUNK, at);
  fdatasyncSync(file);
  let at = 0;
  return {
    write(bytes) {
      if (at + bytes.length > length) at = 0;
      const begun = performance.now();
      writeSync(file, bytes, 0, bytes.length, at);
      fdatasyncSync(file);
      at += bytes.length;
      return performance.now() - begun;
    },
    close() {
      closeSync(file);
      rmSync(path);
    },
  };
}
