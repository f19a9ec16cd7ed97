import type { ParkedGroup } from "../../src/feed/routes.ts";
import { dayTime } from "../time.ts";
import css from "./System.module.css";

/** Why messages are parked, alike ones together, the most first. No message is shown: it names a patient. */
export function ParkedList({ parked, now, zone }: { parked: readonly ParkedGroup[]; now: number; zone: string }) {
  if (parked.length === 0) return <p>None. Every message that came in is in the copy.</p>;
  return (
    <ul className={css.parked}>
      {parked.map(group => (
        <li key={JSON.stringify([group.feed, group.code, group.where, group.type, group.text])}>
          <span>
            <strong>{group.text}</strong>{" "}
            <span className={css.about}>
              {group.type ?? "no type"} · {group.feed} ·{" "}
              {group.where === "" ? group.code : `${group.code} at ${group.where}`} · newest{" "}
              {dayTime(group.newest, now, zone)}
            </span>
          </span>
          <b>{group.count.toLocaleString("en")}</b>
        </li>
      ))}
    </ul>
  );
}
