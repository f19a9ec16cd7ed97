// How far each sender's clock lies from ours (RULES A4): heard as messages come in, kept in memory, said while it holds.
import { type Offset, ourClockOff } from "../../chart/index.ts";
import { readMoment } from "../../fhir/index.ts";
import { headerLine, readMessage } from "../../hl7/index.ts";

/** One message a sender in this time is enough. */
const EVERY_MS = 1_000;
/** What a sender said longer ago says nothing of now. */
const HEARD_FOR_MS = 10 * 60_000;
const KEPT = 30;
/** So many, over so long, before a sender's offset counts. */
const LEAST = 4;
const LEAST_SPAN_MS = 20_000;
/** A sender whose offset wanders further than this drains a queue, or has no steady clock: it says nothing about ours. */
const STEADY_MS = 30_000;

type Heard = { readonly at: number; readonly offset_ms: number };

/** Hears MSH-7 beside the arrival of live messages. */
export class SenderClocks {
  readonly #heard = new Map<string, Heard[]>();

  /** Takes a message of a feed as it arrives. `zone` is for a time without one; `at` is integer ms of our clock. Never throws. */
  hear(feed: string, message: Uint8Array, zone: string, at: number): void {
    const known = this.#heard.get(feed) ?? [];
    const last = known.at(-1);
    // A clock that was set forgets what it measured before.
    const kept = last !== undefined && at < last.at ? [] : known;
    if (kept.length > 0 && last !== undefined && at - last.at < EVERY_MS) return;
    const sent = sentOf(message, zone);
    if (sent === null) return;
    this.#heard.set(feed, [...kept, { at, offset_ms: sent - at }].slice(-KEPT));
  }

  /** By how much our clock seems to be off, positive when it is behind the senders'; null while nothing says so. */
  off(at: number): number | null {
    return ourClockOff(this.#offsets(at));
  }

  #offsets(at: number): Offset[] {
    return [...this.#heard].flatMap(([sender, heard]) => {
      const recent = heard.filter(one => one.at <= at && at - one.at <= HEARD_FOR_MS);
      const offsets = recent.map(one => one.offset_ms);
      const span = (recent.at(-1)?.at ?? 0) - (recent[0]?.at ?? 0);
      const isSteady = Math.max(...offsets) - Math.min(...offsets) <= STEADY_MS;
      if (recent.length < LEAST || span < LEAST_SPAN_MS || !isSteady) return [];
      return offsets.map(offset_ms => ({ sender, offset_ms }));
    });
  }
}

function sentOf(message: Uint8Array, zone: string): number | null {
  const read = readMessage(headerLine(message));
  const text = read.ok ? (read.message.segments[0]?.text(7) ?? "") : "";
  const moment = readMoment(text, zone);
  return moment === undefined || (moment.precision !== "second" && moment.precision !== "minute")
    ? null
    : moment.instant;
}

/** What the strip says of it, in words. */
export function clockWords(off_ms: number): string {
  const minutes = Math.round(Math.abs(off_ms) / 60_000);
  const length = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `this node's clock seems ${length} ${off_ms > 0 ? "behind" : "ahead of"} all senders: ages here are not sure`;
}
