// A store laid in bulk, as the listeners would have filled it: for benchmarks that begin with a full one. Untimed.
import { type PatientAnswer, readFrequencies } from "../src/chart/index.ts";
import { describeDemo } from "../src/cli/demo.ts";
import { writeDemoConfig } from "../src/cli/demo-config.ts";
import { type CopyContext, patientAnswer, unitAnswer, units } from "../src/feed/index.ts";
import { Journal, type Keys, type Request } from "../src/journal/index.ts";
import type { BenchMessage } from "./messages.ts";
import { HOME, kindsAndViews, PORTS, ZONE } from "./node.ts";

const BATCH = 500;

/** A store with the listeners' configuration and the messages, all folded. The caller closes it. */
export function layJournal(folder: string, keys: Keys, messages: Iterable<BenchMessage>): Journal {
  const opened = Journal.open(folder, keys, { ...kindsAndViews(keys), ports: PORTS });
  if (!opened.ok) throw new Error(opened.error.text);
  const { journal } = opened;
  const config = writeDemoConfig(folder, describeDemo(HOME, ZONE), { http: 0, feeds: [] });
  record(
    journal,
    config.feeds.map(body => ({ drafts: [{ kind: "feed.configured", actor: "node", body }], online: false })),
  );
  addMessages(journal, messages);
  return journal;
}

/** Records messages in batches, and folds them. */
export function addMessages(journal: Journal, messages: Iterable<BenchMessage>): void {
  let batch: Request[] = [];
  const take = () => {
    record(journal, batch);
    while (journal.fold().folded > 0);
    batch = [];
  };
  for (const { feed, bytes } of messages) {
    const body = { feed, message: bytes, peer: "127.0.0.1" };
    batch.push({ drafts: [{ kind: "feed.message", actor: `feed:${feed}`, body }], online: false });
    if (batch.length === BATCH) take();
  }
  if (batch.length > 0) take();
}

function record(journal: Journal, requests: readonly Request[]): void {
  if (journal.commit(requests).some(outcome => !outcome.ok)) throw new Error("the store was not laid");
}

/** What the copy of a laid store answers from. */
export function copyOf(journal: Journal): CopyContext {
  const { facility, frequencies } = describeDemo(HOME, ZONE);
  return {
    views: journal.views,
    facility: { ...facility, zone: ZONE },
    position: journal.foldedPosition(),
    head: "00000000",
    now: Date.now(),
    downtime: null,
    charting: [],
    frequencies: readFrequencies(frequencies, 0).tables,
  };
}

/** The charts of at most `count` who lie in a bed, unit by unit, as a packet needs them. */
export function chartsInBeds(copy: CopyContext, count: number): PatientAnswer[] {
  const charts: PatientAnswer[] = [];
  for (const unit of units(copy)) {
    for (const { patient } of unitAnswer(copy, unit.id).rows) {
      if (charts.length === count) return charts;
      const answer = patient === null ? null : patientAnswer(copy, patient.id, 24);
      if (answer !== null) charts.push(answer);
    }
  }
  return charts;
}
