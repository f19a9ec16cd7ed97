import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { cmsFile, hifldFile } from "./directory.testing.ts";
import { readDirectory } from "./directory-file.ts";
import { Listed } from "./listed-entries.ts";

const CORPUS = join(import.meta.dirname, "../../../shared/data/hospitals");

function taken(csv: string) {
  const read = readDirectory(csv);
  assert.ok(read.ok, read.ok ? "" : read.text);
  for (const place of read.places) assert.deepEqual(Listed.parse(place), place);
  return read;
}

/** The only row of a file, with the codes of what was odd. */
function only(csv: string) {
  const { places, odd, left } = taken(csv);
  return { place: places[0], codes: odd.map(({ column, code }) => `${column} ${code}`), left };
}

test("a row of HIFLD says all but whether there is an emergency department", () => {
  const { place, codes } = only(hifldFile({}));
  assert.deepEqual(codes, []);
  assert.deepEqual(place, {
    source: "hifld",
    id: "0000100001",
    name: "LAKESIDE GENERAL HOSPITAL",
    address: "12 NORTH LAKE STREET, SUITE 4",
    city: "LAKESIDE",
    state: "CT",
    zip: "06999",
    county: "HARTFORD",
    phone: "8605550100",
    type: "acute",
    type_said: "GENERAL ACUTE CARE",
    standing: "open",
    beds: 250,
    trauma: "LEVEL II",
    helipad: "yes",
    latitude: 41.76,
    longitude: -72.67,
    emergency: null,
    dated: "2021-03-11",
  });
});

test("a row of CMS says whether there is an emergency department, and never that it is open today", () => {
  const said = (text: string) => only(cmsFile({ "Emergency Services": text })).place;
  assert.deepEqual(
    ["Yes", "No", "Not Available", ""].map(text => said(text)?.emergency),
    ["yes", "no", null, null],
  );
  assert.deepEqual([said("Yes")?.standing, said("Yes")?.beds, said("Yes")?.latitude], ["not-known", null, null]);
});

test("what is not known in any writing is null, and not odd", () => {
  const nothing = { BEDS: "-999", TELEPHONE: "NOT AVAILABLE", TRAUMA: "Not Available", HELIPAD: "NOT AVAILABLE" };
  const { place, codes } = only(hifldFile({ ...nothing, ZIP: "", LATITUDE: "-999", LONGITUDE: "-999", STATUS: " " }));
  assert.deepEqual(codes, []);
  const { beds, phone, trauma, helipad, zip, latitude, longitude, standing } = place ?? assert.fail();
  assert.deepEqual([beds, phone, trauma, helipad, zip, latitude, longitude], Array(7).fill(null));
  assert.equal(standing, "not-known");
});

test("phones in many writings are ten digits; what is no phone is not known, and odd", () => {
  const phone = (text: string) => only(hifldFile({ TELEPHONE: text }));
  for (const text of [
    "8605550100",
    "860-555-0100",
    "860.555.0100",
    "(860)555-0100",
    "1-860-555-0100",
    "+1 860 555 0100",
    "(860) 555-0100 ext. 12",
    "860 555 0100 x4",
  ])
    assert.deepEqual([phone(text).place?.phone, phone(text).codes], ["8605550100", []], text);
  for (const text of ["555-0100", "(860) 155-0100", "(060) 555-0100", "call the desk", "860555010"])
    assert.deepEqual([phone(text).place?.phone, phone(text).codes], [null, ["TELEPHONE phone-unreadable"]], text);
});

test("ZIPs that lost their leading zeros get them back, and are odd; ZIP+4 is not", () => {
  const zip = (text: string) => only(hifldFile({ ZIP: text }));
  for (const text of ["06999", "06999-1702", "069991702"])
    assert.deepEqual([zip(text).place?.zip, zip(text).codes], ["06999", []], text);
  for (const text of ["6999", "6999-1702", "69991702"])
    assert.deepEqual([zip(text).place?.zip, zip(text).codes], ["06999", ["ZIP zip-padded"]], text);
  assert.equal(zip("907").place?.zip, "00907");
  for (const text of ["0", "00000", "12", "K1A 0B1", "123456"])
    assert.deepEqual([zip(text).place?.zip, zip(text).codes], [null, ["ZIP zip-unreadable"]], text);
});

test("an id that lost its leading zeros is the same id", () => {
  assert.deepEqual(only(hifldFile({ ID: "100001" })), {
    ...only(hifldFile({})),
    codes: ["ID id-padded"],
  });
  assert.equal(only(cmsFile({ "Facility ID": "70001" })).place?.id, "070001");
  assert.equal(only(cmsFile({ "Facility ID": "07003F" })).place?.id, "07003F");
});

test("a point out of range, in the wrong hemisphere, exchanged, half or in words is not known, and odd", () => {
  const at = (LATITUDE: string, LONGITUDE: string) => only(hifldFile({ LATITUDE, LONGITUDE }));
  for (const [latitude, longitude] of [
    ["141.76", "-72.67"],
    ["41.76", "72.67"],
    ["-72.67", "41.76"],
    ["0", "0"],
    ["41.76", "-372.67"],
  ] as const)
    assert.deepEqual(
      [at(latitude, longitude).place?.latitude, at(latitude, longitude).codes],
      [null, ["LATITUDE coordinates-outside"]],
    );
  for (const [latitude, longitude] of [
    ["41.76", ""],
    ["41°45'N", "72°40'W"],
    ["41.76", "NaN"],
  ] as const)
    assert.deepEqual(
      [at(latitude, longitude).place?.longitude, at(latitude, longitude).codes],
      [null, ["LATITUDE coordinates-unreadable"]],
    );
  for (const [latitude, longitude] of [
    ["13.4752103", "144.823076"],
    ["-14.290242", "-170.685741"],
    ["71.29772504", "-156.78"],
  ] as const)
    assert.deepEqual(at(latitude, longitude).codes, []);
});

test("words that are not known in their column are odd: other types, standings, answers, numbers, days, states", () => {
  const { place, codes } = only(
    hifldFile({
      TYPE: "FIELD HOSPITAL",
      STATUS: "MOVED",
      HELIPAD: "PERHAPS",
      BEDS: "about 20",
      SOURCEDATE: "2021/02/31 00:00:00+00",
      STATE: "Connecticut",
    }),
  );
  assert.deepEqual(codes.toSorted(), [
    "BEDS beds-unreadable",
    "HELIPAD answer-unreadable",
    "SOURCEDATE day-unreadable",
    "STATE state-unreadable",
    "STATUS status-unknown",
    "TYPE type-unknown",
  ]);
  const { type, type_said, standing, beds, helipad, dated, state } = place ?? assert.fail();
  assert.deepEqual([type, type_said, standing], ["other", "FIELD HOSPITAL", "not-known"]);
  assert.deepEqual([beds, helipad, dated, state], [null, null, null, null]);
  assert.deepEqual(
    ["-5", "1,200", "25.0", "99999"].map(text => only(hifldFile({ BEDS: text })).place?.beds),
    [null, 1_200, 25, null],
  );
});

test("a closed hospital stands in the directory as closed; what is too long is cut, what cannot be seen is left out", () => {
  assert.equal(only(hifldFile({ STATUS: "CLOSED" })).place?.standing, "closed");
  assert.deepEqual(only(hifldFile({ NAME: "A".repeat(300) })).codes, ["NAME too-long"]);
  assert.equal(only(hifldFile({ NAME: " ST.\u0007  MARY'S\nHOSPITAL " })).place?.name, "ST. MARY'S HOSPITAL");
});

test("rows without id or name, torn, or with an id that stood before are left out, and named with their line", () => {
  const file = hifldFile(
    { ID: "" },
    { ID: "2", NAME: "NOT AVAILABLE" },
    { ID: "0000000003" },
    { ID: "0000000003", NAME: "ANOTHER" },
    { ID: "0000000004" },
  );
  const lines = `${file.trimEnd()}\n`.split("\n");
  lines.splice(5, 0, "1,2,3", '"torn');
  const { places, left, odd } = taken(lines.join("\n"));
  assert.deepEqual(
    places.map(({ id, name }) => [id, name]),
    [
      ["0000000003", "LAKESIDE GENERAL HOSPITAL"],
      ["0000000004", "LAKESIDE GENERAL HOSPITAL"],
    ],
  );
  assert.equal(left, 5);
  assert.deepEqual(
    odd.map(({ row, code }) => [row, code]),
    [
      [2, "no-id"],
      [3, "id-padded"],
      [3, "no-name"],
      [6, "fields"],
      [7, "quotes"],
      [5, "id-twice"],
    ].sort(([a = 0], [b = 0]) => Number(a) - Number(b)),
  );
});

test("a file cut short at any letter gives an outcome that never says more than the whole", () => {
  const whole = hifldFile({ ID: "0000000001" }, { ID: "0000000002", NAME: 'THE "OLD" HOSPITAL' });
  const all = taken(whole).places;
  for (let at = 0; at < whole.length; at++) {
    const read = readDirectory(whole.slice(0, at));
    if (!read.ok) assert.match(read.text, /Nothing was taken\.$/);
    else {
      // Cut within its last field, a row says less.
      const [place] = read.places;
      if (place !== undefined) assert.deepEqual({ ...place, helipad: place.helipad ?? "yes" }, all[0]);
      assert.ok(read.places.length <= 2);
      if (read.left > 0) assert.equal(read.odd.at(-1)?.code, "cut-short");
    }
  }
});

test("what is no directory is refused with words", () => {
  const refusal = (csv: string) => {
    const read = readDirectory(csv);
    assert.ok(!read.ok, "it was taken");
    assert.match(read.text, /Nothing was taken\.$/);
    return read.code;
  };
  const [heading = ""] = hifldFile().split("\n");
  assert.equal(refusal(""), "no-heading");
  assert.equal(refusal('"open\n'), "no-heading");
  assert.equal(refusal("name,phone\nA,1\n"), "heading-unknown");
  assert.equal(refusal("\u0000\u0001PNG"), "not-text");
  assert.equal(refusal(`${heading}\n`), "no-rows");
  assert.equal(refusal(`${heading},"id"\n1\n`), "heading-twice");
  assert.equal(refusal(`${heading}\n${"1\n".repeat(100_001)}`), "too-large");
  const lacking = readDirectory(hifldFile({}).replace('"BEDS"', '"PLACES"'));
  assert.match(lacking.ok ? "" : lacking.text, /nearly that of HIFLD Hospitals, without BEDS/);
});

test("any text gives an outcome, and what is taken fits its entry", () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("-999", "NOT AVAILABLE", "6999", "41.76", "1e9", "Infinity", "0x10", "00000", "__proto__"),
  );
  const names = ["ID", "NAME", "ZIP", "TELEPHONE", "TYPE", "STATUS", "LATITUDE", "LONGITUDE", "BEDS", "SOURCEDATE"];
  const row = fc.record(Object.fromEntries(names.map(name => [name, fc.option(cell, { nil: undefined })])));
  const rows = fc
    .array(row.map(cells => Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== undefined))))
    .map(all => hifldFile(...(all as Record<string, string>[])));
  // Cells drawn whole, and a file whose letters were changed.
  const changed = fc
    .tuple(rows, fc.nat(), fc.string())
    .map(([file, at, by]) => `${file.slice(0, at % file.length)}${by}${file.slice((at % file.length) + by.length)}`);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" }), rows, changed), text => {
      const read = readDirectory(text);
      if (!read.ok) return assert.ok(read.code !== "" && read.text !== "");
      for (const place of read.places) assert.equal(Listed.safeParse(place).success, true, JSON.stringify(place));
      assert.equal(new Set(read.places.map(({ id }) => id)).size, read.places.length);
    }),
    { numRuns: 500 },
  );
});

test("the two public files are taken whole", { skip: existsSync(CORPUS) ? false : "no ../shared here" }, () => {
  for (const [file, rows, odd, more] of [
    ["hifld-hospitals-2023.csv", 8_013, 3, { open: 7_634, closed: 379, unknown: 368, yes: 0, no: 0 }],
    ["cms-hospital-general-2025.csv", 5_421, 1, { open: 0, closed: 0, unknown: 5_421, yes: 4_505, no: 916 }],
  ] as const) {
    const text = readFileSync(join(CORPUS, file), "utf8");
    const begun = performance.now();
    const read = taken(text);
    process.stdout.write(`# ${file}: ${read.places.length} rows read in ${Math.round(performance.now() - begun)} ms\n`);
    assert.deepEqual([read.places.length, read.left, read.odd.length], [rows, 0, odd]);
    const count = (fits: (place: Listed) => boolean) => read.places.filter(fits).length;
    assert.deepEqual(
      {
        open: count(place => place.standing === "open"),
        closed: count(place => place.standing === "closed"),
        unknown: count(place => place.beds === null),
        yes: count(place => place.emergency === "yes"),
        no: count(place => place.emergency === "no"),
      },
      more,
    );
    assert.equal(
      count(place => place.type === "other" || place.zip === null || place.state === null),
      0,
    );
  }
});
