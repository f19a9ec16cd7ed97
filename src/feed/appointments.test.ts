// RULES M5: what an appointment is known by, when it is, who and where, and what becomes of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { charted, mapText, only, textOf } from "./fixtures.testing.ts";

const booking = textOf("appointment");
const cancel = textOf("appointment-cancelled");
const as = (text: string, event: string, control: string) =>
  text.replace(/SIU\^S\d\d\^SIU_S12\|\w+/, `SIU^${event}^SIU_S12|${control}`);
const of = (text: string) => only(mapText(text), "Appointment")[0];
const held = (...texts: string[]) => charted(texts, "Appointment");

test("a booking: when, what for, with whom, where and with what", () => {
  const mapped = mapText(booking);
  const [one] = only(mapped, "Appointment");
  assert.deepEqual(
    [one?.status, one?.start, one?.end, one?.minutesDuration],
    ["booked", "2026-11-26T09:30:00+00:00", "2026-11-26T10:00:00+00:00", 30],
  );
  assert.deepEqual(
    one?.identifier?.map(each => each.value),
    ["A1001", "B2001"],
  );
  assert.equal(one?.serviceType?.[0]?.coding?.[0]?.display, "Office visit");
  assert.deepEqual(
    one?.participant.map(each => each.actor?.display),
    [undefined, "ECG machine 2", "CARD R4", "ANNA BAKKER", "MIN LEE", "EVA ROJAS"],
  );
  assert.equal(one?.participant[0]?.actor?.reference, `Patient/${mapped.record?.key}`);
  assert.equal(one?.comment, "Bring list of drugs");
  assert.equal(one?.extension?.[0]?.valueAnnotation?.text, "Office visit: Fasting");
  assert.equal(one?.basedOn?.[0]?.identifier?.value, "P7601");
});

test("the state is the event's, and in a booking or change SCH-25's", () => {
  const state = (event: string, said = "Booked") =>
    of(as(booking, event, "X").replace("|Booked|P7601", `|${said}|P7601`))?.status;
  assert.deepEqual(
    ["S12", "S13", "S14"].map(event => state(event)),
    ["booked", "booked", "booked"],
  );
  assert.deepEqual(
    ["S15", "S16", "S17", "S26"].map(event => state(event)),
    ["cancelled", "cancelled", "entered-in-error", "noshow"],
  );
  assert.deepEqual(
    ["Pending", "waitlist", "Started", "COMPLETE", "No-show", "Cancelled"].map(said => state("S14", said)),
    ["pending", "waitlist", "checked-in", "fulfilled", "noshow", "cancelled"],
  );
  assert.equal(state("S12", "Whatever"), "booked", "what is no state is said, and the event stands");
});

test("the time: TQ1, else SCH-11, else what is booked; a day alone is no hour", () => {
  const without = booking.replace("^^^20261126093000|R31", "|R31");
  assert.equal(of(without)?.start, "2026-11-26T09:30:00+00:00", "of AIS-4");
  const withTq1 = booking.replace("\nNTE", "\nTQ1|1||||||20261127080000|20261127084500\nNTE");
  assert.deepEqual([of(withTq1)?.start, of(withTq1)?.end], ["2026-11-27T08:00:00+00:00", "2026-11-27T08:45:00+00:00"]);
  assert.ok(mapText(withTq1).issues.some(one => one.code === "times-differ"));
  const day = of(without.replaceAll("20261126093000", "20261126"));
  assert.deepEqual([day?.start, day?.requestedPeriod], [undefined, [{ start: "2026-11-26" }]]);
  const open = of(booking.replaceAll("|30|min", "||"));
  assert.deepEqual(
    [open?.start, open?.end, open?.minutesDuration],
    ["2026-11-26T09:30:00+00:00", undefined, undefined],
  );
});

test("a cancelled one stays, with its time and people, and why", () => {
  const [one, ...others] = held(booking, cancel);
  assert.deepEqual(others, []);
  assert.deepEqual(
    [one?.status, one?.start, one?.cancelationReason?.coding?.[0]?.display],
    ["cancelled", "2026-11-26T09:30:00+00:00", "Patient asked"],
  );
  assert.ok(one?.participant.some(each => each.actor?.display === "ANNA BAKKER"));
});

test("a cancel before its booking holds", () => {
  const [one, ...others] = held(cancel, booking);
  assert.deepEqual(others, []);
  assert.deepEqual([one?.status, one?.start], ["cancelled", "2026-11-26T09:30:00+00:00"]);
});

test("only a change that says so itself takes a cancel back", () => {
  const silent = as(booking, "S14", "X1").replace("|Booked|P7601", "||P7601").replace("||Booked", "||");
  assert.equal(held(booking, cancel, silent)[0]?.status, "cancelled");
  assert.equal(held(booking, cancel, as(booking, "S13", "X2"))[0]?.status, "booked");
});

test("a change of time moves it, and takes its old time with it", () => {
  const later = as(booking, "S13", "X1").replaceAll("20261126093000", "20261201140000");
  const [one, ...others] = held(booking, later);
  assert.deepEqual(others, []);
  assert.deepEqual([one?.start, one?.end], ["2026-12-01T14:00:00+00:00", "2026-12-01T14:30:00+00:00"]);
});

test("known by the placer's number alone, it is joined when both are seen, in either order", () => {
  const placer = booking.replace("|B2001^SCHED|", "||").replace("C6015", "P1");
  const byPlacer = cancel.replace("|B2001^SCHED|", "||");
  const ids = (...texts: string[]) => held(...texts).map(one => [one.id, one.status]);
  const id = of(booking)?.id;
  assert.notEqual(of(placer)?.id, id);
  assert.deepEqual(ids(placer, as(booking, "S14", "X1")), [[id, "booked"]]);
  assert.deepEqual(ids(booking, byPlacer), [[id, "cancelled"]]);
  assert.deepEqual(ids(placer, as(booking, "S14", "X1"), byPlacer), [[id, "cancelled"]]);
  assert.deepEqual(ids(byPlacer, booking), [[id, "cancelled"]], "the cancel was of the placer's number");
});

test("W1: an appointment makes at most a thin record", () => {
  const [patient] = charted([booking], "Patient");
  assert.deepEqual(
    [patient?.name?.[0]?.family, patient?.birthDate, patient?.telecom],
    ["ADEYEMI", "1985-06-11", undefined],
  );
  assert.deepEqual(charted([booking], "Encounter"), []);
});

test("of a group every patient has the appointment, with what stands around them; together it is one with all", () => {
  const second = "PID|2||800457^^^SOUTH^MR||ROSSI^PIA||19900102|F|||||(555)555-0102\rPV1|1|O|CARD^^^SOUTH\rRGS|1";
  const group = booking.replace("RGS|1", second);
  const mapped = mapText(group);
  assert.deepEqual(mapped.issues, mapText(booking).issues);
  const [together, ...others] = only(mapped, "Appointment");
  assert.equal(others.length, 0);
  const patients = mapped.subjects.map(({ record }) => `Patient/${record.key}`);
  assert.equal(patients.length, 2);
  const named = (one: typeof together) =>
    one?.participant.flatMap(({ actor }) => (actor?.reference?.startsWith("Patient/") ? [actor.reference] : []));
  assert.deepEqual(named(together), patients);
  for (const [at, { resources, record }] of mapped.subjects.entries()) {
    const own = resources.find(one => one.resourceType === "Appointment");
    assert.ok(own?.resourceType === "Appointment");
    assert.deepEqual(named(own), [`Patient/${record.key}`]);
    assert.deepEqual(
      [own.start, own.comment, own.participant.slice(1).map(each => each.actor?.display)],
      [
        "2026-11-26T09:30:00+00:00",
        "Bring list of drugs",
        ["ECG machine 2", "CARD R4", "ANNA BAKKER", "MIN LEE", "EVA ROJAS"],
      ],
      `patient ${at + 1}`,
    );
  }
  // One of them alone is cancelled by a message that names her alone.
  assert.equal(mapText(group.replace("SIU^S12", "SIU^S15")).subjects.length, 2);
});

test("a patient who is named twice has it once", () => {
  const twice = mapText(booking.replace("RGS|1", "PID|2||800456^^^SOUTH^MR||ADEYEMI^TOLU\rRGS|1"));
  assert.deepEqual([twice.subjects.length, only(twice, "Appointment").length], [1, 1]);
});
