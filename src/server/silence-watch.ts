// Learns how long feeds are usually silent, once at the start and again twice a day; what it says colours the system page alone (RULES A2).
import { DEFAULT_LIMITS, type KindOfData } from "../chart/index.ts";
import { type FeedConfigured, learnSilences, type UsualSilence } from "../feed/index.ts";
import type { Sqlite } from "../journal/index.ts";

type SilenceParts = {
  /** Null while views of an older version serve. */
  readonly views: () => Sqlite | null;
  readonly feeds: readonly string[];
  readonly zone: string;
  readonly now: () => number;
  readonly report: (error: unknown) => void;
};

const TICK_MS = 60_000;
const AGAIN_MS = 12 * 3_600_000;

export type SilenceWatch = {
  /** In ms; null = too little is known. */
  usual(feed: FeedConfigured, kind: KindOfData, at: number): number | null;
  close(): void;
};

export function watchSilences({ views, feeds, zone, now, report }: SilenceParts): SilenceWatch {
  let learnt: { readonly at: number; readonly silence: UsualSilence } | null = null;
  let isBusy = false;
  let isClosed = false;
  const serving = () => (isClosed ? null : views());
  const tick = async () => {
    if (isBusy || serving() === null || (learnt !== null && now() - learnt.at < AGAIN_MS)) return;
    isBusy = true;
    try {
      const at = now();
      learnt = { at, silence: await learnSilences(serving, feeds, at) };
    } catch (error) {
      report(error);
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void tick(), TICK_MS);
  timer.unref();
  void tick();
  return {
    usual: (config, kind, at) =>
      learnt?.silence.usual(config.feed, kind, at, { zone, limit: config.limits_ms[kind] ?? DEFAULT_LIMITS[kind] }) ??
      null,
    close() {
      isClosed = true;
      clearInterval(timer);
    },
  };
}
