import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { placeKinds } from "../places/index.ts";
import { accessKinds } from "./entries.ts";
import {
  allows,
  type Grant,
  isPermission,
  PERMISSIONS,
  PERSON_ROLES,
  permission,
  permissionsOf,
  ROLES,
} from "./permissions.ts";

const names = Object.keys(PERMISSIONS).filter(isPermission);

test("every kind of these rooms names a permission of the one table", () => {
  const kinds = [...placeKinds, ...accessKinds];
  assert.equal(kinds.length, 15);
  for (const kind of kinds) assert.ok(isPermission(kind.permission), kind.name);
  assert.equal(isPermission("toString"), false);
  assert.equal(isPermission("chart.reed"), false);
});

test("deny by default: no grant, another facility, before from, at until, an unknown role: nothing", () => {
  const grant: Grant = { role: "nurse", facility: "A", from: 1_000, until: 2_000 };
  const read = permission("chart.read");
  assert.equal(allows([grant], read, "A", 1_000), true);
  assert.equal(allows([grant], read, "A", 1_999), true);
  for (const [grants, facility, at] of [
    [[], "A", 1_500],
    [[grant], "B", 1_500],
    [[grant], "A", 999],
    [[grant], "A", 2_000],
  ] as const) {
    assert.equal(allows(grants, read, facility, at), false);
  }
  assert.deepEqual(permissionsOf("constructor"), []);
  assert.deepEqual(permissionsOf("admin"), []);
});

test("L1 no role may record a look, a sign-in or an alarm by itself", () => {
  for (const role of ROLES) assert.equal(permissionsOf(role).includes("node.record"), false, role);
  for (const kind of ["look", "looks.lost", "signin", "alarm", "glass.broken", "glass.reviewed"]) {
    assert.equal(accessKinds.find(one => one.name === kind)?.permission, "node.record");
  }
});

test("IT and privacy see no chart, programs sign in to nothing, and only privacy asks who looked", () => {
  for (const role of ["it", "privacy", "board", "monitor"] as const) {
    for (const closed of ["chart.read", "fhir.read", "census.read", "packet.print"] as const) {
      assert.equal(permissionsOf(role).includes(closed), false, `${role} ${closed}`);
    }
  }
  assert.deepEqual(
    ROLES.filter(role => permissionsOf(role).includes("looks.read")),
    ["privacy"],
  );
  assert.deepEqual(
    ROLES.filter(role => permissionsOf(role).includes("session.own")),
    [...PERSON_ROLES],
  );
});

test("docs/api.md says the same table", () => {
  const text = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
  const rows = text.split("\n").filter(line => line.startsWith("|"));
  const header = rows.find(line => line.startsWith("| permission | opens |"));
  const roles = cells(header ?? "").slice(2);
  assert.deepEqual(roles, ROLES);
  for (const name of names) {
    const row = cells(rows.find(line => line.startsWith(`| \`${name}\` | `)) ?? "").slice(2);
    const held: string[] = roles.filter((_, at) => row[at] === "●");
    assert.deepEqual(
      held,
      ROLES.filter(role => permissionsOf(role).includes(name)),
      name,
    );
  }
});

function cells(row: string): string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map(cell => cell.trim());
}

test("more grants never take away, and what is allowed is in the table of a role that holds", () => {
  const grants = fc.array(
    fc.record({
      role: fc.constantFrom(...ROLES),
      facility: fc.constantFrom("A", "B"),
      from: fc.integer({ min: 0, max: 100 }),
      until: fc.option(fc.integer({ min: 0, max: 100 })),
    }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(grants, grants, fc.constantFrom(...names), fc.integer({ min: 0, max: 100 }), (some, more, name, at) => {
      const isAllowed = allows(some, name, "A", at);
      if (isAllowed) assert.equal(allows([...some, ...more], name, "A", at), true);
      const holds = some.some(
        g => g.facility === "A" && g.from <= at && (g.until ?? 101) > at && permissionsOf(g.role).includes(name),
      );
      assert.equal(isAllowed, holds);
    }),
  );
});
