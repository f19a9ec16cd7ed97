import { IconBan } from "@tabler/icons-react";
import type { DoNotGive as Line, PatientAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";

/** The drugs that must not be given, each with why and until when. `className`: the box that it stands in. */
export function DoNotGive({ answer, className }: { answer: PatientAnswer; className: string | undefined }) {
  const minute = useMinute();
  const { safety, zone } = answer;
  const { do_not_give = [] } = safety;
  if (do_not_give.length === 0) return null;
  return (
    <section className={className} aria-label="Do not give">
      <h2>
        <IconBan size={16} stroke={2.2} aria-hidden /> Do not give
      </h2>
      <ul>
        {do_not_give.map(line => (
          <li key={line.id}>
            <span>
              <strong>{line.drug}</strong> · {wordsOf(line, minute, zone)}
            </span>
            <Source
              source={line.source}
              about={`do not give ${line.drug}`}
              entry={line.entry}
              origin={[
                [
                  "Order",
                  <span key="order" className="mrn">
                    {line.order}
                  </span>,
                ],
                ["Said", line.at === null ? "time not sent" : momentText(line.at, minute, zone)],
                ["By", line.by ?? "not sent"],
              ]}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsOf({ how, why, state, ends }: Line, now: number, zone: string): string {
  const until = ends === null ? null : `until ${momentText(ends, now, zone)}`;
  const isPast = ends?.instant != null && ends.instant < now;
  return [how === "" ? null : `as ${how}`, why ?? "why is not in the copy", state, until, isPast ? "past: ask" : null]
    .filter(part => part !== null)
    .join(" · ");
}

/** Beside an order for a drug of which another order says that it must not be given: both stand, a person asks. */
export function OrdersDiffer({ said }: { said: Line | undefined }) {
  return said === undefined ? null : <Chip kind="stop">Order {said.order}: do not give. Ask</Chip>;
}
