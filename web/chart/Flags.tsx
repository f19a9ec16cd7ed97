import type { Identity, SafetyCard } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { type Flag, fitting, flagsOf } from "./flags.ts";

/** The flags of one row, each a word. What does not fit `room` (in letters) is counted, never cut off unseen. */
export function Flags({ patient, safety, room }: { patient: Identity; safety: SafetyCard | null; room?: number }) {
  const { shown, hidden } = fitting(flagsOf(patient, safety), room ?? Number.POSITIVE_INFINITY);
  const rest = hidden.map(flag => flag.words).join(", ");
  return (
    <>
      {shown.map(flag => (
        <One key={flag.words} flag={flag} />
      ))}
      {hidden.length > 0 && (
        <span role="img" title={rest} aria-label={`${hidden.length} more: ${rest}`}>
          +{hidden.length}
        </span>
      )}
    </>
  );
}

function One({ flag }: { flag: Flag }) {
  return flag.kind === null ? <span>{flag.words}</span> : <Chip kind={flag.kind}>{flag.words}</Chip>;
}
