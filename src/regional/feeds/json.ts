// The board for machines outside: what it says of services, without names of staff, their telephones, and what only acts need.
import type { BoardAnswer, BoardDiversion, BoardFacility } from "../routes.ts";
import { askedOf } from "./words.ts";

type FeedDiversion = Omit<BoardDiversion, "by" | "told">;
type FeedFacility = Omit<BoardFacility, "diversions" | "seen" | "policy"> & {
  readonly diversions: readonly FeedDiversion[];
};
export type FeedBoard = Omit<BoardAnswer, "facilities"> & { readonly facilities: readonly FeedFacility[] };

/** The board without who authorised a diversion and who was told; its instants and ids are as there. */
export function jsonOf(board: BoardAnswer): FeedBoard {
  return {
    ...board,
    facilities: board.facilities.map(facility => {
      const { seen: _seen, policy: _policy, ...said } = facility;
      return {
        ...said,
        diversions: askedOf(facility).map(({ by: _by, told: _told, ...rest }) => rest),
      };
    }),
  };
}
