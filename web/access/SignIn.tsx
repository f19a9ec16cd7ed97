// Sign in at a shared workstation: who, then PIN or password.
import { Button, UnstyledButton } from "@mantine/core";
import { IconBackspace, IconEye } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { forgetPatients } from "../answers.ts";
import { NotAnswered } from "../api.ts";
import { deviceZone, now, useMinute } from "../clock.ts";
import { SchemeButton } from "../frame/Bar.tsx";
import { PageStrip } from "../frame/Frame.tsx";
import { Mark } from "../frame/Mark.tsx";
import { PersonName, roleWord } from "../frame/PersonName.tsx";
import { useHealthSilence, useHouse } from "../frame/useHouse.ts";
import { dayOf, hourMinute } from "../time.ts";
import { takeBack } from "./come-back.ts";
import css from "./SignIn.module.css";
import { initials, type Person, signIn, usePeople } from "./session.ts";
import { Workstation } from "./Workstation.tsx";

/** How many people stand in the list before somebody types a name. */
const SHOWN = 8;

export function SignIn() {
  const house = useHouse(null);
  useHealthSilence(house);
  const people = usePeople();
  const router = useRouter();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<Person | null>(null);
  const [secret, setSecret] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const zone = house.data?.zone ?? deviceZone();
  const minute = useMinute();

  const all = people.data ?? [];
  const wanted = filter.trim().toLocaleLowerCase();
  const found = all.filter(person => person.name.toLocaleLowerCase().includes(wanted));
  const shown = found.slice(0, SHOWN);

  const choose = (person: Person) => {
    setChosen(person);
    setSecret("");
    setTrouble(null);
  };
  // The box can take the caret only once a name has opened it.
  useEffect(() => {
    if (chosen !== null) box.current?.focus();
  }, [chosen]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (chosen === null || secret === "" || busy) return;
    setBusy(true);
    try {
      const answer = await signIn(chosen.id, secret);
      forgetPatients();
      client.setQueryData(["me"], answer);
      const unit = answer.session.unit;
      const back = takeBack(answer.session.person.id);
      if (back !== null) router.history.replace(back);
      // Those who keep the node running see no chart: their work is the system.
      else if (answer.session.person.role === "it") void navigate({ to: "/system", replace: true });
      else if (answer.session.person.role === "privacy") void navigate({ to: "/privacy", replace: true });
      else if (answer.session.person.role === "house supervisor") void navigate({ to: "/board", replace: true });
      else if (answer.session.person.role === "scheduler") void navigate({ to: "/clinic", replace: true });
      else if (unit === null) void navigate({ to: "/unit", replace: true });
      else void navigate({ to: "/unit/$unit", params: { unit }, replace: true });
    } catch (error) {
      setSecret("");
      setTrouble(said(error));
      box.current?.focus();
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className={css.screen}>
      <PageStrip />
      <header className={css.top}>
        <Mark />
        <strong>{house.data?.facility?.name ?? "Tideover"}</strong>
        <span className={css.clock}>
          <b>{hourMinute(minute, zone)}</b> {dayOf(minute, zone, true)}
        </span>
      </header>
      <main className={css.columns}>
        <section aria-labelledby="who">
          <h2 id="who">Who is signing in</h2>
          <input
            className={css.find}
            type="search"
            aria-label="Find your name"
            placeholder="Your name"
            value={filter}
            autoComplete="off"
            onChange={event => setFilter(event.target.value)}
          />
          <ul className={css.people}>
            {shown.map(person => (
              <li key={person.id}>
                <UnstyledButton
                  className={css.one}
                  aria-pressed={chosen?.id === person.id}
                  onClick={() => choose(person)}
                >
                  <span className={css.initials}>{initials(person.name)}</span>
                  <span>
                    <PersonName name={person.name} />
                    <small>{roleWord(person.role)}</small>
                  </span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          {found.length > shown.length && <p className={css.hint}>{found.length - shown.length} more: type a name.</p>}
          {people.data !== undefined && found.length === 0 && (
            <p className={css.hint}>Nobody of that name may sign in here. Ask the charge nurse.</p>
          )}
          {people.error !== null && (
            <p className={css.hint}>The node did not answer who may sign in. It is asked again.</p>
          )}
        </section>
        <section aria-labelledby="secret-title">
          <h2 id="secret-title">Sign in</h2>
          <form className={css.card} onSubmit={event => void submit(event)}>
            <p className={css.chosen}>
              {chosen === null ? (
                "Choose your name first."
              ) : (
                <>
                  <span className={css.initials}>{initials(chosen.name)}</span>
                  <PersonName name={chosen.name} /> <small>{roleWord(chosen.role)}</small>
                </>
              )}
            </p>
            <label className={css.label} htmlFor="secret">
              PIN or password
            </label>
            <input
              id="secret"
              ref={box}
              className={css.secret}
              type="password"
              autoComplete="off"
              maxLength={200}
              value={secret}
              disabled={chosen === null}
              aria-invalid={trouble !== null}
              aria-describedby={trouble === null ? undefined : "trouble"}
              onChange={event => setSecret(event.target.value)}
            />
            {trouble !== null && (
              <p id="trouble" className={css.trouble} role="alert">
                {trouble}
              </p>
            )}
            <div className={css.pad}>
              {["1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0"].map(digit =>
                digit === "" ? (
                  <span key="gap" />
                ) : (
                  <UnstyledButton
                    key={digit}
                    className={css.digit}
                    disabled={chosen === null}
                    onClick={() => setSecret(secret + digit)}
                  >
                    {digit}
                  </UnstyledButton>
                ),
              )}
              <UnstyledButton
                className={css.back}
                aria-label="Delete the last digit"
                disabled={chosen === null}
                onClick={() => setSecret(secret.slice(0, -1))}
              >
                <IconBackspace size={24} aria-hidden />
              </UnstyledButton>
            </div>
            <Button type="submit" fullWidth size="md" loading={busy} disabled={chosen === null || secret === ""}>
              Sign in
            </Button>
          </form>
        </section>
        <Workstation health={house.data ?? null} now={now()} zone={zone} />
      </main>
      <footer className={css.foot}>
        <span>
          <IconEye size={16} aria-hidden /> Every look at a chart is recorded, also offline.
        </span>
        <SchemeButton />
      </footer>
    </div>
  );
}

function said(error: unknown): string {
  if (!(error instanceof NotAnswered)) return "Sign-in failed. Try again.";
  const { status, text } = error.failure;
  if (status === 0) return "The node did not answer. Nothing was changed; try again.";
  if (status === 401 || status === 403) return "That PIN or password is not right for this person. Try again.";
  return text;
}
