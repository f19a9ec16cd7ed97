// Puts the rooms together: every kind and every view that this version knows.
import { accessKinds, glassView, isPermission, rosterView, whoSawView } from "../access/index.ts";
import { downtimeKinds, downtimeView } from "../downtime/index.ts";
import { feedKinds, frequencyView, recordView, waitingPlaces } from "../feed/index.ts";
import {
  chainCutKind,
  checkpointMadeKind,
  defineKind,
  defineView,
  entryErasedKind,
  type IdKey,
  type KeptFrom,
  type Kind,
  Kinds,
  type Sqlite,
  type View,
} from "../journal/index.ts";
// Not by the room's face: the compiler, the fonts and the codes behind it are loaded with the first print.
import { sheetPrintedKind } from "../paper/entries.ts";
import {
  directoryKinds,
  listedView,
  matchedView,
  placeKinds,
  placesView,
  serviceKind,
  servicesView,
} from "../places/index.ts";
import { regionalKinds, regionalView } from "../regional/index.ts";
import { deviceView } from "./enrol/nodes.ts";
import { segmentWrittenKind, writtenView } from "./written-segments.ts";

/** All kinds and views. The id key is what ids of records and resources are made under. */
export function composition(given: { readonly idKey: IdKey }): {
  readonly kinds: Kinds;
  readonly views: readonly View[];
} {
  const ours: readonly Kind[] = [
    ...accessKinds.map(kind => defineKind<unknown>(kind as Parameters<typeof defineKind<unknown>>[0])),
    ...[...placeKinds, serviceKind, ...directoryKinds].map(kind =>
      defineKind<unknown>(kind as Parameters<typeof defineKind<unknown>>[0]),
    ),
  ];
  return {
    kinds: permittedKinds([
      ...ours,
      ...feedKinds,
      ...downtimeKinds,
      ...regionalKinds.map(kind => kind as Kind),
      sheetPrintedKind,
      segmentWrittenKind,
      entryErasedKind,
      checkpointMadeKind,
      chainCutKind,
    ]),
    views: [
      defineView(rosterView),
      defineView(whoSawView),
      defineView(glassView),
      placesView,
      listedView,
      matchedView,
      deviceView,
      writtenView,
      downtimeView,
      servicesView,
      regionalView,
      frequencyView,
      recordView(given.idKey),
    ],
  };
}

/** The kinds by name. Throws where one names a permission that the table does not have: nobody could ever be refused it. */
export function permittedKinds(kinds: readonly Kind[]): Kinds {
  const stray = kinds.find(
    kind => !isPermission(kind.permission) || (kind.reads !== undefined && !isPermission(kind.reads)),
  );
  if (stray !== undefined)
    throw new Error(`the kind ${stray.name} names no permission of the table: ${stray.permission}`);
  return new Kinds(kinds);
}

/** The positions of the feed chain that no cut may cover, nor what lies behind them: what is held or left out, and waits for a person. */
export function keepFrom(views: Sqlite): readonly KeptFrom[] {
  return waitingPlaces(views).map(({ epoch, seq }) => ({ epoch, from: seq }));
}
