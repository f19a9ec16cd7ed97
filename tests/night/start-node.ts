// Runs `tideover start` as a process of its own, to be stopped or killed. Its options come as JSON.
import { type StartOptions, start } from "../../src/cli/start.ts";

await start(JSON.parse(process.argv[2] ?? "{}") satisfies StartOptions);
