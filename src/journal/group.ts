// Groups: entries that were recorded together, and when they are whole here.
import { same } from "./bytes.ts";
import type { Group } from "./header.ts";
import { headerOf, type Store, type Stored } from "./store.ts";

/** The whole groups that a row stands in: members follow one another by hash, so that two groups at one position are never mixed. */
export function wholeGroups(store: Store, row: Stored, group: Group): Stored[][] {
  if (!isHere(row)) return [];
  const membersAt = (index: number) =>
    store.at(row.node, row.epoch, row.chain, row.seq - group.index + index).filter(member => {
      const of = headerOf(member)?.group;
      return of?.index === index && of.count === group.count && same(of.first, group.first) && isHere(member);
    });
  const before: Stored[] = [];
  for (let [index, next] = [group.index - 1, row]; index >= 0; index--) {
    const member = membersAt(index).find(one => same(one.hash, next.previous));
    if (member === undefined) return [];
    before.unshift(member);
    next = member;
  }
  let paths = [[...before, row]];
  for (let index = group.index + 1; index < group.count; index++) {
    const members = membersAt(index);
    paths = paths.flatMap(path =>
      members.filter(one => same(one.previous, path.at(-1)?.hash ?? row.hash)).map(one => [...path, one]),
    );
  }
  return paths;
}

/** Content that may still come is waited for; content that an entry removed is not. */
function isHere(row: Stored): boolean {
  return row.payload !== null || row.absence === "pruned" || row.absence === "erased";
}

/** True where a fold that went as far as `last` took the row: it stands alone, or in a group that was whole by then. */
export function isFolded(store: Store, row: Stored, last: number): boolean {
  const group = headerOf(row)?.group;
  if (group == null) return true;
  return wholeGroups(store, row, group).some(members => members.every(member => member.row <= last));
}
