// Every test over time, and every report with what it brought, corrections in sight: nothing that was reported leaves the page.
import type { DiagnosticReport, Observation } from "../fhir/index.ts";
import { fileOf } from "./files.ts";
import { byTime, keptOf, momentOf, personNamed, words } from "./from-record.ts";
import type { Earlier, Kept, RecordState } from "./record-state.ts";
import { codeOf, newestFirst, resultOf, statusOf, statusText, vitalOf, wasOf } from "./results.ts";
import type { ReportInFull, Result, ResultWas, TestHistory } from "./routes.ts";

const [MOST_VALUES, MOST_REPORTS] = [200, 300];

export type ResultHistory = {
  readonly tests: readonly TestHistory[];
  readonly reports: readonly ReportInFull[];
  readonly more: number;
};

/** All results but vital signs: by test in the order of their panels, and by report, newest first. */
export function resultHistory(state: RecordState): ResultHistory {
  const all = keptOf(state, "Observation").filter(({ resource }) => vitalOf(resource) === undefined);
  const keptBy = new Map(all.map(({ resource, kept }) => [resource.id ?? "", kept]));
  const full = new Map<string, Result>();
  const byTest = new Map<string, Observation[]>();
  for (const observation of newestFirst(all.map(one => one.resource))) {
    full.set(observation.id ?? "", inFull(observation, keptBy.get(observation.id ?? ""), state));
    const code = codeOf(observation);
    byTest.set(code, [...(byTest.get(code) ?? []), observation]);
  }
  const reports = reportsOf(state, full);
  const panels = panelsOf(reports);
  const tests = [...byTest].map(([code, observations]) => testOf(code, observations, full, panels));
  const beyond = [...byTest.values()].map(one => Math.max(0, one.length - MOST_VALUES));
  return {
    tests: tests.sort(
      (a, b) =>
        Number(a.panel === null) - Number(b.panel === null) ||
        compare(a.panel ?? "", b.panel ?? "") ||
        compare(a.test, b.test) ||
        compare(a.id, b.id),
    ),
    reports: reports.slice(0, MOST_REPORTS),
    more: Math.max(0, reports.length - MOST_REPORTS) + beyond.reduce((sum, one) => sum + one, 0),
  };
}

function testOf(
  code: string,
  observations: readonly Observation[],
  full: ReadonlyMap<string, Result>,
  panels: ReadonlyMap<string, string>,
): TestHistory {
  const values = observations.slice(0, MOST_VALUES).flatMap(one => full.get(one.id ?? "") ?? []);
  const [latest] = values;
  return {
    id: code,
    test: latest?.test ?? code,
    panel: values.map(one => panels.get(one.id)).find(panel => panel !== undefined) ?? null,
    unit: values.find(one => one.unit !== null && one.unit !== "")?.unit ?? null,
    reference: values.find(one => one.reference !== null)?.reference ?? null,
    numeric: observations.some(one => one.valueQuantity?.value !== undefined),
    values,
  };
}

/** Of a result the newest report that brought it together with others. */
function panelsOf(reports: readonly ReportInFull[]): ReadonlyMap<string, string> {
  const panels = new Map<string, string>();
  for (const { name, results } of reports)
    if (results.length > 1) for (const { id } of results) if (!panels.has(id)) panels.set(id, name);
  return panels;
}

function reportsOf(state: RecordState, full: ReadonlyMap<string, Result>): ReportInFull[] {
  return (
    keptOf(state, "DiagnosticReport")
      .map(({ resource, kept }) => ({ report: reportOf(resource, kept, state, full), brought: resource.result ?? [] }))
      // Vital signs that come under a report stand among the vitals.
      .filter(({ report, brought }) => report.results.length > 0 || report.text !== null || brought.length === 0)
      .map(({ report }) => report)
      .sort(byTime)
  );
}

function reportOf(
  report: DiagnosticReport,
  kept: Kept,
  state: RecordState,
  full: ReadonlyMap<string, Result>,
): ReportInFull {
  const references = (report.result ?? []).map(one => one.reference?.replace(/^Observation\//, "") ?? "");
  const numbers = (report.identifier ?? []).flatMap(one => one.value ?? []);
  return {
    id: report.id ?? "",
    name: words(report.code),
    at: momentOf(report.effectiveDateTime ?? report.effectivePeriod?.start),
    issued: momentOf(report.issued),
    status: statusText(report.status),
    order: report.basedOn?.[0]?.display ?? numbers[0] ?? null,
    by:
      [...(report.resultsInterpreter ?? []), ...(report.performer ?? [])]
        .flatMap(one => personNamed(one, state) ?? [])
        .join("; ") || null,
    text: report.conclusion ?? null,
    results: references.flatMap(id => full.get(id) ?? []),
    ...(kept.earlier === undefined ? {} : { was: kept.earlier.map(wordsOfEarlier) }),
    entry: kept.by,
  };
}

function wordsOfEarlier({ by, until, said }: Earlier): ResultWas {
  const value = typeof said.conclusion === "string" ? said.conclusion : "";
  return { value, unit: null, flag: null, status: statusOf(said), until, entry: by };
}

function inFull(observation: Observation, kept: Kept | undefined, state: RecordState): Result {
  const result = resultOf(observation, undefined, state);
  const by = (observation.performer ?? []).flatMap(one => personNamed(one, state) ?? []).join("; ");
  const files = (observation.extension ?? []).flatMap(one =>
    one.valueAttachment === undefined ? [] : (fileOf(one.valueAttachment) ?? []),
  );
  return {
    ...result,
    ...wasOf(observation, kept),
    ...(by === "" ? {} : { by }),
    ...(files.length === 0 ? {} : { files }),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
