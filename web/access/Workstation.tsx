import { freshness } from "../frame/freshness.ts";
import { useSilence } from "../frame/stated.ts";
import type { Health } from "../frame/useHouse.ts";
import css from "./SignIn.module.css";

/** What this node can say before anybody signs in. */
export function Workstation({ health, now, zone }: { health: Health | null; now: number; zone: string }) {
  const silence = useSilence();
  const fresh =
    health === null
      ? null
      : freshness({
          ages: health.age,
          kinds: ["movements", "medication orders", "administrations", "results"],
          now,
          zone,
          not_connected_since: silence,
        });
  return (
    <section aria-labelledby="here" className={css.here}>
      <h2 id="here">This workstation</h2>
      <dl className={css.card}>
        <div>
          <dt>Charts</dt>
          <dd>
            {fresh === null ? "asking the node" : <strong>{fresh.lead}</strong>}
            {fresh?.old && `, ${fresh.old}`}
          </dd>
        </div>
        <div>
          <dt>Node</dt>
          <dd>
            {health === null ? "no answer yet" : health.ok ? `well, version ${health.version}` : "says it is not well"}
          </dd>
        </div>
        <div>
          <dt>Taken in</dt>
          <dd>
            {health === null
              ? "not known"
              : health.lag_s < 2
                ? "nothing waiting"
                : `${Math.round(health.lag_s)} s behind`}
          </dd>
        </div>
        <div>
          <dt>Network</dt>
          <dd>not needed to sign in or to read</dd>
        </div>
      </dl>
      <div className={css.card}>
        <strong>Can’t sign in?</strong>
        <p>Ask the charge nurse, or whoever keeps the list of accounts. The printed packets need no sign-in.</p>
      </div>
    </section>
  );
}
