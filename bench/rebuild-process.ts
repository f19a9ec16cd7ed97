// Folds a store anew in a process of its own, as a node does that was started with a newer mapper: nothing of any message is known yet.
import { z } from "zod";
import { dataKey, idKey, Journal } from "../src/journal/index.ts";
import { serveParent } from "./child.ts";
import { kindsAndViews, PORTS } from "./node.ts";

const Rebuild = z.object({ folder: z.string(), data: z.instanceof(Uint8Array), id: z.instanceof(Uint8Array) });

serveParent({
  rebuild(request) {
    const { folder, data, id } = Rebuild.parse(request);
    const keys = { data: dataKey(data), id: idKey(id) };
    const opened = Journal.open(folder, keys, { ...kindsAndViews(keys), ports: PORTS });
    if (!opened.ok) throw new Error(opened.error.text);
    const begun = performance.now();
    opened.journal.rebuild();
    const ms = performance.now() - begun;
    opened.journal.close();
    return { ms };
  },
});
