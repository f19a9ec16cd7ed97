import { useQuery } from "@tanstack/react-query";
import type { BoardAnswer } from "../../src/regional/routes.ts";
import { read } from "../api.ts";

/** Asked again so often, beside what the node says by itself: a lapse is no entry. Integer ms. */
const AGAIN_MS = 15_000;

export function useBoard() {
  return useQuery({
    queryKey: ["board"],
    queryFn: ({ signal }) => read<BoardAnswer>("/boards", signal),
    refetchInterval: AGAIN_MS,
  });
}
