// The board for machines outside: what it says of services, without names of staff and their telephones.
import type { BoardAnswer, BoardDiversion, BoardFacility } from "../routes.ts";
import { askedOf } from "./words.ts";

type FeedDiversion = Omit<BoardDiversion, "by" | "told">;
type FeedFacility = Omit<BoardFacility, "diversions"> & { readonly diversions: readonly FeedDiversion[] };
export type FeedBoard = Omit<BoardAnswer, "facilities"> & { readonly facilities: readonly FeedFacility[] };

/** The board without who authorised a diversion and who was told; its instants and ids are as there. */
export function jsonOf(board: BoardAnswer): FeedBoard {
  return {
    ...board,
    facilities: board.facilities.map(facility => ({
      ...facility,
      diversions: askedOf(facility).map(({ by: _by, told: _told, ...rest }) => rest),
    })),
  };
}
