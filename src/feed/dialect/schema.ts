// A feed's dialect: what a hospital's own interface says otherwise than the standard, as data (docs/dialects.md).
import { z } from "zod";
import { PlaceText, readPlace, SegmentName, TargetText } from "./position.ts";

/** The most of each: a dialect is a table that somebody reads. */
const MOST = { types: 100, segments: 50, fields: 300, codes: 200, codes_all: 10_000, drugs: 50 } as const;

/** A type as it is sent, `ADT^Z01` or a code alone. */
const SentType = z
  .string()
  .regex(/^[A-Z0-9]{3}(\^[A-Z0-9]{2,3})?$/, "is no message type: write it as ADT^Z01, or ADT where no event is sent");
const ReadType = z.string().regex(/^[A-Z]{3}\^[A-Z0-9]{3}$/, "is no message type with its event, as ADT^A08");

/** What a rule writes. Delimiters would move what stands behind it. */
const Constant = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^|~\\&\p{Cc}]+$/u, "holds | ~ \\ & or a line end: a constant is one value, its components parted by ^");
/** Text as it stands, or with a `*` first or last for anything: `RX*`; `*` alone = anything that is valued. */
const Pattern = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\*?[^*]*\*?$/, "has a * in its middle: it may stand first and last");
const Patterns = z.union([Pattern, z.array(Pattern).min(1).max(200)]);

/** The rule holds where each of these places, in the same segment or in the first of another name, has such a text. */
const when = z.record(PlaceText, Patterns).optional();
/** The rule holds in these types of message, or codes; left out = in all. */
const types = z.array(SentType).min(1).max(50).optional();
const guard = { when, types };
/** Where its partner of another name stands; left out = before it, as a Z segment follows what it speaks of. */
const beside = z.enum(["before", "after"]).optional();

const SegmentRule = z.strictObject({
  from: SegmentName,
  to: SegmentName,
  ...guard,
  /** Place in the segment made → place in the sent one, or a constant; left out = every field as it stands. */
  fields: z.record(TargetText, z.union([PlaceText, z.strictObject({ put: Constant })])).optional(),
});

const FieldRule = z.union([
  z.strictObject({ from: PlaceText, to: TargetText, beside, ...guard }),
  z.strictObject({ copy: PlaceText, to: TargetText, beside, ...guard }),
  /** Where nothing is sent. */
  z.strictObject({ put: Constant, to: TargetText, ...guard }),
  z.strictObject({ drop: TargetText, ...guard }),
  z.strictObject({ strip: Constant, at: TargetText, ...guard }),
]);

const CodeRule = z.strictObject({
  /** A field = a coded element: code, text and system are written, and what was sent stays beside them. A component = that alone. */
  at: TargetText,
  /** Only codes of this system, as the third component names it. */
  system: z.string().min(1).max(100).optional(),
  /** As sent → `code`, `code^text` or `code^text^system`. */
  codes: z.record(z.string().min(1).max(200), Constant),
  ...guard,
});

/** Orders of an ORM without RXO and RXE that are drugs: where a place of ORC or OBR has such a text. */
const DrugRule = z.strictObject({
  at: z
    .string()
    .regex(/^(?:ORC|OBR)-[1-9]\d?(?:\.[1-9]\d?(?:\.[1-9]\d?)?)?$/, "is no place in ORC or OBR")
    .refine(text => readPlace(text) !== undefined, "has a higher field number than its segment has fields"),
  is: z.array(Pattern).min(1).max(1_000),
});

export const dialectConfig = z
  .strictObject({
    /** What is usual in a version; its rules come first. */
    base: z.enum(["2.3", "2.5.1"]).optional(),
    types: z.record(SentType, ReadType).optional(),
    segments: z.array(SegmentRule).max(MOST.segments).optional(),
    fields: z.array(FieldRule).max(MOST.fields).optional(),
    codes: z.array(CodeRule).max(MOST.codes).optional(),
    drug_orders: z.array(DrugRule).max(MOST.drugs).optional(),
  })
  .superRefine((dialect, context) => {
    for (const fault of faultsOf(dialect)) context.addIssue({ code: "custom", ...fault });
  });

type Dialect = {
  readonly types?: Readonly<Record<string, string>> | undefined;
  readonly segments?: readonly z.infer<typeof SegmentRule>[] | undefined;
  readonly fields?: readonly z.infer<typeof FieldRule>[] | undefined;
  readonly codes?: readonly z.infer<typeof CodeRule>[] | undefined;
};
type Fault = { readonly path: (string | number)[]; readonly message: string };

const ENVELOPE = ["MSH", "PID"];

/** What no single field shows. */
function faultsOf({ types = {}, segments = [], fields = [], codes = [] }: Dialect): Fault[] {
  const faults: Fault[] = [];
  if (Object.keys(types).length > MOST.types)
    faults.push({ path: ["types"], message: `holds more than ${MOST.types} types` });
  if (codes.reduce((sum, rule) => sum + Object.keys(rule.codes).length, 0) > MOST.codes_all)
    faults.push({ path: ["codes"], message: `holds more than ${MOST.codes_all} codes in all` });
  for (const [at, rule] of segments.entries()) {
    if (ENVELOPE.includes(rule.from) || rule.to === "MSH")
      faults.push({ path: ["segments", at], message: "MSH and PID are not made into another segment, nor MSH of one" });
    for (const [to, from] of Object.entries(rule.fields ?? {})) {
      const path = ["segments", at, "fields", to];
      if (!to.startsWith(`${rule.to}-`)) faults.push({ path, message: `is no place of ${rule.to}, which is made` });
      if (typeof from === "string" && !from.startsWith(`${rule.from}-`))
        faults.push({ path, message: `${from} is no place of ${rule.from}, of which it is made` });
      if (typeof from === "object" && to.includes(".") && from.put.includes("^"))
        faults.push({ path, message: "a component takes a constant without ^" });
    }
  }
  for (const [at, rule] of fields.entries()) {
    const isSplit = "put" in rule && rule.to.includes(".") && rule.put.includes("^");
    if (isSplit) faults.push({ path: ["fields", at, "put"], message: "a component takes a constant without ^" });
  }
  for (const [at, rule] of codes.entries())
    for (const [code, standard] of Object.entries(rule.codes))
      if (rule.at.includes(".") && standard.includes("^"))
        faults.push({ path: ["codes", at, "codes", code], message: "a component takes a code without ^" });
  return faults;
}

export type DialectConfig = z.infer<typeof dialectConfig>;
export type SegmentRule = z.infer<typeof SegmentRule>;
export type FieldRule = z.infer<typeof FieldRule>;
export type CodeRule = z.infer<typeof CodeRule>;
export type DrugRule = z.infer<typeof DrugRule>;
