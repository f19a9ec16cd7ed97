// The public face of the journal: what other rooms may use.
export type { Draft, Outcome, Position, Recorded, Request } from "./append.ts";
export { BaseError } from "./base.ts";
export {
  BLOB_LIMITS,
  BLOB_PIECE,
  type BlobError,
  BlobFault,
  type BlobLimits,
  Blobs,
  type BlobWriter,
  blobId,
  blobsOf,
} from "./blob.ts";
export { giveCheckpoint, openGiven } from "./bundle.ts";
export { type Bytes, compareBytes, fromHex, hex, own, same, uuidBytes, uuidText } from "./bytes.ts";
export {
  type Checkpoint,
  type CheckpointError,
  type CheckpointMade,
  checkpointMadeKind,
  checkpointsOf,
  layCheckpoint,
  openCheckpoint,
  removeCheckpoint,
  sweepCheckpoints,
} from "./checkpoint.ts";
export { type ChainCut, type CutPlan, chainCutKind, cutsOf, type KeptFrom, planCut, standingCuts } from "./cut.ts";
export {
  copyBack,
  type DataKey,
  dataKey,
  hasTable,
  openEncrypted,
  openInMemory,
  type Sqlite,
  statement,
} from "./database.ts";
export { type EntryErased, entryErasedKind } from "./erase.ts";
export { digestOfTables, FoldHost, type FoldRound, foldedUpTo, freshHost, hostBy, rowText, sourceIn } from "./fold.ts";
export { besideSegment, copyBlobs, givenBlobs, openGivenBlobs, sealedTexts } from "./given-blobs.ts";
export { requestDigest } from "./hash.ts";
export { CHAIN_NAMES, type Chain, type Header } from "./header.ts";
export { forgetReads, HeldRows, holdReads } from "./held.ts";
export { newId } from "./identifier.ts";
export { FILES, Journal, type JournalPorts, type OpenError } from "./journal.ts";
export {
  type IdKey,
  idKey,
  type Keys,
  newIdentity,
  newKeys,
  type Opener,
  openSlot,
  recipientOf,
  slotsOf,
  writeSlot,
} from "./keys.ts";
export { defineKind, type Kind, Kinds, type Refusal, type StandingReader } from "./kind.ts";
export { keepNodeSecret, nodeSecret, nodeSigner } from "./node-secret.ts";
export { decodeBody } from "./payload.ts";
export { type Clock, type Instant, instant, type Random } from "./ports.ts";
export { removeDatabase } from "./remove.ts";
export { openSealed, sealTo } from "./seal.ts";
export {
  decodeSegment,
  encodeSegment,
  type ReadRun,
  readRuns,
  type Segment,
  type SignedRun,
  signRun,
  trailerHolds,
} from "./segment.ts";
export { type SigningKey, signatureHolds, signBytes } from "./sign.ts";
export { type StandingEntry, standingIn, standingView } from "./standing-view.ts";
export { headerOf, Store, type Stored } from "./store.ts";
export { type Finding, foundBase, positionText, type Verified, verifyStore } from "./verify.ts";
export { defineView, type EntryPlace, type Folded, type Source, type View, type ViewBase } from "./view.ts";
export { StoreWithin } from "./within.ts";
