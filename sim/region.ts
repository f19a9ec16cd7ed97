// What the demo's board begins with: the network of the hospital, and one morning of it. Names of hospitals are real or invented; what they
// say here is invented.
import { createHash } from "node:crypto";

export type RegionEntry = {
  readonly id: string;
  readonly kind: string;
  readonly actor: string;
  readonly body: unknown;
};

const MINUTE = 60_000;
const BY = "person:H0005";

/** Services by facility. */
const HOUSES: readonly { id: string; name: string; state: string; has: readonly string[] }[] = [
  {
    id: "MMH",
    name: "Manchester Memorial",
    state: "CT",
    has: ["ed", "stroke", "ct", "icu", "ob", "elective-surgery", "imaging", "urgent-care"],
  },
  { id: "RGH", name: "Rockville General", state: "CT", has: ["ed", "ct", "elective-surgery", "imaging"] },
  {
    id: "WTB",
    name: "Waterbury",
    state: "CT",
    has: ["ed", "trauma", "stroke", "stemi", "ct", "icu", "ob", "elective-surgery", "imaging", "blood-draw"],
  },
  {
    id: "HMG",
    name: "Harbor Mills General",
    state: "CT",
    has: ["ed", "stroke", "ct", "icu", "ob", "elective-surgery", "imaging", "urgent-care"],
  },
  {
    id: "CCMC",
    name: "Crozer-Chester",
    state: "PA",
    has: ["ed", "trauma", "stroke", "stemi", "ct", "icu", "ob", "elective-surgery", "imaging"],
  },
  {
    id: "DCMH",
    name: "Delaware County Memorial",
    state: "PA",
    has: ["ed", "ct", "icu", "elective-surgery", "imaging"],
  },
  { id: "SPR", name: "Springfield", state: "PA", has: ["ed", "ct", "elective-surgery", "imaging"] },
  {
    id: "TAY",
    name: "Taylor",
    state: "PA",
    has: ["ed", "stroke", "ct", "icu", "elective-surgery", "imaging", "urgent-care"],
  },
];

/** Of a service, whom a status is said for. */
const ASKS: Readonly<Record<string, readonly string[]>> = {
  icu: ["transfer-in"],
  ob: ["walk-in"],
  "urgent-care": ["walk-in"],
  "elective-surgery": ["scheduled"],
  imaging: ["scheduled"],
  "blood-draw": ["walk-in"],
};

/** What is off everywhere but at the hospital whose EHR is alive. */
const OFF: ReadonlySet<string> = new Set(["elective-surgery", "imaging", "urgent-care"]);

function morningOf(isOwn: boolean, facility: string, service: string): { level: string; detail: string } {
  if (!isOwn && OFF.has(service)) return { level: "suspended", detail: "" };
  if (service !== "icu") return { level: "open", detail: "" };
  if (facility === "CCMC") return { level: "full", detail: "" };
  return { level: "limited", detail: `${2 + (facility.length % 3)} beds` };
}

/** Everything that is recorded when the demo starts for the first time. `now`: integer ms; `own`: the node's facility, which it records itself. */
export function regionOf(now: number, own: { readonly id: string }): RegionEntry[] {
  const entries: RegionEntry[] = [];
  const say = (kind: string, body: object, actor = BY) => {
    const hash = createHash("sha256").update(`${now} ${entries.length}`).digest("hex");
    // A UUID (RFC 9562, version 8), as ids of entries are.
    const id = `${hash.slice(0, 12)}8${hash.slice(13, 16)}8${hash.slice(17, 32)}`;
    entries.push({ id, kind, actor, body });
    return id;
  };
  const review = now + 7 * 60 * MINUTE;
  for (const { id: facility, name, state, has } of HOUSES) {
    if (facility !== own.id)
      say("place.facility", { id: facility, name: `${name} ${state}`, zone: "America/New_York", parent: null });
    say("ems.set", {
      facility,
      policy: "default",
      area: state,
      tell: [
        { agency: `${state}-dispatch`, name: `${state} dispatch`, phone: "555-0101" },
        { agency: `${state}-ems`, name: `${state} EMS`, phone: "555-0102" },
      ],
      report_limit_minutes: 12 * 60,
    });
    for (const service of has) {
      say("place.service", { facility, service, offered: true, needs: null });
      for (const population of ASKS[service] ?? ["ambulance"]) {
        // One that has said nothing of its CT yet.
        if (facility === "SPR" && service === "ct") continue;
        const { level, detail } = morningOf(facility === own.id, facility, service);
        say("status.set", {
          facility,
          service,
          population,
          level,
          detail,
          reason: level === "suspended" ? "Systems are down" : "",
          since: now - 180 * MINUTE,
          until: null,
          review: level === "suspended" ? review : null,
          dedicated_ed: service === "urgent-care" ? false : null,
        });
      }
      if (service === "ed")
        say("door.set", {
          facility,
          level: facility === "RGH" ? "long-wait" : "open",
          detail: "",
          reason: "",
          since: now - 180 * MINUTE,
          until: null,
          review: null,
          act: null,
        });
    }
  }
  const lost = (facility: string, extent: string, detail: string) =>
    say("capability.lost", {
      facility,
      capability: "ct",
      extent,
      detail,
      reason: "Network outage",
      since: now - 400 * MINUTE,
    });
  lost("CCMC", "all", "");
  lost("WTB", "some", "1 of 2");
  const divert = (facility: string, category: string, reason: string, left: number) =>
    say("diversion.declared", {
      facility,
      category,
      population: "ambulance",
      policy: "default",
      reason,
      words: "",
      authorised_by: { name: "TRAN, Celia", title: "house supervisor" },
      from: now - (120 - left) * MINUTE,
      until: now + left * MINUTE,
    });
  const manchester = divert("MMH", "ed", "systems-down", 68);
  divert("RGH", "ed", "systems-down", 18);
  divert("CCMC", "trauma", "ct-down", 48);
  divert("CCMC", "stroke", "ct-down", 48);
  for (const agency of ["CT-dispatch", "CT-ems"])
    say("told", {
      facility: "MMH",
      of: manchester,
      agency,
      how: "phone",
      at: now - 48 * MINUTE,
      spoken_to: "desk",
      read_back: agency === "CT-ems",
    });
  return entries;
}
