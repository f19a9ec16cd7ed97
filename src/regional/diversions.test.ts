// Random declarations, confirmations, ends and clocks against each policy: never over the time that is allowed, each lapse once.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cellsOf } from "./cell.ts";
import { byRestriction } from "./column.ts";
import { diversionsAt, expiryOf, isDeclared, totalsOf } from "./diversions.ts";
import { diversionConfirmedKind, diversionDeclaredKind, diversionSuspendedKind } from "./entries.ts";
import { agreedPolicy, POLICIES, policyOf } from "./policy.ts";
import { declaration, factsAt, MINUTE, NOW, SaidSoFar, status } from "./standing.testing.ts";

const EMS = { facility: "MMH", policy: "default", area: null, tell: [], report_limit_minutes: 60 };
const nothing = { standing: () => [] };
const RUNS = process.env.SLOW === "1" ? 5_000 : 300;

function refused(body: Record<string, unknown>, policy = "default", now = NOW) {
  const id = new Uint8Array(16);
  // A facility that has all that a category asks for.
  const standing = (key: string) => {
    if (key === "ems/MMH") return [{ id, kind: "ems.set", body: { ...EMS, policy } }];
    const service = /^place\.service\/MMH\/(.+)$/.exec(key)?.[1];
    const body = { facility: "MMH", service, offered: true, needs: null };
    return service === undefined ? [] : [{ id, kind: "place.service", body }];
  };
  return diversionDeclaredKind.refuse(diversionDeclaredKind.schema.parse(body), { standing }, now)?.code ?? null;
}

test("policies as data: San Francisco's two categories, Los Angeles County's reasons that are and are not enough, two hours by default", () => {
  const full = { policy: "los-angeles-county" };
  assert.equal(refused(declaration({ ...full, category: "stemi" }), "los-angeles-county"), "insufficient");
  assert.equal(
    refused(declaration({ ...full, category: "stemi", reason: "cath-lab-down" }), "los-angeles-county"),
    null,
  );
  assert.equal(
    refused(declaration({ ...full, category: "trauma", reason: "busy" }), "los-angeles-county"),
    "no-reason",
  );
  assert.equal(refused(declaration({ ...full, category: "trauma", reason: "equipment" }), "los-angeles-county"), null);
  assert.equal(
    refused(declaration({ ...full, category: "internal-disaster", reason: "work-action" }), "los-angeles-county"),
    "insufficient",
  );
  assert.equal(refused(declaration({ policy: "san-francisco", category: "stroke" }), "san-francisco"), "no-category");
  assert.equal(refused(declaration({ policy: "san-francisco" }), "san-francisco"), null);
  assert.equal(refused(declaration({ policy: "san-francisco" })), "other-policy");
  assert.equal(refused(declaration({ category: "stroke" })), "insufficient");
  assert.equal(refused(declaration({ from: NOW, until: NOW + 120 * MINUTE })), null);
  assert.equal(refused(declaration({ from: NOW, until: NOW + 121 * MINUTE })), "too-long");
  assert.equal(refused(declaration({ from: NOW, until: NOW })), "no-time");
  assert.equal(refused(declaration({ from: NOW + 10 * MINUTE })), "ahead");
});

test("a category that only a facility with a service declares is refused of another, and where nobody said that it has it", () => {
  const body = diversionDeclaredKind.schema.parse(
    declaration({ policy: "san-francisco", category: "trauma-override" }),
  );
  const asked = (offered: boolean | null) =>
    diversionDeclaredKind.refuse(
      body,
      {
        standing(key) {
          const id = new Uint8Array(16);
          if (key === "ems/MMH") return [{ id, kind: "ems.set", body: { ...EMS, policy: "san-francisco" } }];
          const service = { facility: "MMH", service: "trauma", offered, needs: null };
          return key === "place.service/MMH/trauma" && offered !== null
            ? [{ id, kind: "place.service", body: service }]
            : [];
        },
      },
      NOW,
    )?.code ?? null;
  assert.deepEqual([asked(true), asked(false), asked(null)], [null, "not-its-own", "not-its-own"]);
});

test("of two settings that name two policies the default holds, for the board as for who declares", () => {
  assert.equal(agreedPolicy([{ policy: "san-francisco" }, { policy: "san-francisco" }]).id, "san-francisco");
  assert.equal(agreedPolicy([{ policy: "san-francisco" }, { policy: "los-angeles-county" }]).id, "default");
  assert.equal(agreedPolicy([]).id, "default");
});

test("San Francisco's diversion is declared anew, not confirmed; its suspension lasts four hours", () => {
  const standing = () => [
    {
      id: new Uint8Array(16),
      kind: "ems.set",
      body: { facility: "MMH", policy: "san-francisco", area: "SF", tell: [], report_limit_minutes: 60 },
    },
  ];
  const body = diversionConfirmedKind.schema.parse({ ...declaration({ policy: "san-francisco" }), declared: NOW });
  assert.equal(diversionConfirmedKind.refuse(body, { standing }, NOW)?.code, "declare-anew");
  const suspended = (policy: string, minutes: number) =>
    diversionSuspendedKind.refuse(
      diversionSuspendedKind.schema.parse({
        area: "SF",
        policy,
        from: NOW,
        until: NOW + minutes * MINUTE,
        authority: { agency: "SF EMS Agency", name: "Duty officer" },
        words: "",
      }),
      nothing,
      NOW,
    )?.code ?? null;
  assert.equal(suspended("san-francisco", 240), null);
  assert.equal(suspended("san-francisco", 241), "too-long");
  assert.equal(suspended("default", 60), "no-suspension");
});

test("an entry that no policy would take, from a node that knew no better, holds no longer than its policy allows", () => {
  const said = new SaidSoFar();
  said.say("diversion.declared", declaration({ from: NOW, until: NOW + 600 * MINUTE }));
  const [one] = diversionsAt(said.standing(), [], NOW + 120 * MINUTE);
  assert.deepEqual([one?.state, one?.until], ["lapsed", NOW + 120 * MINUTE]);
});

test("time on diversion is each moment once, and a lapse is counted once, also where it was confirmed too late", () => {
  const said = new SaidSoFar();
  said.say("diversion.declared", declaration({ from: NOW, until: NOW + 60 * MINUTE }), { at: NOW });
  // Another node says the same, unheard.
  said.say("diversion.declared", declaration({ from: NOW + 30 * MINUTE, until: NOW + 90 * MINUTE }), { sees: [] });
  assert.deepEqual(totalsOf(said.history, NOW, NOW + 30 * MINUTE).ms, 30 * MINUTE);
  const again = { ...declaration({ from: NOW + 100 * MINUTE, until: NOW + 130 * MINUTE }), declared: NOW };
  said.say("diversion.confirmed", again);
  said.say("diversion.ended", {
    facility: "MMH",
    category: "ed",
    population: "ambulance",
    at: NOW + 110 * MINUTE,
    reason: "",
  });
  assert.deepEqual(totalsOf(said.history, NOW, NOW + 300 * MINUTE), {
    ms: 100 * MINUTE,
    declared: 2,
    confirmed: 1,
    lapsed: 2,
  });
});

type Act = {
  readonly what: number;
  readonly after: number;
  readonly lasts: number;
  readonly sees: boolean;
  readonly skew: number;
};
const acts = fc.array(
  fc.record({
    what: fc.nat(5),
    after: fc.nat(200),
    lasts: fc.integer({ min: 1, max: 400 }),
    /** Apart from the others: it replaces nothing. */
    sees: fc.boolean(),
    /** Minutes that the clock of whoever records it is off. */
    skew: fc.integer({ min: -300, max: 300 }),
  }),
  { minLength: 1, maxLength: 14 },
);

function played(list: readonly Act[], policy: string): { said: SaidSoFar; moments: number[] } {
  const said = new SaidSoFar();
  const moments: number[] = [];
  let now = NOW;
  for (const { what, after, lasts, sees, skew } of list) {
    now += after * MINUTE;
    const at = now + skew * MINUTE;
    const given = { at, ...(sees ? {} : { sees: [] }) };
    const body = declaration({ policy, from: at, until: at + lasts * MINUTE });
    if (what === 0) said.say("diversion.declared", body, given);
    if (what === 1) said.say("diversion.confirmed", { ...body, declared: at }, given);
    if (what === 2)
      said.say("diversion.ended", { facility: "MMH", category: "ed", population: "ambulance", at, reason: "" }, given);
    if (what === 3) said.say("capability.lost", { ...lostCt(at) }, given);
    if (what === 4) said.say("status.set", status({ level: "limited", since: at }), given);
    if (what === 5) said.say("status.set", status({ level: "open", since: at }), given);
    moments.push(now, now + lasts * MINUTE, at + lasts * MINUTE);
  }
  return { said, moments };
}

function lostCt(at: number) {
  return { facility: "MMH", capability: "ct", extent: "all", detail: "", reason: "", since: at };
}

for (const policy of POLICIES)
  test(`whatever is said on nodes apart and by clocks that are off, under ${policy.name}: never over the time, each lapse once, no cell better than the record`, () =>
    fc.assert(
      fc.property(acts, list => {
        const { said, moments } = played(list, policy.id);
        for (const at of moments) {
          const standing = said.standing();
          const diversions = diversionsAt(standing, [], at);
          for (const one of diversions) {
            assert.ok(one.until - one.from <= policyOf(policy.id).max_minutes * MINUTE);
            assert.equal(one.state === "diverting", at < one.until);
          }
          const cells = cellsOf(factsAt(standing, at), at);
          const ed = cells.find(cell => cell.population === "ambulance") ?? assert.fail();
          // What each standing entry says alone; together they never read better.
          for (const one of diversions.filter(one => one.category.id === "ed"))
            assert.ok(byRestriction(ed.state, one.state === "lapsed" ? "lapsed" : "diverting") <= 0);
          for (const entry of standing) {
            if (entry.kind === "capability.lost") assert.ok(byRestriction(ed.state, "limited") <= 0);
            const { level } = entry.body as { level?: "limited" | "open" };
            if (entry.kind === "status.set" && level !== undefined) assert.ok(byRestriction(ed.state, level) <= 0);
          }
        }
        // By the definition, one after the other: every declaration or confirmation that nobody took up in time.
        const end = Math.max(...moments) + 1_000 * MINUTE;
        const byHand = said.history.filter(entry => {
          if (!isDeclared(entry)) return false;
          const followers = said.history.filter(other => other.replaces.includes(entry.id));
          return !followers.some(other => momentOf(other.body) <= expiryOf(entry.body));
        }).length;
        assert.equal(totalsOf(said.history, 0, end).lapsed, byHand);
      }),
      { numRuns: RUNS },
    ));

function momentOf(body: unknown): number {
  const { at, from } = body as { at?: number; from?: number };
  return at ?? from ?? Number.POSITIVE_INFINITY;
}
