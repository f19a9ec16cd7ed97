import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Bed, bedKind, Facility, PlaceId, unitKind, Zone } from "./entries.ts";

test("a facility's zone is an IANA zone; an offset or a made-up name is refused", () => {
  for (const zone of ["America/Chicago", "Asia/Ho_Chi_Minh", "UTC"])
    assert.equal(Zone.safeParse(zone).success, true, zone);
  for (const zone of ["+05:00", "-0600", "Mars/Olympus", "", "America/Chicago "]) {
    assert.equal(Zone.safeParse(zone).success, false, zone);
  }
});

test("two units, or two beds, never share a key", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[A-Z0-9][A-Z0-9. -]{0,4}$/), { minLength: 3, maxLength: 3 }),
      fc.array(fc.stringMatching(/^[A-Z0-9][A-Z0-9. -]{0,4}$/), { minLength: 3, maxLength: 3 }),
      ([f1 = "", u1 = "", b1 = ""], [f2 = "", u2 = "", b2 = ""]) => {
        const bed = (facility: string, unit: string, id: string) =>
          bedKind.key(Bed.parse({ id, name: id, zone: null, parent: { facility, unit } }));
        const isSame = f1 === f2 && u1 === u2 && b1 === b2;
        assert.equal(bed(f1, u1, b1) === bed(f2, u2, b2), isSame);
      },
    ),
  );
  assert.notEqual(
    unitKind.key({ id: "4W", name: "4 West", zone: null, parent: "A" }),
    unitKind.key({ id: "4W", name: "4 West", zone: null, parent: "B" }),
  );
});

test("an id with a slash, or an unknown field, is refused", () => {
  assert.equal(PlaceId.safeParse("4W/12").success, false);
  assert.equal(Facility.safeParse({ id: "A", name: "A", zone: "UTC", parent: null, beds: 3 }).success, false);
});
