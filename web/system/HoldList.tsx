// What of the feeds is held or left out, and the acts of those who keep the node running. No patient is named here.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useState } from "react";
import type { HoldNow } from "../../src/feed/routes.ts";
import { holdTitle } from "../held/words.ts";
import { Chip } from "../parts/Chip.tsx";
import { clockTime } from "../time.ts";
import css from "./System.module.css";

type Props = {
  readonly holds: readonly HoldNow[];
  readonly feeds: readonly string[];
  readonly now: number;
  readonly zone: string;
  readonly busy: boolean;
  /** Runs an act of feeds; false where it was not recorded. */
  readonly run: (name: string, body: unknown) => Promise<boolean>;
};

/** Each hold with its age, why, and what waits; lifted with a reason. */
export function HoldList({ holds, feeds, now, zone, busy, run }: Props) {
  const [why, setWhy] = useState("");
  const lacks = why.trim() === "";
  return (
    <>
      {holds.length === 0 ? (
        <p>
          Nothing. A burst of discharges, cancels, deletions or merges far above what is usual at its hour is held by an
          alarm; so is a feed that suddenly sends mostly what makes no sense, or names nobody known.
        </p>
      ) : (
        <ul className={css.parked}>
          {holds.map(hold => (
            <li key={hold.hold ?? "rules"}>
              <span>
                <strong>{hold.what === "excluded" ? `Feed ${hold.feed}: a stretch left out` : holdTitle(hold)}</strong>{" "}
                {hold.quarantine && <Chip kind="stop">port closed</Chip>}{" "}
                <span className={css.about}>
                  {hold.hold !== null && `since ${clockTime(hold.since, now, zone)} · ${hold.by ?? "alarm"} · `}
                  {hold.from !== null && `messages from ${clockTime(hold.from, now, zone)} · `}
                  {hold.taken + hold.dropped > 0 && `${hold.taken} took effect, ${hold.dropped} dropped · `}
                  {hold.why}
                </span>
              </span>
              {hold.hold !== null && (
                <Button
                  variant="default"
                  size="compact-sm"
                  disabled={lacks}
                  loading={busy}
                  onClick={() => void run("feed.lift", { hold: hold.hold, why }).then(done => done && setWhy(""))}
                >
                  Lift
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {holds.some(hold => hold.hold !== null) && lacks && <p>To lift a hold, say why in the field below first.</p>}
      <HoldForm feeds={feeds} why={why} setWhy={setWhy} busy={busy} run={run} now={now} />
    </>
  );
}

type FormProps = Pick<Props, "feeds" | "busy" | "run" | "now"> & {
  readonly why: string;
  readonly setWhy: (why: string) => void;
};

function HoldForm({ feeds, why, setWhy, busy, run, now }: FormProps) {
  const [feed, setFeed] = useState(feeds[0] ?? "");
  const [minutes, setMinutes] = useState("0");
  const [quarantine, setQuarantine] = useState(false);
  const back = Number(minutes) * 60_000;
  return (
    <form className={css.holdForm} onSubmit={event => event.preventDefault()}>
      <NativeSelect
        aria-label="Feed"
        data={[...feeds]}
        value={feed}
        onChange={event => setFeed(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="From when"
        value={minutes}
        onChange={event => setMinutes(event.currentTarget.value)}
        data={[
          { value: "0", label: "from now on" },
          { value: "10", label: "from 10 min ago" },
          { value: "60", label: "from 1 h ago" },
          { value: "240", label: "from 4 h ago" },
          { value: "1440", label: "from 24 h ago" },
        ]}
      />
      <Checkbox
        label="close its port (quarantine)"
        checked={quarantine}
        onChange={event => setQuarantine(event.currentTarget.checked)}
      />
      <TextInput
        aria-label="Why"
        placeholder="Why (to hold and to lift)"
        value={why}
        maxLength={300}
        onChange={event => setWhy(event.currentTarget.value)}
      />
      <Button
        variant="default"
        leftSection={<IconHandStop size={18} aria-hidden />}
        disabled={why.trim() === "" || feed === ""}
        loading={busy}
        onClick={() =>
          void run("feed.hold", { feed, from: back === 0 ? null : now - back, quarantine, why }).then(
            done => done && setWhy(""),
          )
        }
      >
        Hold
      </Button>
    </form>
  );
}
