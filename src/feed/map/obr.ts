// OBR with its ORC → ServiceRequest and, in a result, DiagnosticReport with its observations.
import {
  type DiagnosticReport,
  list,
  type Practitioner,
  present,
  type Reference,
  type ServiceRequest,
} from "../../fhir/index.ts";
import { type Segment, where } from "../../hl7/index.ts";
import type { Context } from "./context.ts";
import { concept, concepts, lookup } from "./cwe.ts";
import type { Group } from "./groups.ts";
import { designator } from "./hd.ts";
import { canonical, identifiersOfCx } from "./identifier.ts";
import { notes, remark } from "./nte.ts";
import { observations, type Under } from "./obx.ts";
import { groupNumber, orderIdentifiers, orderKey, orderSource, orderStatus } from "./orc.ts";
import { inside, parts, single } from "./parts.ts";
import { specimen, specimenOfObr } from "./spm.ts";
import { REPORT_STATUS, REQUEST_PRIORITY } from "./tables.ts";
import { timingOfTq, timingOfTq1 } from "./tq1.ts";
import { moment } from "./ts.ts";
import { practitioner, practitioners } from "./xcn.ts";

/** Adds the order of an OBR. `result`: the order of a result, whose own state the message need not say. */
export function serviceRequest(
  group: Group,
  patient: string,
  encounter: string | undefined,
  result: boolean,
  context: Context,
): Reference<ServiceRequest> | undefined {
  const { orc, obr } = group;
  if (obr === undefined) return undefined;
  const key = orderKey(orc, obr, context);
  // of a result its report is known without one
  if (key === undefined && !result) context.issue("no-order-number", "the order has no number", where(obr));
  const identifier = list(...(orderIdentifiers(orc, obr, context) ?? []), ...identifiersOfCx(obr, 53, context, "PLAC"));
  const code = concept(parts(obr, 4), context);
  if (code === undefined && !result)
    context.issue("no-code", "the order does not say for what", where(obr, { field: 4 }));
  const control = orc && parts(orc, 1).at(1)?.toUpperCase();
  const said = orc !== undefined && (parts(orc, 5).at(1) !== undefined || (control !== undefined && control !== "RE"));
  const status = said ? orderStatus(orc, context) : "unknown";
  const timing = timed(group, context);
  const action = parts(obr, 11).at(1)?.toUpperCase();
  const source = key
    ? `${orderSource(key)}|${parts(obr, 4).at(1) ?? ""}`
    : ["record", context.record.number, parts(obr, 4).at(1), parts(obr, 7).at(1), parts(obr, 6).at(1)].join("|");
  const period = timing?.dosage.timing;
  const asked = moment(parts(obr, 6), 1, context)?.iso;
  const priority = parts(obr, 5);
  const reference = context.add(
    present<ServiceRequest>({
      resourceType: "ServiceRequest",
      id: context.id("ServiceRequest", key?.authority ?? context.record.authority, source),
      identifier,
      requisition: groupNumber(orc, context),
      status: status === "cancelled" || status === "stopped" ? "revoked" : status,
      intent: action === "G" ? "reflex-order" : "order",
      priority: timing?.priority ?? (priority.at(1) ? lookup(priority, 1, REQUEST_PRIORITY, context) : undefined),
      code,
      orderDetail: list(...(concepts(obr, 46, context) ?? []), ...(concepts(obr, 47, context) ?? [])),
      subject: { reference: patient },
      encounter: encounter ? { reference: encounter } : undefined,
      occurrenceTiming: !asked && period ? period : undefined,
      occurrenceDateTime: asked,
      authoredOn: control === "NW" && orc ? moment(parts(orc, 9), 1, context)?.iso : undefined,
      requester: (orc && practitioner(orc, 12, 1, context)) ?? practitioner(obr, 16, 1, context),
      reasonCode: concepts(obr, 31, context),
      specimen: result ? undefined : group.specimens.map(one => specimen(one, patient, source, context)),
      note: list(
        remark("Relevant clinical information", single(obr, 13, context)),
        remark("Reason", orc && (parts(orc, 16).at(2) ?? parts(orc, 16).at(1))),
        ...(notes(group.notes, context) ?? []),
      ),
    }),
    // All that is ordered under one number stands together: an answer names the number alone.
    key && context.id("ServiceRequest", key.authority, orderSource(key)),
  );
  return present<Reference<ServiceRequest>>({ reference, display: key?.number });
}

/**
 * Adds the report of an OBR and its observations. Its key is the filler's number, else the placer's, with OBR-4; else the
 * record with OBR-4 and OBR-7.
 */
export function diagnosticReport(
  group: Group,
  patient: string,
  encounter: string | undefined,
  order: Reference<ServiceRequest> | undefined,
  context: Context,
): string[] {
  const { orc, obr } = group;
  const code = obr && concept(parts(obr, 4), context);
  const [start, end] = obr ? [moment(parts(obr, 7), 1, context), moment(parts(obr, 8), 1, context)] : [];
  const effective: Under["effective"] =
    start && end
      ? { effectivePeriod: { start: start.iso, end: end.iso } }
      : start
        ? { effectiveDateTime: start.iso }
        : {};
  const numbers = fillerFirst(orc, obr, context);
  const service = obr ? (parts(obr, 4).at(1) ?? parts(obr, 4).at(2) ?? "") : "";
  const key = numbers
    ? `${numbers.key}|${service}`
    : ["record", context.record.number, service, start?.instant ?? ""].join("|");
  const authority = numbers?.authority ?? context.record.authority;
  const sampled =
    obr && group.specimens.length === 0 ? specimenOfObr(obr, patient, authority, key, context) : undefined;
  const specimens = sampled ? [sampled] : group.specimens.map(one => specimen(one, patient, key, context));
  const under: Under = {
    patient,
    encounter,
    authority,
    key,
    effective,
    basedOn: order,
    specimen: specimens.length === 1 ? specimens[0] : undefined,
  };
  const results = observations(group.observed, under, context);
  if (obr === undefined) return results;
  if (code === undefined) context.issue("no-code", "the report does not say of what", where(obr, { field: 4 }));
  const issued = moment(parts(obr, 22), 1, context);
  const category = concept(parts(obr, 24), context, "0074");
  const id = context.id("DiagnosticReport", authority, key);
  const state = status(obr, context);
  // Withdrawn whole: what this message does not send again is no result any more.
  if (state === "cancelled")
    context.act({ act: "state", references: [], group: id, states: { Observation: "cancelled" } });
  const made = present<DiagnosticReport>({
    resourceType: "DiagnosticReport",
    id,
    identifier: orderIdentifiers(orc, obr, context),
    basedOn: order ? [order] : undefined,
    status: state,
    category: list(category),
    code: code ?? { text: "not named in the message" },
    subject: { reference: patient },
    encounter: encounter ? { reference: encounter } : undefined,
    ...effective,
    // FHIR's instant has a day and an hour at least
    issued: issued && issued.iso.length > 10 ? issued.iso : undefined,
    performer: people(obr, 34, context),
    resultsInterpreter: people(obr, 32, context),
    specimen: list(...specimens),
    result: results.map(reference => ({ reference })),
    conclusion: notes(group.notes, context)
      ?.map(one => one.text)
      .join("\n"),
  });
  const earlier = context.held(`DiagnosticReport/${id}`);
  const report =
    earlier?.resourceType === "DiagnosticReport" ? context.put(joined(earlier, made)) : context.add(made, id);
  return [report, ...results];
}

/** A report that a message sends in several parts is one: all its results and words, and what the last part says of the rest. */
function joined(earlier: DiagnosticReport, later: DiagnosticReport): DiagnosticReport {
  const references = [...(earlier.result ?? []), ...(later.result ?? [])].flatMap(one => one.reference ?? []);
  const words = [earlier.conclusion, later.conclusion].filter(one => one !== undefined);
  return present<DiagnosticReport>({
    ...earlier,
    ...later,
    status: later.status === "unknown" ? earlier.status : later.status,
    result: [...new Set(references)].map(reference => ({ reference })),
    conclusion: list(...new Set(words))?.join("\n"),
  });
}

function status(obr: Segment, context: Context): DiagnosticReport["status"] {
  const of = parts(obr, 25);
  if (of.at(1) === undefined) {
    context.issue("status-not-sent", "the report has no status", where(obr, { field: 25 }));
    return "unknown";
  }
  return lookup(of, 1, REPORT_STATUS, context) ?? "unknown";
}

function fillerFirst(orc: Segment | undefined, obr: Segment | undefined, context: Context) {
  for (const [field, by] of [
    [3, "filler"],
    [2, "placer"],
  ] as const)
    for (const segment of [obr, orc]) {
      const of = segment && parts(segment, field);
      const number = of?.at(1);
      if (of && number)
        return {
          authority: canonical(designator(of, 2) ?? { namespace: context.authority }, context),
          key: `${by}|${number}`,
        };
    }
  return undefined;
}

/** NDL: who, as the first component's subcomponents (id, family, given …); plain components in older messages. */
function people(obr: Segment, field: number, context: Context): Reference<Practitioner>[] | undefined {
  const first = inside(obr, field, 1, 1);
  if (obr.repetitions(field) === 0) return undefined;
  if (first.count <= 1) return list(...practitioners(obr, field, context));
  const [number, family, given] = [first.at(1), first.at(2), first.at(3)];
  const display = [given, family].filter(one => one !== undefined).join(" ") || number;
  if (display === undefined) return undefined;
  return [
    present<Reference<Practitioner>>({
      type: "Practitioner",
      identifier: number ? { value: number } : undefined,
      display,
    }),
  ];
}

function timed(group: Group, context: Context) {
  const tq1 = group.timings[0];
  if (tq1) return timingOfTq1(tq1, context);
  if (group.orc && group.orc.repetitions(7) > 0) return timingOfTq(group.orc, 7, 1, context);
  if (group.obr && group.obr.repetitions(27) > 0) return timingOfTq(group.obr, 27, 1, context);
  return undefined;
}
