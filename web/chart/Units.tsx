// All units of the house; where nobody's unit is set, or another's is wanted.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { read } from "../api.ts";
import { Failed } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import css from "./Units.module.css";

export type UnitLine = { readonly id: string; readonly name: string; readonly patients: number };

/** Reads the units; a list, or a stated answer that holds one. */
export function useUnits() {
  return useQuery({
    queryKey: ["units"],
    queryFn: async ({ signal }) => {
      const answer = await read<readonly UnitLine[] | { readonly units: readonly UnitLine[] }>("/units", signal);
      return "units" in answer ? answer.units : answer;
    },
  });
}

export function Units() {
  useHouse("Units");
  const units = useUnits();
  if (units.data === undefined) {
    return units.error === null ? <Waiting what="Units" /> : <Failed error={units.error} what="the units" />;
  }
  return (
    <div className={css.units}>
      <h1>Units</h1>
      {units.data.length === 0 && (
        <p>No unit is in the copy yet. Units come with the first admission that names one.</p>
      )}
      <ul>
        {units.data.map(unit => (
          <li key={unit.id}>
            <Link to="/unit/$unit" params={{ unit: unit.id }}>
              <strong>{unit.name}</strong>
              <span>
                {unit.patients} {unit.patients === 1 ? "patient" : "patients"}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
