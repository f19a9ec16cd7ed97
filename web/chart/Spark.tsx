import { useId } from "react";
import type { Source } from "../../src/chart/routes.ts";

export type SparkPoint = { readonly at: number; readonly value: number; readonly source: Source };

const WIDTH = 96;
const HEIGHT = 22;
/** More rings than these run into one another: then the line speaks, and the last one stands. */
const MOST_RINGS = 14;

/** Ring dots for the copy, hatch from where nothing is known, no line across it. Decoration: the values stand beside. */
export function Spark({
  points,
  now,
  known_to,
}: {
  points: readonly SparkPoint[];
  now: number;
  known_to: number | null;
}) {
  const pattern = useId();
  const [first] = points;
  if (first === undefined || points.length < 2) return null;
  const values = points.map(point => point.value);
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const x = (at: number) => 4 + ((at - first.at) / Math.max(now - first.at, 1)) * (WIDTH - 8);
  const y = (value: number) => HEIGHT - 4 - ((value - low) / range) * (HEIGHT - 8);
  const gap = known_to !== null && now - known_to > 30 * 60_000 ? x(Math.max(known_to, first.at)) : null;
  return (
    <svg width={WIDTH} height={HEIGHT} aria-hidden style={{ display: "block", marginLeft: "auto" }}>
      <pattern id={pattern} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="3.5" height="7" fill="var(--hatch-edge)" opacity=".45" />
      </pattern>
      {gap !== null && (
        <rect x={gap} y="0" width={Math.max(WIDTH - gap, 0)} height={HEIGHT} fill={`url(#${pattern})`} />
      )}
      <polyline
        points={points.map(point => `${x(point.at)},${y(point.value)}`).join(" ")}
        fill="none"
        stroke="var(--grey-solid)"
        strokeWidth="1.2"
      />
      {(points.length > MOST_RINGS ? points.slice(-1) : points).map(point => (
        <circle
          key={point.at}
          cx={x(point.at)}
          cy={y(point.value)}
          r="2.2"
          fill="var(--surface)"
          stroke="var(--grey-solid)"
          strokeWidth="1.3"
        />
      ))}
    </svg>
  );
}
