import type { SystemAnswer } from "../../src/feed/routes.ts";
import { hourMinute } from "../time.ts";
import css from "./System.module.css";

const [WIDTH, HEIGHT] = [720, 96];

/** Messages step by step; the last step is not over and is drawn lighter. Its figures stand in words for whoever does not see it. */
export function TrafficPlot({ traffic, zone }: { traffic: SystemAnswer["traffic"]; zone: string }) {
  const { counts, from, step_ms } = traffic;
  const most = Math.max(1, ...counts);
  const step = WIDTH / Math.max(24, counts.length);
  const last = counts.at(-1) ?? 0;
  const bars = counts.map((count, index) => ({
    at: from + index * step_ms,
    x: index * step,
    height: (count / most) * (HEIGHT - 2),
    css: index === counts.length - 1 ? css.open : css.bar,
  }));
  const words = `From ${hourMinute(from, zone)}: at most ${most} in 5 minutes, ${last} in the last, which is not over.`;
  return (
    <figure className={css.plot}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words}>
        {bars.map(bar => (
          <rect
            key={bar.at}
            x={bar.x}
            y={HEIGHT - bar.height}
            width={Math.max(1, step - 1)}
            height={bar.height}
            className={bar.css}
          />
        ))}
      </svg>
      <figcaption>
        <span>{hourMinute(from, zone)}</span>
        <span>most {most.toLocaleString("en")}</span>
        <span>now {last.toLocaleString("en")}</span>
      </figcaption>
    </figure>
  );
}
