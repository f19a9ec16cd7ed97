// Pages about the house take what they state from the node's health, which every page may read.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Ages, DowntimeState, KindOfData } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { deviceZone } from "../clock.ts";
import { usePageStates } from "./stated.ts";

export type Health = {
  readonly ok: boolean;
  readonly version: string;
  readonly position: number;
  readonly lag_s: number;
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

/** Reads the node's health and states it for the strip; the worst of the feeds per kind. */
export function useHouse(place: string | null, kinds: readonly KindOfData[] = KINDS) {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: ({ signal }) => read<Health>("/health", signal),
    refetchInterval: 10_000,
  });
  const said = health.data;
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
