import {
  IconCalendarEvent,
  IconLayoutRows,
  IconPlugConnectedX,
  IconPrinter,
  IconSearch,
  IconServer,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import css from "./Rail.module.css";

/** The pages that exist for her, an icon over a word; a bottom bar where the screen is narrow. Who keeps the node running sees no chart. */
export function Rail({ unit, role }: { unit: string | null; role: string | null }) {
  return (
    <nav className={css.rail} aria-label="Pages">
      {role === "it" ? (
        <Link to="/system" className={css.item ?? ""}>
          <IconServer size={22} stroke={1.7} aria-hidden /> System
        </Link>
      ) : (
        <ChartPages unit={unit} isScheduler={role === "scheduler"} />
      )}
      <Link to="/downtime" className={css.item ?? ""}>
        <IconPlugConnectedX size={22} stroke={1.7} aria-hidden /> Downtime
      </Link>
    </nav>
  );
}

function ChartPages({ unit, isScheduler }: { unit: string | null; isScheduler: boolean }) {
  const clinic = (
    <Link to="/clinic" activeOptions={{ includeSearch: false }} className={css.item ?? ""}>
      <IconCalendarEvent size={22} stroke={1.7} aria-hidden /> Clinic
    </Link>
  );
  // A scheduler sees who is expected, and no chart.
  if (isScheduler) return clinic;
  return (
    <>
      {unit === null ? (
        <Link to="/unit" className={css.item ?? ""}>
          <IconLayoutRows size={22} stroke={1.7} aria-hidden /> Units
        </Link>
      ) : (
        <Link to="/unit/$unit" params={{ unit }} className={css.item ?? ""}>
          <IconLayoutRows size={22} stroke={1.7} aria-hidden /> My unit
        </Link>
      )}
      <Link to="/find" search={{ q: "" }} activeOptions={{ includeSearch: false }} className={css.item ?? ""}>
        <IconSearch size={22} stroke={1.7} aria-hidden /> Find
      </Link>
      {clinic}
      <Link to="/print" className={css.item ?? ""}>
        <IconPrinter size={22} stroke={1.7} aria-hidden /> Print
      </Link>
    </>
  );
}
