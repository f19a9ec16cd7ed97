// Reports that differ: what each says, who said it, where and when; settled by a person, never by the machine.
import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Conflict, Said } from "../../src/downtime/routes.ts";
import { PersonName } from "../frame/PersonName.tsx";
import { SourceMark } from "../parts/Source.tsx";
import { dayTime } from "../time.ts";
import css from "./Downtime.module.css";

type ConflictsProps = {
  conflicts: readonly Conflict[];
  now: number;
  zone: string;
  busy: boolean;
  /** Records a new entry that says what this one says, and replaces all of them. */
  settle: (said: Said) => void;
};

/** One card a disagreement. Charting that began alike on many units is said once. */
export function Conflicts({ conflicts, now, zone, busy, settle }: ConflictsProps) {
  return together(conflicts).map(({ conflict, places }) => {
    const ofHouse = conflict.said.every(said => said.kind.startsWith("downtime.")) && conflict.unit === null;
    return (
      <section key={conflict.key} className={`${css.card} ${css.differ}`} aria-labelledby={conflict.key}>
        <h2 id={conflict.key}>
          <IconAlertTriangle size={18} aria-hidden /> {conflict.said.length === 2 ? "Two" : conflict.said.length}{" "}
          reports differ: call
        </h2>
        <p>
          {places}. They were recorded on nodes that did not hear each other; all are kept. Until somebody settles it,
          the stricter one holds.
        </p>
        <ul className={css.reports}>
          {conflict.said.map(said => (
            <li key={said.id}>
              <span>
                <strong>{claim(said, now, zone)}</strong>
                {said.cause !== "" && ` ${said.cause}`}
                {said.kind === "downtime.declared" && ` · ${said.planned ? "planned" : "not planned"}`}
                {said.exercise && " · exercise"}
              </span>
              <span>
                <SourceMark source="here" /> said by{" "}
                {said.by.name === null ? said.by.id : <PersonName name={said.by.name} />}, {dayTime(said.at, now, zone)}
                , {said.here ? "on this node" : `on node ${said.node}`}
              </span>
              {ofHouse && (
                <Button variant="default" loading={busy} onClick={() => settle(said)}>
                  {claim(said, now, zone)}: this holds
                </Button>
              )}
            </li>
          ))}
        </ul>
        {!ofHouse && <p className="quiet">Agree by phone which minute is right. Ending the downtime ends both.</p>}
      </section>
    );
  });
}

function claim(said: Said, now: number, zone: string): string {
  const time = dayTime(said.from, now, zone);
  switch (said.kind) {
    case "downtime.declared":
      return `In downtime since ${time}`;
    case "downtime.ended":
      return `Ended ${time}`;
    case "charting.begun":
      return `Charted on ${said.on ?? "paper"} since ${time}`;
    case "charting.ended":
      return `Charting here ended ${time}`;
    default:
      return said.kind satisfies never;
  }
}

/** Conflicts whose reports say the same of other units and kinds, as one with all its places. */
function together(conflicts: readonly Conflict[]): { readonly conflict: Conflict; readonly places: string }[] {
  const alike = Map.groupBy(conflicts, conflict =>
    conflict.said.map(said => `${said.kind} ${said.from} ${said.by.id} ${said.node}`).join("|"),
  );
  return [...alike.values()].flatMap(group => {
    const [conflict] = group;
    if (conflict === undefined) return [];
    const units = new Set(group.map(one => one.unit ?? "The whole house"));
    const kinds = new Set(group.flatMap(one => one.kind ?? []));
    const words = [...kinds].map(kind => (kind === "administrations" ? "doses" : kind));
    return [{ conflict, places: [[...units].join(", "), ...words].join(" · ") }];
  });
}
