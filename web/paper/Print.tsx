// What can be printed: one unit's packets in one file, in bed order.
import { IconPrinter } from "@tabler/icons-react";
import css from "../chart/Units.module.css";
import { useUnits } from "../chart/Units.tsx";
import { Failed } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";

export function Print() {
  useHouse("Print");
  const units = useUnits();
  if (units.data === undefined) {
    return units.error === null ? <Waiting what="Units" /> : <Failed error={units.error} what="the units" />;
  }
  return (
    <div className={css.units}>
      <h1>Print packets</h1>
      <p>
        One PDF a unit: a face sheet, the MAR for the next 24 h, orders and results, and a blank flowsheet for each
        patient, in bed order. A single patient’s packet is printed from the chart. Printing is recorded as a look.
      </p>
      <ul>
        {units.data.map(unit => (
          <li key={unit.id}>
            <a href={`/units/${encodeURIComponent(unit.id)}/packets.pdf`} target="_blank" rel="noopener">
              <span className={css.name}>
                <IconPrinter size={18} aria-hidden /> <strong>{unit.name}</strong>
              </span>
              <span>
                {unit.patients} {unit.patients === 1 ? "packet" : "packets"}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
