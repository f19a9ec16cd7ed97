// The one file of the web app that reads the clock.
// Time is the node's: the instant its last answer carried plus what has passed here since. Of the two clocks of the
// device the one that moved more counts: one stops while a laptop sleeps, the other can be set back, and a page must
// never look younger than it is.
import { createContext, useContext, useSyncExternalStore } from "react";

type Heard = { readonly at: number; readonly wall: number; readonly steady: number };

let heard: Heard | null = null;

/** Tells the clock what the node's time was in an answer that has just come in. */
export function hearNode(at: number): void {
  heard = { at, wall: Date.now(), steady: performance.now() };
}

/** Now, in ms since the epoch, by the node's clock where one was heard, else by the device's. */
export function now(): number {
  if (heard === null) return Date.now();
  const passed = Math.max(Date.now() - heard.wall, performance.now() - heard.steady, 0);
  return Math.round(heard.at + passed);
}

/** Starts counting; the function returned says how many ms have passed, also while the device slept or its clock was set back. */
export function stopwatch(): () => number {
  const [wall, steady] = [Date.now(), performance.now()];
  return () => Math.max(Date.now() - wall, performance.now() - steady);
}

/** How far the device's clock is from the node's, ms; positive = the device is ahead. Null before any answer. */
export function deviceOff(): number | null {
  return heard === null ? null : heard.wall - heard.at;
}

/** The zone of the device; only for pages that have no answer to take one from. */
export function deviceZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Calls `tick` every second until the returned function is called. */
export function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000);
  return () => clearInterval(timer);
}

/** Now, rounded down to the second; renders again each second. */
export function useSecond(): number {
  return useSyncExternalStore(everySecond, () => Math.floor(now() / 1000) * 1000);
}

/** The moment that a part of a page is of, where it is not of now: there no time passes. */
export const Moment = createContext<number | null>(null);

/** Now, rounded down to the minute; renders again each minute. Of a page as of an earlier moment, that one. */
export function useMinute(): number {
  const moment = useContext(Moment);
  return useSyncExternalStore(everySecond, () => Math.floor((moment ?? now()) / 60_000) * 60_000);
}
