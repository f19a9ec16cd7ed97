import { stretchOf } from "../fhir/index.ts";
import { fromHex, headerOf, hex, type Journal, standingCuts } from "../journal/index.ts";
import { servedFacility } from "../server/control/index.ts";
import { enrolledNodes } from "../server/enrol/index.ts";
import { keepFrom } from "../server/index.ts";
import { fail } from "./fail.ts";
import type { FolderOptions } from "./folder.ts";
import { openJournal } from "./open.ts";
import { progressBar } from "./progress.ts";

export type PruneOptions = FolderOptions & {
  readonly before?: string;
  readonly keepDays?: string;
  readonly by: string;
  readonly heard?: readonly string[];
  readonly yes?: true;
  readonly json?: true;
};

const DAY = 86_400_000;

/** `tideover prune`: says which messages would lose their content, and with `--yes` cuts them off behind a checkpoint. */
export async function prune(options: PruneOptions): Promise<void> {
  const journal = await openJournal(options);
  const words = pruneIn(journal, options);
  journal.close();
  if (words !== null) fail(words);
}

function pruneIn(journal: Journal, options: PruneOptions): string | null {
  const served = servedFacility(journal.views);
  if (served === null) return "This folder serves no facility yet. Nothing was changed.";
  const before = momentOf(options, served.zone, Date.now());
  if (before === null)
    return "Say --before DATE (2026-11-01, in the facility's time) or --keep-days N, not both, and nothing that is still to come. Nothing was changed.";
  const silent = unheard(journal, served.id, before * 1_000);
  const vouched = silent.filter(node => (options.heard ?? []).some(name => name === node.name || name === node.id));
  const lacking = silent.filter(node => !vouched.includes(node));
  const plan = journal.planCut({ facility: served.id, before: before * 1_000, keep: keepFrom(journal.views) });
  const said = {
    before: new Date(before).toISOString(),
    messages: plan.messages,
    bytes: plan.bytes,
    epochs: plan.positions.length,
  };
  if (options.yes !== true) {
    if (options.json === true)
      process.stdout.write(
        `${JSON.stringify({ ok: true, done: false, ...said, unheard: lacking.map(node => node.name) })}\n`,
      );
    else {
      process.stdout.write(
        `${plan.messages} messages before ${said.before} would lose their content: ${plan.bytes} bytes. Charts stand as they are; nothing was changed.\n`,
      );
      for (const node of lacking) process.stdout.write(`  ${wordsOf(node)}\n`);
      process.stdout.write(
        "To do it: the same with --yes. A message of that time that comes later will be shown as late, and not be in the chart.\n",
      );
    }
    return null;
  }
  if (lacking.length > 0)
    return `Nothing was changed: a cut needs every node of the facility to have been heard.\n${lacking.map(node => `  ${wordsOf(node)}`).join("\n")}`;
  if (plan.messages === 0) return `No message before ${said.before} has content that could go. Nothing was changed.`;
  const bar = progressBar("folding");
  const outcome = journal.prune(plan, {
    actor: `person:${options.by}`,
    facility: served.id,
    vouched: vouched.flatMap(node => fromHex(node.id) ?? []),
    progress: bar.update,
  });
  bar.end();
  if (!outcome.ok) return outcome.error.text;
  const checkpoint = hex(outcome.body.checkpoint);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify({ ok: true, done: true, ...said, messages: outcome.pruned, kept: outcome.body.kept.length, checkpoint })}\n`
      : `${outcome.pruned} messages lost their content: ${plan.bytes} bytes, written over and free for what comes. The charts begin from checkpoint ${checkpoint}: keep it with every backup (./tideover checkpoint give).${outcome.body.kept.length === 0 ? "" : ` ${outcome.body.kept.length} that wait to be mapped keep theirs.`}\n`,
  );
  return null;
}

/** Integer ms; null where it is not said, or lies ahead. */
function momentOf({ before, keepDays }: PruneOptions, zone: string, now: number): number | null {
  if ((before === undefined) === (keepDays === undefined)) return null;
  const days = Number(keepDays);
  const at =
    before === undefined
      ? Number.isInteger(days) && days >= 0
        ? now - days * DAY
        : null
      : (stretchOf(before, zone)?.from ?? null);
  return at === null || at > now ? null : at;
}

type Silent = { readonly id: string; readonly name: string; readonly last: number | null };

/** Other enrolled nodes of the facility of which nothing that they recorded since is here: something of theirs from before may be lacking. */
function unheard(journal: Journal, facility: string, before: number): Silent[] {
  const vouched = new Set(standingCuts(journal.store).flatMap(cut => cut.vouched.map(hex)));
  return enrolledNodes(journal.views)
    .filter(node => node.facility === facility && node.id !== hex(journal.node))
    .map(({ id, name }) => ({ id, name, last: lastHeard(journal, id) }))
    .filter(({ id, last }) => (last === null || last < before) && !(last === null && vouched.has(id)));
}

/** The newest wall that a node wrote into what is here, integer µs. */
function lastHeard({ store }: Journal, node: string): number | null {
  const walls = store.runs().flatMap(run => {
    if (hex(run.node) !== node) return [];
    const [last] = store.at(run.node, run.epoch, run.chain, run.last);
    return last === undefined ? [] : (headerOf(last)?.wall ?? []);
  });
  return walls.length === 0 ? null : Math.max(...walls);
}

function wordsOf({ name, last }: Silent): string {
  const heard = last === null ? "nothing of it is here" : `last heard ${new Date(last / 1_000).toISOString()}`;
  return `${name}: ${heard}. Take its entries (./tideover segment take), or say --heard "${name}" where you know that nothing of it is lacking.`;
}
