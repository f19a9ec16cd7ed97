// What of a feed is garbage (RULES M4): told by the message alone, so that a hold keeps back the same on every node.
import type { Facts, Mapped } from "../map-message.ts";

/** Codes of messages (HL7 v2.8 table 0076), and what begins with Z, a site's own: what is not mapped of them is no garbage, however many come. */
const CODES = new Set(
  (
    "ACK ADR ADT BAR BPS BRP BRT BTS CCF CCI CCM CCQ CCR CCU CQU CRM CSU DBC DBU DEL DEO DER DFT DPR DRG DRR DSR EAC EAN EAR EDR EHC " +
    "ELR EQQ ERP ESR ESU INR INU LSR LSU MCF MDM MFD MFK MFN MFQ MFR NMD NMQ NMR OMB OMD OMG OMI OML OMN OMP OMQ OMS OPL OPR OPU ORA " +
    "ORB ORD ORF ORG ORI ORL ORM ORN ORP ORR ORS ORU OSM OSQ OSR OUL PEX PGL PIN PMU PPG PPP PPR PPT PPV PRR PTR QBP QCK QCN QRY QSB " +
    "QSX QVR RAR RAS RCI RCL RDE RDR RDS RDY REF RER RGR RGV ROR RPA RPI RPL RPR RQA RQC RQI RQP RRA RRD RRE RRG RRI RSP RTB SCN SDN " +
    "SDR SIU SLN SLR SMD SQM SQR SRM SRR SSR SSU STC STI SUR TBR TCR TCU UDF UDM VXQ VXR VXU VXX"
  ).split(" "),
);

/** True of a message that is parked and should not have been: unreadable, of nobody, of a type that HL7 does not know. */
export function isUnreadable({ outcome, type, reason }: Pick<Mapped, "outcome" | "type" | "reason">): boolean {
  if (outcome !== "parked") return false;
  const code = type?.slice(0, 3).toUpperCase() ?? "";
  return reason?.code !== "not-mapped-yet" || !(CODES.has(code) || code.startsWith("Z"));
}

const DAY_MS = 86_400_000;
/** No living person was born before it. */
const OLDEST_BIRTH = "1880";
const LONGEST_NAME = 250;

/** True where what a readable message says of a person cannot be. `now`: when it was sent or came in, integer ms. */
export function isNonsense({ garbled, patient, recorded }: Facts, now: number): boolean {
  if (garbled || (recorded !== null && recorded.instant !== null && recorded.instant > now + 2 * DAY_MS)) return true;
  return patient.fields.some(fact => {
    if (fact.state !== "set") return false;
    if (fact.field === "PID-7") return cannotBeBorn(fact.piece.birthDate, now);
    const [official] = fact.field === "PID-5" ? (fact.piece.name ?? []) : [];
    if (official === undefined) return false;
    return isNoName([official.family, ...(official.given ?? [])].filter(part => part !== undefined).join(" "));
  });
}

/** By the day: a zone is at most a day ahead. */
function cannotBeBorn(birthDate: string | undefined, now: number): boolean {
  if (birthDate === undefined) return false;
  const tomorrow = new Date(now + DAY_MS).toISOString().slice(0, birthDate.length);
  return birthDate < OLDEST_BIRTH || birthDate > tomorrow;
}

/** No letter in it, more other signs than letters, or longer than any name. A blank name and an alias with a number are names. */
function isNoName(text: string): boolean {
  if (text.trim() === "") return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const signs = text.match(/[^\p{L}\p{M}\p{N}\s'’.,()/-]/gu)?.length ?? 0;
  return letters === 0 || signs > letters || text.length > LONGEST_NAME;
}
