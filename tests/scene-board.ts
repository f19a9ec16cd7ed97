// The board of the same invented moment, by the code that makes it: what the demo's network said this morning.

import { regionOf } from "../sim/region.ts";
import { type BoardAnswer, boardOf } from "../src/regional/index.ts";
import type { Scene } from "../web/tests/scene.ts";

const OWN = { id: "HMG", name: "Harbor Mills General" };

/** By night the network diverts; on a good day nobody said that anything is there yet. `rows` of facilities at most. */
export function boardAnswer(scene: Scene, now: number, rows: number | undefined): BoardAnswer {
  const entries = scene === "good day" ? [] : regionOf(now, OWN);
  const place = entries.flatMap(({ kind, body }) => (kind === "place.facility" ? [body as typeof OWN] : []));
  const said = entries.map(({ id, kind, actor, body }) => ({
    id,
    key: keyOf(kind, body as Readonly<Record<string, string>>, id),
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

function keyOf(kind: string, body: Readonly<Record<string, string>>, id: string): string {
  if (kind === "status.set") return `status/${body.facility}/${body.service}/${body.population}`;
  if (kind === "door.set") return `status/${body.facility}/ed/walk-in`;
  if (kind.startsWith("diversion.")) return `diversion/${body.facility}/${body.category}/${body.population}`;
  return `${kind}/${id}`;
}
