// As of an earlier moment: what the chart showed then. The address carries the moment, and one press leads back to now.
import { Button, Popover } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import type { PatientAnswer } from "../../src/chart/routes.ts";
import { now } from "../clock.ts";
import css from "./AsOf.module.css";
import { instantIn, minuteIn } from "./moment.ts";

const HOUR = 3_600_000;
const PICKS = [1, 6, 24];

function useMoment(): (at: number | undefined) => void {
  const navigate = useNavigate();
  return at => void navigate({ to: ".", search: at === undefined ? {} : { at } });
}

export function BackToNow({ alone = false }: { alone?: boolean }) {
  const go = useMoment();
  return (
    <Button size="sm" className={(alone ? css.alone : css.back) ?? ""} onClick={() => go(undefined)}>
      Back to now
    </Button>
  );
}

/** Asks for the moment; on a page that is of one, leads back to now. */
export function AsOf({ answer }: { answer: PatientAnswer }) {
  const go = useMoment();
  const [isOpen, setOpen] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const { zone, downtime } = answer;
  if (answer.as_of !== undefined) return <BackToNow />;
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const at = instantIn(String(new FormData(event.currentTarget).get("moment")), zone);
    if (at === null) setTrouble("Say a date and a time that were.");
    else if (at > now()) setTrouble("That moment is still to come.");
    else go(at);
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <button type="button" className={css.open} onClick={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          <IconHistory size={18} aria-hidden /> <span>As of…</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form className={css.form} onSubmit={show}>
          <p>The chart as it stood, of what was recorded by then.</p>
          <div className={css.picks}>
            {PICKS.map(hours => (
              <Button key={hours} size="sm" variant="default" onClick={() => go(now() - hours * HOUR)}>
                {hours} h ago
              </Button>
            ))}
            {downtime !== null && (
              <Button size="sm" variant="default" onClick={() => go(downtime.since)}>
                When the downtime began
              </Button>
            )}
          </div>
          <label>
            Date and time
            <input type="datetime-local" name="moment" required defaultValue={minuteIn(now(), zone)} />
          </label>
          {trouble !== null && <p role="alert">{trouble}</p>}
          <Button size="sm" type="submit">
            Show the chart of then
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
