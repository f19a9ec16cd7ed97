// Asks ambulances to go elsewhere: facility, what, whom, why, how long, on whose word. What the policy does not take is shown, and why.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { BoardAnswer, BoardFacility } from "../../src/regional/routes.ts";
import { NotAnswered, record } from "../api.ts";
import unit from "../chart/Unit.module.css";
import { deviceZone, now, useMinute } from "../clock.ts";
import { Failed, Trouble } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { clockTime } from "../time.ts";
import { useBoard } from "./board-query.ts";
import css from "./Declare.module.css";

const MINUTES = [30, 60, 90, 120];
const WARNED_MS = 30 * 60_000;
const POPULATIONS = [
  { id: "ambulance", name: "Ambulances" },
  { id: "transfer-in", name: "Transfers in" },
  { id: "scheduled", name: "Scheduled" },
] as const;

export function Declare() {
  const house = useHouse("Declare", []);
  const asked = useBoard();
  if (asked.data === undefined)
    return asked.error === null ? <Waiting what="The board" /> : <Failed error={asked.error} what="the board" />;
  const own = house.data?.facility?.id ?? null;
  return <Form board={asked.data} own={own} zone={house.data?.zone ?? deviceZone()} />;
}

function Form({ board, own, zone }: { board: BoardAnswer; own: string | null; zone: string }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const minute = useMinute();
  const [chosen, setChosen] = useState<string | null>(null);
  const [category, setCategory] = useState<string | null>(null);
  const [population, setPopulation] = useState<(typeof POPULATIONS)[number]["id"]>("ambulance");
  const [reason, setReason] = useState<string | null>(null);
  const [minutes, setMinutes] = useState(60);
  const [name, setName] = useState("");
  const [title, setTitle] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const facility = board.facilities.find(one => one.id === (chosen ?? own)) ?? board.facilities[0] ?? null;
  if (facility === null)
    return (
      <div className={css.page}>
        <Trouble title="No facility stands here" text="Nothing can be declared until a facility is recorded." />
      </div>
    );
  const { policy } = facility;
  const which = policy.categories.find(one => one.id === category) ?? null;
  const isLong = minutes > policy.max_minutes;
  const until = minute + minutes * 60_000;
  const isReady = which !== null && reason !== null && name.trim() !== "" && title.trim() !== "" && !isLong;
  const declare = async () => {
    if (which === null || reason === null) return;
    const from = now();
    const key = `diversion/${facility.id}/${which.id}/${population}`;
    setBusy(true);
    setTrouble(null);
    try {
      await record([
        {
          kind: "diversion.declared",
          replaces: facility.seen[key] ?? [],
          body: {
            facility: facility.id,
            category: which.id,
            population,
            policy: policy.id,
            reason,
            words: "",
            authorised_by: { name: name.trim(), title: title.trim() },
            from,
            until: from + minutes * 60_000,
          },
        },
      ]);
      await client.invalidateQueries({ queryKey: ["board"] });
      await navigate({ to: "/board" });
    } catch (error) {
      setTrouble(error instanceof NotAnswered ? error.failure.text : "The node did not answer. Nothing was recorded.");
      await client.invalidateQueries({ queryKey: ["board"] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.page}>
      <header className={unit.head}>
        <h1>Declare</h1>
        <span>
          {sentence(policy.name)}: {policy.max_minutes} min at most;{" "}
          {policy.again === "confirm" ? "confirmed again or it lapses" : "then declared anew"}
        </span>
      </header>
      {trouble !== null && <Trouble title="Not recorded" text={trouble} />}
      <form
        className={css.form}
        onSubmit={event => {
          event.preventDefault();
          void declare();
        }}
      >
        <Step title="Facility">
          <select
            aria-label="Facility"
            value={facility.id}
            onChange={event => {
              setChosen(event.target.value);
              setCategory(null);
              setReason(null);
            }}
          >
            {board.facilities.map(one => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </Step>
        <Step title="Service">
          <Choices
            all={policy.categories.map(one => ({ id: one.id, words: one.name, why: whyNot(facility, one.only) }))}
            chosen={category}
            choose={id => {
              setCategory(id);
              setReason(null);
            }}
          />
          {which?.approval != null && <p>Needs the word of: {which.approval}.</p>}
        </Step>
        <Step title="Who is asked to go elsewhere">
          <Choices
            all={[
              ...POPULATIONS.map(one => ({ id: one.id, words: one.name, why: null })),
              { id: "walk-in", words: "Walk-ins", why: "whoever comes to an emergency department is screened" },
            ]}
            chosen={population}
            choose={id => setPopulation(POPULATIONS.find(one => one.id === id)?.id ?? "ambulance")}
          />
        </Step>
        <Step title="Reason">
          <Choices
            all={[
              ...(
                which?.reasons ??
                policy.suggested.filter(one => which?.insufficient.every(no => no.id !== one.id) ?? true)
              ).map(one => ({ ...one, why: null })),
              ...(which?.insufficient ?? []).map(one => ({
                ...one,
                why: `not enough for ${which?.name ?? "this"} under ${policy.name}`,
              })),
            ]}
            chosen={reason}
            choose={setReason}
          />
        </Step>
        <Step title="For how long">
          <Choices
            all={MINUTES.map(one => ({
              id: String(one),
              words: `${one} min`,
              why: one > policy.max_minutes ? `${policy.name} allows ${policy.max_minutes} min at most` : null,
            }))}
            chosen={String(minutes)}
            choose={id => setMinutes(Number(id))}
          />
          <p>
            ends <b>{clockTime(until, minute, zone)}</b>
            {minutes * 60_000 > WARNED_MS && `, warned ${clockTime(until - WARNED_MS, minute, zone)}`}
          </p>
        </Step>
        <Step title="Authorized by">
          <div className={css.by}>
            <input
              aria-label="Name of who authorizes it"
              placeholder="Name"
              maxLength={120}
              value={name}
              onChange={event => setName(event.target.value)}
            />
            <input
              aria-label="Title of who authorizes it"
              placeholder="Title"
              maxLength={120}
              value={title}
              onChange={event => setTitle(event.target.value)}
            />
          </div>
        </Step>
        <footer className={css.foot}>
          <Button size="md" type="submit" loading={busy} disabled={!isReady}>
            {which === null
              ? "Choose a service"
              : `Divert ${POPULATIONS.find(one => one.id === population)?.name.toLowerCase()}, ${which.name}, until ${clockTime(until, minute, zone)}`}
          </Button>
          <Button component={Link} to="/board" size="md" variant="default">
            Cancel
          </Button>
          <span>{policy.exceptions.map(sentence).join(". ")}.</span>
        </footer>
      </form>
    </div>
  );
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why a facility may not declare a category; null where it may. */
function whyNot({ cells }: BoardFacility, only: string | null): string | null {
  if (only === null || cells.some(cell => cell.service === only && cell.state !== "not-offered")) return null;
  return `only a facility with ${only} may`;
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={css.step}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

type Choice = { readonly id: string; readonly words: string; readonly why: string | null };

/** One of several. What is not allowed stays visible, dashed, with the reason under it. */
function Choices({
  all,
  chosen,
  choose,
}: {
  all: readonly Choice[];
  chosen: string | null;
  choose: (id: string) => void;
}) {
  const barred = all.filter(one => one.why !== null);
  return (
    <>
      <div className={css.choices}>
        {all.map(({ id, words, why }) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === chosen}
            disabled={why !== null}
            onClick={() => choose(id)}
          >
            {id === chosen && "✓ "}
            {words}
          </button>
        ))}
      </div>
      {barred.length > 0 && (
        <p className={css.why}>{barred.map(({ words, why }) => `“${words}”: ${why}`).join(". ")}.</p>
      )}
    </>
  );
}
