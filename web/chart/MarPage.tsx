// The MAR: 24 h, time runs true; what cannot be known is a texture.
import { type CSSProperties, Fragment, useEffect, useRef } from "react";
import type { Medication, PatientAnswer, Zone } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Cell } from "../parts/Cell.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source, SourceMark } from "../parts/Source.tsx";
import { clockTime, dayOf, dayTime, hourMinute } from "../time.ts";
import { DoNotGive, OrdersDiffer } from "./DoNotGive.tsx";
import { hours, lay, share } from "./grid.ts";
import { HomeMedications } from "./HomeMedications.tsx";
import css from "./Mar.module.css";
import { MarLegend } from "./MarLegend.tsx";
import { usePatient } from "./Patient.tsx";
import { SlotChip } from "./SlotChip.tsx";
import { untimedWords } from "./slot-words.ts";
import { orderWords } from "./words.ts";

const LANE_PX = 26;

export function MarPage() {
  const { data: answer } = usePatient();
  const minute = useMinute();
  const scroll = useRef<HTMLElement>(null);
  const isRead = answer !== undefined;
  // Where the day is wider than the screen it opens at now: what was given last, and what is next.
  useEffect(() => {
    const now = isRead ? scroll.current?.querySelector<HTMLElement>("[data-now]") : null;
    if (scroll.current === null || now == null) return;
    const { clientWidth } = scroll.current;
    const drugs = scroll.current.querySelector<HTMLElement>("[data-corner]")?.offsetWidth ?? 0;
    scroll.current.scrollLeft = now.offsetLeft - (clientWidth - drugs) / 2;
  }, [isRead]);
  if (answer === undefined) return null;
  const { mar, zone } = answer;
  const at = (instant: number) => share(instant, mar.from, mar.to);
  const gaps = mar.zones.filter(stretch => stretch.kind === "not known");
  return (
    <div className={css.mar}>
      <DoNotGive answer={answer} className={css.never} />
      {mar.not_known > 0 && (
        <p className={css.said}>
          {gaps.map(gap => (
            <Cell key={gap.from} label="not known">
              {hourMinute(gap.from, zone)}–{hourMinute(gap.to, zone)}
            </Cell>
          ))}{" "}
          {gaps.length > 0 && "The copy could not be trusted for doses and nobody charted here. "}
          <strong>
            {mar.not_known} {mar.not_known === 1 ? "dose" : "doses"} fell due: given or not is not known.
          </strong>
        </p>
      )}
      {mar.medications.length === 0 ? (
        <p className={css.said}>No medication order is in the copy.</p>
      ) : (
        <section
          className={css.scroll}
          ref={scroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Medication administration record, 24 hours"
        >
          <div className={css.grid}>
            <div className={css.corner} data-corner>
              {dayTime(mar.from, minute, zone)} – {dayTime(mar.to, minute, zone)}
            </div>
            <div className={css.heads}>
              {mar.zones.map(stretch => (
                <ZoneHead
                  key={`${stretch.kind} ${stretch.from}`}
                  stretch={stretch}
                  at={at}
                  answer={answer}
                  now={minute}
                />
              ))}
              {hours(mar.from, mar.to)
                .filter((_, index) => index % 2 === 0)
                .map(hour => (
                  <span key={hour} className={css.hour} style={left(Math.max(at(hour), 0.015))}>
                    {hourMinute(hour, zone) === "00:00" ? (
                      <b>{dayOf(hour, zone).slice(0, 3)}</b>
                    ) : (
                      hourMinute(hour, zone).slice(0, 2)
                    )}
                  </span>
                ))}
              {minute > mar.from && minute < mar.to && (
                <span className={css.now} data-now style={left(at(minute))}>
                  {hourMinute(minute, zone)}
                </span>
              )}
            </div>
            {mar.medications.map(medication => (
              <MarRow key={medication.id} medication={medication} answer={answer} now={minute} />
            ))}
            <div className={css.back} aria-hidden>
              {mar.zones.map(stretch => (
                <span
                  key={`${stretch.kind} ${stretch.from}`}
                  className={`${css.zone} ${css[stretch.kind.replace(" ", "-")]}`}
                  style={{ left: percent(at(stretch.from)), width: percent(at(stretch.to) - at(stretch.from)) }}
                />
              ))}
              {hours(mar.from, mar.to).map(hour => (
                <span key={hour} className={css.line} style={left(at(hour))} />
              ))}
              {minute > mar.from && minute < mar.to && <span className={css.nowLine} style={left(at(minute))} />}
            </div>
          </div>
        </section>
      )}
      <MarLegend />
      <HomeMedications answer={answer} />
    </div>
  );
}

function MarRow({ medication, answer, now }: { medication: Medication; answer: PatientAnswer; now: number }) {
  const { mar, zone } = answer;
  const laid = lay(medication.slots, mar.from, mar.to);
  const gone = medication.state === "stopped" || medication.state === "completed";
  const charting = answer.downtime?.charting ?? null;
  return (
    <Fragment>
      <div className={css.drug}>
        <b className={gone ? css.gone : undefined}>{medication.drug}</b>
        <span>{orderWords(medication)}</span>
        <OrdersDiffer said={medication.do_not_give} />
        {medication.untimed?.map(one => (
          <span key={`${one.state} ${one.day?.text} ${one.resource}`} className={css.untimed}>
            {untimedWords(one, now, zone)}
            {one.entry !== undefined && (
              <Source source={one.source} about={`a dose of ${medication.drug}`} entry={one.entry} />
            )}
          </span>
        ))}
      </div>
      <div className={css.lane} style={{ minHeight: Math.max(38, laid.lanes * LANE_PX + 6) }}>
        <ul>
          {laid.placed.map(({ slot, lane }) => (
            <SlotChip
              key={`${slot.at} ${slot.resource ?? ""} ${lane}`}
              slot={slot}
              position={share(slot.at, mar.from, mar.to)}
              top={laid.lanes === 1 ? 7 : lane * LANE_PX + 4}
              now={now}
              zone={zone}
              computed={answer.as_of?.at ?? answer.at}
              onPaperSince={charting?.on === "paper" ? charting.from : null}
            />
          ))}
        </ul>
        {laid.more.length > 0 && <b className={css.more}>+{laid.more.length}</b>}
        {medication.infusion !== null && !gone && <Infusion medication={medication} answer={answer} />}
        {medication.held !== undefined && <Chip kind="unknown">{medication.held.words}</Chip>}
        {medication.state !== "active" && (
          <span className={css.state}>
            <Chip kind="document">
              {medication.state === "unmatched" ? "matches no order" : medication.state}
              {medication.state_at?.instant != null && ` ${clockTime(medication.state_at.instant, now, zone)}`}
            </Chip>
          </span>
        )}
      </div>
    </Fragment>
  );
}

/** A bar while the copy knows it runs, dashed through what is not known. */
function Infusion({ medication, answer }: { medication: Medication; answer: PatientAnswer }) {
  const { mar } = answer;
  const start = Math.max(medication.starts?.instant ?? mar.from, mar.from);
  const at = (instant: number) => share(instant, mar.from, mar.to);
  return mar.zones
    .filter(stretch => stretch.kind !== "ahead" && stretch.to > start)
    .map(stretch => {
      const from = Math.max(stretch.from, start);
      return (
        <span
          key={stretch.from}
          className={stretch.kind === "copy" ? css.runs : css.may}
          style={{ left: percent(at(from)), width: percent(at(stretch.to) - at(from)) }}
        />
      );
    });
}

type ZoneHeadProps = { stretch: Zone; at: (instant: number) => number; answer: PatientAnswer; now: number };

function ZoneHead({ stretch, at, answer, now }: ZoneHeadProps) {
  const style: CSSProperties = { left: percent(at(stretch.from)), width: percent(at(stretch.to) - at(stretch.from)) };
  const since = clockTime(stretch.from, now, answer.zone);
  return (
    <span
      className={`${css.zoneHead} ${stretch.kind === "not known" ? css.zoneUnknown : stretch.kind === "ahead" ? css.zoneAhead : ""}`}
      style={style}
    >
      {stretch.kind === "copy" && (
        <>
          <SourceMark source="copy" /> EHR copy
        </>
      )}
      {stretch.kind === "not known" && "not known"}
      {stretch.kind === "here" && (
        <>
          <SourceMark source="here" /> here
        </>
      )}
      {stretch.kind === "paper" && (
        <>
          <SourceMark source="paper" /> paper since {since}
        </>
      )}
      {stretch.kind === "ahead" && "to come"}
    </span>
  );
}

const percent = (part: number) => `${(part * 100).toFixed(3)}%`;
const left = (part: number): CSSProperties => ({ left: percent(part) });
