// Where a visit stands, from all its movements in the order of their chain (RULES W3). A pure function of that list.

export type MovementEvent =
  | "admit"
  | "register"
  | "transfer"
  | "discharge"
  | "update"
  | "pre-admit"
  | "to-inpatient"
  | "to-outpatient"
  | "depart"
  | "arrive"
  | "pending-admit"
  | "pending-transfer"
  | "pending-discharge"
  | "leave"
  | "return"
  | "delete";
export type CancelEvent =
  | "cancel-admit"
  | "cancel-transfer"
  | "cancel-discharge"
  | "cancel-pre-admit"
  | "cancel-depart"
  | "cancel-arrive"
  | "cancel-pending-admit"
  | "cancel-pending-transfer"
  | "cancel-pending-discharge"
  | "cancel-leave"
  | "cancel-return";

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
  readonly status: "none" | "planned" | "registered" | "in-house" | "on leave" | "discharged" | "cancelled" | "deleted";
  readonly place: Place | null;
  /** The movement that put the patient there; null where nothing stands. */
  readonly since: Movement | null;
  /** Moves that are announced: they move nobody, and free and take no bed. */
  readonly pending: readonly Movement[];
  /** Old moves replayed: kept at their time, they moved nobody. */
  readonly replayed: readonly Movement[];
  /** Movements undone by a cancel. */
  readonly undone: readonly Movement[];
};

const UNDOES: Readonly<Record<CancelEvent, readonly MovementEvent[]>> = {
  "cancel-admit": ["admit", "register"],
  "cancel-transfer": ["transfer"],
  "cancel-discharge": ["discharge"],
  "cancel-pre-admit": ["pre-admit"],
  "cancel-depart": ["depart"],
  "cancel-arrive": ["arrive"],
  "cancel-pending-admit": ["pending-admit"],
  "cancel-pending-transfer": ["pending-transfer"],
  "cancel-pending-discharge": ["pending-discharge"],
  "cancel-leave": ["leave"],
  "cancel-return": ["return"],
};

/**
 * Computes where a visit stands. What says again the same event, recorded at the same time of the same place, is the one before it sent
 * once more: a cancel that comes twice undoes nothing else, and one undoes all that it names. A cancel undoes the event that it names by EVN-6, wherever that lies; without EVN-6 the newest before it. */
export function standingOf(all: readonly Movement[]): Standing {
  const movements = all.filter((one, at) => all.findIndex(other => isSaidAgain(one, other)) === at);
  const undone = undoneBy(movements);
  let standing: Movement | null = null;
  let place: Place | null = null;
  let expected: Movement | null = null;
  let leave: Movement | null = null;
  let pending: readonly Movement[] = [];
  const replayed: Movement[] = all.filter(one => !movements.includes(one));
  const drop = (...events: readonly MovementEvent[]) => pending.filter(one => !isOneOf(one, events));
  for (const movement of movements) {
    if (isCancel(movement) || undone.has(movement)) continue;
    const isOld = liesBefore(movement, standing);
    switch (movement.event) {
      // The bed of the census is another matter than where she is at the moment (HL7 v2 §3.3.9).
      case "depart":
      case "arrive":
        break;
      case "pre-admit":
      case "pending-admit":
        expected = movement;
        break;
      case "pending-transfer":
      case "pending-discharge":
        if (!isOld && !isOver(standing)) pending = [...drop(movement.event), movement];
        break;
      case "update":
        // It corrects where someone lies; it never brings back one who left, nor in one who is only expected.
        if (!isOver(standing) && (standing !== null || expected === null) && movement.place !== null && !isOld)
          place = movement.place;
        break;
      case "leave":
      case "return":
        // The bed stays hers. Of leaves and returns, too, an old one replayed says nothing: one before the last of them, or before the
        // admission. A move since then says nothing of whether she is away, and she lies where it brought her.
        if (isOver(standing)) break;
        if ((isOld && isBeginning(standing)) || liesBefore(movement, leave)) replayed.push(movement);
        else {
          leave = movement;
          if (movement.place !== null && !isOld) place = movement.place;
        }
        break;
      default:
        if (isOld) {
          replayed.push(movement);
          break;
        }
        standing = movement;
        if (movement.event === "transfer") pending = drop("pending-transfer");
        if (isOver(movement)) {
          [place, pending, leave] = [null, [], null];
        } else if (movement.place !== null) place = movement.place;
    }
  }
  // Of one whose admission never came, the cancel of a move or of a discharge says where she still lies.
  if (standing === null && leave === null) place ??= movements.findLast(staysAfter)?.place ?? null;
  const status = statusOf(standing, expected, leave, undone, place);
  const kept = isInHouse({ status }) ? place : null;
  return { status, place: kept, since: standing ?? leave, pending, replayed, undone: [...undone] };
}

function isSaidAgain(a: Movement, b: Movement): boolean {
  if (a === b) return true;
  const isTimed = a.recorded !== null && a.recorded === b.recorded && a.occurred === b.occurred;
  return isTimed && a.event === b.event && placeText(a.place) === placeText(b.place);
}

function placeText(place: Place | null): string {
  return JSON.stringify([place?.facility, place?.unit, place?.room, place?.bed]);
}

function staysAfter({ event }: Movement): boolean {
  return event === "cancel-transfer" || event === "cancel-discharge";
}

/** True where the visit is not over and she is, or was registered to be, in the house: a bed of hers is taken, also on leave. */
export function isInHouse({ status }: Pick<Standing, "status">): boolean {
  return status === "registered" || status === "in-house" || status === "on leave";
}

function undoneBy(movements: readonly Movement[]): ReadonlySet<Movement> {
  const undone = new Set<Movement>();
  for (const [index, cancel] of movements.entries()) {
    if (!isCancel(cancel)) continue;
    const candidates = movements.filter(m => !undone.has(m) && isOneOf(m, UNDOES[cancel.event]));
    const named = cancel.occurred === null ? undefined : candidates.find(m => m.occurred === cancel.occurred);
    const newest = candidates.filter(m => movements.indexOf(m) < index).at(-1);
    const target = named ?? (cancel.occurred === null || newest?.occurred === null ? newest : undefined);
    if (target !== undefined) undone.add(target);
  }
  return undone;
}

/** A visit that ended, or that was an error. */
function isOver(movement: Movement | null): boolean {
  return movement?.event === "discharge" || movement?.event === "delete";
}

function statusOf(
  standing: Movement | null,
  expected: Movement | null,
  leave: Movement | null,
  undone: ReadonlySet<Movement>,
  place: Place | null,
): Standing["status"] {
  if (standing?.event === "discharge") return "discharged";
  if (standing?.event === "delete") return "deleted";
  if (leave?.event === "leave") return "on leave";
  if (standing !== null)
    return standing.event === "register" || standing.event === "to-outpatient" ? "registered" : "in-house";
  if (leave !== null) return "in-house";
  if (expected !== null) return "planned";
  if ([...undone].some(one => BEGINS.includes(one.event))) return "cancelled";
  return place === null ? "none" : "in-house";
}

/** What a visit begins with: undone, there was no visit. */
const BEGINS: readonly Movement["event"][] = ["admit", "register", "pre-admit", "pending-admit"];

function isBeginning(movement: Movement | null): boolean {
  return movement !== null && BEGINS.includes(movement.event);
}

function isOneOf(movement: Movement, events: readonly MovementEvent[]): boolean {
  return events.some(event => event === movement.event);
}

function isCancel(movement: Movement): movement is Movement & { readonly event: CancelEvent } {
  return Object.hasOwn(UNDOES, movement.event);
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
