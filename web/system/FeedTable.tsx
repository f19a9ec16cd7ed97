import type { FeedNow } from "../../src/feed/routes.ts";
import { dayTime, span } from "../time.ts";
import css from "./System.module.css";

const STATES = {
  arrives: "arrives to",
  stopped: "stopped at",
  unknown: "age not known",
  "no feed": "no feed",
} as const;

/** One row a feed; kinds that stand alike are one line. Stopped is a word and a weight, not a colour alone. */
export function FeedTable({ feeds, now, zone }: { feeds: readonly FeedNow[]; now: number; zone: string }) {
  if (feeds.length === 0) return <p>No feed is configured. See docs/operations.md, “Configuration”.</p>;
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Feed</th>
            <th scope="col">Heard for</th>
            <th scope="col">Port</th>
            <th scope="col">Lines</th>
            <th scope="col">Last message</th>
            <th scope="col">Lag</th>
            <th scope="col">24 h</th>
            <th scope="col">Parked</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map(feed => (
            <tr key={feed.feed}>
              <th scope="row">{feed.feed}</th>
              <td>{feed.types.length === 0 ? "standard types" : feed.types.join(", ")}</td>
              <td>{feed.port ?? "closed"}</td>
              <td>{feed.connections}</td>
              <td>{feed.last_arrival === null ? "none since the start" : dayTime(feed.last_arrival, now, zone)}</td>
              <td>{feed.last_arrival === null ? "" : span(Math.max(0, now - feed.last_arrival))}</td>
              <td>{feed.messages.toLocaleString("en")}</td>
              <td>{feed.parked === 0 ? "" : feed.parked.toLocaleString("en")}</td>
              <td>
                {statesOf(feed, now, zone).map(({ text, isStopped }) => (
                  <span key={text} className={isStopped ? css.stopped : css.arrives}>
                    {text}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function statesOf({ kinds }: FeedNow, now: number, zone: string) {
  const alike = Map.groupBy(kinds, ({ age }) =>
    age.as_of === null || age.state === "unknown"
      ? STATES[age.state]
      : `${STATES[age.state]} ${dayTime(age.as_of, now, zone)}`,
  );
  return [...alike].map(([state, group]) => ({
    text: `${group.map(one => one.kind).join(", ")}: ${state}`,
    isStopped: group.some(one => one.age.state !== "arrives"),
  }));
}
