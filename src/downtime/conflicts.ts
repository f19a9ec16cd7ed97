// Where more than one entry of a key stands: recorded on nodes that did not hear each other, or beside one another on purpose.

import type { Conflict, Said } from "./routes.ts";
import type { Begun, Declared, StandingEntry } from "./view.ts";

type Ended = { readonly at: number };

/** What nobody settled, by key; within one the earliest first. `nameOf` gives the name of a person, null where unknown. */
export function conflictsIn(
  standing: readonly StandingEntry[],
  here: string,
  nameOf: (person: string) => string | null,
): Conflict[] {
  const byKey = Map.groupBy(standing, entry => entry.key);
  return [...byKey]
    .filter(([, entries]) => entries.length > 1)
    .map(([key, entries]) => ({
      key,
      ...scopeOf(entries[0]?.body),
      said: entries.map(entry => said(entry, here, nameOf)).sort((a, b) => a.from - b.from || a.at - b.at),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function scopeOf(body: unknown): { readonly unit: string | null; readonly kind: string | null } {
  const { unit, kind } = body as Pick<Declared, "unit" | "kind">;
  return { unit, kind };
}

function said(entry: StandingEntry, here: string, nameOf: (person: string) => string | null): Said {
  const common = {
    id: entry.id,
    by: { id: entry.actor, name: nameOf(entry.actor) },
    at: entry.wall,
    node: entry.node.slice(0, 8),
    here: entry.node === here,
    cause: "",
    planned: false,
    exercise: false,
    on: null,
  };
  switch (entry.kind) {
    case "downtime.declared": {
      const { since, cause, planned, exercise } = entry.body as Declared;
      return { ...common, kind: entry.kind, from: since, cause, planned, exercise };
    }
    case "charting.begun": {
      const { from, on } = entry.body as Begun;
      return { ...common, kind: entry.kind, from, on };
    }
    default: {
      const kind = entry.kind === "downtime.ended" ? "downtime.ended" : "charting.ended";
      return { ...common, kind, from: (entry.body as Ended).at };
    }
  }
}
