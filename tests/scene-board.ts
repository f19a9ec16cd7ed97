// The board of the same invented moment, by the code that makes it: what the demo's network said this morning.

import { regionOf } from "../sim/region.ts";
import type { Kind } from "../src/journal/index.ts";
import { type BoardAnswer, boardOf, regionalKinds } from "../src/regional/index.ts";
import type { Scene } from "../web/tests/scene.ts";

const KINDS: readonly Kind[] = regionalKinds.map(kind => kind as Kind);
const OWN = { id: "HMG", name: "Harbor Mills General" };

/** By night the network diverts; on a good day nobody said that anything is there yet. `rows` of facilities at most. */
export function boardAnswer(scene: Scene, now: number, rows: number | undefined): BoardAnswer {
  const entries = scene === "good day" ? [] : regionOf(now, OWN);
  const place = entries.flatMap(({ kind, body }) => (kind === "place.facility" ? [body as typeof OWN] : []));
  const said = entries.map(({ id, kind, actor, body }) => ({
    id,
    key: keyOf(kind, body),
    kind,
    actor,
    wall: now,
    body,
    replaces: [],
  }));
  return boardOf(
    {
      facilities: [OWN, ...place]
        .slice(0, rows)
        .map(one => ({ ...one, zone: "America/New_York", heard: { here: true }, midnight: now - 10 * 3_600_000 })),
      services: said.filter(one => one.kind === "place.service"),
      standing: said.filter(one => !one.kind.startsWith("place.")),
      history: said.filter(one => one.kind.startsWith("diversion.")),
    },
    now,
  );
}

/** Each by its kind's own key. */
function keyOf(kind: string, body: unknown): string {
  return KINDS.find(one => one.name === kind)?.key(body) ?? "";
}
