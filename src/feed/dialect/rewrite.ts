// A read message → the same message as the standard says it, by the feed's dialect. No mapper knows of dialects.
import { escapeText, type Message, type Segment, unescapeText } from "../../hl7/index.ts";
import type { Issue } from "../map/context.ts";
import { among } from "../map/taken.ts";
import { Draft } from "./draft.ts";
import { type Place, readPlace } from "./position.ts";
import { PRESETS } from "./presets.ts";
import type { CodeRule, DialectConfig, DrugRule, FieldRule, SegmentRule } from "./schema.ts";

/** A message as it is mapped, and what must be said of how it was sent. */
export type Rewritten = {
  readonly message: Message;
  /** No rule touched it: the message is the sent one. */
  readonly isAsSent: boolean;
  /** Of segments, fields that were taken elsewhere. */
  readonly taken: ReadonlyMap<Segment, ReadonlySet<number>>;
  /** Segments of which others were made, to be looked through for what was not taken. */
  readonly beside: readonly Segment[];
  readonly issues: readonly Issue[];
  /** Where a position of the rewritten message was sent. */
  whereSent(where: string): string;
};

export type Dialect = {
  /** How a type is read, as MSH-9 gives it; itself where no rule says otherwise. */
  typeOf(type: string): string;
  /** Never throws. */
  rewrite(message: Message): Rewritten;
};

/** What a message grows by at most, in characters: copies of copies must not fill the memory. */
const MOST_GROWTH = 16 * 1024 * 1024;

const NOTHING: Pick<Rewritten, "taken" | "beside" | "issues" | "whereSent"> = {
  taken: new Map(),
  beside: [],
  issues: [],
  whereSent: where => where,
};

/** A message that no dialect touches. */
export function asSent(message: Message): Rewritten {
  return { message, isAsSent: true, ...NOTHING };
}

type Known = ReadonlyMap<string, string>;
type Rules = {
  readonly segments: readonly SegmentRule[];
  readonly fields: readonly FieldRule[];
  readonly drug_orders: readonly DrugRule[];
  readonly codes: readonly { readonly rule: CodeRule; readonly known: Known }[];
};

/** Makes a dialect ready for use. Its base's rules come first. */
export function readDialect({ base, ...own }: DialectConfig): Dialect {
  const preset = base === undefined ? {} : PRESETS[base];
  const rules: Rules = {
    segments: [...(preset.segments ?? []), ...(own.segments ?? [])],
    fields: [...(preset.fields ?? []), ...(own.fields ?? [])],
    codes: [...(preset.codes ?? []), ...(own.codes ?? [])].map(rule => ({
      rule,
      known: new Map(Object.entries(rule.codes)),
    })),
    drug_orders: [...(preset.drug_orders ?? []), ...(own.drug_orders ?? [])],
  };
  const types = new Map(Object.entries({ ...preset.types, ...own.types }));
  const typeOf = (type: string) => types.get(type.toUpperCase()) ?? type;
  return { typeOf, rewrite: message => new Rewriting(message, rules).run(typeOf) };
}

/** Places of rules are read once for all messages. */
const places = new Map<string, Place>();
function placeOf(text: string): Place {
  const known = places.get(text);
  if (known !== undefined) return known;
  const read = readPlace(text);
  // Every place was judged when the configuration was parsed.
  if (read === undefined) return { segment: "", field: 1, repetition: null, component: null, subcomponent: null };
  if (places.size > 10_000) places.clear();
  places.set(text, read);
  return read;
}

class Rewriting {
  readonly #message: Message;
  readonly #rules: Rules;
  #drafts: Draft[];
  readonly #beside: Draft[] = [];
  readonly #issues: Issue[] = [];
  readonly #ordinals = new Map<string, number>();
  /** The first draft of each name, while the drafts are the same ones. */
  #first: ReadonlyMap<string, Draft> | null = null;
  #type = "";
  #growth = 0;

  constructor(message: Message, rules: Rules) {
    this.#message = message;
    this.#rules = rules;
    this.#drafts = message.segments.map(one => new Draft(one, one.name, one.ordinal, true));
  }

  run(typeOf: (type: string) => string): Rewritten {
    this.#alias(typeOf);
    for (const [at, rule] of this.#rules.segments.entries()) this.#make(rule, at);
    if (this.#rules.drug_orders.length > 0 && this.#type.startsWith("ORM")) this.#drugs();
    for (const rule of this.#rules.fields) this.#field(rule);
    for (const { rule, known } of this.#rules.codes) this.#code(rule, known);
    return this.#done();
  }

  #done(): Rewritten {
    const all = [...this.#drafts, ...this.#beside];
    const isAsSent =
      this.#beside.length === 0 &&
      this.#issues.length === 0 &&
      !all.some(draft => draft.isChanged || draft.taken.size > 0);
    if (isAsSent) return asSent(this.#message);
    const made = this.#drafts.map(draft => ({ draft, segment: draft.done(this.#message) }));
    const taken = new Map<Segment, ReadonlySet<number>>();
    for (const { draft, segment } of made) if (draft.taken.size > 0) taken.set(segment, draft.taken);
    for (const draft of this.#beside) taken.set(draft.sent, draft.taken);
    const { delimiters, charset, issues } = this.#message;
    return {
      isAsSent: false,
      message: { delimiters, charset, issues, ...among(made.map(one => one.segment)) },
      taken,
      beside: this.#beside.map(draft => draft.sent),
      issues: this.#issues,
      whereSent: this.#whereSent(),
    };
  }

  #whereSent(): (where: string) => string {
    const changed = new Map<string, Draft>();
    for (const one of this.#drafts) if (one.isChanged) changed.set(`${one.name}[${one.ordinal}]`, one);
    return where => {
      const found = /^([A-Z][A-Z0-9]{2}\[\d+\])(-(\d+)(?:\[\d+\])?(?:\.(\d+)(?:\.\d+)?)?)?$/.exec(where);
      const draft = changed.get(found?.[1] ?? "");
      if (draft === undefined || found === null) return where;
      const number = (text: string | undefined) => (text === undefined ? null : Number(text));
      return draft.whereSent(number(found[3]), number(found[4]), found[2] ?? "");
    };
  }

  /** MSH-9 alone of the header; its structure goes with an event that is another one. */
  #alias(typeOf: (type: string) => string): void {
    const [msh] = this.#drafts;
    const [code, event] = [msh?.sent.text(9, 1, 1), msh?.sent.text(9, 1, 2)];
    if (msh === undefined || code === undefined) return;
    const sent = event === undefined ? code : `${code}^${event}`;
    this.#type = typeOf(sent).toUpperCase();
    if (this.#type === sent.toUpperCase()) return;
    const { component } = this.#message.delimiters;
    msh.write(placeOf("MSH-9"), [this.#type.split("^").join(component)], this.#message.delimiters);
  }

  #isOf(types: readonly string[] | undefined): boolean {
    return types === undefined || types.some(type => this.#type === type || this.#type.startsWith(`${type}^`));
  }

  /** Every place of the guard has one of its texts: in this segment, else in the first of the place's name. */
  #holds(when: FieldRule["when"], draft: Draft): boolean {
    return Object.entries(when ?? {}).every(([text, patterns]) => {
      const place = placeOf(text);
      const at = place.segment === draft.name ? draft : this.#firstOf(place.segment);
      return at !== undefined && this.#matches(at, place, patterns);
    });
  }

  #firstOf(name: string): Draft | undefined {
    this.#first ??= new Map(this.#drafts.toReversed().map(draft => [draft.name, draft]));
    return this.#first.get(name);
  }

  #stand(drafts: Draft[]): void {
    this.#drafts = drafts;
    this.#first = null;
  }

  #matches(draft: Draft, place: Place, patterns: string | readonly string[]): boolean {
    const texts = draft.read(place, this.#message.delimiters).map(raw => this.#text(raw));
    return texts.some(text => [patterns].flat().some(pattern => isLike(text, pattern)));
  }

  #text(raw: string): string {
    const { delimiters, charset } = this.#message;
    return unescapeText(raw, delimiters, charset).trim();
  }

  #ordinal(name: string): number {
    const last = this.#ordinals.get(name) ?? this.#drafts.filter(one => one.name === name).length;
    this.#ordinals.set(name, last + 1);
    return last + 1;
  }

  /** A segment is made where the sent one stands. Of two rules of one segment, each makes its own. */
  #make(rule: SegmentRule, at: number): void {
    const applies = (one: SegmentRule, draft: Draft) =>
      draft.name === one.from && this.#isOf(one.types) && this.#holds(one.when, draft) && this.#says(draft, one);
    const later = this.#rules.segments.slice(at + 1);
    this.#stand(
      this.#drafts.flatMap(draft => {
        if (!applies(rule, draft)) return [draft];
        const made = this.#madeOf(draft, rule);
        if (later.some(other => applies(other, draft))) return [made, draft];
        if (rule.fields !== undefined) this.#beside.push(draft);
        return [made];
      }),
    );
  }

  /** True where something of it would be in the segment made: one of constants alone says nothing. */
  #says(draft: Draft, { fields }: SegmentRule): boolean {
    const sources = Object.values(fields ?? {}).filter(source => typeof source === "string");
    const { delimiters } = this.#message;
    return sources.length === 0 || sources.some(text => draft.read(placeOf(text), delimiters).some(one => one !== ""));
  }

  #madeOf(draft: Draft, { to, fields }: SegmentRule): Draft {
    const made = new Draft(draft.sent, to, this.#ordinal(to), fields === undefined);
    for (const [target, source] of Object.entries(fields ?? {})) {
      const place = placeOf(target);
      if (typeof source === "string") this.#carry(draft, placeOf(source), made, place);
      else made.write(place, [this.#constant(source.put, place)], this.#message.delimiters);
    }
    return made;
  }

  /** Copies what stands at a place, where something does. A place that is deeper takes the first part. */
  #carry(from: Draft, source: Place, into: Draft, target: Place): boolean {
    const { delimiters } = this.#message;
    const deep = deepened(source, target);
    const texts = from.read(deep, delimiters);
    if (!texts.some(text => text !== "")) return false;
    this.#growth += texts.reduce((sum, text) => sum + text.length, 0);
    if (this.#growth > MOST_GROWTH) {
      this.#issue("dialect-too-large", "the dialect would make this message too large", from, source);
      return false;
    }
    const isOne = target.repetition !== null;
    const found = texts.find(text => text !== "");
    const put = isOne ? [found] : texts.map(text => (text === "" ? undefined : text));
    const rest =
      deep.component === null ? "" : `.${deep.component}${deep.subcomponent === null ? "" : `.${deep.subcomponent}`}`;
    const sent = from.whereSent(
      source.field,
      deep.component,
      `-${source.field}${source.repetition === null ? "" : `[${source.repetition}]`}${rest}`,
    );
    if (!into.write(target, put, delimiters, sent)) return false;
    from.taken.add(source.field);
    return true;
  }

  #constant(text: string, target: Place): string {
    const { delimiters } = this.#message;
    const parts = target.component === null ? text.split("^") : [text];
    return parts.map(part => escapeText(part, delimiters)).join(delimiters.component);
  }

  #issue(code: string, text: string, draft: Draft, { field }: Place): void {
    if (this.#issues.length >= 50) return;
    this.#issues.push({ code, text, where: draft.whereSent(field, null, `-${field}`) });
  }

  #field(rule: FieldRule): void {
    if (!this.#isOf(rule.types)) return;
    if ("from" in rule || "copy" in rule) {
      this.#move(rule);
      return;
    }
    const named = placeOf("drop" in rule ? rule.drop : "strip" in rule ? rule.at : rule.to);
    const target = "strip" in rule ? { ...named, component: named.component ?? 1 } : named;
    const { delimiters } = this.#message;
    for (const draft of this.#drafts) {
      if (draft.name !== target.segment || !this.#holds(rule.when, draft)) continue;
      const texts = draft.read(target, delimiters);
      if ("put" in rule) {
        const constant = this.#constant(rule.put, target);
        const put = texts.length === 0 ? [constant] : texts.map(text => (text === "" ? constant : undefined));
        if (put.some(text => text !== undefined)) draft.write(target, put, delimiters);
      } else if ("drop" in rule) {
        if (texts.some(text => text !== ""))
          draft.write(
            target,
            texts.map(() => ""),
            delimiters,
          );
      } else {
        const prefix = escapeText(rule.strip, delimiters);
        const cut = texts.map(text =>
          text.startsWith(prefix) && text.length > prefix.length ? text.slice(prefix.length) : undefined,
        );
        if (cut.some(text => text !== undefined)) draft.write(target, cut, delimiters);
      }
    }
  }

  #move(rule: Extract<FieldRule, { from: string } | { copy: string }>): void {
    const [source, target] = [placeOf("from" in rule ? rule.from : rule.copy), placeOf(rule.to)];
    const { delimiters } = this.#message;
    for (const [draft, partner] of this.#pairs(source.segment, target.segment, rule.beside)) {
      if (!this.#holds(rule.when, draft)) continue;
      if (!draft.read(source, delimiters).some(text => text !== "")) continue;
      if (partner === undefined) {
        this.#issue("dialect-no-place", `there is no ${target.segment} that it belongs to`, draft, source);
        continue;
      }
      const isCarried = this.#carry(draft, source, partner, target);
      if (isCarried && "from" in rule && !(draft === partner && isWithin(target, source))) this.#empty(draft, source);
    }
  }

  #empty(draft: Draft, place: Place): void {
    const { delimiters } = this.#message;
    draft.write(
      place,
      draft.read(place, delimiters).map(() => ""),
      delimiters,
    );
  }

  /**
   * Each segment of a name with the one of another that it belongs to: the nearest on that side, and none of another patient's or, but for
   * what stands before the orders, of another order's.
   */
  #pairs(from: string, to: string, side: "before" | "after" | undefined): [Draft, Draft | undefined][] {
    const named = (name: string) => this.#drafts.filter(one => one.name === name);
    const [sources, targets] = [named(from), named(to)];
    if (from === to) return sources.map(one => [one, one]);
    const [only] = targets;
    // With one of each there is no question.
    if (side === undefined && only !== undefined && targets.length === 1 && sources.length === 1)
      if (named("PID").length <= 1 && named("ORC").length <= 1) return sources.map(one => [one, only]);
    const pairs: [Draft, Draft | undefined][] = [];
    let near: Draft | undefined;
    const pair = (draft: Draft) => {
      if (draft.name === from) pairs.push([draft, near]);
    };
    const pass = (draft: Draft) => {
      if (draft.name === to) near = draft;
      else if ((draft.name === "PID" && to !== "EVN") || (draft.name === "ORC" && !FRONT.has(to))) near = undefined;
    };
    // What begins a group is of it: on the way back it is the last of its group.
    if (side === "after")
      for (const draft of this.#drafts.toReversed()) {
        pair(draft);
        pass(draft);
      }
    else
      for (const draft of this.#drafts) {
        pass(draft);
        pair(draft);
      }
    return pairs;
  }

  #code(rule: CodeRule, known: Known): void {
    if (!this.#isOf(rule.types)) return;
    const place = placeOf(rule.at);
    const { delimiters } = this.#message;
    for (const draft of this.#drafts) {
      if (draft.name !== place.segment || draft.raw(place.field) === "" || !this.#holds(rule.when, draft)) continue;
      const coded = { ...place, component: place.component ?? 1 };
      const sent = draft.read(coded, delimiters).map(raw => this.#text(raw));
      const systems = draft.read({ ...place, component: coded.component + 2, subcomponent: null }, delimiters);
      const standard = sent.map((code, at) =>
        rule.system !== undefined && this.#text(systems[at] ?? "") !== rule.system ? undefined : known.get(code),
      );
      if (!standard.some(text => text !== undefined)) continue;
      if (place.component !== null)
        draft.write(
          place,
          standard.map(text => (text === undefined ? undefined : this.#constant(text, place))),
          delimiters,
        );
      else this.#recode(draft, place, standard);
    }
  }

  /** A coded element: the standard code first, what was sent as its alternate where that is free. */
  #recode(draft: Draft, place: Place, standard: readonly (string | undefined)[]): void {
    const { component: hat, repetition: tilde } = this.#message.delimiters;
    const raw = draft.raw(place.field);
    const all = tilde === "" ? [raw] : raw.split(tilde);
    const made = all.map((sent, at) => {
      const text = place.repetition === null ? standard[at] : at === place.repetition - 1 ? standard[0] : undefined;
      return text === undefined ? sent : this.#recoded(hat === "" ? [sent] : sent.split(hat), text, place);
    });
    draft.write({ ...place, repetition: null }, [made.join(tilde)], this.#message.delimiters);
  }

  #recoded(sent: readonly string[], text: string, place: Place): string {
    const hat = this.#message.delimiters.component;
    const standard = this.#constant(text, place).split(hat);
    const isFree = [3, 4, 5].every(at => (sent[at] ?? "") === "");
    const kept = isFree ? sent.slice(0, 3) : sent.slice(3, 6);
    const three = (parts: readonly string[]) => Array.from({ length: 3 }, (_, at) => parts[at] ?? "");
    // The seventh is the version of the first system.
    const made = [...three(standard), ...three(kept), "", ...sent.slice(7)];
    while (made.length > 1 && made.at(-1) === "") made.pop();
    return made.join(hat);
  }

  /** OBR → RXO where a rule says that the order is a drug, and no RXO or RXE of its group says so itself. */
  #drugs(): void {
    const groups: Draft[][] = [];
    for (const draft of this.#drafts) {
      if (draft.name === "ORC" || (draft.name === "OBR" && groups.at(-1)?.some(one => one.name === "OBR")))
        groups.push([]);
      groups.at(-1)?.push(draft);
    }
    const made = new Map<Draft, Draft>();
    for (const group of groups) {
      const [orc, obr] = [group.find(one => one.name === "ORC"), group.find(one => one.name === "OBR")];
      if (orc === undefined || obr === undefined || group.some(one => one.name === "RXO" || one.name === "RXE"))
        continue;
      if (this.#rules.drug_orders.some(rule => this.#isDrug(rule, orc, obr))) made.set(obr, this.#drugOf(orc, obr));
    }
    if (made.size === 0) return;
    this.#beside.push(...made.keys());
    this.#stand(this.#drafts.map(draft => made.get(draft) ?? draft));
  }

  #isDrug({ at, is }: DrugRule, orc: Draft, obr: Draft): boolean {
    const place = placeOf(at);
    return this.#matches(place.segment === "ORC" ? orc : obr, place, is);
  }

  #drugOf(orc: Draft, obr: Draft): Draft {
    const rxo = new Draft(obr.sent, "RXO", this.#ordinal("RXO"), false);
    for (const [to, from] of DRUG_FIELDS) this.#carry(obr, placeOf(from), rxo, placeOf(to));
    for (const [to, from] of ORDER_FIELDS)
      if (orc.raw(placeOf(to).field) === "") this.#carry(obr, placeOf(from), orc, placeOf(to));
    // Said by the ORC, or by this rule itself.
    for (const field of [1, 2, 3, 24]) obr.taken.add(field);
    return rxo;
  }
}

/** What an OBR says of a drug, and where an RXO has it (HL7 v2.5.1 §4.5.3, §4.14.1). */
const DRUG_FIELDS = [
  ["RXO-1", "OBR-4"],
  ["RXO-14", "OBR-16"],
  ["RXO-20", "OBR-31"],
] as const;
const ORDER_FIELDS = [
  ["ORC-2", "OBR-2"],
  ["ORC-3", "OBR-3"],
  ["ORC-7", "OBR-27"],
] as const;

/** Segments that stand before the orders of a message, and are of all of them. */
const FRONT: ReadonlySet<string> = new Set(["EVN", "PID", "PD1", "NK1", "PV1", "PV2", "MRG", "GT1", "IN1"]);

/** A whole field goes into a part by its first part, so that no delimiter comes where it would mean another thing. */
function deepened(source: Place, target: Place): Place {
  if (target.component === null) return source;
  const component = source.component ?? 1;
  return { ...source, component, subcomponent: source.subcomponent ?? (target.subcomponent === null ? null : 1) };
}

/** True where one place holds the other. */
function isWithin(target: Place, source: Place): boolean {
  return (
    target.field === source.field &&
    (source.component === null || (target.component === source.component && source.subcomponent === null))
  );
}

/** Case does not matter; `*` first or last is anything, alone anything that is valued. */
function isLike(text: string, pattern: string): boolean {
  if (pattern === "*") return text !== "";
  const [said, asked] = [text.toUpperCase(), pattern.toUpperCase()];
  const [open, close] = [asked.startsWith("*"), asked.endsWith("*")];
  const core = asked.slice(open ? 1 : 0, close ? -1 : undefined);
  if (open && close) return said.includes(core);
  if (open) return said.endsWith(core);
  return close ? said.startsWith(core) : said === core;
}
