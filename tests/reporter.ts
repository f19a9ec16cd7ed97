// The closing line that CI reads: failures in full, passes only as a count.
import type { TestEvent } from "node:test/reporters";

type Counted = { passed: number; failed: number; skipped: number };

/** node:test reporter: prints each failure with its file, each skip with its reason, and one closing line. */
export default async function* report(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const count: Counted = { passed: 0, failed: 0, skipped: 0 };
  for await (const event of source) {
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
  yield `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`;
}
