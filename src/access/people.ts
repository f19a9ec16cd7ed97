// A roster from a CSV: columns id, name, role, unit, facility, pin or password, until (docs/api.md).
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { PlaceId } from "../places/index.ts";
import { PersonId } from "./entries.ts";
import { PERSON_ROLES } from "./permissions.ts";
import type { Draft } from "./ports.ts";
import { type Hashed, hashed, type SecretKind, weakness } from "./secrets.ts";

/** A line that could not be taken. `line` counts from 1, the header's. The text never holds what stood in the line. */
export type LineError = { readonly line: number; readonly column: string | null; readonly text: string };

export type PersonLine = {
  readonly line: number;
  readonly id: string;
  readonly name: string;
  readonly role: (typeof PERSON_ROLES)[number];
  readonly unit: string | null;
  readonly facility: string;
  readonly secret: { readonly kind: SecretKind; readonly text: string };
  /** Integer ms, excluded; null = open. */
  readonly until: number | null;
};

const LIMITS = { bytes: 5_000_000, lines: 20_000 } as const;
const COLUMNS = ["id", "name", "role", "unit", "facility", "pin", "password", "until"] as const;
const REQUIRED = ["id", "name", "role", "facility"] as const;

const Line = z.object({
  id: PersonId,
  name: z
    .string()
    .min(1)
    .max(120)
    .regex(/^[^\p{Cc}]+$/u),
  role: z.enum(PERSON_ROLES),
  unit: z.union([z.literal("").transform(() => null), PlaceId]).default(null),
  facility: PlaceId,
  pin: z.string().default(""),
  password: z.string().default(""),
  until: z.string().default(""),
});

const HINTS: Readonly<Record<string, string>> = {
  id: "1–64 letters, digits or . _ @ -",
  name: "one line of 1–120 characters",
  role: `one of: ${PERSON_ROLES.join(", ")}`,
  unit: "a unit's id, or empty",
  facility: "a facility's id",
};

/**
 * Reads a roster. `until` is a day (YYYY-MM-DD, included) in the facility's zone. Lines that are right are returned also
 * where others are wrong; the caller decides whether to take a part. No error repeats what the file said.
 */
export function readPeople(csv: string, zone: string): { people: PersonLine[]; errors: LineError[] } {
  if (csv.length > LIMITS.bytes)
    return { people: [], errors: [{ line: 1, column: null, text: "the file is too large" }] };
  let rows: string[][];
  try {
    rows = parse(csv, {
      bom: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: false,
      max_record_size: 10_000,
    });
  } catch (error) {
    // The parser's own words quote the file, which holds secrets.
    const line = error instanceof Error && "lines" in error && typeof error.lines === "number" ? error.lines : 1;
    return {
      people: [],
      errors: [{ line, column: null, text: "is no CSV: a quote is not closed or stands inside a field" }],
    };
  }
  const [header, ...lines] = rows;
  const names = (header ?? []).map(name => name.toLowerCase());
  const missing = REQUIRED.filter(name => !names.includes(name));
  if (!names.includes("pin") && !names.includes("password")) return headerError("a column pin or password is missing");
  if (missing.length > 0) return headerError(`missing columns: ${missing.join(", ")}`);
  if (names.some(name => !COLUMNS.some(known => known === name)))
    return headerError(`columns are: ${COLUMNS.join(", ")}`);
  if (new Set(names).size !== names.length) return headerError("a column stands twice");
  if (lines.length > LIMITS.lines) return headerError(`more than ${LIMITS.lines} people`);

  const people: PersonLine[] = [];
  const errors: LineError[] = [];
  const seen = new Map<string, number>();
  for (const [index, cells] of lines.entries()) {
    const line = index + 2;
    if (cells.every(cell => cell === "")) continue;
    const read = readLine(cells, names, line, zone);
    if ("errors" in read) errors.push(...read.errors);
    else if (seen.has(read.id))
      errors.push({ line, column: "id", text: `stands already in line ${seen.get(read.id)}` });
    else {
      seen.set(read.id, line);
      people.push(read);
    }
  }
  return { people, errors };
}

function headerError(text: string): { people: PersonLine[]; errors: LineError[] } {
  return { people: [], errors: [{ line: 1, column: null, text }] };
}

function readLine(cells: string[], names: string[], line: number, zone: string): PersonLine | { errors: LineError[] } {
  if (cells.length !== names.length) {
    return { errors: [{ line, column: null, text: `has ${cells.length} fields, the header ${names.length}` }] };
  }
  const parsed = Line.safeParse(Object.fromEntries(names.map((name, at) => [name, cells[at]])));
  if (!parsed.success) {
    const columns = new Set(parsed.error.issues.map(issue => String(issue.path[0])));
    return { errors: [...columns].map(column => ({ line, column, text: HINTS[column] ?? "cannot be read" })) };
  }
  const { pin, password, until, ...person } = parsed.data;
  const errors: LineError[] = [];
  const kind: SecretKind = pin !== "" ? "pin" : "password";
  const text = pin !== "" ? pin : password;
  if ((pin === "") === (password === "")) errors.push({ line, column: "pin", text: "either a PIN or a password" });
  else {
    const weak = weakness(kind, text);
    if (weak !== null) errors.push({ line, column: kind, text: weak });
  }
  const end = until === "" ? null : endOfDay(until, zone);
  if (end === undefined) errors.push({ line, column: "until", text: "a day as YYYY-MM-DD, or empty" });
  if (errors.length > 0 || end === undefined) return { errors };
  return { line, ...person, secret: { kind, text }, until: end };
}

/** The instant at which the day ends in the zone; undefined where it is no day. */
function endOfDay(day: string, zone: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  try {
    return Temporal.PlainDate.from(day, { overflow: "reject" }).add({ days: 1 }).toZonedDateTime(zone)
      .epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** What stands under one of a person's keys; a new entry replaces it. */
export type Standing = (
  holder: string,
  kind: "person" | "grant" | "secret.set",
  of?: { role: string; facility: string },
) => readonly string[];

/**
 * Makes entries and hashes of a roster. Keep the hashes (`Secrets.keep`) before recording the drafts.
 * `newId` gives UUIDs; `at` is integer ms; `progress` hears how many are hashed (about 30 ms each).
 */
export async function enrol(
  people: readonly PersonLine[],
  given: {
    actor: string;
    at: number;
    newId: () => string;
    standing: Standing;
    progress?: (done: number, of: number) => void;
  },
): Promise<{ drafts: Draft[]; secrets: Hashed[] }> {
  const drafts: Draft[] = [];
  const secrets: Hashed[] = [];
  const { actor, at, standing } = given;
  for (const { id, name, role, facility, unit, until, secret } of people) {
    const secretId = given.newId();
    // The roster says which role she has: one that it no longer gives her ends.
    const ending = (other: (typeof PERSON_ROLES)[number]): Draft[] => {
      const replaces = standing(id, "grant", { role: other, facility });
      const body = { holder: id, role: other, facility, from: at, until: at };
      return replaces.length === 0 ? [] : [{ kind: "grant", actor, body, replaces }];
    };
    secrets.push(await hashed(secretId, secret.kind, secret.text, until));
    drafts.push(
      {
        kind: "person.enrolled",
        actor,
        body: { person: id, name, facility, unit, until },
        replaces: standing(id, "person"),
      },
      {
        kind: "grant",
        actor,
        body: { holder: id, role, facility, from: Math.min(at, until ?? at), until },
        replaces: standing(id, "grant", { role, facility }),
      },
      ...PERSON_ROLES.filter(other => other !== role).flatMap(other => ending(other)),
      {
        kind: "secret.set",
        actor,
        body: { holder: id, secret: secretId, kind: secret.kind, until },
        replaces: standing(id, "secret.set"),
      },
    );
    given.progress?.(secrets.length, people.length);
  }
  return { drafts, secrets };
}
