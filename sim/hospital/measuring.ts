// What is measured at the bed and in the laboratory, and when it is reported.
import { drawPanel, drawTroponin, drawVitals, PANELS, VITAL_SIGNS } from "./laboratory.ts";
import { type Report, resultReport } from "./say-result.ts";
import type { Stay } from "./stays.ts";
import { HOUR, MINUTE } from "./times.ts";
import { soon, tell, type World } from "./world.ts";

function report(world: World, stay: Stay, one: Report): void {
  tell(
    world,
    "lab",
    one.reported,
    resultReport(stay, one, world.zone),
    one.observed.map(o => ({
      kind: "result",
      mrn: stay.patient.mrn,
      filler: one.filler,
      code: o.code,
      value: o.value,
      status: one.status,
      at: one.taken,
    })),
  );
}

function number(world: World, prefix: string): string {
  world.count.reports++;
  return `${prefix}${600_000 + world.count.reports}`;
}

/** Takes the vital signs and charts them. */
export function takeVitals(world: World, stay: Stay, at: number): void {
  const observed = drawVitals(world.random, stay.bed.unit.care);
  const { code, words } = VITAL_SIGNS;
  const filler = number(world, "VS");
  report(world, stay, { filler, code, words, section: "VS", status: "F", observed, taken: at - MINUTE, reported: at });
}

/** Draws blood; the report follows, some of it preliminary first, a few corrected afterwards (OBX-11 C). */
export function drawBlood(world: World, stay: Stay, at: number): void {
  const { random } = world;
  const filler = number(world, "L");
  const troponin = random.chance(0.12);
  const panel = random.pick(PANELS);
  const observed = troponin ? [drawTroponin(random)] : drawPanel(random, panel);
  const code = troponin ? "10839-9" : panel.code;
  const words = troponin ? "Troponin I" : panel.words;
  const base = { filler, code, words, section: "LAB", observed, taken: at } as const;
  const ready = at + random.whole(25, 75) * MINUTE;
  if (random.chance(0.06))
    soon(world, ready - 10 * MINUTE, now => report(world, stay, { ...base, status: "P", reported: now }));
  soon(world, ready, now => report(world, stay, { ...base, status: "F", reported: now }));
  if (!random.chance(0.025)) return;
  soon(world, ready + random.whole(10, 120) * MINUTE, now => {
    const again = troponin ? [drawTroponin(random)] : drawPanel(random, panel);
    report(world, stay, { ...base, observed: again, status: "C", reported: now });
  });
}

/** Hours between two sets of vital signs, by how ill people are there. */
export function vitalsEvery(stay: Stay): number {
  const { care } = stay.bed.unit;
  return care === "intensive" ? HOUR : care === "emergency" ? 2 * HOUR : care === "newborn" ? 3 * HOUR : 4 * HOUR;
}
