// One running node: the writer, the listeners, the pages' server. Everything it is made of is handed in or made here.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  allows,
  brokenGlass,
  enrol,
  Glass,
  holderOf,
  Looks,
  type Permission,
  peopleAt,
  permission,
  personIn,
  type Roster,
  readPeople,
  retireReplaced,
  rosterOf,
  Secrets,
  Sessions,
  standingIds,
  Tokens,
  Witness,
  whoSaw,
} from "../access/index.ts";
import { timeOf } from "../chart/index.ts";
import { standingDowntime } from "../downtime/index.ts";
import {
  agesOf,
  allStandingHolds,
  type CopyContext,
  chainEnd,
  configDifferences,
  configurationIds,
  configuredFeeds,
  type FeedConfigured,
  forgetTouched,
  type HoldNow,
  holdsNow,
  isForPages,
  isHere,
  isWholeChart,
  keepCharts,
  listeningAs,
  recordsOfPerson,
  SenderClocks,
  type SystemAnswer,
  Traffic,
  units,
} from "../feed/index.ts";
import { resourceId } from "../fhir/index.ts";
import type { Listener } from "../hl7/index.ts";
import {
  BLOB_LIMITS,
  blobsOf,
  FILES,
  hex,
  type Keys,
  openEncrypted,
  type Request,
  removeCheckpoint,
  type Sqlite,
  Store,
  statement,
  sweepCheckpoints,
} from "../journal/index.ts";
import { type Facility, standingFacility } from "../places/index.ts";
import { sweepHouses } from "./as-of/house.ts";
import { openPast } from "./as-of/index.ts";
import { blobRoutes } from "./blob-routes.ts";
import { boardRoutes } from "./board-routes.ts";
import { type ChartParts, chartRoutes } from "./chart-routes.ts";
import { clinicRoutes } from "./clinic-routes.ts";
import { MACHINE_CLOCK, type SharedClock } from "./clock.ts";
import { composition } from "./composition.ts";
import { isLoopback, type NodeConfig } from "./config.ts";
import { answerAsk, type Desk, houseJob, openControl, readBeside, refuse, type Waiting } from "./control/index.ts";
import { copyContext, downtimeAt } from "./copy-context.ts";
import { downtimeRoutes } from "./downtime-routes.ts";
import { watchFeeds } from "./feed-watch.ts";
import { fhirRoutes } from "./fhir/index.ts";
import { keptTables, seedFrequencies } from "./frequencies.ts";
import { heldEntries } from "./held-entries.ts";
import { holdRoutes } from "./hold-routes.ts";
import {
  createHttp,
  Events,
  eventsRoute,
  healthRoute,
  type Mounted,
  recordRoute,
  signInRoutes,
  whoSawRoute,
} from "./http/index.ts";
import { type Listeners, openListeners } from "./listeners.ts";
import { messageRoutes } from "./message-routes.ts";
import { parkedRoutes } from "./parked-routes.ts";
import { privacyRoutes } from "./privacy-routes.ts";
import { MACHINE_RANDOM } from "./random.ts";
import { recorder } from "./record.ts";
import { rebuildingNow, saidNow } from "./said.ts";
import { openPress, recordSheets } from "./sheets.ts";
import { watchSilences } from "./silence-watch.ts";
import { openSpill } from "./spill.ts";
import { systemRoutes } from "./system-routes.ts";
import type { Writer } from "./writer.ts";

export const VERSION = "0.1.0";

export type Running = {
  readonly url: string;
  readonly ports: ReadonlyMap<string, number>;
  readonly writer: Writer;
  /** What it answers to, as the framework mounted it. */
  readonly mounted: readonly Mounted[];
  close(): Promise<void>;
};

export type NodeParts = {
  readonly folder: string;
  readonly keys: Keys;
  readonly config: NodeConfig;
  /** The built web app; null = none. */
  readonly dist: string | null;
  readonly progress?: (done: number, of: number) => void;
  readonly report?: (error: unknown) => void;
  /** Hears what the start found that a person should know, in words. */
  readonly note?: (text: string) => void;
  /** Left out: the machine's. */
  readonly clock?: SharedClock;
  /** True where the configuration is this program's own and always holds; else what is recorded of a feed stands until it is applied anew. */
  readonly takesConfig?: boolean;
};

/** Runs a node over the writer that is being opened; resolves when it listens. Rejects as `startNode`. */
export async function runNode(parts: NodeParts, opening: Promise<Writer>): Promise<Running> {
  const { folder, keys, config, clock = MACHINE_CLOCK, report = () => {} } = parts;
  const { host, port, tls } = config.http;
  const writer = await opening;
  const facility = config.facility.id;
  const openViews = () => openEncrypted(join(folder, FILES.views), keys.data, "normal", { readonly: true });
  let views = openViews();
  keepCharts(views);
  const rosters = new Map<string, Roster>();
  // From the first read on: what is kept of before a publication that nobody heard would be kept for ever.
  const stopForgetting = writer.subscribe(published => {
    forgetTouched(views, published);
    if (published.topics.includes("people")) rosters.clear();
  });
  // Who asks, and whether a glass is broken, is read with every request.
  const rows = { prepare: (sql: string) => statement(views, sql) };
  const verify = (waiting?: Waiting) => readBeside(folder, keys, { job: "verify" }, waiting);
  const clocks = new SenderClocks();
  const traffic = new Traffic();
  let listeners: ReadonlyMap<string, Listener> = new Map();
  const holds = (at: number) => holdsNow(views, actor => person(actor, at)?.name ?? null);
  // For every page's strip: counted again only where something that is held changed.
  let holding: readonly HoldNow[] | null = null;
  const said = () => {
    // Views of an older version know no holds.
    if (writer.rebuilding === null) holding ??= holds(clock.now());
    const reading = { now: clock.now(), zone: config.facility.zone };
    return saidNow(writer, clocks.off(reading.now), holding ?? [], at => timeOf(at, reading));
  };
  const events = new Events({ epoch: randomUUID(), build: buildOf(parts.dist) }, said);
  const frequencies = keptTables(() => views, facility);
  writer.onRebuilt(() => {
    const old = views;
    views = openViews();
    keepCharts(views);
    rosters.clear();
    old.close();
    frequencies.forget();
    events.renew(randomUUID(), writer.position);
  });
  const secretsDb = openEncrypted(join(folder, FILES.secrets), keys.data, "full");
  const record = recorder(writer);
  const spill = openSpill(folder, keys, MACHINE_RANDOM);
  // A look is written before the bytes go out; whether its view shows it yet, no chart waits for.
  const onDisk = recorder({ record: requests => writer.commit(requests) });
  const witness = new Witness(onDisk, spill, randomUUID);
  const looks = new Looks(witness);
  const glass = new Glass(witness, () => rows);
  const secrets = new Secrets(secretsDb);
  const tokens = new Tokens(secretsDb);
  const sessions = new Sessions(secretsDb, { idle_minutes: 10, hours_max: 14 });
  const { kinds } = composition({ idKey: keys.id });
  const past = openPast(folder, keys);
  const entries = heldEntries(folder, keys, kinds);
  const blobs = blobsOf(folder, keys.data, MACHINE_RANDOM, {
    ...BLOB_LIMITS,
    blob_bytes: config.blobs.largest_mb * 1_000_000,
  });
  // Who asks is looked up with every request: read once, until the roster changes.
  const person = (id: string, at: number) => {
    const roster = rosters.get(id) ?? rosterOf(rows, id);
    rosters.set(id, roster);
    return personIn(roster, id, at);
  };

  /** Whatever way a new PIN came: what it replaced goes. What fails now is done at the next change of the roster, or start. */
  const retire = () => {
    try {
      retireReplaced(views, { secrets, tokens, sessions });
    } catch (error) {
      report(error);
    }
  };

  const configured = await configure(parts, writer, views);
  const { epoch: here } = configured;
  let { feeds } = configured;
  let applied: SystemAnswer["applied"] = [];
  await enrolPeople(config, clock.now(), views, secrets, record);
  const settle = async () => {
    await settleFacility(config.facility, views, record);
    const seeding = { views, facility, record: (all: readonly Request[]) => writer.record(all) };
    await seedFrequencies(seeding, config.frequencies_file, clock.now(), parts.note ?? (() => {}));
  };
  // Views of an older version do not say what stands: it is settled when the new ones serve.
  if (writer.rebuilding === null) await settle();
  else writer.onRebuilt(() => void settle().catch(error => report(error)));
  await witness.replay("node");
  sweepHouses(folder);

  let head = hex(await writer.signHead());
  const copy = (at: number): CopyContext =>
    copyContext(
      { views, facility: config.facility, position: writer.position, head, frequencies: frequencies.now() },
      at,
    );
  const signHead = async () => {
    head = hex(await writer.signHead());
    return head;
  };
  const printed = recordSheets(record);
  const press = openPress();
  retire();
  writer.onRebuilt(retire);
  const stopPublishing = writer.subscribe(published => {
    if (published.topics.includes("people")) retire();
    if (published.topics.includes("frequencies")) frequencies.forget();
    if (published.topics.includes("holds")) {
      holding = null;
      void gates?.settle(quarantined(views));
    }
    events.publish({ position: published.position, topics: published.topics.filter(isForPages) });
  });
  let gates: Listeners | null = null;
  const origins: string[] = [];
  const chartParts: ChartParts = {
    looks,
    glass,
    copy,
    past,
    unitKey: unit => resourceId(keys.id, "unit", facility, unit),
    signHead,
    printed,
    press,
  };
  const http = await createHttp({
    routes: [
      ...signInRoutes({
        sessions,
        secrets,
        witness,
        random: MACHINE_RANDOM,
        person,
        people: (at, when) => peopleAt(views, at, when),
        ended: session => events.endSession(session),
      }),
      eventsRoute({
        events,
        hears: (topic, may) =>
          topic.startsWith("record:") ? may(permission("chart.read")) : may(permission("events.read")),
        now: session => sessionNow(session, clock.now(), sessions, person, facility),
      }),
      healthRoute(at => {
        const { ages } = agesOf(copy(at));
        return {
          ok: true,
          version: VERSION,
          position: writer.position,
          lag_s: writer.lag_s(at),
          rebuilding: rebuildingNow(writer),
          said: [...said()],
          age: { ...ages },
          zone: config.facility.zone,
          facility: { id: facility, name: config.facility.name },
          downtime: downtimeAt(views, facility, at).downtime,
        };
      }),
      recordRoute({ permissionOf: kind => kinds.get(kind)?.permission, record }),
      whoSawRoute({ looks, linked: one => recordsOfPerson(views, one), read: records => whoSaw(views, records) }),
      ...privacyRoutes({
        looks,
        glass,
        copy,
        broken: records => brokenGlass(views, records),
        whoSaw: records => whoSaw(views, records),
        record,
        nameOf: (id, at) => person(id, at)?.name ?? null,
      }),
      ...systemRoutes({
        folder,
        version: VERSION,
        node: hex(writer.node),
        since: clock.now(),
        views: () => views,
        feeds: () => feeds,
        applied: () => applied,
        listeners: () => listeners,
        usual: (feed, kind, at) => silences.usual(feed, kind, at),
        traffic,
        position: () => writer.position,
        lag_s: at => writer.lag_s(at),
        holds,
        verify,
      }),
      ...holdRoutes({
        record: requests => writer.record(requests),
        copy,
        looks,
        feeds,
        here: () => ({ epoch: here, seq: chainEnd(views, here) }),
        nameOf: (actor, at) => person(actor, at)?.name ?? null,
      }),
      ...downtimeRoutes({
        record: requests => writer.record(requests),
        standing: () => standingDowntime(views, facility),
        units: () => units(copy(clock.now())).map(unit => unit.id),
        here: hex(writer.node),
        nameOf: (id, at) => person(id, at)?.name ?? null,
      }),
      ...fhirRoutes({
        looks,
        copy,
        holder: token => holderOf(views, token),
        held: id => entries.read(id),
        version: VERSION,
      }),
      ...parkedRoutes({ looks, glass, copy, idKey: keys.id, held: id => entries.read(id) }),
      ...messageRoutes({ looks, glass, copy, held: id => entries.read(id) }),
      ...blobRoutes({
        blobs,
        kinds,
        looks,
        naming: blob => entries.naming(blob),
        isOpen: (who, record, at) => {
          const context = copy(at);
          const shows = { face: "screen", marked: glass.standing(who, record, at) !== null } as const;
          return isHere(context, [record]) && isWholeChart(context.views, record, shows);
        },
      }),
      ...chartRoutes(chartParts),
      ...clinicRoutes(chartParts),
      ...boardRoutes({ views: () => views, here: hex(writer.node), facility }),
    ],
    clock,
    facility,
    origins: () => origins,
    dist: parts.dist,
    tls: tls === null ? null : { cert: readFileSync(tls.cert_file, "utf8"), key: readFileSync(tls.key_file, "utf8") },
    report,
    sessions,
    tokens,
    person,
    secure: tls !== null,
  });
  let isLaying = false;
  const desk: Desk = {
    record: requests => writer.record(requests),
    get views() {
      return views;
    },
    secrets: secretsDb,
    node: writer.node,
    idKey: keys.id,
    facility: () => config.facility,
    copy,
    signHead,
    printed,
    press,
    looks,
    blobs,
    bringing: new Map(),
    namedBlobs: () => entries.namedBlobs(),
    give: recipients => readBeside(folder, keys, { job: "give", recipients }),
    verify,
    house: (now, at, unit, waiting) => readBeside(folder, keys, houseJob(now, at, unit), waiting),
    async lay(waiting) {
      // A second one would sweep away what the first has not named yet.
      if (isLaying) return refuse("busy", "A checkpoint is being made already. Nothing was done; try again.");
      isLaying = true;
      try {
        return await readBeside(folder, keys, { job: "checkpoint" }, waiting);
      } finally {
        isLaying = false;
      }
    },
    unlay: checkpoint => removeCheckpoint(folder, checkpoint),
    sweep: keep => {
      const journal = openEncrypted(join(folder, FILES.journal), keys.data, "full", { readonly: true });
      sweepCheckpoints(folder, new Store(journal, { readonly: true }), keep, Date.now());
      journal.close();
    },
    configured(all) {
      const standing = configuredFeeds(views);
      feeds = feeds.map(feed => {
        const newest = standing.find(one => one.feed === feed.feed);
        return newest === undefined ? feed : listeningAs(newest, feed);
      });
      applied = [...all.map(one => ({ ...one, at: clock.now() })), ...applied].slice(0, MOST_APPLIED);
    },
    now: () => clock.now(),
    random: MACHINE_RANDOM,
  };
  const hear = (feed: string, message: Uint8Array) => {
    traffic.count(feed, clock.now());
    const zone = feeds.find(one => one.feed === feed)?.mapping.zone ?? config.facility.zone;
    clocks.hear(feed, message, zone, clock.now());
  };
  // Old views that serve may not know what is in quarantine: its listener closes when the new ones are there.
  const closed = writer.rebuilding === null ? quarantined(views) : new Set<string>();
  writer.onRebuilt(() => {
    holding = null;
    void gates?.settle(quarantined(views));
  });
  gates = await openListeners(feeds, closed, { writer, clock, hear, report });
  listeners = gates.open;
  const silences = watchSilences({
    views: () => (writer.rebuilding === null ? views : null),
    feeds: feeds.map(one => one.feed),
    zone: config.facility.zone,
    now: () => clock.now(),
    report,
  });
  const watching = watchFeeds({
    views: () => (writer.rebuilding === null ? views : null),
    epoch: here,
    record: requests => writer.record(requests),
    now: () => clock.now(),
    report,
  });
  await http.app.listen({ host, port });
  // Without its socket a node still does all that it is for; only commands then need it stopped.
  const control = await openControl(folder, (ask, waiting) => answerAsk(desk, ask.ask, ask, waiting)).catch(
    (error: unknown) => {
      report(error);
      return null;
    },
  );
  const address = http.app.server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  const scheme = tls === null ? "http" : "https";
  for (const name of new Set([host, ...(isLoopback(host) ? ["localhost", "127.0.0.1"] : [])]))
    origins.push(`${scheme}://${name}:${actual}`);

  return {
    url: `${scheme}://${isLoopback(host) ? "localhost" : host}:${actual}`,
    ports: new Map([...listeners].map(([feed, listener]) => [feed, listener.port])),
    writer,
    mounted: http.mounted,
    async close() {
      await control?.close();
      watching.close();
      silences.close();
      stopPublishing();
      stopForgetting();
      events.close();
      await Promise.all([...listeners.values()].map(listener => listener.close()));
      await http.app.close();
      await press.close();
      await writer.close();
      views.close();
      entries.close();
      await past.close();
      secretsDb.close();
    },
  };
}

/** So many are told on the system page. */
const MOST_APPLIED = 20;

/**
 * Each start writes each listener's whole configuration into its own chain, before its first message: what is recorded of the feed, with how
 * this start listens. A file that says otherwise is told, and taken by `config apply` only. Returns this start's epoch in hex.
 */
async function configure(
  { config, takesConfig, note }: Pick<NodeParts, "config" | "takesConfig" | "note">,
  writer: Writer,
  views: Sqlite,
): Promise<{ readonly epoch: string; readonly feeds: readonly FeedConfigured[] }> {
  let epoch = "";
  const recorded = new Map(configuredFeeds(views).map(one => [one.feed, one]));
  const feeds = config.feeds.map(given => {
    const standing = recorded.get(given.feed);
    if (standing === undefined || takesConfig === true) return given;
    const otherwise = configDifferences(standing, given);
    if (otherwise.length > 0)
      note?.(
        `Feed ${given.feed}: the file differs from what is recorded (${otherwise.join(", ")}). What is recorded stands; take the file's with: tideover config apply --config FILE`,
      );
    return listeningAs(standing, given);
  });
  for (const feed of feeds) {
    const replaces = configurationIds(views, feed.feed);
    const [outcome] = await writer.record([
      { drafts: [{ kind: "feed.configured", body: feed, actor: "node", replaces }], online: false },
    ]);
    if (outcome?.ok === true) epoch = hex(outcome.recorded[0]?.position.epoch ?? new Uint8Array());
  }
  return { epoch, feeds };
}

/** Feeds whose listener is closed while their hold stands. */
function quarantined(views: Sqlite): ReadonlySet<string> {
  return new Set(allStandingHolds(views).flatMap(one => (one.quarantine ? [one.feed] : [])));
}

/** What this node goes by is what the entries say: a command on the stopped folder reads them, not the file. */
async function settleFacility(facility: Facility, views: Sqlite, record: ReturnType<typeof recorder>): Promise<void> {
  const standing = standingFacility(views, facility.id);
  if (standing.length === 1 && isDeepStrictEqual(standing[0]?.body, facility)) return;
  const replaces = standing.map(entry => hex(entry.id));
  await record([{ kind: "place.facility", body: facility, actor: "node", replaces }]);
}

async function enrolPeople(
  config: NodeConfig,
  at: number,
  views: Sqlite,
  secrets: Secrets,
  record: ReturnType<typeof recorder>,
): Promise<void> {
  if (config.people_file === null || views.prepare("SELECT 1 FROM roster_entry LIMIT 1").get() !== undefined) return;
  const { people, errors } = readPeople(readFileSync(config.people_file, "utf8"), config.facility.zone);
  if (errors.length > 0)
    throw new Error(
      `The roster has ${errors.length} lines that cannot be taken; the first: line ${errors[0]?.line}: ${errors[0]?.text}`,
    );
  const made = await enrol(people, {
    actor: "node",
    at,
    newId: randomUUID,
    standing: (holder, kind, of) => standingIds(views, holder, kind, of),
  });
  secrets.keep(made.secrets);
  const answers = await record(made.drafts);
  const refused = answers.find(answer => !answer.ok);
  if (refused !== undefined && !refused.ok) throw new Error(`The roster was not taken: ${refused.error.text}`);
}

function sessionNow(
  session: string,
  at: number,
  sessions: Sessions,
  person: (id: string, at: number) => ReturnType<typeof personIn>,
  facility: string,
) {
  const found = sessions.byId(session, at);
  const who = found === null ? null : person(found.person, at);
  if (found === null || who === null) return null;
  return {
    state: found.state,
    may: (name: Permission) => allows(who.grants, name, facility, at),
  };
}

/** The build that the web app's page names. */
function buildOf(dist: string | null): string {
  if (dist === null) return "none";
  const page = readFileSync(join(dist, "index.html"), "utf8");
  return /<meta name="tideover-build" content="([0-9a-f]+)"/.exec(page)?.[1] ?? "unnamed";
}
