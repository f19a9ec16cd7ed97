// A clinic's day: who is expected when, with whom, and by which number she is reached.
import { IconChevronLeft, IconChevronRight, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ClinicDayAnswer, ClinicPart, KindOfData } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import unit from "../chart/Unit.module.css";
import { useAnswerStates } from "../frame/stated.ts";
import { FailedPage } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { type ClinicSearch, clinicDayRoute, clinicRoute } from "../routes.tsx";
import css from "./Clinic.module.css";
import { ClinicTable } from "./ClinicTable.tsx";
import { dayAfter, dayWords } from "./day.ts";

const KINDS: readonly KindOfData[] = ["appointments", "demographics"];

/** Today, whichever day that is while the page stands open. */
export function ClinicToday() {
  return <Day day={null} chosen={clinicRoute.useSearch()} />;
}

export function ClinicDay() {
  return <Day day={clinicDayRoute.useParams().day} chosen={clinicDayRoute.useSearch()} />;
}

function Day({ day, chosen }: { day: string | null; chosen: ClinicSearch }) {
  const query = new URLSearchParams({ ...(day === null ? {} : { date: day }), ...chosen }).toString();
  const asked = useQuery({
    queryKey: ["clinics", query],
    queryFn: ({ signal }) => read<ClinicDayAnswer>(`/clinics/day?${query}`, signal),
  });
  const answer = asked.data;
  useAnswerStates(answer, KINDS, "Clinic");
  if (answer === undefined)
    return asked.error === null ? <Waiting what="The day" /> : <FailedPage error={asked.error} what="this day" />;
  const { rows, untimed, undated } = answer;
  const isOff = (row: (typeof rows)[number]) => row.status === "cancelled" || row.status === "entered-in-error";
  const ofDay = [...rows, ...untimed];
  const [standing, off] = [ofDay.filter(row => !isOff(row)), ofDay.filter(isOff)];
  const unreached = standing.filter(row => row.phones.length === 0).length;
  return (
    <div className={unit.unit}>
      <div className={unit.head}>
        <h1>{dayWords(answer.day, answer.today)}</h1>
        <span>
          <b>{standing.length}</b> {standing.length === 1 ? "appointment" : "appointments"}
        </span>
        {off.length > 0 && (
          <span>
            <b>{off.length}</b> cancelled
          </span>
        )}
        {unreached > 0 && (
          <span>
            <b>{unreached}</b> without a phone
          </span>
        )}
        <div className={unit.acts}>
          {ofDay.length + undated.length > 0 && (
            <a className={unit.print} href={`/clinics/day.pdf?${printed(answer)}`} target="_blank" rel="noopener">
              <IconPrinter size={18} aria-hidden /> Print list
            </a>
          )}
        </div>
      </div>
      <Choose answer={answer} chosen={chosen} />
      {ofDay.length + undated.length === 0 ? <Empty answer={answer} /> : <ClinicTable answer={answer} />}
    </div>
  );
}

function printed({ day, place, provider }: ClinicDayAnswer): string {
  return new URLSearchParams({
    date: day,
    ...(place === null ? {} : { place }),
    ...(provider === null ? {} : { provider }),
  }).toString();
}

function Choose({ answer, chosen }: { answer: ClinicDayAnswer; chosen: ClinicSearch }) {
  const navigate = useNavigate();
  const { day, today } = answer;
  const to = (other: string, search: ClinicSearch) =>
    other === today
      ? navigate({ to: "/clinic", search })
      : navigate({ to: "/clinic/$day", params: { day: other }, search });
  const choose = (part: keyof ClinicSearch, value: string) => {
    const { [part]: _, ...rest } = chosen;
    void to(day, value === "*" ? rest : { ...rest, [part]: value });
  };
  return (
    <div className={css.choose}>
      <nav aria-label="Day" className={css.days}>
        {[-1, 0, 1].map(apart => {
          const other = dayAfter(today, apart);
          const word = apart === 0 ? "Today" : apart < 0 ? "Yesterday" : "Tomorrow";
          const current = other === day ? ("date" as const) : undefined;
          return apart === 0 ? (
            <Link key={apart} to="/clinic" search={chosen} aria-current={current} activeOptions={{ exact: true }}>
              {word}
            </Link>
          ) : (
            <Link key={apart} to="/clinic/$day" params={{ day: other }} search={chosen} aria-current={current}>
              {word}
            </Link>
          );
        })}
      </nav>
      <button
        type="button"
        className={css.step}
        aria-label="The day before"
        onClick={() => void to(dayAfter(day, -1), chosen)}
      >
        <IconChevronLeft size={18} aria-hidden />
      </button>
      <input
        type="date"
        aria-label="Another day"
        value={day}
        onChange={event => {
          const { value } = event.target;
          // Half a date is typed on the way to a whole one.
          if (/^[12]\d{3}-\d\d-\d\d$/.test(value)) void to(value, chosen);
        }}
      />
      <button
        type="button"
        className={css.step}
        aria-label="The day after"
        onClick={() => void to(dayAfter(day, 1), chosen)}
      >
        <IconChevronRight size={18} aria-hidden />
      </button>
      <Parts
        label="Place"
        all="All places"
        parts={answer.places}
        value={answer.place}
        choose={value => choose("place", value)}
      />
      <Parts
        label="Provider"
        all="All providers"
        parts={answer.providers}
        value={answer.provider}
        choose={value => choose("provider", value)}
      />
    </div>
  );
}

type PartsProps = {
  readonly label: string;
  readonly all: string;
  readonly parts: readonly ClinicPart[];
  readonly value: string | null;
  readonly choose: (value: string) => void;
};

function Parts({ label, all, parts, value, choose }: PartsProps) {
  // What was chosen on another day stays chosen, with nothing on this one.
  const isHere = value === null || parts.some(part => part.id === value);
  return (
    <select aria-label={label} value={value ?? "*"} onChange={event => choose(event.target.value)}>
      <option value="*">{all}</option>
      {!isHere && <option value={value}>{label} without appointments this day</option>}
      {parts.map(part => (
        <option key={part.id} value={part.id}>
          {part.name} ({part.appointments})
        </option>
      ))}
    </select>
  );
}

function Empty({ answer }: { answer: ClinicDayAnswer }) {
  const others = answer.places.reduce((sum, part) => sum + part.appointments, 0);
  const isNarrowed = answer.place !== null || answer.provider !== null;
  return (
    <p className={unit.empty}>
      {isNarrowed && others > 0
        ? `No appointment of this day is here. ${others} of other places or providers are in the copy: choose All places and All providers.`
        : "No appointment of this day is in the copy. They come with the first scheduling message that names the day, or with an appointment book from a file. Whoever comes without one here is not turned away: ask, and look in the printed lists."}
    </p>
  );
}
