// Which codes, words and units are marked: a table to begin with, and what a hospital changes of it. Data, no rule.
import { z } from "zod";

/** What an item is marked as (docs/decisions/marked-items.md). */
export const MARKS = ["vip", "no information", "behavioural", "part 2", "hiv", "minor", "restricted"] as const;
export type Mark = (typeof MARKS)[number];

const entries = z.array(z.string().min(1).max(120)).max(2_000);

/**
 * What a hospital adds, each list to the table's own; `except`: entries of the table that do not hold here. Codes are compared whole,
 * words are found as whole words in any text of an item but the body of a document; `*` at an entry's end is any ending.
 */
export const markConfig = z.strictObject({
  /** PV1-16 (table 0099): these mean that callers are told nothing. */
  no_information: entries.optional(),
  behavioural: z
    .strictObject({
      units: entries.optional(),
      /** PV1-10 (table 0069). */
      services: entries.optional(),
      codes: entries.optional(),
      words: entries.optional(),
    })
    .optional(),
  /** 42 CFR Part 2. `codes` and `words` count only in a visit to one of the units or services: they are named by no default. */
  part_2: z
    .strictObject({
      units: entries.optional(),
      services: entries.optional(),
      codes: entries.optional(),
      words: entries.optional(),
    })
    .optional(),
  hiv: z.strictObject({ codes: entries.optional(), words: entries.optional() }).optional(),
  /** `under`: years of age; default 18. */
  minor: z
    .strictObject({ codes: entries.optional(), words: entries.optional(), under: z.int().min(1).max(30).optional() })
    .optional(),
  restricted: z.strictObject({ codes: entries.optional(), words: entries.optional() }).optional(),
  except: entries.optional(),
});
export type MarkConfig = z.infer<typeof markConfig>;

/** ICD-10-CM by chapter, SNOMED CT, LOINC. Words find what a sender codes otherwise. */
const DEFAULTS = {
  no_information: ["NI", "NOINFO", "NO INFO", "NO INFORMATION", "CONF", "CONFIDENTIAL", "NP", "NO PUBLICITY"],
  behavioural: {
    units: [],
    services: ["PSY", "PSYCH", "BH", "MH"],
    codes: [],
    /** Of the type and the title of a document or a report. */
    words: ["psychiatr*", "psycholog*", "psychotherap*", "behavioral health", "behavioural health", "mental health"],
  },
  part_2: {
    units: [],
    services: [],
    codes: ["F10*", "F11*", "F12*", "F13*", "F14*", "F15*", "F16*", "F18*", "F19*"],
    words: [
      "methadone",
      "buprenorphine",
      "naltrexone",
      "disulfiram",
      "acamprosate",
      "lofexidine",
      "suboxone",
      "subutex",
      "zubsolv",
      "sublocade",
      "brixadi",
      "vivitrol",
      "antabuse",
      "drug screen*",
      "toxicology",
      "ethanol",
      "ethyl glucuronide",
    ],
  },
  hiv: {
    codes: [
      ...["B20", "B97.35", "O98.7*", "R75", "Z11.4", "Z20.6", "Z21", "Z71.7"],
      ...["86406008", "62479008", "165816005"],
      ...["7917-8", "7918-6", "22356-0", "29893-5", "30361-0", "31201-7", "33866-5", "5221-7", "48345-3", "49905-3"],
      ...["56888-1", "58900-2", "68961-2", "75622-1", "75666-8", "80203-3", "80387-4", "20447-9", "25836-8", "24012-7"],
      // Counts of T helper cells are asked for little else.
      ...["24467-3", "8123-2"],
    ],
    words: [
      ...["HIV", "human immunodeficiency virus", "acquired immun*", "antiretroviral*", "viral load"],
      ...["CD4", "abacavir", "atazanavir", "bictegravir", "cabotegravir", "cobicistat", "darunavir"],
      ...["delavirdine", "didanosine", "dolutegravir", "doravirine", "efavirenz", "elvitegravir", "emtricitabine"],
      ...["enfuvirtide", "etravirine", "fosamprenavir", "fostemsavir", "ibalizumab", "indinavir", "lamivudine"],
      ...["lenacapavir", "lopinavir", "maraviroc", "nelfinavir", "nevirapine", "raltegravir", "rilpivirine"],
      ...["ritonavir", "saquinavir", "stavudine", "tenofovir", "tipranavir", "zidovudine", "atripla", "biktarvy"],
      ...["cabenuva", "combivir", "complera", "delstrigo", "descovy", "dovato", "edurant", "epivir", "epzicom"],
      ...["evotaz", "genvoya", "intelence", "isentress", "juluca", "kaletra", "norvir", "odefsey", "pifeltro"],
      ...["prezcobix", "prezista", "retrovir", "reyataz", "rukobia", "selzentry", "stribild", "sunlenca", "symfi"],
      ...["symtuza", "tivicay", "triumeq", "trizivir", "trogarzo", "truvada", "viread", "ziagen"],
    ],
  },
  minor: {
    codes: [
      ...["A50*", "A51*", "A52*", "A53*", "A54*", "A55*", "A56*", "A57*", "A58*", "A59*", "A60*", "A63*", "A64*"],
      ...["O0*", "O20*", "O26*", "Z11.3", "Z20.2", "Z30*", "Z31*", "Z32*", "Z33*", "Z34*", "Z64.0", "Z70*", "Z72.5*"],
      ...["2106-3", "2118-8", "21198-7", "21613-5", "24111-7", "43304-5", "43305-2", "20507-0", "5291-0", "5292-8"],
    ],
    words: [
      ...["chlamydia*", "gonorrh*", "neisseria gonorrhoeae", "syphilis", "RPR", "trichomon*", "genital herpes"],
      ...["sexually transmitted", "sexual*", "contracept*", "pregnan*", "HCG", "abortion", "levonorgestrel"],
      ...["medroxyprogesterone", "etonogestrel", "ulipristal", "mifepristone", "norethindrone", "drospirenone"],
      ...["ethinyl estradiol", "intrauterine device", "IUD"],
    ],
  },
  restricted: { codes: [], words: [] },
} as const;

/** Entries as they are asked: a code's or a word's. */
export type Matcher = { code(code: string): boolean; word(text: string): string | null };
export type MarkTables = {
  readonly noInformation: ReadonlySet<string>;
  readonly units: Readonly<Record<"behavioural" | "part 2", ReadonlySet<string>>>;
  readonly services: Readonly<Record<"behavioural" | "part 2", ReadonlySet<string>>>;
  readonly items: Readonly<Record<"behavioural" | "part 2" | "hiv" | "minor" | "restricted", Matcher>>;
  readonly minorUnder: number;
};

/** The tables of a facility: the defaults with what its feeds' configurations change, each list joined with the others. */
export function markTables(configs: readonly MarkConfig[]): MarkTables {
  const except = new Set(configs.flatMap(one => one.except ?? []).map(folded));
  const kept = (defaults: readonly string[], added: readonly (readonly string[] | undefined)[]) => [
    ...defaults.filter(one => !except.has(folded(one))),
    ...added.flatMap(one => one ?? []),
  ];
  const set = (defaults: readonly string[], added: readonly (readonly string[] | undefined)[]) =>
    new Set(kept(defaults, added).map(folded));
  type Sort = "behavioural" | "part_2" | "hiv" | "minor" | "restricted";
  const items = (sort: Sort) =>
    matcher(
      kept(
        DEFAULTS[sort].codes,
        configs.map(one => one[sort]?.codes),
      ),
      kept(
        DEFAULTS[sort].words,
        configs.map(one => one[sort]?.words),
      ),
    );
  const places = (sort: "behavioural" | "part_2", what: "units" | "services") =>
    set(
      DEFAULTS[sort][what],
      configs.map(one => one[sort]?.[what]),
    );
  const unders = configs.flatMap(one => one.minor?.under ?? []);
  return {
    noInformation: set(
      DEFAULTS.no_information,
      configs.map(one => one.no_information),
    ),
    units: { behavioural: places("behavioural", "units"), "part 2": places("part_2", "units") },
    services: { behavioural: places("behavioural", "services"), "part 2": places("part_2", "services") },
    items: {
      behavioural: items("behavioural"),
      "part 2": items("part_2"),
      hiv: items("hiv"),
      minor: items("minor"),
      restricted: items("restricted"),
    },
    // Of two that differ the later age: doubt is marked.
    minorUnder: unders.length === 0 ? 18 : Math.max(...unders),
  };
}

/** As entries are compared. */
export function folded(text: string): string {
  return text.trim().toLowerCase();
}

function matcher(codes: readonly string[], words: readonly string[]): Matcher {
  const whole = new Set(codes.filter(one => !one.endsWith("*")).map(folded));
  const begin = codes.filter(one => one.endsWith("*")).map(one => folded(one.slice(0, -1)));
  const patterns = words.map(word => {
    const stem = word.endsWith("*") ? word.slice(0, -1) : word;
    return stem.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&") + (word.endsWith("*") ? "" : "(?!\\p{L})");
  });
  const found = patterns.length === 0 ? null : new RegExp(`(?<![\\p{L}\\p{N}])(?:${patterns.join("|")})`, "iu");
  return {
    code: code => {
      const asked = folded(code);
      // ICD-10 is also sent without its point.
      return whole.has(asked) || begin.some(one => asked.startsWith(one) || asked.startsWith(one.replace(".", "")));
    },
    word: text => found?.exec(text)?.[0] ?? null,
  };
}
