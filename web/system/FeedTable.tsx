import type { FeedNow } from "../../src/feed/routes.ts";
import { clockTime, span } from "../time.ts";
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
    <section
      className={css.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Feeds, a row each"
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Feed</th>
            <th scope="col">Heard for</th>
            <th scope="col" className={css.num}>
              Port
            </th>
            <th scope="col" className={css.num}>
              Lines
            </th>
            <th scope="col" className={css.num}>
              Last message
            </th>
            <th scope="col" className={css.num}>
              Lag
            </th>
            <th scope="col" className={css.num}>
              24 h
            </th>
            <th scope="col" className={css.num}>
              Parked
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map(feed => (
            <tr key={feed.feed}>
              <th scope="row">{feed.feed}</th>
              <td>{feed.types.length === 0 ? "standard types" : feed.types.join(", ")}</td>
              <td className={css.num} data-label="port">
                {feed.port ?? "closed"}
              </td>
              <td className={css.num} data-label="lines">
                {feed.connections}
              </td>
              <td className={css.num} data-label="last">
                {feed.last_arrival === null ? "none since the start" : clockTime(feed.last_arrival, now, zone)}
              </td>
              <td className={css.num} data-label="lag">
                {feed.last_arrival === null ? "" : span(Math.max(0, now - feed.last_arrival))}
              </td>
              <td className={css.num} data-label="24 h">
                {feed.messages.toLocaleString("en")}
              </td>
              <td className={css.num} data-label="parked">
                {feed.parked === 0 ? "" : feed.parked.toLocaleString("en")}
              </td>
              <td className={css.state}>
                {statesOf(feed, now, zone).map(({ text, isStopped }) => (
                  <span key={text} className={isStopped ? css.stopped : css.arrives}>
                    {text}
                  </span>
                ))}
                {silencesOf(feed, now).map(({ text, isLong }) => (
                  <span key={text} className={isLong ? css.silent : css.about}>
                    {text}
                  </span>
                ))}
                {Object.entries(feed.heartbeats).map(([type, kinds]) => (
                  <span key={type} className={css.about}>
                    heartbeat {type}: {kinds.join(", ")}
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function statesOf({ kinds }: FeedNow, now: number, zone: string) {
  const alike = Map.groupBy(kinds, ({ age }) =>
    age.as_of === null || age.state === "unknown"
      ? STATES[age.state]
      : `${STATES[age.state]} ${clockTime(age.as_of, now, zone)}`,
  );
  return [...alike].map(([state, group]) => ({
    text: `${group.map(one => one.kind).join(", ")}: ${state}`,
    isStopped: group.some(one => one.age.state !== "arrives"),
  }));
}

/** Of kinds that arrive: whether this silence is usual at this hour. It says nothing of what is known. */
function silencesOf({ kinds }: FeedNow, now: number) {
  const known = kinds.flatMap(({ kind, age, usual_ms }) =>
    age.state !== "arrives" || age.as_of === null || usual_ms === null
      ? []
      : [{ kind, silence: Math.max(0, now - age.as_of), usual_ms }],
  );
  const isLong = ({ silence, usual_ms }: (typeof known)[number]) => silence > usual_ms + 60_000;
  const long = Map.groupBy(
    known.filter(isLong),
    ({ silence, usual_ms }) => `for ${span(silence)}, usually at most ${span(usual_ms)} at this hour`,
  );
  const quiet = known.filter(one => !isLong(one));
  return [
    ...[...long].map(([words, group]) => ({
      text: `no ${group.map(one => one.kind).join(", ")} ${words}`,
      isLong: true,
    })),
    ...(quiet.length === 0
      ? []
      : [{ text: `quiet as usual: ${quiet.map(one => one.kind).join(", ")}`, isLong: false }]),
  ];
}
