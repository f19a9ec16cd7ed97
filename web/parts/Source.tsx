import { Popover, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import type { Source as SourceOf } from "../../src/chart/routes.ts";
import { Behind } from "./Behind.tsx";
import css from "./Source.module.css";

const SAID = {
  copy: "From the EHR copy",
  here: "Recorded here",
  paper: "From paper",
  outside: "Outside record",
} as const satisfies { readonly [source in SourceOf]: string };

/** The bare shape: ring = EHR copy, square = recorded here, framed square = from paper, diamond = outside. */
export function SourceMark({ source }: { source: SourceOf }) {
  return (
    <svg className={css[source]} width="10" height="10" viewBox="0 0 10 10" role="img" aria-label={SAID[source]}>
      {source === "copy" && <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" />}
      {source === "here" && <rect x="1" y="1" width="8" height="8" fill="currentColor" />}
      {source === "paper" && (
        <path
          d="M1.7 1.7h6.6v6.6H1.7z M4 4h2v2H4z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.4"
          strokeLinejoin="miter"
        />
      )}
      {source === "outside" && <path d="M5 .6 9.4 5 5 9.4 .6 5z" fill="currentColor" />}
    </svg>
  );
}

export type Origin = readonly (readonly [label: string, value: ReactNode])[];

type SourceProps = {
  source: SourceOf;
  about: string;
  /** What is said beside it of the fact itself. */
  origin?: Origin;
  /** The entry that holds its message. */
  entry?: string | undefined;
};

/** The shape before a fact; one press says where the fact came from. */
export function Source({ source, about, origin = [], entry }: SourceProps) {
  return (
    <Popover width={320} position="bottom-start" shadow="none" withArrow arrowSize={12} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={css.press}
          aria-label={`${SAID[source]}: where ${about} came from`}
          onClick={event => event.stopPropagation()}
        >
          <SourceMark source={source} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={css.over ?? ""} onClick={event => event.stopPropagation()}>
        <strong className={css.title}>{SAID[source]}</strong>
        <dl className={css.facts}>
          {origin.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {entry === undefined ? <p className={css.behind}>No single message says this.</p> : <Behind entry={entry} />}
      </Popover.Dropdown>
    </Popover>
  );
}
