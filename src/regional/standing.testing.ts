// What tests of this room are written with: entries as they stand, replaced as a journal does.
import type { z } from "zod";
import type { FacilityFacts } from "./cell.ts";
import { diversionsAt } from "./diversions.ts";
import type { DiversionSuspended } from "./entries.ts";
import { regionalKinds } from "./entries.ts";
import { lossesOf } from "./losses.ts";
import type { Entry, Said } from "./view.ts";

/** 3 August 2023, 10:52 in Connecticut, integer ms. */
export const NOW = Date.UTC(2023, 7, 3, 14, 52);
export const MINUTE = 60_000;

/** A journal of this room in memory. Unless told otherwise an entry replaces all that stands of its key. */
export class SaidSoFar {
  readonly history: Entry[] = [];

  /** `at`: when it is recorded. `sees`: which of the standing entries the person saw. */
  say(name: string, body: unknown, given: { at?: number; actor?: string; sees?: readonly string[] } = {}): string {
    const kind = regionalKinds.find(one => one.name === name);
    if (kind === undefined) throw new Error(`no kind is named ${name}`);
    const parsed: unknown = (kind.schema as z.ZodType).parse(body);
    const key = (kind.key as (body: unknown) => string | null)(parsed) ?? "";
    const id = (this.history.length + 1).toString(16).padStart(32, "0");
    const { at = NOW - 60 * MINUTE, actor = "person:cole" } = given;
    const seen =
      given.sees ??
      this.standing()
        .filter(one => one.key === key)
        .map(one => one.id);
    this.history.push({ id, key, kind: name, actor, wall: at, body: parsed, replaces: seen });
    return id;
  }

  standing(): Said[] {
    const replaced = new Set(this.history.flatMap(one => one.replaces));
    return this.history.filter(one => !replaced.has(one.id));
  }
}

/** A status of a service, of which a test says what matters to it. */
export function status(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    facility: "MMH",
    service: "ed",
    population: "ambulance",
    level: "open",
    detail: "",
    reason: "",
    since: NOW - 60 * MINUTE,
    until: null,
    review: null,
    dedicated_ed: null,
    ...given,
  };
}

export function door(given: Record<string, unknown> = {}): Record<string, unknown> {
  const { service: _, population: __, dedicated_ed: ___, ...rest } = status();
  return { ...rest, act: null, ...given };
}

export function declaration(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    facility: "MMH",
    category: "ed",
    population: "ambulance",
    policy: "default",
    reason: "ed-full",
    words: "",
    authorised_by: { name: "Cole", title: "nursing administrator" },
    from: NOW - 30 * MINUTE,
    until: NOW + 60 * MINUTE,
    ...given,
  };
}

export function lost(given: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    facility: "MMH",
    capability: "ct",
    extent: "all",
    detail: "",
    reason: "",
    since: NOW - 60 * MINUTE,
    ...given,
  };
}

type Given = Partial<Pick<FacilityFacts, "offered" | "ems" | "heard">> & {
  readonly suspensions?: readonly DiversionSuspended[];
};

/** What is known of the facility at `at` (integer ms): of an ED that this node speaks for, unless told otherwise. */
export function factsAt(standing: readonly Said[], at: number, given: Given = {}): FacilityFacts {
  const { suspensions = [], ...more } = given;
  return {
    facility: "MMH",
    offered: [{ facility: "MMH", service: "ed", offered: true, needs: null }],
    ems: null,
    heard: { here: true },
    standing,
    diversions: diversionsAt(standing, suspensions, at),
    losses: lossesOf(standing),
    ...more,
  };
}
