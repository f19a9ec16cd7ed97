// What counts as garbage of what a feed sends (docs/decisions/held-messages.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import { mapText } from "../fixtures.testing.ts";
import { isUnreadable } from "./garbage.ts";

const PID = "PID|1||700123^^^NORTH^MR||LAN^MEI||19610411|F";
const message = (type: string, ...segments: string[]) =>
  mapText([`MSH|^~\\&|EHR|NORTH|T|T|20230803031500||${type}|1|P|2.5.1`, ...segments].join("\r"));

test("M4: a type of HL7 that is not mapped, and a site's own, are no garbage: a feed of vaccinations may begin at any hour", () => {
  for (const type of ["VXU^V04", "DFT^P03", "PPR^PC1", "MFN^M02", "BAR^P01", "ADT^A99", "ZPI^Z01"])
    assert.equal(isUnreadable(message(type, PID)), false, type);
});

test("M4: what names nobody, has no header, or is of a type that HL7 does not know, is", () => {
  assert.equal(isUnreadable(message("ADT^A08", "PID|1||||LAN^MEI")), true);
  assert.equal(isUnreadable(message("QQQ^Q99", PID)), true);
  assert.equal(isUnreadable(mapText("\u0001\u0002 not a message")), true);
  assert.equal(isUnreadable(message("ADT^A08", PID, "PV1|1|I|4W^11^A")), false);
});
