// Whose rules a diversion follows, as data: San Francisco, Los Angeles County (Ref. No. 503), and a default of two hours that roll on.
import { z } from "zod";
import type { Service } from "../places/index.ts";

/** The id of a category or a reason; a policy says which there are. */
export const PolicyWord = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);

type Word = { readonly id: string; readonly words: string };

export type DiversionCategory = {
  readonly id: string;
  readonly name: string;
  /** Whose ambulance columns it concerns; "all" = every one of the facility. */
  readonly services: readonly Service[] | "all";
  /** Where only a facility with this service may declare it. */
  readonly only: Service | null;
  /** Who must say yes beside the hospital's own authoriser; null = nobody. */
  readonly approval: string | null;
  /** Reasons that are taken; null = any but the insufficient. */
  readonly reasons: readonly Word[] | null;
  readonly insufficient: readonly Word[];
  /** Holds also where diversion is suspended. */
  readonly survives_suspension: boolean;
};

export type Policy = {
  readonly id: string;
  readonly name: string;
  /** A declaration or confirmation holds so long at most. */
  readonly max_minutes: number;
  /** Offered where a category names no reasons of its own. */
  readonly suggested: readonly Word[];
  /** How it goes on: `confirm` = the same rolls on; `declare` = it is declared anew. */
  readonly again: "confirm" | "declare";
  readonly categories: readonly DiversionCategory[];
  /** When so many divert at once the authority may suspend diversion for so long. */
  readonly suspension: { readonly at_once: number; readonly minutes: number } | null;
  /** Who is taken all the same. */
  readonly exceptions: readonly string[];
  readonly authoriser: string;
};

const FULL: Word = { id: "ed-full", words: "ED is full" };
const SUGGESTED: readonly Word[] = [
  FULL,
  { id: "ct-down", words: "CT unavailable" },
  { id: "images-unread", words: "CT images can’t be read" },
  { id: "systems-down", words: "Systems are down" },
  { id: "team-busy", words: "Team busy" },
  { id: "other", words: "Other" },
];
const base = { only: null, approval: null, reasons: null, insufficient: [], survives_suspension: false } as const;
const trauma = ["equipment", "critical equipment unavailable"] as const;

function word([id, words]: readonly [string, string]): Word {
  return { id, words };
}

const DEFAULT: Policy = {
  id: "default",
  name: "the default policy",
  max_minutes: 120,
  suggested: SUGGESTED,
  again: "confirm",
  categories: [
    { ...base, id: "ed", name: "Whole ED", services: ["ed"] },
    { ...base, id: "trauma", name: "Trauma", services: ["trauma"], insufficient: [FULL] },
    { ...base, id: "stroke", name: "Stroke", services: ["stroke"], insufficient: [FULL] },
    { ...base, id: "stemi", name: "STEMI", services: ["stemi"], insufficient: [FULL] },
    { ...base, id: "ct", name: "CT", services: ["ct"] },
    { ...base, id: "icu", name: "ICU", services: ["icu"] },
    { ...base, id: "paediatrics", name: "Pediatrics", services: ["paediatrics"] },
    { ...base, id: "burn", name: "Burn", services: ["burn"] },
    { ...base, id: "ob", name: "Birth", services: ["ob"] },
    { ...base, id: "psychiatry", name: "Psychiatry", services: ["psychiatry"] },
    { ...base, id: "internal-disaster", name: "Internal disaster", services: "all" },
  ],
  suspension: null,
  exceptions: ["cardiac or respiratory arrest, or an airway that cannot be held: nearest ED"],
  authoriser: "name and title of the hospital administrator or designee",
};

/** max 120 min, then declared anew; four at once: suspended for four hours; only the trauma center's override holds then. */
const SAN_FRANCISCO: Policy = {
  id: "san-francisco",
  name: "the San Francisco policy",
  max_minutes: 120,
  suggested: SUGGESTED,
  again: "declare",
  categories: [
    { ...base, id: "ed", name: "ED", services: ["ed"] },
    {
      ...base,
      id: "trauma-override",
      name: "Trauma override",
      services: ["ed"],
      only: "trauma",
      survives_suspension: true,
    },
  ],
  suspension: { at_once: 4, minutes: 240 },
  exceptions: ["imminent or actual arrest", "specialty needs: burns, trauma"],
  authoriser: "the hospital's authorised person",
};

const LOS_ANGELES: Policy = {
  id: "los-angeles-county",
  name: "Los Angeles County Ref. No. 503",
  // Ref. No. 503 was read for who, what and why; its durations were not. Two hours are ours: `docs/decisions/diversion-policies.md`.
  max_minutes: 120,
  suggested: SUGGESTED,
  again: "confirm",
  categories: [
    { ...base, id: "ed-als", name: "ED saturation, ALS", services: ["ed"] },
    { ...base, id: "ed-bls", name: "ED saturation, BLS", services: ["ed"], approval: "EMS agency" },
    { ...base, id: "provider-ed", name: "Provider ED", services: ["ed"], approval: "EMS provider, for a long offload" },
    { ...base, id: "ct", name: "CT scanner", services: ["ct"] },
    {
      ...base,
      id: "trauma",
      name: "Trauma",
      services: ["trauma"],
      only: "trauma",
      reasons: [
        word(trauma),
        word(["or-unavailable", "operating room unavailable"]),
        word(["team-encumbered", "trauma team encumbered"]),
        word(["prior-waiver", "other, by prior waiver"]),
      ],
    },
    {
      ...base,
      id: "paediatric-medical-center",
      name: "Pediatric medical center",
      services: ["paediatrics"],
      insufficient: [word(["no-picu-beds", "lack of PICU beds alone"])],
    },
    { ...base, id: "stemi", name: "STEMI", services: ["stemi"], only: "stemi", insufficient: [FULL] },
    { ...base, id: "primary-stroke", name: "Primary stroke center", services: ["stroke"], insufficient: [FULL] },
    {
      ...base,
      id: "comprehensive-stroke",
      name: "Comprehensive stroke center",
      services: ["stroke"],
      reasons: [
        word(trauma),
        word(["ir-unavailable", "interventional radiology room unavailable"]),
        word(["team-encumbered", "stroke team encumbered"]),
      ],
    },
    { ...base, id: "ecpr", name: "ECPR", services: ["stemi"], insufficient: [FULL] },
    {
      ...base,
      id: "internal-disaster",
      name: "Internal disaster",
      services: "all",
      approval: "EMS agency, by telephone",
      reasons: [
        word(["power", "power outage not mitigated by generators"]),
        word(["infrastructure", "critical infrastructure or systems failure not mitigated by back-up"]),
        word(["fire", "fire"]),
        word(["bomb", "bomb threat or explosion"]),
        word(["flood", "flooding"]),
        word(["water", "water disruption or contamination"]),
        word(["hazmat", "hazmat contamination"]),
        word(["approved", "other, approved by the EMS agency"]),
      ],
      insufficient: [word(["work-action", "work actions"])],
    },
  ],
  suspension: null,
  exceptions: ["patients are not transported to a facility with an internal disaster"],
  authoriser: "name and title of the authorising hospital administrator or designee",
};

export const POLICIES: readonly Policy[] = [DEFAULT, SAN_FRANCISCO, LOS_ANGELES];

/** The policy of that name; the default where there is none. */
export function policyOf(id: string | undefined): Policy {
  return POLICIES.find(policy => policy.id === id) ?? DEFAULT;
}

/** The policy of a facility as its settings say; the default where they say nothing, or name two. */
export function agreedPolicy(settings: readonly { readonly policy: string }[]): Policy {
  const [only, ...others] = new Set(settings.map(one => one.policy));
  return policyOf(others.length === 0 ? only : undefined);
}

/** Until when a declaration or confirmation from `from` (integer ms) may hold. */
export function allowedUntil(policy: Policy, from: number): number {
  return from + policy.max_minutes * 60_000;
}
