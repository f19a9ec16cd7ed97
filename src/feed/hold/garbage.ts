// What of a feed is garbage (RULES M4): told by the message alone, so that a hold keeps back the same on every node.
import type { Facts, Mapped } from "../map-message.ts";

/**
 * Types of which the copy takes nothing by design: charges and accounts, tables of codes and staff, questions, answers to them and
 * acknowledgements; and what begins with Z, a site's own. However many come, they are no garbage.
 */
const NOT_TAKEN =
  /^(ACK|ADR|BAR|BPS|DFT|MC[FR]|MF[DKNQR]|NM[DQR]|PMU|QBP|QC[KNR]|QRY|QS[BX]|QVR|RSP|RTB|UD[MR]|Z..)(\^|$)/i;

/** True of a message that is parked and should not have been: unreadable, of nobody, of a type that no sender is to send here. */
export function isUnreadable({ outcome, type }: Pick<Mapped, "outcome" | "type">): boolean {
  return outcome === "parked" && (type === null || !NOT_TAKEN.test(type));
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
    const { birthDate, name } = fact.piece;
    // By the day: a zone is at most a day ahead.
    const tomorrow = new Date(now + DAY_MS).toISOString().slice(0, 10);
    if (fact.field === "PID-7" && birthDate !== undefined)
      return birthDate < OLDEST_BIRTH || birthDate > tomorrow.slice(0, birthDate.length);
    const [official] = name ?? [];
    if (fact.field !== "PID-5" || official === undefined) return false;
    return isNoName([official.family, ...(official.given ?? [])].filter(part => part !== undefined).join(" "));
  });
}

/** No letter in it, more other signs than letters, or longer than any name. A blank name and an alias with a number are names. */
function isNoName(text: string): boolean {
  if (text.trim() === "") return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const signs = text.match(/[^\p{L}\p{M}\p{N}\s'’.,()/-]/gu)?.length ?? 0;
  return letters === 0 || signs > letters || text.length > LONGEST_NAME;
}
