import {
  IconCalendarEvent,
  IconHandStop,
  IconLayoutGrid,
  IconLayoutRows,
  IconPlugConnectedX,
  IconPrinter,
  IconSearch,
  IconServer,
  IconShieldLock,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import css from "./Rail.module.css";

/** Whose work the board is; everybody else at a bedside reads it by its address. */
const BOARD: ReadonlySet<string> = new Set(["charge nurse", "house supervisor", "physician", "unit clerk", "it"]);

/** The pages that exist for her, an icon over a word; a bottom bar where the screen is narrow. Who keeps the node running, and the privacy office, see no chart. */
export function Rail({ unit, role }: { unit: string | null; role: string | null }) {
  return (
    <nav className={css.rail} aria-label="Pages">
      {role === "it" ? (
        <Link to="/system" className={css.item ?? ""}>
          <IconServer size={22} stroke={1.7} aria-hidden /> System
        </Link>
      ) : role === "privacy" ? (
        <Link to="/privacy" className={css.item ?? ""}>
          <IconShieldLock size={22} stroke={1.7} aria-hidden /> Privacy
        </Link>
      ) : role === "house supervisor" ? null : (
        <ChartPages unit={unit} role={role} />
      )}
      {BOARD.has(role ?? "") && (
        <Link to="/board" className={css.item ?? ""}>
          <IconLayoutGrid size={22} stroke={1.7} aria-hidden /> Board
        </Link>
      )}
      <Link to="/downtime" className={css.item ?? ""}>
        <IconPlugConnectedX size={22} stroke={1.7} aria-hidden /> Downtime
      </Link>
    </nav>
  );
}

function ChartPages({ unit, role }: { unit: string | null; role: string | null }) {
  const clinic = (
    <Link to="/clinic" activeOptions={{ includeSearch: false }} className={css.item ?? ""}>
      <IconCalendarEvent size={22} stroke={1.7} aria-hidden /> Clinic
    </Link>
  );
  // A scheduler sees who is expected, and no chart.
  if (role === "scheduler") return clinic;
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
      {(role === "nurse" || role === "charge nurse" || role === "unit clerk") && (
        <Link to="/held" className={css.item ?? ""}>
          <IconHandStop size={22} stroke={1.7} aria-hidden /> Held
        </Link>
      )}
      <Link to="/print" className={css.item ?? ""}>
        <IconPrinter size={22} stroke={1.7} aria-hidden /> Print
      </Link>
    </>
  );
}
