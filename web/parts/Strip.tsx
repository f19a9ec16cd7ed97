import { IconCircleCheck, IconHistory, IconPlugConnectedX } from "@tabler/icons-react";
import type { DowntimeState } from "../../src/chart/routes.ts";
import type { Freshness } from "../frame/freshness.ts";
import type { AsOf } from "../frame/stated.ts";
import { dayOf, dayTime, hourMinute } from "../time.ts";
import css from "./Strip.module.css";

type StripProps = {
  freshness: Freshness | null;
  /** What the node says of itself: copy being rebuilt, its clock off; "" = nothing. */
  said: string;
  downtime: DowntimeState | null;
  now: number;
  zone: string;
  /** The page is of an earlier moment. */
  as_of?: AsOf | undefined;
};

/** The state strip: always on top, true of this page. Null freshness = the page is still being read. */
export function Strip({ freshness, said, downtime, now, zone, as_of }: StripProps) {
  const amber = freshness?.tone === "amber" || said !== "";
  const thick = amber || downtime !== null;
  const lost = freshness?.not_connected_since ?? null;
  const Icon = lost !== null ? IconPlugConnectedX : amber ? IconHistory : IconCircleCheck;
  return (
    <section className={css.strips} aria-label="State of the copy">
      {downtime?.exercise && (
        <div className={css.exercise}>
          <span>
            <strong>EXERCISE</strong> {downtime.cause}
          </span>
        </div>
      )}
      {as_of !== undefined && (
        <div className={css.past} role="alert">
          <strong>
            AS OF {dayOf(as_of.at, zone)} {hourMinute(as_of.at, zone)} · not now
          </strong>
          <span>
            {as_of.is_oldest && "An earlier moment was asked for: nothing of before is kept. "}
            What was recorded later is not on this page.
          </span>
        </div>
      )}
      <div
        className={`${css.strip} ${thick ? css.thick : css.quiet}`}
        role="status"
        data-tone={amber ? "amber" : "quiet"}
      >
        <span className={css.plate}>
          {freshness !== null && <Icon size={thick ? 17 : 13} stroke={2.2} aria-hidden />}{" "}
          {freshness?.of === "record" ? "RECORDED HERE" : "COPY"}
        </span>
        {freshness === null ? (
          <span className={css.lead}>being read</span>
        ) : (
          <>
            <span className={css.lead}>
              {lost !== null && <strong>not connected since {lost} · </strong>}
              {said !== "" && <strong>{said} · </strong>}
              <span className={css.whole}>{amber ? <Lead text={freshness.lead} /> : freshness.lead}</span>
              {!amber && as_of === undefined && freshness.of === "copy" && " · chart in the EHR"}
            </span>
            {freshness.old !== null && <strong className={css.old}>{freshness.old}</strong>}
            {freshness.sentence !== "" && <span className={css.sentence}>{freshness.sentence}</span>}
          </>
        )}
        {downtime !== null && (
          <span className={css.downtime}>
            <strong>DOWNTIME</strong> since {dayTime(downtime.since, now, zone)}
            {downtime.differ === true && <strong> · two reports differ: call</strong>}
          </span>
        )}
      </div>
    </section>
  );
}

function Lead({ text }: { text: string }) {
  if (!text.startsWith("as of ")) return <strong>{text}</strong>;
  return (
    <>
      as of <strong>{text.slice(6)}</strong>
    </>
  );
}
