// What is recorded about paper: each printed sheet by its serial, so that it can be asked for until it is back.
import { z } from "zod";
import { defineKind } from "../journal/index.ts";

export const SheetPrinted = z.strictObject({
  serial: z.string().regex(/^[0-9A-Z]{2}-\d{6}-[A-Z]$/),
  /** Keyed record id in base64url. */
  record: z.string().max(40),
  page: z.int().positive(),
  of: z.int().positive(),
  exercise: z.boolean(),
});

/** Each number is a key: the same serial drawn twice is a shown conflict. */
export const sheetPrintedKind = defineKind({
  name: "sheet.printed",
  version: 1,
  schema: SheetPrinted,
  chain: "care",
  permission: "packet.print",
  subjects: body => [new Uint8Array(Buffer.from(body.record.replaceAll(".", "_"), "base64url"))],
  key: body => `sheet/${body.serial}`,
});
