// Patients who were here once: what makes a copy large. One message each, the discharge that closed the visit.
import { drawName } from "../sim/hospital/names.ts";
import { type Seeded, seeded } from "../sim/random.ts";
import { buildMessage, encodeMessage, frame } from "../src/hl7/index.ts";
import type { BenchMessage } from "./messages.ts";

const DAY_MS = 86_400_000;
/** The simulated hospital counts its own patients far below. */
const FIRST_MRN = 5_000_000;
const YEARS_BACK_DAYS = 2_000;

/** The discharges of `count` patients, `from` being the number of the first. No number is given twice. */
export function* formerPatients(from: number, count: number, now: number): Generator<BenchMessage> {
  const random = seeded(`former/${from}`);
  for (let number = from; number < from + count; number++) yield discharge(number, random, now);
}

function discharge(number: number, random: Seeded, now: number): BenchMessage {
  const sex = random.chance(0.5) ? "F" : "M";
  const { name, language } = drawName(random, sex);
  const left = now - random.whole(2 * DAY_MS, YEARS_BACK_DAYS * DAY_MS);
  const came = left - random.whole(1, 12) * DAY_MS;
  const control = `OLD${number}`;
  const mrn = [String(FIRST_MRN + number), undefined, undefined, "HMG", "MR"];
  const visit = [`V${FIRST_MRN + number}`, undefined, undefined, "HMG", "VN"];
  const pv1: (string | string[] | (string | undefined)[] | undefined)[] = Array.from({ length: 45 });
  pv1[0] = "1";
  pv1[1] = "I";
  pv1[2] = ["4 West", String(random.whole(401, 430)), "A", "HMG"];
  pv1[18] = visit;
  pv1[43] = time(came);
  pv1[44] = time(left);
  const bytes = encodeMessage(
    buildMessage([
      [
        "MSH",
        "HMG_ADT",
        "HMG",
        "TIDEOVER",
        "HMG",
        time(left),
        undefined,
        ["ADT", "A03", "ADT_A03"],
        control,
        "P",
        "2.5.1",
        ...Array.from({ length: 5 }, () => undefined),
        "UNICODE UTF-8",
      ],
      ["EVN", undefined, time(left)],
      [
        "PID",
        "1",
        undefined,
        mrn,
        undefined,
        [name.family, name.given, undefined, undefined, undefined, undefined, "L"],
        undefined,
        time(now - random.whole(1, 33_000) * DAY_MS).slice(0, 8),
        sex,
        ...Array.from({ length: 6 }, () => undefined),
        language.split("^"),
      ],
      ["PV1", ...pv1],
    ]),
  );
  return { feed: "adt", control, type: "ADT^A03", bytes, framed: frame(bytes) };
}

/** HL7 text in UTC. */
function time(at: number): string {
  return `${new Date(at).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}+0000`;
}
