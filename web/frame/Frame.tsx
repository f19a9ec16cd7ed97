// The frame around every page: strip, bar, rail, and what holds anywhere (search, lock, scan, live updates).
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate, useRouter, useRouterState } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import { leavePage } from "../access/come-back.ts";
import { useSession } from "../access/session.ts";
import { forgetPatients } from "../answers.ts";
import { listen, NotAnswered, post, read } from "../api.ts";
import { deviceZone, everySecond, stopwatch, useSecond } from "../clock.ts";
import { Strip } from "../parts/Strip.tsx";
import { watchPerson } from "../presence.ts";
import { Bar } from "./Bar.tsx";
import css from "./Frame.module.css";
import { freshness } from "./freshness.ts";
import { Rail } from "./Rail.tsx";
import { renewal } from "./renew.ts";
import { setSaid, setSilence, useSaid, useSilence, useStated } from "./stated.ts";
import { Failed } from "./Trouble.tsx";
import { useScan } from "./useScan.ts";

const NOTHING_STATED = { ages: {}, kinds: [] } as const;

/** The strip over the page on screen; by its own timer, with or without traffic. */
export function PageStrip() {
  const stated = useStated();
  const silence = useSilence();
  const said = useSaid();
  const second = useSecond();
  const zone = stated?.zone ?? deviceZone();
  // A page that never got an answer states nothing, and says so once the node is silent.
  const { ages, kinds } = stated ?? NOTHING_STATED;
  const then = stated?.as_of;
  const at = then?.at ?? second;
  const fresh =
    stated === null && silence === null
      ? null
      : freshness({ ages, kinds, now: at, zone, not_connected_since: silence });
  return <Strip as_of={then} freshness={fresh} said={said} downtime={stated?.downtime ?? null} now={at} zone={zone} />;
}

export function Frame() {
  const me = useSession();
  const session = me.data?.session ?? null;
  const navigate = useNavigate();
  const here = useRouterState({ select: state => state.location.href });
  const search = useRef<HTMLInputElement>(null);
  const isOver =
    me.data?.state === "locked" || (me.error instanceof NotAnswered && [401, 423].includes(me.error.failure.status));

  const person = session?.person.id ?? null;
  const leave = useCallback(() => {
    leavePage(person, here);
    void navigate({ to: "/sign-in", replace: true }).then(forgetPatients);
  }, [navigate, person, here]);
  const lock = useCallback(() => {
    // The screen locks even where the node cannot be told; its own idle limit then ends the session.
    void post("/lock", {}).catch(() => undefined);
    leave();
  }, [leave]);

  useEffect(() => {
    // The frame still stands while the sign-in page is being fetched.
    if (isOver && !here.startsWith("/sign-in")) leave();
  }, [isOver, leave, here]);
  useLive();
  usePagesFetched(session !== null);
  useIdle(session?.idle_minutes ?? null, lock);
  useScan(text => void navigate({ to: "/find", search: { q: text } }));
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "F9") {
        event.preventDefault();
        lock();
      } else if (event.key === "/" && !isTyping(event.target)) {
        event.preventDefault();
        search.current?.focus();
      }
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [lock]);

  return (
    <div className={css.frame}>
      <a className={css.skip} href="#page">
        Skip to the page
      </a>
      <div className={css.strip}>
        <PageStrip />
      </div>
      <Bar session={session} lock={lock} search={search} />
      <Rail unit={session?.unit ?? null} role={session?.person.role ?? null} />
      <main id="page" className={css.page} tabIndex={-1}>
        {session !== null && !isOver && <Outlet />}
        {session === null && !isOver && me.error !== null && <Failed error={me.error} what="who is signed in" />}
      </main>
    </div>
  );
}

/** When the page she works on has long been read, the others are fetched: a browser without a service worker (plain HTTP) has them too when the node falls silent. */
const PAGES_AFTER_MS = 5_000;

function usePagesFetched(isSignedIn: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isSignedIn) return;
    const timer = setTimeout(() => {
      for (const route of Object.values(router.routesById)) {
        const { component } = route.options;
        if (component !== undefined && "preload" in component) void component.preload?.()?.catch(() => undefined);
      }
    }, PAGES_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isSignedIn, router]);
}

/** What no message changes. */
const STANDING = new Set(["people", "as of"]);

/** Positions of the node make the answers on screen be asked again; silence is said by the strip. */
function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    const build = renewal();
    const stop = listen({
      moved: () => void client.invalidateQueries({ predicate: query => !STANDING.has(String(query.queryKey[0])) }),
      restarted() {
        client.removeQueries({ type: "inactive" });
        void client.invalidateQueries();
      },
      build: build.hear,
      said: setSaid,
      silence: setSilence,
      locked: () => void client.invalidateQueries({ queryKey: ["me"] }),
    });
    return () => {
      stop();
      build.stop();
      setSilence(null);
      setSaid([]);
    };
  }, [client]);
}

/** The node hears at most this often that somebody is here who only reads. */
const TELL_MS = 60_000;

/** Locks after the session's idle minutes without a key, a press or a scroll; a reader's touch keeps the session open. */
function useIdle(minutes: number | null, lock: () => void): void {
  useEffect(() => {
    if (minutes === null || minutes <= 0) return;
    let sinceTouch = stopwatch();
    let sinceTold = stopwatch();
    const unwatch = watchPerson(() => {
      sinceTouch = stopwatch();
      if (sinceTold() < TELL_MS) return;
      sinceTold = stopwatch();
      void read("/me").catch(() => undefined);
    });
    const stop = everySecond(() => {
      if (sinceTouch() >= minutes * 60_000) lock();
    });
    return () => {
      stop();
      unwatch();
    };
  }, [minutes, lock]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.matches("input, textarea, select") || target.isContentEditable);
}
