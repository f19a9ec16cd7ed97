// A search's parameters read: what each asks, what is not supported, how many on a page.
import { type DateTest, readDateTest } from "./dates.ts";
import { fold } from "./fold.ts";
import { type Parameter, parametersOf, type ServedType } from "./parameters.ts";

/** One value of a parameter; several beside one another are alternatives. */
export type Asked =
  | { readonly type: "token"; readonly system: string | null; readonly code: string | null }
  | { readonly type: "date"; readonly test: DateTest }
  | { readonly type: "string"; readonly folded: string }
  | { readonly type: "reference"; readonly reference: string };

/** A parameter as it stood: each must fit (and), by one of its values (or). */
export type Criterion = {
  readonly name: string;
  readonly paths: readonly string[];
  readonly any: readonly Asked[];
  readonly written: string;
};

export type Query = {
  readonly criteria: readonly Criterion[];
  readonly count: number;
  /** The id after which this page begins; null = the first. */
  readonly after: string | null;
  /** What was asked and is not supported; never applied. */
  readonly ignored: readonly string[];
};

export type QueryFault = {
  readonly code: "not-supported" | "bad-value";
  readonly text: string;
  readonly where: string;
};
export type ReadQuery =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: QueryFault };

const COUNT = { usual: 50, most: 500 } as const;
const MOST_PARAMETERS = 50;
const MOST_VALUES = 50;
/** What says how, not what. */
const FORMATS = /^(json|application\/(fhir\+)?json)(;.*)?$/;

/** Where the service lies and in which zone its days are; `strict`: what is not supported is a fault, not left out. */
export type QueryOptions = { readonly base: string; readonly zone: string; readonly strict: boolean };

/** Reads the parameters of a search, in the order sent. */
export function readQuery(
  type: ServedType,
  sent: readonly (readonly [name: string, value: string])[],
  options: QueryOptions,
): ReadQuery {
  const parameters = parametersOf(type);
  const criteria: Criterion[] = [];
  const ignored: string[] = [];
  let count: number = COUNT.usual;
  let after: string | null = null;
  if (sent.length > MOST_PARAMETERS) return fault("bad-value", `at most ${MOST_PARAMETERS} parameters are taken`, "");
  for (const [name, value] of sent) {
    const [plain = "", modifier] = name.split(":", 2);
    const parameter = parameters.get(plain);
    if (name === "_count") {
      if (!/^\d{1,6}$/.test(value)) return fault("bad-value", "_count is a whole number", name);
      count = Math.min(COUNT.most, Number(value));
    } else if (name === "_after") {
      if (!/^[A-Za-z0-9.-]{1,64}$/.test(value)) return fault("bad-value", "_after comes from a next link", name);
      after = value;
    } else if (name === "_format") {
      if (!FORMATS.test(value)) return fault("not-supported", "only application/fhir+json is served", name);
    } else if (parameter === undefined) ignored.push(name);
    else if (modifier !== undefined)
      // A modifier changes what a parameter means: leaving it out would answer another question.
      return fault("not-supported", `the modifier of ${plain} is not supported`, plain);
    else {
      const read = readCriterion(plain, parameter, value, options);
      if ("code" in read) return { ok: false, error: read };
      criteria.push(read);
    }
  }
  if (options.strict && ignored.length > 0)
    return fault("not-supported", `${type} is not searched by ${named(ignored)}`, named(ignored));
  return { ok: true, query: { criteria, count, after, ignored } };
}

/** Names as an answer may repeat them: they are the caller's own words. */
export function named(names: readonly string[]): string {
  return names.map(name => name.replaceAll(/[^\w.:-]/g, "?").slice(0, 40)).join(", ");
}

function fault(code: QueryFault["code"], text: string, where: string): ReadQuery {
  return { ok: false, error: { code, text, where } };
}

function readCriterion(
  name: string,
  { type, paths }: Parameter,
  value: string,
  options: QueryOptions,
): Criterion | QueryFault {
  const values = split(value, ",");
  if (values.length > MOST_VALUES || values.some(one => one === ""))
    return { code: "bad-value", text: `${name} takes one to ${MOST_VALUES} values, none empty`, where: name };
  const any = values.map(one => readAsked(type, name, one, options));
  const good = any.filter(one => one !== null);
  if (good.length < any.length) return { code: "bad-value", text: `${name} takes ${SHAPES[type]}`, where: name };
  return { name, paths, any: good, written: value };
}

const SHAPES: Record<Parameter["type"], string> = {
  token: "code, system|code, |code or system|",
  date: "a date, before it eq ne gt lt ge le sa or eb",
  string: "text",
  reference: "an id, Type/id, or the address of a resource here",
};

function readAsked(type: Parameter["type"], name: string, value: string, { base, zone }: QueryOptions): Asked | null {
  switch (type) {
    case "token": {
      const [first = "", second] = split(value, "|").map(unescaped);
      if (second === undefined) return { type, system: null, code: first };
      return first === "" && second === "" ? null : { type, system: first, code: second === "" ? null : second };
    }
    case "date": {
      const test = readDateTest(value, zone);
      return test === null ? null : { type, test };
    }
    case "string":
      return { type, folded: fold(unescaped(value)).replaceAll(/\s+/g, " ").trim() };
    case "reference": {
      const local = value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value;
      const target = REFERENCE_TYPES[name];
      const whole = local.includes("/") || target === undefined ? local : `${target}/${local}`;
      return /^([A-Z][A-Za-z]{1,40}\/)?[A-Za-z0-9.-]{1,64}$/.test(whole) ? { type, reference: whole } : null;
    }
    default:
      return type satisfies never;
  }
}

/** What a bare id means where a parameter leads to one type. */
const REFERENCE_TYPES: Readonly<Record<string, string>> = {
  patient: "Patient",
  encounter: "Encounter",
  location: "Location",
  specimen: "Specimen",
  request: "MedicationRequest",
  prescription: "MedicationRequest",
};

/** Cuts at a separator that no backslash stands before (R4 §3.1.1.4.0.1). */
function split(text: string, at: "," | "|"): string[] {
  return text.split(at === "," ? /(?<!\\),/ : /(?<!\\)\|/);
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([,|$\\])/g, "$1");
}
