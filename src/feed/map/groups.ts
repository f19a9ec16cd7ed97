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

/** Where SPM stands before the orders that are about it, and where ORC stands behind its OBR. */
export type Layout = { readonly specimenFirst: boolean; readonly orcBehind: boolean };
const USUAL: Layout = { specimenFirst: false, orcBehind: false };

/** How a message of a type is laid out (HL7 v2.5.1 §4.4.9, §4.4.11, §7.3.7). */
export function layoutOf(code: string, trigger: string): Layout {
  if (code === "OUL") return { specimenFirst: true, orcBehind: true };
  return code === "OML" && trigger !== "O21" ? { specimenFirst: true, orcBehind: false } : USUAL;
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
      case "OBR":
        (group === undefined || group.obr || group.rxe || group.rxo || group.observed.length > 0 ? open() : group).obr =
          segment;
        break;
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

/** The segments of a kind that follow the RXE where some do, else those that stand before it. */
export function ofEncoded(group: Group, segments: readonly Segment[], message: Message): readonly Segment[] {
  if (group.rxe === undefined || group.rxo === undefined) return segments;
  const start = message.segments.indexOf(group.rxe);
  const after = segments.filter(one => message.segments.indexOf(one) > start);
  return after.length > 0 ? after : segments;
}
