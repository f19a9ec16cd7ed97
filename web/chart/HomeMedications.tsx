import type { HomeMedication, PatientAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";
import css from "./HomeMedications.module.css";

/** What she takes at home, as somebody told it: apart from the orders, and nothing to give from. */
export function HomeMedications({ answer }: { answer: PatientAnswer }) {
  const minute = useMinute();
  const { home = [], zone } = answer;
  if (home.length === 0) return null;
  return (
    <section className={css.home} aria-labelledby="home">
      <h2 id="home">At home, as told</h2>
      <p>No orders: nothing here is due, and nothing is given from this list.</p>
      <ul>
        {home.map(one => (
          <li key={one.id}>
            <Source source={one.source} about={one.drug} entry={one.entry} />
            <span>
              <b className={one.taken ? undefined : css.not}>{one.drug}</b>{" "}
              {one.dose === "" ? <span className="quiet">dose not told</span> : one.dose}
              {one.details.map(text => ` · ${text}`)}
            </span>
            <span>
              <b>{one.state}</b> <span className="quiet">{toldWords(one, minute, zone)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** `told Wed 2 Aug by the patient`. */
function toldWords({ at, at_is, told_by }: HomeMedication, now: number, zone: string): string {
  const when = at === null ? "when is not in the copy" : `${at_is} ${momentText(at, now, zone)}`;
  return told_by === null ? when : `${when}, by ${told_by}`;
}
