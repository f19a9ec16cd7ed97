// The board: every facility beside the others, what lapses next, and whom each must still tell.
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { BoardAnswer, BoardDiversion, BoardFacility } from "../../src/regional/routes.ts";
import { useSession } from "../access/session.ts";
import { NotAnswered, read, record } from "../api.ts";
import unit from "../chart/Unit.module.css";
import { deviceZone, now, useMinute } from "../clock.ts";
import { Failed, Trouble } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { clockTime, span } from "../time.ts";
import css from "./Board.module.css";
import { cellAt, columnsOf } from "./columns.ts";
import { LAPSES_SOON_MS, StatusCell } from "./StatusCell.tsx";

/** Asked again so often, beside what the node says by itself: a lapse is no entry. Integer ms. */
const AGAIN_MS = 15_000;

export function useBoard() {
  return useQuery({
    queryKey: ["board"],
    queryFn: ({ signal }) => read<BoardAnswer>("/boards", signal),
    refetchInterval: AGAIN_MS,
  });
}

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

function Lapses({ board, now, zone, may }: { board: BoardAnswer; now: number; zone: string; may: boolean }) {
  const rows = board.facilities
    .flatMap(facility => facility.diversions.map(diversion => ({ facility, diversion })))
    .sort((a, b) => a.diversion.until - b.diversion.until);
  return (
    <section className={css.lapses}>
      <h2>Lapses next</h2>
      {rows.length === 0 ? (
        <p className={css.quiet}>Nobody asks ambulances to go elsewhere.</p>
      ) : (
        <ul>
          {rows.map(({ facility, diversion }) => (
            <LapseRow key={diversion.entry} {...{ facility, diversion, now, zone, may }} />
          ))}
        </ul>
      )}
    </section>
  );
}

type LapseProps = { facility: BoardFacility; diversion: BoardDiversion; now: number; zone: string; may: boolean };

function LapseRow({ facility, diversion, now: minute, zone, may }: LapseProps) {
  const client = useQueryClient();
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const { category, population, until, state, declared, confirmed } = diversion;
  const left = until - minute;
  const key = `diversion/${facility.id}/${category.id}/${population}`;
  const say = async (kind: string, body: unknown, of = key) => {
    setBusy(true);
    setTrouble(null);
    try {
      await record([{ kind, body, replaces: facility.seen[of] ?? [] }]);
    } catch (error) {
      const isOld = error instanceof NotAnswered && error.failure.status === 409;
      setTrouble(
        isOld
          ? "Somebody else was here first: read the row again."
          : error instanceof NotAnswered
            ? error.failure.text
            : "The node did not answer. Nothing was recorded.",
      );
    } finally {
      await client.invalidateQueries({ queryKey: ["board"] });
      setBusy(false);
    }
  };
  const place = { facility: facility.id, category: category.id, population };
  const confirm = () => {
    const from = now();
    const { policy, reason_id, words, by } = diversion;
    void say("diversion.confirmed", {
      ...place,
      policy,
      reason: reason_id,
      words,
      authorised_by: by,
      declared,
      from,
      until: from + Math.min(diversion.until - diversion.from, facility.policy.max_minutes * 60_000),
    });
  };
  const tell = (agency: string) =>
    void say(
      "told",
      { facility: facility.id, of: diversion.entry, agency, how: "phone", at: now(), spoken_to: "", read_back: false },
      `told/${diversion.entry}/${agency}`,
    );
  const isDue = state === "lapsed" || left < LAPSES_SOON_MS;
  return (
    <li>
      <span className={css.when}>
        {state === "lapsed" ? (
          <Chip kind="check">Lapsed</Chip>
        ) : left < LAPSES_SOON_MS ? (
          <Chip kind="check">{span(Math.max(0, left))}</Chip>
        ) : (
          <b>{span(left)}</b>
        )}{" "}
        <time>{clockTime(until, minute, zone)}</time>
      </span>
      <b>{facility.name}</b>
      <span>
        {category.name}
        {state === "suspended" && " · suspended by the authority"}
        <small>
          {diversion.reason} · declared {clockTime(declared, minute, zone)}
          {confirmed > 0 && ` · confirmed ${confirmed} ${confirmed === 1 ? "time" : "times"}`}
        </small>
      </span>
      <Told diversion={diversion} now={minute} zone={zone} tell={may ? tell : null} />
      {may && (
        <span className={css.rowActs}>
          {facility.policy.again === "confirm" && (
            <Button size="compact-sm" variant={isDue ? "filled" : "default"} loading={busy} onClick={confirm}>
              Confirm
            </Button>
          )}
          <Button
            size="compact-sm"
            variant="default"
            loading={busy}
            onClick={() => void say("diversion.ended", { ...place, at: now(), reason: "" })}
          >
            End
          </Button>
        </span>
      )}
      {trouble !== null && (
        <div className={css.trouble}>
          <Trouble title="Not recorded" text={trouble} />
        </div>
      )}
    </li>
  );
}

/** Who must be told, and who was: `EMS told 14:06`, or `NOT YET TOLD`, and the act that says so. */
function Told({
  diversion,
  now: minute,
  zone,
  tell,
}: {
  diversion: BoardDiversion;
  now: number;
  zone: string;
  tell: ((agency: string) => void) | null;
}) {
  const { told } = diversion;
  const waiting = told.filter(one => one.at === null);
  if (told.length === 0) return <span className={css.quiet}>nobody on its list</span>;
  return (
    <span>
      {told.flatMap(({ agency, name, at, read_back }) =>
        at === null
          ? []
          : [
              <span key={agency} className={css.told}>
                {name} told {clockTime(at, minute, zone)}
                {read_back && ", read back"}
              </span>,
            ],
      )}
      {waiting.length > 0 && (
        <span className={css.told}>
          <b className={css.untold}>NOT YET TOLD</b>{" "}
          {waiting.map(({ agency, name, phone }) =>
            tell === null ? (
              <span key={agency}>{name} </span>
            ) : (
              <button
                key={agency}
                type="button"
                title={`${phone}: they were told by phone, now`}
                onClick={() => tell(agency)}
              >
                {name} told now
              </button>
            ),
          )}
        </span>
      )}
    </span>
  );
}
