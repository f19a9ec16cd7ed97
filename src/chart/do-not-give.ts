// Drugs that must not be given: an order says so (MedicationRequest.doNotPerform), or one was ended in those words.
import type { CodeableConcept, MedicationRequest } from "../fhir/index.ts";
import { doseWordsOf, drugOf, keptOf, momentOf, numberOfOrder, personNamed, words } from "./from-record.ts";
import { standingOf } from "./movements.ts";
import type { Kept, RecordState } from "./record-state.ts";
import type { DoNotGive, Mar, Medication, Moment } from "./routes.ts";

/** True of an order not to give a drug, as long as it is in force or nobody knows. */
export function isDoNotGive({ doNotPerform, intent, status }: MedicationRequest): boolean {
  return doNotPerform === true && intent !== "proposal" && intent !== "option" && !NO_MORE.has(status);
}

const NO_MORE: ReadonlySet<string> = new Set(["draft", "entered-in-error", "stopped", "cancelled", "completed"]);
const ENDED: ReadonlySet<string> = new Set(["stopped", "cancelled"]);

/** Every drug of a record that must not be given, by name. */
export function doNotGive(state: RecordState): DoNotGive[] {
  return keptOf(state, "MedicationRequest")
    .flatMap(({ resource, kept }) => lineOf(resource, kept, state))
    .sort((a, b) => (a.drug < b.drug ? -1 : a.drug > b.drug ? 1 : a.id < b.id ? -1 : 1));
}

function lineOf(request: MedicationRequest, kept: Kept, state: RecordState): DoNotGive[] {
  const isOrdered = isDoNotGive(request);
  const ended = isOrdered ? null : endedInWords(request, state);
  if (!isOrdered && ended === null) return [];
  const dosages = request.dosageInstruction ?? [];
  const reasons = [
    words(request.statusReason),
    ...(request.reasonCode ?? []).map(words),
    ...(request.note ?? []).map(one => one.text),
  ].filter(text => text !== "");
  return [
    {
      id: `MedicationRequest/${request.id ?? ""}`,
      order: numberOfOrder(request),
      drug: drugOf(request),
      how: isOrdered
        ? dosages
            .map(doseWordsOf)
            .filter(text => text !== "")
            .join("; ")
        : "",
      why: ended ?? (reasons.length === 0 ? null : [...new Set(reasons)].join(" · ")),
      at: isOrdered ? momentOf(request.authoredOn) : endedAt(kept),
      ends: isOrdered ? momentOf(dosages.at(-1)?.timing?.repeat?.boundsPeriod?.end) : null,
      by: personNamed(request.requester, state),
      state: isOrdered ? stateWords(request.status) : `its order was ${request.status}`,
      source: "copy",
      entry: kept.by,
    },
  ];
}

function stateWords(status: MedicationRequest["status"]): string | null {
  if (status === "active") return null;
  return status === "on-hold" ? "this word is on hold: ask" : "state not known: ask";
}

const NOT_GIVE = String.raw`\b(?:do not|don'?t|must not|not to|never)(?: be)? (?:re-?)?(?:give|given|administer|administered)\b`;
/** As the reason of an end it speaks of the drug; among notes only where no condition follows: `do not give with milk`. */
const AS_REASON = new RegExp(NOT_GIVE, "i");
const AS_NOTE = new RegExp(
  String.raw`${NOT_GIVE}(?! +(?:if|when|while|with|within|more|less|faster|via|by|through|before|after|at|as|in|on|undiluted)\b)`,
  "i",
);

/** The words in which an order of a stay that goes on was stopped or cancelled, where they say that the drug must not be given. */
function endedInWords({ status, statusReason, note, encounter }: MedicationRequest, state: RecordState): string | null {
  if (!ENDED.has(status ?? "")) return null;
  const reason = reasonWords(statusReason);
  const said = AS_REASON.test(reason) ? reason : note?.map(one => one.text).find(text => AS_NOTE.test(text));
  if (said === undefined) return null;
  const visit = state.visits[encounter?.reference?.replace(/^Encounter\//, "") ?? ""];
  const isOver = visit !== undefined && OVER.has(standingOf(visit.movements).status);
  return isOver ? null : said;
}

const OVER: ReadonlySet<string> = new Set(["discharged", "cancelled", "deleted"]);

/** All that a reason says: the words may stand in any part of it. */
function reasonWords(reason: CodeableConcept | undefined): string {
  const parts = [reason?.text, ...(reason?.coding ?? []).map(one => one.display)];
  return [...new Set(parts.filter(part => part !== undefined && part !== ""))].join(" · ");
}

function endedAt({ states }: Kept): Moment | null {
  const sent = states.findLast(one => ENDED.has(one.status))?.sent ?? null;
  return sent === null ? null : { text: new Date(sent).toISOString(), instant: sent, precision: "second" };
}

/** The same grid, each order in force for a drug of which another order says that it must not be given with that order. */
export function withDoNotGive(mar: Mar, said: readonly DoNotGive[]): Mar {
  if (said.length === 0) return mar;
  const medications = mar.medications.map((medication): Medication => {
    const { state, id, drug } = medication;
    if (state === "stopped" || state === "completed") return medication;
    const found = said.find(one => one.id !== id && isSameDrug(one.drug, drug));
    return found === undefined ? medication : { ...medication, do_not_give: found };
  });
  return { ...mar, medications };
}

/** By name: the words of one without its strength begin the other's, `insulin` and `insulin lispro 4 units`. */
function isSameDrug(a: string, b: string): boolean {
  const [shorter, longer] = [nameWords(a), nameWords(b)].sort((x, y) => x.length - y.length);
  return shorter !== undefined && shorter.length > 0 && shorter.every((word, at) => longer?.[at] === word);
}

function nameWords(drug: string): readonly string[] {
  const all = drug.toLowerCase().match(/[\p{L}\p{N}%.]+/gu) ?? [];
  const strength = all.findIndex((word, at) => at > 0 && /^\d/.test(word));
  return strength < 0 ? all : all.slice(0, strength);
}
