// The board: every facility beside the others, and what lapses next.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { BoardAnswer } from "../../src/regional/routes.ts";
import { useSession } from "../access/session.ts";
import unit from "../chart/Unit.module.css";
import { deviceZone, useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { span } from "../time.ts";
import css from "./Board.module.css";
import { useBoard } from "./board-query.ts";
import { cellAt, columnsOf } from "./columns.ts";
import { Lapses } from "./Lapses.tsx";
import { LAPSES_SOON_MS, StatusCell } from "./StatusCell.tsx";

export function Board() {
  const house = useHouse("Status board", []);
  const session = useSession();
  const minute = useMinute();
  const asked = useBoard();
  const board = asked.data;
  if (board === undefined)
    return asked.error === null ? <Waiting what="The board" /> : <Failed error={asked.error} what="the board" />;
  const zone = house.data?.zone ?? deviceZone();
  const at = Math.max(minute, board.at);
  const role = session.data?.session.person.role ?? "";
  return (
    <div className={unit.unit}>
      <header className={unit.head}>
        <h1>Status board</h1>
        <Counts board={board} now={at} />
        <div className={unit.acts}>
          {MAY_DIVERT.has(role) && board.facilities.length > 0 && (
            <Button component={Link} to="/board/declare" size="sm" leftSection={<IconPlus size={16} aria-hidden />}>
              Declare
            </Button>
          )}
        </div>
      </header>
      {columnsOf(board).length === 0 ? (
        <p className={css.empty}>
          No facility has said which services it has. Services are entries of the kind place.service; from then on each
          has a row here, and what it does not report within its limit is not known.
        </p>
      ) : (
        <div className={css.board}>
          <Matrix board={board} now={at} zone={zone} />
          <Lapses board={board} now={at} zone={zone} may={MAY_DIVERT.has(role)} />
        </div>
      )}
    </div>
  );
}

/** Whose roles hold `diversion.declare`; the node asks again. */
const MAY_DIVERT: ReadonlySet<string> = new Set(["charge nurse", "house supervisor"]);

function Counts({ board, now }: { board: BoardAnswer; now: number }) {
  const diversions = board.facilities.flatMap(facility => facility.diversions);
  const diverting = diversions.filter(one => one.state === "diverting");
  const soon = diverting.filter(one => one.until - now < LAPSES_SOON_MS);
  const first = Math.min(...soon.map(one => one.until));
  const lapsed = diversions.length - diverting.length - diversions.filter(one => one.state === "suspended").length;
  const cells = board.facilities.flatMap(facility => facility.cells);
  const off = cells.filter(cell => cell.state === "suspended" || cell.state === "lost").length;
  const silent = cells.filter(cell => cell.state === "no-word").length;
  const sites = new Set(diverting.map(one => one.facility)).size;
  return (
    <>
      {diverting.length > 0 && (
        <span>
          <Chip kind="stop">{`Divert ${diverting.length}`}</Chip> at {sites} of {board.facilities.length}{" "}
          {board.facilities.length === 1 ? "site" : "sites"}
        </span>
      )}
      {soon.length > 0 && <Chip kind="check">{`${soon.length} lapses in ${span(Math.max(0, first - now))}`}</Chip>}
      {lapsed > 0 && <Chip kind="check">{`${lapsed} lapsed: call first`}</Chip>}
      {off > 0 && (
        <span>
          <b>{off}</b> services off
        </span>
      )}
      {silent > 0 && <Chip kind="unknown">{`${silent} no word`}</Chip>}
      {board.areas.map(({ area, rule, diverting, reported, exist, suspended }) =>
        suspended !== null ? (
          <Chip key={area} kind="check">{`${area}: diversion suspended by ${suspended.agency}`}</Chip>
        ) : rule !== null ? (
          <span key={area}>
            {area}: {rule.met ? "rule met: " : ""}
            {diverting} divert of the {reported} that reported; {exist} exist
          </span>
        ) : null,
      )}
    </>
  );
}

function Matrix({ board, now, zone }: { board: BoardAnswer; now: number; zone: string }) {
  const columns = columnsOf(board);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={css.scroll} aria-label="Facilities and services" tabIndex={0}>
      <table className={css.matrix}>
        <thead>
          <tr>
            <th scope="col">Facility</th>
            {columns.map(({ service, population, name, who }) => (
              <th key={`${service} ${population}`} scope="col">
                {name}
                {who !== "" && <span> {who}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.facilities.map((facility, index) => (
            <tr
              key={facility.id}
              className={index > 0 && board.facilities[index - 1]?.area !== facility.area ? css.area : ""}
            >
              <th scope="row">
                {facility.name}
                {facility.lost.length > 0 && (
                  <span className={css.lostWords}>
                    {facility.lost
                      .map(({ name, extent, detail }) => (extent === "all" ? `no ${name}` : `${name} ${detail}`))
                      .join(", ")}
                  </span>
                )}
              </th>
              {columns.map(column => (
                <td key={`${column.service} ${column.population}`}>
                  <StatusCell cell={cellAt(facility, column)} now={now} zone={zone} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
