// The truth table catches a wrong computation: each planted fault fails at least one of its cases.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerOf, inputOf, wantedOf } from "./doses.read.ts";
import { DOSES } from "./doses.table.ts";
import { marOf } from "./mar.ts";
import type { DoseInput } from "./medication-order.ts";
import type { Mar, Medication, Slot } from "./routes.ts";

type Fault = {
  readonly name: string;
  readonly input?: (input: DoseInput) => DoseInput;
  readonly output?: (mar: Mar, input: DoseInput) => Mar;
};

const slots =
  (change: (slot: Slot) => Slot | null) =>
  (mar: Mar): Mar => ({
    ...mar,
    medications: mar.medications.map(medication => ({
      ...medication,
      slots: medication.slots.flatMap(slot => change(slot) ?? []),
    })),
  });
const medications =
  (change: (medication: Medication) => Medication) =>
  (mar: Mar): Mar => ({ ...mar, medications: mar.medications.map(change) });
const doses =
  (change: (dose: DoseInput["administrations"][number]) => DoseInput["administrations"][number] | null) =>
  (input: DoseInput): DoseInput => ({
    ...input,
    administrations: input.administrations.flatMap(dose => change(dose) ?? []),
  });

const FAULTS: readonly Fault[] = [
  {
    name: "the copy is trusted for ever",
    input: input => ({ ...input, trust: { ...input.trust, intervals: [{ from: 0, to: input.now }] } }),
  },
  {
    name: "a returned feed hides its hole",
    input: input => ({
      ...input,
      trust: {
        ...input.trust,
        intervals: input.trust.intervals
          .slice(0, 1)
          .map(first => ({ ...first, to: input.trust.intervals.at(-1)?.to ?? first.to })),
      },
    }),
  },
  { name: "no charting delay before a stop", input: input => ({ ...input, charting_delay_ms: 0 }) },
  {
    name: "a refusal counts as given",
    input: doses(dose => (dose.status === "RE" ? { ...dose, status: "CP" } : dose)),
  },
  {
    name: "not administered counts as given",
    input: doses(dose => (dose.status === "NA" ? { ...dose, status: "CP", refusal: null } : dose)),
  },
  {
    name: "a partial dose counts as whole",
    input: doses(dose => (dose.status === "PA" ? { ...dose, status: "CP", refusal: null } : dose)),
  },
  {
    name: "the contradiction of CP with a refusal reason is not seen",
    input: doses(dose => (dose.status === "CP" ? { ...dose, refusal: null } : dose)),
  },
  { name: "a removal removes nothing", input: doses(dose => (dose.action === "D" ? null : dose)) },
  {
    name: "a replacement is a dose of its own",
    input: doses(dose => (dose.action === "U" ? { ...dose, action: "A", key: `${dose.key} again` } : dose)),
  },
  {
    name: "a replacement that finds nothing is sure",
    input: doses(dose => (dose.action === "U" ? { ...dose, action: "A" } : dose)),
  },
  {
    name: "what counts is any unit's charting, not where she lay",
    input: input => ({
      ...input,
      stays: input.stays.map(stay => ({ ...stay, unit: input.charting[0]?.unit ?? stay.unit })),
    }),
  },
  {
    name: "charting on paper reads as on screen",
    input: input => ({ ...input, charting: input.charting.map(here => ({ ...here, on: "screen" })) }),
  },
  { name: "charting here is not seen", input: input => ({ ...input, charting: [] }) },
  {
    name: "a hold is not seen",
    input: input => ({
      ...input,
      orders: input.orders.map(order => ({ ...order, changes: order.changes.filter(change => change.to !== "hold") })),
    }),
  },
  {
    name: "a stop is not seen",
    input: input => ({
      ...input,
      orders: input.orders.map(order => ({ ...order, changes: order.changes.filter(change => change.to !== "stop") })),
    }),
  },
  {
    name: "a frequency becomes times without the hospital's table",
    input: input => ({
      ...input,
      frequencies: [
        {
          unit: null,
          imported_at: 1,
          rows: ["BID", "Q6H", "TID", "DAILY", "QID", "Q8H", "Q12H"].map(code => ({
            code,
            words: "",
            times: ["07:00", "19:00"],
            days: [],
          })),
        },
      ],
    }),
  },
  {
    name: "not known reads as none recorded",
    output: slots(slot => (slot.state === "not known" ? { ...slot, state: "none recorded" } : slot)),
  },
  { name: "not known is left blank", output: slots(slot => (slot.state === "not known" ? null : slot)) },
  {
    name: "none recorded reads as overdue",
    output: slots(slot => (slot.state === "none recorded" ? { ...slot, state: "overdue" } : slot)),
  },
  {
    name: "the first hour of charting here reads as due without doubt",
    output: slots(slot => (slot.state === "due?" ? { ...slot, state: "due" } : slot)),
  },
  {
    name: "a PRN offers a from over a not-known stretch",
    output: medications(medication =>
      medication.prn && medication.last.kind === "given"
        ? { ...medication, from: (medication.last.at.instant ?? 0) + 240 * 60_000 }
        : medication,
    ),
  },
  {
    name: "a dose that matches no order is dropped",
    output: mar => ({ ...mar, medications: mar.medications.filter(medication => medication.state !== "unmatched") }),
  },
];

function failing(fault: Fault): string[] {
  return DOSES.filter(one => {
    const input = (fault.input ?? (same => same))(inputOf(one));
    const mar = (fault.output ?? (same => same))(marOf(input), input);
    try {
      assert.deepEqual(answerOf(one, mar), wantedOf(one));
      return false;
    } catch {
      return true;
    }
  }).map(one => one.name);
}

test("without a fault no case fails", () => assert.deepEqual(failing({ name: "none" }), []));

for (const fault of FAULTS) {
  test(`planted: ${fault.name}`, () => assert.notEqual(failing(fault).length, 0, "no case of the table notices it"));
}
