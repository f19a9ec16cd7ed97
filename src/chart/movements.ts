// Where a visit stands, from all its movements in the order of their chain (RULES W3). A pure function of that list.

export type MovementEvent = "admit" | "register" | "transfer" | "discharge" | "update";
export type CancelEvent = "cancel-admit" | "cancel-transfer" | "cancel-discharge";

/** Point of care, room, bed and facility as PV1-3 gives them (HL7 v2 PL); what was not sent is absent. */
export type Place = {
  readonly unit?: string;
  readonly room?: string;
  readonly bed?: string;
  readonly facility?: string;
  /** The Location that it is. */
  readonly reference?: string;
};

export type Movement = {
  readonly event: MovementEvent | CancelEvent;
  /** EVN-6, integer ms; null where it was not sent. */
  readonly occurred: number | null;
  /** EVN-2, integer ms. */
  readonly recorded: number | null;
  readonly place: Place | null;
  /** Id of the entry that holds the message. */
  readonly by: string;
};

export type Standing = {
  readonly status: "none" | "registered" | "in-house" | "discharged" | "cancelled";
  readonly place: Place | null;
  /** The movement that put the patient there; null where nothing stands. */
  readonly since: Movement | null;
  /** Old moves replayed: kept at their time, they moved nobody. */
  readonly replayed: readonly Movement[];
  /** Movements undone by a cancel. */
  readonly undone: readonly Movement[];
};

const UNDOES: Record<CancelEvent, readonly MovementEvent[]> = {
  "cancel-admit": ["admit", "register"],
  "cancel-transfer": ["transfer"],
  "cancel-discharge": ["discharge"],
};

/** Computes where a visit stands. A cancel undoes the event that it names by EVN-6, wherever that lies; without EVN-6 the newest before it. */
export function standingOf(movements: readonly Movement[]): Standing {
  const undone = new Set<Movement>();
  for (const [index, cancel] of movements.entries()) {
    if (!isCancel(cancel)) continue;
    const candidates = movements.filter(
      m => !undone.has(m) && !isCancel(m) && UNDOES[cancel.event as CancelEvent].includes(m.event as MovementEvent),
    );
    const named = cancel.occurred === null ? undefined : candidates.find(m => m.occurred === cancel.occurred);
    const newest = candidates.filter(m => movements.indexOf(m) < index).at(-1);
    const target = named ?? (cancel.occurred === null || newest?.occurred === null ? newest : undefined);
    if (target !== undefined) undone.add(target);
  }
  let standing: Movement | null = null;
  let place: Place | null = null;
  const replayed: Movement[] = [];
  for (const movement of movements) {
    if (isCancel(movement) || undone.has(movement)) continue;
    if (movement.event === "update") {
      // A08 corrects where someone lies; it never brings back one who left.
      if (standing?.event !== "discharge" && movement.place !== null && !liesBefore(movement, standing))
        place = movement.place;
      continue;
    }
    if (liesBefore(movement, standing)) {
      replayed.push(movement);
      continue;
    }
    standing = movement;
    if (movement.event === "discharge") place = null;
    else if (movement.place !== null) place = movement.place;
  }
  return { status: statusOf(standing, undone.size > 0, place), place, since: standing, replayed, undone: [...undone] };
}

function statusOf(standing: Movement | null, hasUndone: boolean, place: Place | null): Standing["status"] {
  if (standing === null) return hasUndone ? "cancelled" : place === null ? "none" : "in-house";
  if (standing.event === "discharge") return "discharged";
  return standing.event === "register" ? "registered" : "in-house";
}

function isCancel(movement: Movement): boolean {
  return movement.event in UNDOES;
}

/** EVN-6 is compared with EVN-6, EVN-2 with EVN-2; where neither can be compared, nothing is older. */
function liesBefore(movement: Movement, standing: Movement | null): boolean {
  if (standing === null) return false;
  if (movement.occurred !== null && standing.occurred !== null) return movement.occurred < standing.occurred;
  if (
    movement.occurred === null &&
    standing.occurred === null &&
    movement.recorded !== null &&
    standing.recorded !== null
  ) {
    return movement.recorded < standing.recorded;
  }
  if (movement.recorded !== null && standing.recorded !== null) return movement.recorded < standing.recorded;
  return false;
}
