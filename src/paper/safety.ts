// Allergies, code, isolation, weight, in words also where nothing is known: five answers that never look alike.
import type { Allergy, DoNotGive, Known, Moment, PatientAnswer, SafetyCard } from "../chart/index.ts";
import { bold, boxed, dotted, heavy, inverse, oneLine, plain, type Run, type Runs } from "./runs.ts";
import { moment, span } from "./times.ts";

/** A weight older than this carries its age white on black. */
const WEIGHT_OLD_MS = 7 * 86_400_000;
/** Letters that a tag of the safety line may have before it would crowd the allergies out. */
const ONE_TAG = 20;
const RANK = { severe: 0, moderate: 1, mild: 2 } as const;

type Context = { readonly zone: string; readonly printedAt: number };

/** Severe first, then as they came. */
export function byDanger(allergies: readonly Allergy[]): readonly Allergy[] {
  return allergies.toSorted((a, b) => rank(a) - rank(b));
}

function rank(allergy: Allergy): number {
  return allergy.severity === null ? 1.5 : RANK[allergy.severity];
}

/** One allergy: substance, reaction (capitals where severe), severity, source where it is not the copy. */
export function allergyRuns(
  allergy: Allergy,
  size: { readonly substance: number; readonly rest: number; readonly brief: boolean },
): Run[] {
  const reaction = oneLine(allergy.reactions.join(", "));
  const severe = allergy.severity === "severe";
  const runs: Run[] = [bold(oneLine(allergy.substance), size.substance)];
  if (reaction === "") runs.push(plain("reaction not in the copy", size.rest));
  else runs.push(severe ? heavy(reaction.toUpperCase(), size.rest) : plain(reaction, size.rest));
  if (allergy.severity !== null && !size.brief) runs.push(plain(`· ${allergy.severity}`, size.rest - 1));
  if (allergy.source !== "copy") runs.push(plain(`· ${sourceWords(allergy.source)}`, size.rest - 1));
  return runs;
}

function sourceWords(source: Allergy["source"]): string {
  return { copy: "EHR copy", here: "recorded here", paper: "from paper", outside: "from outside" }[source];
}

/** The tag of allergies that are not a list. */
export function allergyTag(known: SafetyCard["allergies"], context: Context, size = 9.5): Run[] {
  switch (known.kind) {
    case "known":
      return [inverse(known.value.length === 1 ? "ALLERGY" : "ALLERGIES", size)];
    case "none known":
      return [boxed("NO KNOWN ALLERGIES", size), plain(asked(known.at, context), 10)];
    case "unknown":
      return [inverse("ALLERGIES UNKNOWN", size), plain("asked, could not say", 10)];
    case "not asked":
      return [inverse("ALLERGIES NOT ASKED", size), plain("ask before the first drug", 10)];
    case "not in copy":
      return [inverse("ALLERGIES NOT IN THE COPY", size), plain("the feed sent none: ask", 10)];
    default:
      return known satisfies never;
  }
}

function asked(at: Moment | null, context: Context): string {
  return at === null ? "when asked is not in the copy" : `asked ${moment(at, context.zone, context.printedAt)}`;
}

/** `DO NOT GIVE Metformin, Lisinopril`; nothing where no order says so. */
export function neverTag({ do_not_give = [] }: SafetyCard, size: number): Run[] {
  if (do_not_give.length === 0) return [];
  return [inverse("DO NOT GIVE", size), bold(do_not_give.map(one => oneLine(one.drug)).join(", "), size + 1)];
}

/** Why a drug must not be given, and until when. */
export function neverWords({ how, why, state, ends }: DoNotGive, zone: string, printedAt: number): string {
  return dotted(
    how === "" ? null : `as ${how}`,
    why ?? "why is not in the copy",
    state,
    ends === null ? null : `until ${moment(ends, zone, printedAt)}`,
  );
}

/** Which order says so, since when, and whose. */
export function neverOrigin({ order, at, by }: DoNotGive, zone: string, printedAt: number): string {
  const since = at === null ? "time not sent" : moment(at, zone, printedAt);
  return [`order ${order}`, since, by].filter(part => part !== null).join(", ");
}

/** A single value that stops a hand, or why there is none: `CODE NOT ASKED`. */
export function tag(name: string, known: Known<string>, none: string): Run {
  switch (known.kind) {
    case "known":
      return /^full( code)?$/iu.test(known.value.trim()) ? boxed("FULL CODE") : inverse(oneLine(known.value));
    case "none known":
      return boxed(none);
    case "unknown":
      return inverse(`${name} UNKNOWN`);
    case "not asked":
      return inverse(`${name} NOT ASKED`);
    case "not in copy":
      return inverse(`${name} NOT IN THE COPY`);
    default:
      return known satisfies never;
  }
}

/** Isolation as one tag, or as one a word where they must wrap. */
export function isolationTags(known: SafetyCard["isolation"]): Run[] {
  if (known.kind === "known" && known.value.length > 0) {
    const words = known.value.map(word => oneLine(word).toUpperCase());
    const joined = words.join(" + ");
    return joined.length <= ONE_TAG ? [inverse(joined)] : words.map(word => inverse(word));
  }
  if (known.kind === "known") return [boxed("NO ISOLATION")];
  return [tag("ISOLATION", known, "NO ISOLATION")];
}

/** Weight with its date; old, its age goes white on black. */
export function weightRuns(known: SafetyCard["weight"], context: Context, size: number): Run[] {
  switch (known.kind) {
    case "known": {
      const { value, unit, arithmetic } = known.value;
      const runs: Run[] = [bold(oneLine(`${value} ${unit}`), size)];
      if (arithmetic !== null) runs.push(plain(oneLine(arithmetic), 9.5));
      if (known.at === null) runs.push(inverse("date not in the copy", 9.5));
      else {
        const at = moment(known.at, context.zone, context.printedAt);
        runs.push(plain(size < 12 ? at.replace(/ \d\d:\d\d.*$/u, "") : at, 10));
        const age = known.at.instant === null ? null : context.printedAt - known.at.instant;
        if (age !== null && age > WEIGHT_OLD_MS) runs.push(inverse(`${span(age)} old`, 9.5));
      }
      return runs;
    }
    case "none known":
    case "not asked":
      return [plain("weight", 10), bold("not measured", 10)];
    case "unknown":
      return [plain("weight", 10), bold("unknown", 10)];
    case "not in copy":
      return [plain("weight", 10), bold("not in the copy", 10)];
    default:
      return known satisfies never;
  }
}

/** The line under the identity block of every page but the face sheet. Allergies and reactions are never cut off. */
export function safetyLine(answer: PatientAnswer, printedAt: number): { readonly cells: readonly Runs[] } {
  const { safety, zone } = answer;
  const context = { zone, printedAt };
  const allergies = allergyTag(safety.allergies, context);
  if (safety.allergies.kind === "known")
    for (const [index, allergy] of byDanger(safety.allergies.value).entries()) {
      if (index > 0) allergies.push(plain("·"));
      allergies.push(...allergyRuns(allergy, { substance: 10.5, rest: 10.5, brief: true }));
    }
  if (safety.allergies_differ !== undefined) allergies.push(inverse("RECORDS DIFFER: SEE FACE SHEET", 9.5));
  allergies.push(...neverTag(safety, 9.5));
  return {
    cells: [
      allergies,
      [tag("CODE", safety.code_status, "NO CODE ORDER")],
      isolationTags(safety.isolation),
      weightRuns(safety.weight, context, 10.5),
    ],
  };
}
