// Documents: what a note holds, and what happens to it when it is added to, replaced and withdrawn.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import type { DocumentReference } from "../fhir/index.ts";
import { attachedBytes } from "./attachments.ts";
import { charted, mapText, only, readFixture, textOf } from "./fixtures.testing.ts";

const texts = (document: DocumentReference | undefined) =>
  document?.content.map(({ attachment }) =>
    attachment.contentType === "text/plain" && attachment.data !== undefined
      ? Buffer.from(attachment.data, "base64").toString()
      : attachment.contentType,
  );

test("a note: number, type, author, orders, and its lines as one text; withdrawn lines are no part of it", () => {
  const mapped = mapText(textOf("document"));
  assert.deepEqual(mapped.issues, []);
  const [note] = only(mapped, "DocumentReference");
  assert.deepEqual(
    [note?.masterIdentifier?.value, note?.type?.coding?.[0]?.code, note?.docStatus, note?.status],
    ["N501", "HP", "final", "current"],
  );
  assert.deepEqual([note?.date, note?.author?.[0]?.display], ["2026-11-24T08:55:00+00:00", "CHIDI OKAFOR"]);
  assert.deepEqual(texts(note), [
    "Chest pain since midnight.\nNo known heart disease.\nSmoker.",
    "image/jpeg",
    "Dictated at the bedside",
  ]);
  assert.equal(note?.context?.related?.[0]?.identifier?.value, "P7101");
  assert.equal(only(mapped, "Observation")[0]?.valueQuantity?.value, 96, "a number beside the text is a result");
});

test("a replacement stands in place of its parent, which stays", () => {
  const held = charted([textOf("document"), textOf("document-replaced")], "DocumentReference");
  assert.deepEqual(
    held.map(one => [one.masterIdentifier?.value, one.status]),
    [
      ["N501", "superseded"],
      ["N502", "current"],
    ],
  );
  assert.equal(held[1]?.relatesTo?.[0]?.target.reference, `DocumentReference/${held[0]?.id}`);
  const edited = textOf("document").replace("MDM^T02^MDM_T02|C6012", "MDM^T04^MDM_T02|C6098");
  const [again] = charted([textOf("document"), textOf("document-replaced"), edited], "DocumentReference");
  assert.equal(again?.status, "superseded", "a change of the old one does not bring it back");
});

test("T11 withdraws a document; what it said stays to be read", () => {
  const held = charted([textOf("document-replaced"), textOf("document-withdrawn")], "DocumentReference");
  assert.deepEqual([held.length, held[0]?.status], [1, "entered-in-error"]);
  assert.deepEqual(texts(held[0]), ["Chest pain since 22:00. Smoker."]);
});

test("an addendum: under its own number it names its parent; under the parent's its text comes behind", () => {
  const own = textOf("document-replaced").replace("MDM^T10^MDM_T10", "MDM^T06^MDM_T06");
  const [first, second] = charted([textOf("document"), own], "DocumentReference");
  assert.deepEqual([first?.status, second?.relatesTo?.[0]?.code], ["current", "appends"]);
  const same = own.replace("N502^NOTES|N501^NOTES", "N501^NOTES|");
  const [whole, ...others] = charted([textOf("document"), same], "DocumentReference");
  assert.deepEqual(others, []);
  assert.deepEqual(texts(whole)?.at(-1), "Chest pain since 22:00. Smoker.");
  assert.equal(whole?.content.length, 4);
});

test("T01 and T03 carry no content: what was said of it before stays", () => {
  const bare = textOf("document")
    .split("\n")
    .filter(line => !/^(OBX|NTE)/.test(line))
    .join("\n");
  const [announced] = only(mapText(bare.replace("T02^MDM_T02", "T01^MDM_T01")), "DocumentReference");
  assert.equal(announced?.content.length, 1);
  const signed = bare.replace("T02^MDM_T02|C6012", "T03^MDM_T01|C6097").replace("|AU|", "|LA|");
  const [held] = charted([textOf("document"), signed], "DocumentReference");
  assert.equal(held?.content.length, 3);
});

/** The place behind the entry's id. */
const placeIn = (url: string | undefined) => url?.slice(url.indexOf(".") + 1) ?? "";

test("a file lies in its message: the chart names its place, size and hash, and it is found there again", () => {
  for (const name of ["document", "report-with-file"]) {
    const [document] = charted([textOf(name)], "DocumentReference");
    const observed = charted([textOf(name)], "Observation").flatMap(one => one.extension ?? []);
    const files = [
      ...(document?.content.map(one => one.attachment) ?? []),
      ...observed.flatMap(one => one.valueAttachment ?? []),
    ].filter(one => one.url?.startsWith("Binary/"));
    assert.equal(files.length, 1);
    const [file] = files;
    assert.equal(file?.data, undefined);
    const bytes = attachedBytes(readFixture(name), placeIn(file?.url));
    assert.equal(bytes?.length, file?.size);
    assert.equal(
      createHash("sha1")
        .update(bytes ?? "")
        .digest("base64"),
      file?.hash,
    );
  }
  for (const place of ["OBX.1.5.1", "OBX.99.5.1", "OBX.4.5.9", "", "../4"])
    assert.equal(attachedBytes(readFixture("document"), place), undefined, place);
});

test("feed try leaves out what is larger than 64 kB, and names it", () => {
  const large = Buffer.alloc(65_537, 7);
  const grown = textOf("report-with-file").replace("JVBERi0xLjQKJSVFT0YK", large.toString("base64"));
  const [, file] = only(mapText(grown), "Observation");
  const found = file?.extension?.[0]?.valueAttachment;
  assert.deepEqual([found?.data, found?.size, found?.contentType], [undefined, 65_537, "application/pdf"]);
  const long = "word ".repeat(14_000);
  const [note] = charted([textOf("document-replaced").replace("Smoker.", long)], "DocumentReference");
  const text = note?.content[0]?.attachment;
  assert.equal(text?.data, undefined);
  const message = Buffer.from(textOf("document-replaced").replace("Smoker.", long));
  assert.equal(attachedBytes(message, placeIn(text?.url))?.length, text?.size);
});

test("data that does not read is kept as sent, with an issue", () => {
  const broken = mapText(textOf("document").replace("/9j/4AAQSkZJRg==", "not base64!"));
  assert.ok(broken.issues.some(one => one.code === "value-not-type" && one.where === "OBX[4]-5[1]"));
  assert.ok(texts(only(broken, "DocumentReference")[0])?.[0]?.includes("not base64!"));
});

test("a document without a number is kept, and says so", () => {
  const mapped = mapText(textOf("document").replace("|N501^NOTES|", "||"));
  assert.ok(mapped.issues.some(one => one.code === "no-document-number"));
  assert.equal(only(mapped, "DocumentReference").length, 1);
});
