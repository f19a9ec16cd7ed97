// By what two deliveries are one message.
import { createHash } from "node:crypto";
import { type Bytes, own } from "../journal/index.ts";
import { messageDigest } from "./duplicate.ts";

/** A duplicate is the same feed, the same MSH-10 and the same bytes apart from MSH-7, -8 and -13. */
export function identityOf(feed: string, control: string | null, message: Uint8Array): Bytes {
  return own(
    createHash("sha256")
      .update(`${feed}\0${control ?? ""}\0`)
      .update(messageDigest(message))
      .digest(),
  );
}
