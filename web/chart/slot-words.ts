// What a box of the MAR says, in short on the grid and whole when asked (RULES D1–D4).
import type { Slot, Untimed } from "../../src/chart/routes.ts";
import { clockTime, momentText, untimedText } from "../time.ts";

/** `note`: what the box says beside `short`; null where its state says the same. */
export type SlotWords = { readonly short: string; readonly long: string; readonly note: string | null };

/** The note that says more than the state; null where there is none. Of "none recorded" the note is the state in words. */
export function noteOf(slot: Slot): string | null {
  return slot.state === "none recorded" ? null : slot.note;
}

/** The words of one slot. `mar_at` is when the answer was computed: "none recorded by" that minute, never overdue. */
export function slotWords(
  slot: Slot,
  now: number,
  zone: string,
  mar_at: number,
  on_paper_since: number | null,
): SlotWords {
  return { ...wordsOf(slot, now, zone, mar_at, on_paper_since), note: noteOf(slot) };
}

const UNTIMED: { readonly [state in Untimed["state"]]?: string } = {
  given: "Given",
  partial: "Partly given",
  held: "Held",
  refused: "Refused",
  missed: "Missed",
  "given?": "Possibly given",
  scheduled: "To be given",
};

/** `Given on Thu 3 Aug, time not known · 5 mg`: what has a day and no time, whole. */
export function untimedWords(one: Untimed, now: number, zone: string): string {
  const said = `${UNTIMED[one.state] ?? "Given or not is not known"} ${untimedText(one.day, now, zone)}`;
  return [said, one.amount, one.by, one.reason, one.note].filter(Boolean).join(" · ");
}

function wordsOf(
  slot: Slot,
  now: number,
  zone: string,
  mar_at: number,
  on_paper_since: number | null,
): Omit<SlotWords, "note"> {
  const scheduled = clockTime(slot.at, now, zone);
  const given = slot.given_at === null ? scheduled : momentText(slot.given_at, now, zone);
  const clock = /\d\d:\d\d$/.exec(scheduled)?.[0] ?? scheduled;
  const real = /\d\d:\d\d$/.exec(given)?.[0] ?? given;
  const details = [slot.amount, slot.by, slot.reason, noteOf(slot)].filter(Boolean).join(" · ");
  const whole = (text: string) => (details === "" ? text : `${text} · ${details}`);
  switch (slot.state) {
    case "given":
      return { short: real, long: whole(`given ${given}`) };
    case "partial":
      return { short: `part ${real}`, long: whole(`partly given ${given}`) };
    case "held":
      return { short: `Held ${real}`, long: whole(`held ${given}`) };
    case "refused":
      return { short: `Refused ${real}`, long: whole(`refused ${given}`) };
    case "missed":
      return { short: `Missed ${clock}`, long: whole(`missed ${scheduled}`) };
    case "given?":
      return { short: `${real} given?`, long: whole(`possibly given ${given}`) };
    case "none recorded": {
      const by = clockTime(mar_at, now, zone);
      return { short: `${clock} none by ${by}`, long: whole(`${scheduled}: none recorded by ${by}`) };
    }
    case "not known":
      return { short: `${clock} ?`, long: whole(`${scheduled}: given or not is not known`) };
    case "due?":
      return { short: `${clock} due ?`, long: whole(`${scheduled}: due, may have been given early: ask`) };
    case "due":
      return { short: `${clock} due`, long: whole(`${scheduled}: due`) };
    case "overdue":
      return { short: `${clock} overdue`, long: whole(`${scheduled}: overdue`) };
    case "scheduled":
      return { short: clock, long: whole(`scheduled ${scheduled}`) };
    case "scheduled?":
      return { short: `${clock} ?`, long: whole(`scheduled ${scheduled}; may have been changed or stopped`) };
    case "on paper": {
      const since = on_paper_since === null ? "on paper" : `on paper since ${clockTime(on_paper_since, now, zone)}`;
      return { short: `${clock} on paper`, long: whole(`${scheduled}: ${since}: see the sheet`) };
    }
    default:
      return slot.state satisfies never;
  }
}
