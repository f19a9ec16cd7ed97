// A folder that asked to be enrolled and has no grant yet: its id key is not the network's, so nothing may be recorded in it.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EnrolRequest, readRequest } from "../server/enrol/index.ts";
import { fail } from "./fail.ts";

const path = (folder: string) => join(folder, "enrol.request");

/** The request that the folder waits with; undefined where it waits for nothing. */
export function pendingRequest(folder: string): EnrolRequest | undefined {
  if (!existsSync(path(folder))) return undefined;
  return (
    readRequest(readFileSync(path(folder), "utf8")) ??
    fail(`${path(folder)} is damaged. Empty the folder and make the request anew.`)
  );
}

/** Marks the folder as waiting. */
export function keepPending(folder: string, request: EnrolRequest): void {
  writeFileSync(path(folder), JSON.stringify(request), { mode: 0o600, flush: true });
}

/** It has its grant. */
export function endPending(folder: string): void {
  rmSync(path(folder), { force: true });
}

/** Ends the command where the folder still waits. */
export function refusePending(folder: string): void {
  if (existsSync(path(folder)))
    fail(
      `${folder} waits for its grant: it is no node of the network yet. Take the grant first: ./tideover enrol accept GRANT --data ${folder}. Nothing was changed.`,
    );
}
