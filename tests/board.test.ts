// One record, many faces: what people record at a node is read from every face that it shows, and no patient is in any.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { BoardAnswer } from "../src/regional/routes.ts";
import { succeed } from "./cli-kit.ts";
import { FACILITY, feed, House } from "./house.ts";

const FEEDS = [feed("adt", { ADT: ["movements", "demographics"] })];
const CANARY = "QUETZALCOATLUS";
const MINUTE = 60_000;

type Answered = { readonly ok: boolean; readonly status?: number; readonly error?: { readonly code: string } };

async function record(
  house: House,
  headers: Record<string, string>,
  kind: string,
  body: unknown,
  replaces: string[] = [],
) {
  const asked = await house.ask("/record", { method: "POST", headers, body: { drafts: [{ kind, body, replaces }] } });
  const { answers } = JSON.parse(asked.text) as { answers: readonly Answered[] };
  return answers[0] ?? assert.fail(asked.text);
}

function uuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

test("a charge nurse declares, confirms and ends a diversion: board, HAVE, CAP, FHIR, Atom and JSON agree at each step; no patient is in any", async () => {
  const house = await House.start({ feeds: FEEDS });
  try {
    const at = () => Date.now();
    const msh = new Date(Date.now() - MINUTE).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14);
    await house.send(
      "adt",
      `${[
        `MSH|^~\\&|EHR|${FACILITY}|TIDE|${FACILITY}|${msh}+0000||ADT^A01|C1|P|2.5.1`,
        `PID|1||770077^^^${FACILITY}^MR||${CANARY}^Ada||19560314|F`,
        `PV1|1|I|4W^401^A^${FACILITY}`,
      ].join("\r")}\r`,
    );
    const nurse = await house.as("charge nurse");
    await house.settled();
    assert.ok((await house.ask("/units/4W", { headers: nurse })).text.includes(CANARY), "she is in the copy");
    const facility = (JSON.parse((await house.ask("/boards", { headers: nurse })).text) as BoardAnswer).facilities[0]
      ?.id;
    assert.ok(facility !== undefined);
    const supervisor = await house.as("house supervisor");
    for (const body of [
      { facility, service: "ed", offered: true, needs: null },
      { facility, service: "stroke", offered: true, needs: null },
    ])
      assert.ok((await record(house, supervisor, "place.service", body)).ok);
    const said = { facility, detail: "", reason: "", since: at() - MINUTE, until: null, review: null };
    for (const service of ["ed", "stroke"])
      assert.ok(
        (
          await record(house, nurse, "status.set", {
            ...said,
            service,
            population: "ambulance",
            level: "open",
            dedicated_ed: null,
          })
        ).ok,
      );
    assert.ok((await record(house, nurse, "door.set", { ...said, level: "open", act: null })).ok);

    const faces = async () => {
      const program = await house.as("board");
      const [board, have, fhir, atom, json, cap] = await Promise.all(
        ["", "/have", "/fhir", "/atom", "/json", "/cap"].map(async path => {
          const { status, text } = await house.ask(`/boards${path}`, { headers: program });
          assert.equal(status, 200, `${path}: ${text.slice(0, 200)}`);
          for (const secret of [CANARY, "770077"])
            assert.equal(text.includes(secret), false, `${path} names a patient`);
          return text;
        }),
      );
      const cells = (JSON.parse(board ?? "") as BoardAnswer).facilities[0]?.cells ?? [];
      const cell = cells.find(one => one.service === "ed" && one.population === "ambulance");
      const door = cells.find(one => one.service === "ed" && one.population === "walk-in");
      const alerts = JSON.parse(cap ?? "") as { identifier: string }[];
      const alert = alerts[0] && (await house.ask(`/boards/cap/${alerts[0].identifier}`, { headers: program })).text;
      return {
        ed: cell?.state,
        door: door?.state,
        json: /"state":"diverting"/.test(json ?? ""),
        have: /<(?:\w+:)?EMSTrafficStatus>(\w+)</.exec(have ?? "")?.[1],
        fhir: (fhir ?? "").includes("diver"),
        atom: /diver/i.test(atom ?? ""),
        cap: alert === undefined ? null : (/<(?:\w+:)?msgType>(\w+)</.exec(alert)?.[1] ?? null),
        entry: (JSON.parse(board ?? "") as BoardAnswer).facilities[0]?.diversions[0]?.entry,
      };
    };
    const open = await faces();
    assert.deepEqual([open.ed, open.door, open.json, open.cap, open.have], ["open", "open", false, null, "Normal"]);

    const from = at();
    const declared = {
      facility,
      category: "ed",
      population: "ambulance",
      policy: "default",
      reason: "ed-full",
      words: "",
      authorised_by: { name: "Zebulon Quist", title: "administrator" },
      from,
      until: from + 60 * MINUTE,
    };
    const plain = await house.as("nurse");
    assert.equal((await record(house, plain, "diversion.declared", declared)).status, 403, "a nurse may not");
    const long = { ...declared, until: from + 121 * MINUTE };
    assert.equal((await record(house, nurse, "diversion.declared", long)).error?.code, "too-long");
    assert.equal(
      (await record(house, nurse, "diversion.declared", { ...declared, population: "walk-in" })).status,
      422,
    );
    assert.ok((await record(house, nurse, "diversion.declared", declared)).ok);
    const diverting = await faces();
    assert.deepEqual(
      [diverting.ed, diverting.door, diverting.json, diverting.cap],
      ["diverting", "open", true, "Alert"],
    );
    assert.notEqual(diverting.have, "Normal");
    assert.ok(diverting.fhir && diverting.atom);
    // By the command, at the running node: the same.
    const asked = await succeed(["export", "cap", "--data", house.folder]);
    assert.match(asked, /<(?:\w+:)?msgType>Alert</);
    const have = await succeed(["export", "have", "--data", house.folder]);
    assert.match(have, /HospitalStatus/);
    assert.equal(have.includes(CANARY) || asked.includes(CANARY), false);

    // Two confirm at once: the second is told what stands.
    const again = { ...declared, declared: from, from: at(), until: at() + 90 * MINUTE };
    const seen = [uuid(diverting.entry ?? "")];
    assert.ok((await record(house, nurse, "diversion.confirmed", again, seen)).ok);
    assert.equal((await record(house, supervisor, "diversion.confirmed", again, seen)).status, 409);
    const confirmed = await faces();
    assert.deepEqual([confirmed.ed, confirmed.cap], ["diverting", "Update"]);

    const ended = { facility, category: "ed", population: "ambulance", at: at(), reason: "" };
    assert.ok((await record(house, nurse, "diversion.ended", ended, [uuid(confirmed.entry ?? "")])).ok);
    const over = await faces();
    assert.deepEqual([over.ed, over.json, over.cap, over.have], ["open", false, "Cancel", "Normal"]);
    assert.deepEqual(house.reports, []);
  } finally {
    await house.close();
  }
});
