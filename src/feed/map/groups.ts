// The orders and results of a message, grouped by where their segments stand: no message grammar, only who follows whom.
import type { Message, Segment } from "../../hl7/index.ts";

export type Observed = { readonly obx: Segment; readonly notes: Segment[] };
export type Administered = {
  readonly rxa: Segment[];
  readonly rxr: Segment[];
  readonly notes: Segment[];
  readonly observed: Observed[];
};
/** A dispense (RXD) or a give (RXG), with what follows it. */
export type Supplied = {
  readonly segment: Segment;
  readonly timings: Segment[];
  readonly routes: Segment[];
  readonly components: Segment[];
  readonly notes: Segment[];
  readonly observed: Observed[];
};
export type Group = {
  orc?: Segment;
  obr?: Segment;
  rxo?: Segment;
  rxe?: Segment;
  readonly timings: Segment[];
  readonly routes: Segment[];
  readonly components: Segment[];
  readonly notes: Segment[];
  readonly diagnoses: Segment[];
  readonly specimens: Segment[];
  readonly diets: Segment[];
  readonly supplied: Supplied[];
  readonly administered: Administered[];
  readonly observed: Observed[];
};

/** Where SPM stands before the orders that are about it, where ORC stands behind its OBR, and where one ORC may order several services. */
export type Layout = { readonly specimenFirst: boolean; readonly orcBehind: boolean; readonly orcShared: boolean };
const USUAL: Layout = { specimenFirst: false, orcBehind: false, orcShared: false };

/** How a message of a type is laid out (HL7 v2.5.1 §4.4.9, §4.4.11, §7.3.7). */
export function layoutOf(code: string, trigger: string): Layout {
  if (code === "OUL") return { specimenFirst: true, orcBehind: true, orcShared: false };
  const specimenFirst = code === "OML" && trigger !== "O21";
  return { specimenFirst, orcBehind: false, orcShared: code === "ORM" || code === "OMG" || code === "OML" };
}

/** The groups of a message in order. What stands before the first ORC, OBR, RX or OBX belongs to no group. */
export function groupsOf(message: Pick<Message, "segments">, layout: Layout = USUAL): Group[] {
  const groups: Group[] = [];
  let group: Group | undefined;
  let specimens: Segment[] = [];
  let previous: string | undefined;
  const open = (): Group => {
    group = {
      timings: [],
      routes: [],
      components: [],
      notes: [],
      diagnoses: [],
      specimens: [...specimens],
      diets: [],
      supplied: [],
      administered: [],
      observed: [],
    };
    groups.push(group);
    return group;
  };
  for (const segment of message.segments) {
    switch (segment.name) {
      case "ORC":
        if (layout.orcBehind && group?.obr && !group.orc && group.observed.length === 0) group.orc = segment;
        else open().orc = segment;
        break;
      case "OBR": {
        const before = group;
        const isNext = before?.obr || before?.rxe || before?.rxo || (before?.observed.length ?? 0) > 0;
        const into = before === undefined || isNext ? open() : before;
        into.obr = segment;
        // Results between them: those of an earlier order (PRIOR_RESULT), which this one did not order.
        // One that carries the ORC's own number is its all the same.
        const isShared = layout.orcShared && into !== before && before?.obr && before.orc;
        const isOwn = before?.observed.length === 0 || segment.raw(2) !== "";
        if (isShared && isOwn && isUnder(isShared, segment)) into.orc = isShared;
        break;
      }
      case "RXO":
        (group === undefined || group.rxo || group.rxe ? open() : group).rxo = segment;
        break;
      case "RXE":
        (group === undefined || group.rxe ? open() : group).rxe = segment;
        break;
      case "RXA": {
        const into = group ?? open();
        const last = into.administered.at(-1);
        if (last === undefined || last.rxr.length > 0 || last.observed.length > 0 || last.notes.length > 0)
          into.administered.push({ rxa: [segment], rxr: [], notes: [], observed: [] });
        else last.rxa.push(segment);
        break;
      }
      case "RXD":
      case "RXG":
        (group ?? open()).supplied.push({ segment, timings: [], routes: [], components: [], notes: [], observed: [] });
        break;
      case "ODS":
      case "ODT":
        (group ?? open()).diets.push(segment);
        break;
      case "TQ1":
        (group?.supplied.at(-1) ?? group)?.timings.push(segment);
        break;
      case "RXR":
        (group?.administered.at(-1)?.rxr ?? (group?.supplied.at(-1) ?? group)?.routes)?.push(segment);
        break;
      case "RXC":
        (group?.supplied.at(-1) ?? group)?.components.push(segment);
        break;
      case "SPM":
        if (layout.specimenFirst) {
          // Several in a row are all of the orders that follow.
          specimens = previous === "SPM" ? [...specimens, segment] : [segment];
          group = undefined;
        } else group?.specimens.push(segment);
        break;
      case "DG1":
        group?.diagnoses.push(segment);
        break;
      case "OBX": {
        const into = group ?? open();
        const under = into.administered.at(-1) ?? into.supplied.at(-1) ?? into;
        under.observed.push({ obx: segment, notes: [] });
        break;
      }
      case "NTE": {
        const given = group?.administered.at(-1) ?? group?.supplied.at(-1);
        const about = given?.observed.at(-1)?.notes ?? given?.notes ?? group?.observed.at(-1)?.notes ?? group?.notes;
        about?.push(segment);
        break;
      }
    }
    previous = segment.name;
  }
  return groups;
}

/** Whether an OBR without an ORC of its own is ordered by one before it: it has no number of its own (OBR-2, OBR-3), or the same. */
function isUnder(orc: Segment, obr: Segment): boolean {
  return [2, 3].every(field => obr.raw(field) === "" || obr.raw(field) === orc.raw(field));
}

/** The segments of a kind that follow the RXE where some do, else those that stand before it. */
export function ofEncoded(group: Group, segments: readonly Segment[], message: Message): readonly Segment[] {
  if (group.rxe === undefined || group.rxo === undefined) return segments;
  const start = message.segments.indexOf(group.rxe);
  const after = segments.filter(one => message.segments.indexOf(one) > start);
  return after.length > 0 ? after : segments;
}
