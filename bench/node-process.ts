// A real node as a process of its own: node bench/node-process.ts DATA. Asked over the channel of its parent.
import fastify from "fastify";
import { z } from "zod";
import { describeDemo } from "../src/cli/demo.ts";
import { writeDemoConfig } from "../src/cli/demo-config.ts";
import { dataKey, idKey } from "../src/journal/index.ts";
import { startNode } from "../src/server/index.ts";
import { now_ms, serveParent } from "./child.ts";
import { HOME, ZONE } from "./node.ts";

const Start = z.object({ folder: z.string(), data: z.instanceof(Uint8Array), id: z.instanceof(Uint8Array) });
const Charted = z.object({ position: z.int() });
const Bodies = z.object({ bodies: z.array(z.tuple([z.string(), z.string()])) });

type Running = Awaited<ReturnType<typeof startNode>>;
let node: Running | undefined;
let published: [number, number][] = [];
let peak_rss = 0;

function running(): Running {
  if (node === undefined) throw new Error("the node was not started");
  return node;
}

serveParent({
  async start(request) {
    const { folder, data, id } = Start.parse(request);
    const config = writeDemoConfig(folder, describeDemo(HOME, ZONE), { http: 0, feeds: [] });
    node = await startNode({ folder, keys: { data: dataKey(data), id: idKey(id) }, config, dist: null });
    node.writer.subscribe(({ position }) => published.push([position, now_ms()]));
    const watch = setInterval(() => {
      peak_rss = Math.max(peak_rss, process.memoryUsage.rss());
    }, 250);
    watch.unref();
    return { url: node.url, ports: Object.fromEntries(node.ports), position: node.writer.position };
  },
  /** Since the last time: which row was shown at which instant. */
  published() {
    const since = published;
    published = [];
    return since;
  },
  /** Waits until the views show a row of the journal; when they do. */
  async charted(request) {
    const { writer } = running();
    const { position } = Charted.parse(request);
    if (writer.position < position)
      await new Promise<void>(resolve => {
        const stop = writer.subscribe(one => {
          if (one.position < position) return;
          stop();
          resolve();
        });
      });
    return { at_ms: now_ms() };
  },
  /** The same answers out of memory, through the same framework, beside the node in its process. */
  async map(request) {
    const bodies = new Map(Bodies.parse(request).bodies);
    const app = fastify();
    app.get("/:record", (asked, reply) => {
      const { record } = asked.params as { readonly record: string };
      return reply.type("application/json; charset=utf-8").header("cache-control", "no-store").send(bodies.get(record));
    });
    return { url: await app.listen({ host: "127.0.0.1", port: 0 }) };
  },
  memory: () => ({ rss_mb: process.memoryUsage.rss() / 2 ** 20, peak_rss_mb: peak_rss / 2 ** 20 }),
  async close() {
    await running().close();
    return { closed: true };
  },
});
