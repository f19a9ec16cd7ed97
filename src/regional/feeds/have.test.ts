import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { BoardFacility } from "../routes.ts";
import { anyBoard, at, boardWith, cell, diversion, entryId } from "./board.testing.ts";
import { haveOf } from "./have.ts";
import { SKIP_SCHEMAS, SKIP_XMLLINT, textsOf, xmlFaults } from "./xml.testing.ts";

const SOURCE = { source: "Lakeside network" };
const door = cell({ population: "walk-in" });

function xmlOf(change: Partial<BoardFacility>): string {
  return haveOf(boardWith(change), SOURCE) ?? "";
}

function trafficOf(...cells: readonly ReturnType<typeof cell>[]): string | undefined {
  return textsOf(xmlOf({ cells }), "EMSTrafficStatus")[0];
}

const noWord = { state: "no-word", word: "No word", detail: "call", since: at("10:00"), entries: [] } as const;
const lapsed = { state: "lapsed", word: "Lapsed", detail: "unconfirmed: call first", since: at("12:00") } as const;

test("an open emergency department, whole", () => {
  assert.equal(
    xmlOf({ cells: [cell(), door, cell({ service: "stroke" })] }),
    `<?xml version="1.0" encoding="UTF-8"?>
<HospitalStatus xmlns="urn:oasis:names:tc:emergency:EDXL:HAVE:1.0" xmlns:xnl="urn:oasis:names:tc:ciq:xnl:3">
  <Hospital>
    <Organization>
      <OrganizationInformation>
        <xnl:OrganisationName xnl:OrganisationID="LAKESIDE">
          <xnl:NameElement>Lakeside Hospital</xnl:NameElement>
        </xnl:OrganisationName>
      </OrganizationInformation>
      <CommentText>From Lakeside network, as of 12:30 Aug 4 2026 (UTC-07:00).</CommentText>
    </Organization>
    <EmergencyDepartmentStatus>
      <EMSTraffic>
        <EMSTrafficStatus>Normal</EMSTrafficStatus>
      </EMSTraffic>
      <CommentText>Emergency department, walk-ins: Open. Since 08:00 Aug 4 2026 (UTC-07:00). Whoever comes is screened.</CommentText>
    </EmergencyDepartmentStatus>
    <ServiceCoverageStatus>
      <EmergencyDepartment>true</EmergencyDepartment>
      <NeurologyIndicator>
        <Neurology>true</Neurology>
      </NeurologyIndicator>
    </ServiceCoverageStatus>
    <LastUpdateTime>2026-08-04T12:29:00-07:00</LastUpdateTime>
  </Hospital>
</HospitalStatus>
`,
  );
});

test("EMSTraffic: each state of ED × ambulance, by the standard's definitions", () => {
  const expected = {
    "closed-by-licence": "Closed",
    lost: "Closed",
    suspended: "Closed",
    diverting: "Closed",
    lapsed: "Advisory",
    "no-word": "Advisory",
    full: "Advisory",
    limited: "Advisory",
    "long-wait": "Advisory",
    open: "Normal",
    "not-offered": "NotApplicable",
  } as const;
  for (const [state, traffic] of Object.entries(expected))
    assert.equal(trafficOf(cell({ state: state as keyof typeof expected })), traffic, state);
  assert.equal(trafficOf(), undefined, "nothing said of it, nothing said here");
});

test("diverting: Closed with its reason; the door is open, and the ED's coverage is true", () => {
  const reasons = ["Whole ED: ED is full, 31 boarders"];
  const xml = xmlOf({
    cells: [cell({ state: "diverting", word: "Divert", reasons, until: at("12:00"), since: at("10:00") }), door],
    diversions: [diversion()],
  });
  assert.deepEqual(textsOf(xml, "EMSTrafficReason"), ["ED: Divert, Whole ED: ED is full, 31 boarders"]);
  assert.deepEqual(textsOf(xml, "EmergencyDepartment"), ["true"]);
  assert.ok(
    textsOf(xml, "CommentText").includes(
      "Whole ED diversion, ambulances: asked to go elsewhere until 12:00 Aug 4 2026 (UTC-07:00). ED is full, 31 boarders.",
    ),
  );
});

test("S3: a lapse is Advisory with a comment", () => {
  const xml = xmlOf({ cells: [cell(lapsed)], diversions: [diversion({ state: "lapsed" })] });
  assert.deepEqual(textsOf(xml, "EMSTrafficStatus"), ["Advisory"]);
  const [, traffic, diverted] = textsOf(xml, "CommentText");
  assert.match(traffic ?? "", /Diversion lapsed at 12:00 Aug 4 2026 \(UTC-07:00\), unconfirmed: call first\./);
  assert.match(diverted ?? "", /lapsed at 12:00 .* call first/);
});

test("S4: no word is Advisory, says since when and what was last said; nothing of a service is true then", () => {
  const last = { state: "open", word: "Open", at: at("03:00") } as const;
  const xml = xmlOf({ cells: [cell({ ...noWord, last }), cell({ ...noWord, service: "stroke" })] });
  assert.deepEqual(textsOf(xml, "EMSTrafficStatus"), ["Advisory"]);
  assert.match(
    textsOf(xml, "CommentText")[1] ?? "",
    /No word since 10:00 Aug 4 2026 \(UTC-07:00\): call\. Last said Open at 03:00 Aug 4 2026/,
  );
  assert.deepEqual(textsOf(xml, "Neurology"), []);
  assert.match(
    xmlOf({ heard: null }),
    /No word was ever heard: call\.[\s\S]*<LastUpdateTime>1969-12-31T16:00:00-08:00</,
  );
});

test("S4: of a door that nobody heard of it is not said that it is closed", () => {
  const xml = xmlOf({ cells: [cell({ ...noWord, population: "walk-in" })] });
  assert.deepEqual(textsOf(xml, "EmergencyDepartment"), []);
  assert.match(xml, /walk-ins: No word since [^<]*: call\. Whoever comes is screened\./);
});

test("a lost CT: the stroke service is lost, which makes EMS traffic Advisory, and the loss is told of", () => {
  const xml = xmlOf({
    cells: [cell(), cell({ service: "stroke", state: "lost", word: "Lost", detail: "no CT", reasons: ["CT is lost"] })],
    lost: [
      {
        entry: entryId(5),
        capability: "ct",
        name: "CT",
        extent: "all",
        detail: "",
        reason: "tube failed",
        since: at("09:00"),
      },
    ],
  });
  assert.deepEqual(textsOf(xml, "EMSTrafficStatus"), ["Advisory"]);
  assert.deepEqual(textsOf(xml, "EMSTrafficReason"), ["Stroke: Lost, no CT, CT is lost"]);
  assert.deepEqual(textsOf(xml, "Neurology"), ["false"]);
  assert.deepEqual(textsOf(xml, "FacilityStatus"), []);
  assert.ok(textsOf(xml, "CommentText").includes("CT lost: tube failed. Since 09:00 Aug 4 2026 (UTC-07:00)."));
});

test("a lost water supply compromises the house; nothing ever makes it Normal", () => {
  const water = { entry: entryId(5), capability: "water", name: "Water", extent: "some" } as const;
  const xml = xmlOf({ lost: [{ ...water, detail: "", reason: "", since: at("09:00") }] });
  assert.deepEqual(textsOf(xml, "FacilityStatus"), ["Compromised"]);
  assert.deepEqual(textsOf(xmlOf({ cells: [cell()] }), "FacilityStatus"), []);
});

test("suspended and not offered", () => {
  const xml = xmlOf({
    cells: [
      cell({ state: "not-offered", word: "–" }),
      cell({ service: "dialysis", population: "scheduled", state: "suspended", word: "Off", reasons: ["no water"] }),
      cell({ service: "burn", state: "not-offered", word: "–" }),
    ],
  });
  assert.deepEqual(textsOf(xml, "EMSTrafficStatus"), ["NotApplicable"]);
  assert.deepEqual(textsOf(xml, "Dialysis"), ["false"]);
  assert.deepEqual(textsOf(xml, "Burn"), ["false"]);
  assert.ok(
    textsOf(xml, "CommentText").some(text => text.startsWith("Dialysis, scheduled patients: Off. no water. Since")),
  );
});

test("no text sends a walk-in away: the reasons of an open door do not go out; those of a closure by licence do", () => {
  const reasons = ["try Northside, it is quicker"];
  const waits = { population: "walk-in", state: "long-wait", word: "Open, long wait", reasons } as const;
  assert.doesNotMatch(xmlOf({ cells: [cell(waits)] }), /Northside/);
  const closed = { ...waits, state: "closed-by-licence", word: "Closed by license action" } as const;
  const xml = xmlOf({ cells: [cell(closed), cell({ state: "diverting", word: "Divert" })] });
  assert.match(xml, /Closed by license action\. try Northside/);
  assert.doesNotMatch(xml, /Whoever comes is screened/);
});

test("a board without a facility is no HospitalStatus", () => {
  assert.equal(haveOf({ at: 0, facilities: [], areas: [] }, SOURCE), null);
});

/** By service: its element. */
const FLAGS = {
  burn: "Burn",
  stemi: "CardiologyInvasive",
  dialysis: "Dialysis",
  nicu: "Neonatology",
  stroke: "Neurology",
  ob: "OBGYNWithLaborDelivery",
  paediatrics: "Pediatrics",
  psychiatry: "Psychiatric",
  or: "Surgery",
  trauma: "TraumaCenterServices",
} as const;

test("property: it never reads better than the board, and nobody who authorised is named", () => {
  fc.assert(
    fc.property(anyBoard, board => {
      const xml = haveOf(board, SOURCE) ?? "";
      assert.doesNotMatch(xml, /Zebulon|<(FacilityStatus|ClinicalStatus)>Normal|diversion, walk-ins/);
      const hospitals = xml.split("<Hospital>").slice(1);
      assert.equal(hospitals.length, board.facilities.length);
      for (const [n, { cells }] of board.facilities.entries()) {
        const hospital = hospitals[n] ?? "";
        const [traffic] = textsOf(hospital, "EMSTrafficStatus");
        const ambulances = cells.filter(one => one.population === "ambulance");
        const ed = ambulances.find(one => one.service === "ed")?.state;
        const isClosed = ed === "closed-by-licence" || ed === "lost" || ed === "suspended" || ed === "diverting";
        if (traffic === "Normal") {
          assert.equal(ed, "open");
          assert.ok(ambulances.every(one => one.state === "open" || one.state === "not-offered"));
        }
        assert.equal(traffic === "Closed", isClosed);
        if (traffic === "NotApplicable") assert.equal(ed, "not-offered");
        for (const [service, name] of Object.entries(FLAGS)) {
          const own = cells.filter(one => one.service === service && one.state !== "not-offered");
          if (!textsOf(hospital, name).includes("true")) continue;
          assert.ok(own.length > 0 && own.every(one => one.state === "open" || one.state === "long-wait"), service);
        }
        const shut = cells.find(one => one.service === "ed" && one.population === "walk-in")?.state;
        const [isEdOpen] = textsOf(hospital, "EmergencyDepartment");
        if (isEdOpen === "true") assert.ok(shut === "open" || shut === "long-wait");
        if (isEdOpen === "false") assert.ok(shut === "closed-by-licence" || shut === "not-offered");
      }
    }),
  );
});

test("property: any board is well-formed", { skip: SKIP_XMLLINT }, () => {
  const documents = fc.sample(anyBoard, 200).flatMap(board => haveOf(board, SOURCE) ?? []);
  assert.deepEqual(xmlFaults(documents), []);
});

test("property: any board is valid by the schema of OASIS; a planted fault is found", { skip: SKIP_SCHEMAS }, () => {
  const documents = fc.sample(anyBoard, 200).flatMap(board => haveOf(board, SOURCE) ?? []);
  assert.deepEqual(xmlFaults(documents, "have"), []);
  const planted = xmlOf({ cells: [cell()] }).replace("Normal", "Fine");
  assert.match(xmlFaults([planted], "have").join("\n"), /EMSTrafficStatus/);
});
