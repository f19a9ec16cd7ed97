import type { Identity, SafetyCard } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import { limitsCare } from "./words.ts";

/** The flags of one row, each a word. */
export function Flags({ patient, safety }: { patient: Identity; safety: SafetyCard | null }) {
  const code = safety === null ? null : limitsCare(safety.code_status);
  const isolation = safety?.isolation.kind === "known" ? safety.isolation.value : [];
  return (
    <>
      {!patient.registered && <Chip kind="check">No registration yet</Chip>}
      {patient.same_name.length > 0 && <Chip kind="flag">Same name: {patient.same_name.join(", ")}</Chip>}
      {code !== null && <Chip kind="flag">{code}</Chip>}
      {isolation.map(kind => (
        <Chip key={kind} kind="flag">
          {/isolation/i.test(kind) ? kind : `${kind} isolation`}
        </Chip>
      ))}
      {safety?.falls.kind === "known" && /high|yes/i.test(safety.falls.value) && <span>Falls</span>}
      {patient.language !== null && !/^english$/i.test(patient.language) && <span>Speaks {patient.language}</span>}
    </>
  );
}
