// Progress of long work, on stderr, only where a person watches.
import { Presets, SingleBar } from "cli-progress";

/** A bar that is told (done, of). Silent where stderr is no terminal. */
export function progressBar(what: string): { update(done: number, of: number): void; end(): void } {
  const bar = new SingleBar(
    { format: `${what}: {value} of {total}  {bar}  {eta} s left`, stream: process.stderr, noTTYOutput: false },
    Presets.shades_classic,
  );
  let isStarted = false;
  return {
    update(done, of) {
      if (!isStarted) bar.start(of, done);
      else {
        bar.setTotal(of);
        bar.update(done);
      }
      isStarted = true;
    },
    end() {
      if (isStarted) bar.stop();
    },
  };
}
