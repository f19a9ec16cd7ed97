// The peer: what an integrator would write. simple-hl7, and one fully synchronous SQLite insert before each acknowledgement.
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import hl7 from "simple-hl7";
import { z } from "zod";
import { serveParent } from "./child.ts";

const Start = z.object({ folder: z.string() });

serveParent({
  start(request) {
    const db = new Database(join(Start.parse(request).folder, "peer.db"));
    db.pragma("journal_mode=WAL");
    db.pragma("synchronous=FULL");
    db.exec("CREATE TABLE message (id INTEGER PRIMARY KEY, control TEXT NOT NULL, raw TEXT NOT NULL) STRICT");
    const insert = db.prepare("INSERT INTO message (control, raw) VALUES (?, ?)");
    const app = hl7.tcp();
    app.use((request, _, next) => {
      insert.run(String(request.msg.header.getField(8)), request.raw);
      next();
    });
    app.use((_, response) => response.end());
    const { server } = app.start(0);
    return new Promise(resolve =>
      server.once("listening", () => {
        const address = server.address();
        resolve({ port: typeof address === "object" && address !== null ? address.port : 0 });
      }),
    );
  },
});
