// What can be printed: a unit's census, and its packets in one file, in bed order.
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
      <h1>Print</h1>
      <p>
        Census: one line a bed, for the staff side of the wall. Packets: one file for the unit, in bed order; each
        patient a face sheet, the medications of the next 24 h, orders and results, and a blank flowsheet. One patient’s
        packet is printed from the chart. Printing is recorded as a look.
      </p>
      {units.data.length === 0 && (
        <p>
          No unit is in the copy yet, so there is nothing to print. Units come with the first admission that names one.
        </p>
      )}
      <ul>
        {units.data.map(unit => (
          <li key={unit.id}>
            <div className={css.line}>
              <strong>{unit.name}</strong>
              <a href={`/units/${encodeURIComponent(unit.id)}/census.pdf`} target="_blank" rel="noopener">
                <IconPrinter size={18} aria-hidden /> Census <span className={css.hidden}>of {unit.name}</span>
              </a>
              <a href={`/units/${encodeURIComponent(unit.id)}/packets.pdf`} target="_blank" rel="noopener">
                <IconPrinter size={18} aria-hidden /> {unit.patients} {unit.patients === 1 ? "packet" : "packets"}{" "}
                <span className={css.hidden}>of {unit.name}</span>
              </a>
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
