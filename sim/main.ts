// Runs the simulated hospital: node sim/main.ts --seed 7 --host 127.0.0.1 --ports adt=2575,pharmacy=2576,lab=2577,scheduling=2578 --state DIR --control-port 8090 --pace 1
import { parseArgs } from "node:util";
import { serveControl } from "./control.ts";
import { FEED_NAMES, type FeedName } from "./hospital/feeds.ts";
import { startSending } from "./hospital/send.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "7" },
    host: { type: "string", default: "127.0.0.1" },
    ports: { type: "string" },
    state: { type: "string" },
    zone: { type: "string" },
    "control-port": { type: "string", default: "0" },
    pace: { type: "string" },
    "history-hours": { type: "string" },
  },
});

function say(line: { readonly [key: string]: unknown }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function portsFrom(text: string): { readonly [feed in FeedName]: number } {
  const given = new Map(text.split(",").map(pair => [pair.split("=")[0], Number(pair.split("=")[1])]));
  const port = (feed: FeedName) => {
    const number = given.get(feed);
    if (number === undefined || !Number.isInteger(number) || number < 1 || number > 65_535)
      throw new RangeError(`--ports names no port for ${feed}; it takes ${FEED_NAMES.map(f => `${f}=PORT`).join(",")}`);
    return number;
  };
  return { adt: port("adt"), pharmacy: port("pharmacy"), lab: port("lab"), scheduling: port("scheduling") };
}

if (values.ports === undefined || values.state === undefined) {
  process.stderr.write("--ports and --state must be given\n");
  process.exit(2);
}
const sender = startSending({
  seed: values.seed,
  host: values.host,
  ports: portsFrom(values.ports),
  folder: values.state,
  now: Date.now,
  ...(values.zone === undefined ? {} : { zone: values.zone }),
  ...(values.pace === undefined ? {} : { pace: Number(values.pace) }),
  ...(values["history-hours"] === undefined ? {} : { historyHours: Number(values["history-hours"]) }),
});
// Whoever started this process can kill the node: over the channel of a forked child it is asked to.
const ask = process.send?.bind(process);
const control = await serveControl(
  sender,
  Number(values["control-port"]),
  ask === undefined ? undefined : () => void ask({ do: "kill" }),
);
say({ control: `http://localhost:${control.port}/` });

let before = "";
const progress = setInterval(() => {
  const state = sender.state();
  const line = JSON.stringify({
    history: state.history,
    feeds: state.feeds.map(({ feed, sent, acknowledged, queued }) => ({ feed, sent, acknowledged, queued })),
  });
  if (line !== before) process.stdout.write(`${line}\n`);
  before = line;
}, 1_000);

async function end(): Promise<void> {
  clearInterval(progress);
  control.server.close();
  control.server.closeAllConnections();
  await sender.close();
  process.exit(0);
}
process.once("SIGTERM", end);
process.once("SIGINT", end);
process.once("disconnect", end);
