import { Popover, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconDots, IconLock, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useNavigate, useRouterState } from "@tanstack/react-router";
import { type RefObject, useEffect } from "react";
import type { Session } from "../access/session.ts";
import { deviceOff, deviceZone, useMinute } from "../clock.ts";
import { dayOf, hourMinute, span } from "../time.ts";
import css from "./Bar.module.css";
import { Mark } from "./Mark.tsx";
import { PersonName, roleWord } from "./PersonName.tsx";
import { SEARCH_BOX } from "./search-box.ts";
import { useStated } from "./stated.ts";

type BarProps = { session: Session | null; lock: () => void; search: RefObject<HTMLInputElement | null> };

/** Roles that see no chart, and so nothing to search. */
const CHARTLESS: ReadonlySet<string> = new Set(["it", "privacy", "scheduler", "house supervisor"]);

/** Place, search, clock, person, lock. */
export function Bar({ session, lock, search }: BarProps) {
  const stated = useStated();
  return (
    <header className={css.bar}>
      <div className={css.mark}>
        <Mark />
      </div>
      <div className={css.place}>
        <strong>{stated?.facility ?? ""}</strong> <span>{stated?.place ?? ""}</span>
      </div>
      {!CHARTLESS.has(session?.person.role ?? "") && <SearchBox box={search} />}
      <div className={css.end}>
        <Clock zone={stated?.zone ?? deviceZone()} />
        {session !== null && (
          <Popover position="bottom-end" shadow="none" trapFocus returnFocus>
            <Popover.Target>
              <UnstyledButton className={css.person}>
                <span className={css.initials}>{session.person.initials}</span>
                <span className={css.who}>
                  <PersonName name={session.person.name} /> <span>{roleWord(session.person.role)}</span>
                </span>
                <IconDots className={css.more} size={20} aria-hidden />
              </UnstyledButton>
            </Popover.Target>
            <Popover.Dropdown className={css.menu ?? ""}>
              <strong>{session.person.name}</strong>
              <SchemeButton />
              <UnstyledButton className={css.item} onClick={lock}>
                <IconLock size={18} aria-hidden /> Lock, or switch person
              </UnstyledButton>
            </Popover.Dropdown>
          </Popover>
        )}
        <UnstyledButton className={css.lock} onClick={lock}>
          <IconLock size={18} aria-hidden /> <span>Lock</span> <kbd>F9</kbd>
        </UnstyledButton>
      </div>
    </header>
  );
}

function SearchBox({ box }: { box: RefObject<HTMLInputElement | null> }) {
  const navigate = useNavigate();
  const asked = useRouterState({ select: state => (state.location.search as { q?: string }).q ?? "" });
  // The field stays the same one, and keeps the focus, while what is asked for changes.
  useEffect(() => {
    if (box.current !== null) box.current.value = asked;
  }, [asked, box]);
  return (
    <search className={css.search}>
      <form
        onSubmit={event => {
          event.preventDefault();
          const text = box.current?.value.trim() ?? "";
          // What is typed next asks anew.
          box.current?.select();
          if (text !== "") void navigate({ to: "/find", search: { q: text } });
        }}
      >
        <IconSearch size={18} aria-hidden />
        <input
          id={SEARCH_BOX}
          ref={box}
          defaultValue={asked}
          type="search"
          aria-label="Search by name, MRN or bed"
          placeholder="Name, MRN, bed, or scan a band"
          autoComplete="off"
          maxLength={100}
        />
        <kbd>/</kbd>
      </form>
    </search>
  );
}

function Clock({ zone }: { zone: string }) {
  const minute = useMinute();
  const off = deviceOff();
  return (
    <div className={css.clock}>
      <span>{dayOf(minute, zone)}</span> <strong>{hourMinute(minute, zone)}</strong>
      {off !== null && Math.abs(off) > 120_000 && (
        <em title="The clock shown is the node's">
          this device {span(Math.abs(off))} {off > 0 ? "fast" : "slow"}
        </em>
      )}
    </div>
  );
}

/** Day or night, kept by the browser for this device. */
export function SchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const night = colorScheme === "dark";
  const Icon = night ? IconSun : IconMoon;
  return (
    <UnstyledButton className={css.item} onClick={() => setColorScheme(night ? "light" : "dark")}>
      <Icon size={18} aria-hidden /> {night ? "Day" : "Night"}
    </UnstyledButton>
  );
}
