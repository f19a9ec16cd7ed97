// Whether a person is at this page, and whether she is in the middle of something. What the page does by itself keeps no
// session open, and a new version never takes a half-written form away.
import { stopwatch } from "./clock.ts";

/** So long after a key, a press or a scroll what is asked counts as asked by the person. */
const HERE_MS = 5_000;

let sinceTouch: () => number = () => Number.POSITIVE_INFINITY;
let acting = 0;

const EVENTS = ["keydown", "pointerdown", "wheel", "touchstart"] as const;

/** Hears every touch until the returned function is called; `tell` is called on each. */
export function watchPerson(tell: () => void = () => {}): () => void {
  const heard = () => {
    sinceTouch = stopwatch();
    tell();
  };
  for (const name of EVENTS) window.addEventListener(name, heard, { passive: true, capture: true });
  return () => {
    for (const name of EVENTS) window.removeEventListener(name, heard, { capture: true });
  };
}

/** Whether somebody touched this page just now. */
export function isPersonHere(): boolean {
  return sinceTouch() < HERE_MS;
}

/** Counts what is being recorded until it is answered. */
export async function whileActing<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  acting += 1;
  try {
    return await work();
  } finally {
    acting -= 1;
  }
}

/** True while something is being recorded, typed or chosen, or a hand is on the page. */
export function isMidAct(): boolean {
  return acting > 0 || isPersonHere() || isTyping() || document.querySelector("[role=dialog]") !== null || isUnsaved();
}

function isTyping(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && at.matches("input:not([type=radio], [type=checkbox]), textarea, select");
}

function isUnsaved(): boolean {
  return [...document.querySelectorAll("input, textarea")].some(field => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement)) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
}
