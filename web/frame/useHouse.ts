// Pages about the house take what they state from the node's health, which every page may read.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { Ages, DowntimeState, KindOfData } from "../../src/chart/routes.ts";
import { read, SILENCE_MS } from "../api.ts";
import { deviceZone, everySecond, now, stopwatch } from "../clock.ts";
import { setSaid, setSilence, usePageStates } from "./stated.ts";

export type Health = {
  readonly ok: boolean;
  readonly version: string;
  readonly position: number;
  readonly lag_s: number;
  readonly said?: readonly string[];
  readonly age: Ages;
  readonly zone?: string;
  readonly facility?: { readonly id: string; readonly name: string };
  readonly downtime?: DowntimeState | null;
};

const KINDS: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "orders",
  "medication orders",
  "administrations",
  "results",
  "vitals",
];

/** Says `not connected since` on a page without the node's stream: where its health is asked and not answered. */
export function useHealthSilence({
  dataUpdatedAt,
  failureCount,
}: {
  dataUpdatedAt: number;
  failureCount: number;
}): void {
  const isFailing = failureCount > 0;
  const heard = useRef({ answer: dataUpdatedAt, at: now(), since: stopwatch() });
  if (heard.current.answer !== dataUpdatedAt) heard.current = { answer: dataUpdatedAt, at: now(), since: stopwatch() };
  useEffect(
    () => everySecond(() => setSilence(isFailing && heard.current.since() >= SILENCE_MS ? heard.current.at : null)),
    [isFailing],
  );
  useEffect(() => () => setSilence(null), []);
}

/** Reads the node's health and states it for the strip; the worst of the feeds per kind. */
export function useHouse(place: string | null, kinds: readonly KindOfData[] = KINDS) {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => read<Health>("/health", signal),
    refetchInterval: 10_000,
  });
  const said = health.data;
  useEffect(() => {
    if (said?.said !== undefined) setSaid(said.said);
  }, [said]);
  usePageStates(
    useMemo(
      () =>
        said === undefined
          ? null
          : {
              ages: said.age,
              zone: said.zone ?? deviceZone(),
              downtime: said.downtime ?? null,
              kinds,
              facility: said.facility?.name ?? "",
              place,
            },
      [said, place, kinds],
    ),
  );
  return health;
}
