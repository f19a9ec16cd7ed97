// The shape of the board's answer. All instants are integer milliseconds; words are US English.
import type { Capability, Population, Service } from "../places/index.ts";
import type { Diversion } from "./diversions.ts";
import type { Policy } from "./policy.ts";

/** From the worst to the best (RULES S2). A lapse and what is not known read worse than full: whoever reads them calls first. */
export const CELL_STATES = [
  "closed-by-licence",
  "lost",
  "suspended",
  "diverting",
  "lapsed",
  "no-word",
  "full",
  "limited",
  "long-wait",
  "open",
  "not-offered",
] as const;
export type CellState = (typeof CELL_STATES)[number];

/** What one facility can do of one service for those who are asked to come or to go elsewhere. */
export type Cell = {
  readonly service: Service;
  readonly population: Population;
  readonly state: CellState;
  /** One word or two for the cell: `Open`, `Divert`, `Off`. */
  readonly word: string;
  /** What stands under it: `1 of 2`, `no CT`; empty = nothing. */
  readonly detail: string;
  /** A whole sentence for whoever reads only this: no abbreviation, no time of day. */
  readonly reasons: readonly string[];
  readonly since: number | null;
  /** When it ends by itself; null = when somebody says so. Of a lapse and of no word: null. */
  readonly until: number | null;
  readonly review: number | null;
  /** Two entries stand: `two reports differ: call`. */
  readonly differs: boolean;
  /** Under `no-word`: what was last said, and when; null = nothing ever was. */
  readonly last: { readonly state: CellState; readonly word: string; readonly at: number } | null;
  /** Ids of the entries that it rests on. */
  readonly entries: readonly string[];
};

/** One diversion that stands, or lapsed and was not taken back. */
export type BoardDiversion = Omit<Diversion, "category" | "suspended"> & {
  readonly category: { readonly id: string; readonly name: string };
  readonly services: readonly Service[];
  /** How often it was confirmed. */
  readonly confirmed: number;
  /** Whom it must be told, and who was. */
  readonly told: readonly {
    readonly agency: string;
    readonly name: string;
    readonly phone: string;
    readonly at: number | null;
    readonly how: string | null;
    readonly spoken_to: string | null;
    readonly read_back: boolean;
  }[];
};

export type BoardFacility = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  /** Its EMS area; null = none is set. */
  readonly area: string | null;
  /** When anything was last heard of it. */
  readonly heard: number | null;
  readonly cells: readonly Cell[];
  readonly lost: readonly {
    readonly entry: string;
    readonly capability: Capability;
    readonly name: string;
    readonly extent: "all" | "some";
    readonly detail: string;
    readonly reason: string;
    readonly since: number;
  }[];
  readonly diversions: readonly BoardDiversion[];
  /** By whose rules it diverts. */
  readonly policy: Policy;
  /** Ids of what stands, by key: an act names what the person saw. */
  readonly seen: Readonly<Record<string, readonly string[]>>;
  /** Time on diversion since the last midnight of its zone. */
  readonly today: { readonly ms: number; readonly lapsed: number };
};

export type BoardAnswer = {
  readonly at: number;
  readonly facilities: readonly BoardFacility[];
  /** By area: how many of the facilities that reported divert, beside the rule of the policy. */
  readonly areas: readonly {
    readonly area: string;
    readonly policy: string;
    readonly diverting: number;
    readonly reported: number;
    readonly exist: number;
    /** Null = the policy has no rule. */
    readonly rule: { readonly at_once: number; readonly minutes: number; readonly met: boolean } | null;
    readonly suspended: { readonly from: number; readonly until: number; readonly agency: string } | null;
  }[];
};
