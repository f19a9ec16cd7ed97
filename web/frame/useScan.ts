import { useEffect, useRef } from "react";
import { NO_BURST, takeKey } from "./scan.ts";

type Box = { readonly input: HTMLInputElement; readonly value: string };

/** Calls `open` with what a wedge scanner sent, on any page. A box under the caret gets back what it held before. */
export function useScan(open: (text: string) => void): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    let burst = NO_BURST;
    let box: Box | null = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target;
      const held = target instanceof HTMLInputElement ? { input: target, value: target.value } : null;
      const taken = takeKey(burst, { key: event.key, at: event.timeStamp });
      burst = taken.burst;
      if (burst.text.length === 1) box = held;
      if (taken.fast) {
        event.preventDefault();
        event.stopPropagation();
      }
      if (taken.scanned === null) return;
      if (box !== null) restore(box);
      box = null;
      latest.current(taken.scanned);
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, []);
}

/** Through the element's own setter, so that React sees the change. */
function restore({ input, value }: Box): void {
  const setter = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set;
  setter?.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
