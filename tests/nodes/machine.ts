// One computer with one data folder: the real journal in it, its own clock (which may be wrong) and random source, and what the model
// says must be on its disk.
import assert from "node:assert/strict";
import { cpSync, existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { type Chain, FILES, hex, instant, Journal, type Keys } from "../../src/journal/index.ts";
import { seeded } from "../kit.ts";
import { BUILDS, type BuildName } from "./kinds.ts";
import { type Fact, type Held, type Level, leavesOf } from "./model.ts";

/** A copy of a folder, and what lay in it. */
export type Backup = { readonly folder: string; readonly held: ReadonlyMap<string, Level> };

export class Machine {
  readonly name: string;
  readonly folder: string;
  readonly #keys: Keys;
  readonly #facts: ReadonlyMap<string, Fact>;
  build: BuildName;
  /** What the clock says, in ms. */
  wall: number;
  /** Hashes that must be on this disk, and how much of each. */
  held = new Map<string, Level>();
  backup: Backup | undefined;
  /** What every first header of this epoch must name. */
  parents: readonly string[] = [];
  /** Epochs that were begun before this one. */
  before: ReadonlySet<string> = new Set();
  /** Newest entry of each chain in this epoch. */
  heads = new Map<Chain, Fact>();
  lastTime = 0;
  #random: ReturnType<typeof seeded>;
  #journal: Journal | undefined;

  constructor(given: {
    name: string;
    folder: string;
    keys: Keys;
    facts: ReadonlyMap<string, Fact>;
    build: BuildName;
    wall: number;
    seed: number;
  }) {
    this.name = given.name;
    this.folder = given.folder;
    this.#keys = given.keys;
    this.#facts = given.facts;
    this.build = given.build;
    this.wall = given.wall;
    this.#random = seeded(given.seed);
  }

  get journal(): Journal {
    return this.#journal ?? assert.fail(`${this.name} does not run`);
  }

  isRunning(): boolean {
    return this.#journal !== undefined;
  }

  /** The node that its folder is: two machines are the same node after a copy. */
  get node(): string {
    return hex(this.journal.node);
  }

  /** What must be here. */
  holdings(): Held[] {
    return [...this.held].map(([hash, level]) => ({
      level,
      fact: this.#facts.get(hash) ?? assert.fail("no such entry"),
    }));
  }

  start(): void {
    const ports = {
      clock: { now: () => instant(this.wall) },
      random: { bytes: (count: number) => this.#random.bytes(count) },
    };
    const opened = Journal.open(this.folder, this.#keys, { ...BUILDS[this.build], ports });
    if (!opened.ok) assert.fail(opened.error.text);
    this.#journal = opened.journal;
    // What a power loss leaves is asked elsewhere (power-loss.test.ts); here a commit need not wait for the disk.
    opened.journal.store.db.pragma("synchronous=OFF");
    this.lastTime = 0;
    this.beginEpoch();
  }

  /** A start, or entries of its own that it lacked: what it records next must open a new epoch that names these leaves. */
  beginEpoch(): void {
    this.parents = leavesOf(this.holdings());
    this.before = new Set([...this.#facts.values()].map(fact => fact.epoch));
    this.heads = new Map();
  }

  stop(): void {
    this.journal.close();
    this.#journal = undefined;
  }

  /** Power cut: what lies on disk goes on, nothing is closed in order. */
  crash(): void {
    const image = `${this.folder}.image`;
    copyFolder(this.folder, image);
    this.stop();
    rmSync(this.folder, { recursive: true });
    renameSync(image, this.folder);
  }

  takeBackup(folder: string): void {
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    copyFolder(this.folder, folder);
    this.backup = { folder, held: new Map(this.held) };
  }

  /** Puts an older copy in place of the folder of a stopped machine; without its views the newer ones stay lying there. */
  restore(backup: Backup, isWithViews: boolean): void {
    for (const file of isWithViews ? [FILES.journal, FILES.views] : [FILES.journal]) {
      for (const suffix of ["", "-wal", "-shm"]) rmSync(join(this.folder, file + suffix), { force: true });
      for (const suffix of ["", "-wal"]) {
        const copy = join(backup.folder, file + suffix);
        if (existsSync(copy)) cpSync(copy, join(this.folder, file + suffix));
      }
    }
    this.held = new Map(backup.held);
  }

  reseed(seed: number): void {
    this.#random = seeded(seed);
  }

  /** Folds what is there. */
  foldAll(): void {
    while (this.journal.fold().folded > 0);
  }
}

/** Copies the files of a folder, running or not, as a backup or a snapshot of the machine would. */
export function copyFolder(from: string, to: string): void {
  const left = new Set(["writer.lock", ...Object.values(FILES).map(file => `${file}-shm`)]);
  cpSync(from, to, { recursive: true, filter: path => !left.has(basename(path)) });
}
