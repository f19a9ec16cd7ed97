// Flushes the disk at a steady pace beside a run and times it: the raw cost of being durable, under the same load.
import { join } from "node:path";
import { z } from "zod";
import { serveParent } from "./child.ts";
import { type FlushedFile, flushedFile } from "./disk.ts";

const Start = z.object({ folder: z.string(), every_ms: z.number() });
const PAGE = new Uint8Array(4_096).fill(7);
let file: FlushedFile | undefined;
let timer: NodeJS.Timeout | undefined;
const flushes: number[] = [];

serveParent({
  start(request) {
    const { folder, every_ms } = Start.parse(request);
    const made = flushedFile(join(folder, "flush-beside"));
    file = made;
    timer = setInterval(() => flushes.push(made.write(PAGE)), every_ms);
    return { started: true };
  },
  stop() {
    clearInterval(timer);
    file?.close();
    return flushes;
  },
});
