// The closing line that CI reads: failures in full, passes only as a count, and what took longest.
import { basename } from "node:path";
import type { TestEvent } from "node:test/reporters";

/** So many of the slowest are named, and none that took less. */
const [SLOWEST, SLOW_S] = [12, 10];

type Counted = { passed: number; failed: number; skipped: number };

/** node:test reporter: prints each failure with its file, each skip with its reason, and one closing line. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count: Counted = { passed: 0, failed: 0, skipped: 0 };
  const times: { name: string; file: string; s: number }[] = [];
  for await (const event of source) {
    if (event.type === "test:complete" && event.data.nesting === 0)
      times.push({
        name: event.data.name,
        file: basename(event.data.file ?? "?"),
        s: event.data.details.duration_ms / 1_000,
      });
    if (event.type === "test:pass" && event.data.details.type !== "suite") {
      if (event.data.skip !== undefined) {
        count.skipped += 1;
        yield `skipped: ${event.data.name}${typeof event.data.skip === "string" ? ` (${event.data.skip})` : ""}\n`;
      } else count.passed += 1;
    } else if (event.type === "test:fail") {
      const error = event.data.details.error;
      if (event.data.details.type === "suite" && error.cause === undefined) continue;
      count.failed += 1;
      const cause =
        error.cause instanceof Error
          ? (error.cause.stack ?? error.cause.message)
          : String(error.cause ?? error.message);
      yield `FAILED: ${event.data.name}\n  at ${event.data.file ?? "?"}:${event.data.line ?? 0}\n  ${cause.split("\n").join("\n  ")}\n`;
    } else if (event.type === "test:diagnostic" && event.data.message.startsWith("figure:")) {
      yield `${event.data.message}\n`;
    }
  }
  const slow = times.filter(({ s }) => s > SLOW_S).sort((a, b) => b.s - a.s);
  for (const { name, file, s } of slow.slice(0, SLOWEST)) yield `${s.toFixed(0)} s: ${file}: ${name}\n`;
  yield `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
