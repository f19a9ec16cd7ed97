// The order of rooms, as one table, and the check that imports follow it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parseSync } from "oxc-parser";

/** Rooms of src/ in order: a room imports only rooms before it. */
export const ROOMS = [
  "journal",
  "hl7",
  "fhir",
  "tables",
  "places",
  "access",
  "downtime",
  "patients",
  "chart",
  "feed",
  "forms",
  "care",
  "paper",
  "regional",
  "command",
  "appointments",
  "transfers",
  "notices",
  "recovery",
  "fleet",
  "readiness",
  "server",
  "cli",
] as const;

/** Rooms that know nothing of one another although both are early. */
const STRANGERS: ReadonlyArray<readonly [string, string]> = [
  ["hl7", "journal"],
  ["fhir", "journal"],
  ["fhir", "hl7"],
];

export type Breach = { readonly file: string; readonly imports: string; readonly why: string };

/** Every TypeScript file below `root`, as paths relative to it. */
export function sourceFiles(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter(path => /\.tsx?$/.test(path) && !/(^|\/)(node_modules|dist|data|runtime)\//.test(path))
    .sort();
}

/** The specifiers a module imports or re-exports, `import type` and dynamic imports of a literal too. */
export function importsOf(file: string, text: string): string[] {
  const { module } = parseSync(file, text);
  return [
    ...module.staticImports.map(i => i.moduleRequest.value),
    ...module.staticExports.flatMap(e => e.entries.flatMap(x => (x.moduleRequest ? [x.moduleRequest.value] : []))),
    ...module.dynamicImports.map(i => text.slice(i.moduleRequest.start + 1, i.moduleRequest.end - 1)),
  ];
}

/** Judges one file. Returns what breaks the order of rooms. */
export function judge(file: string, text: string): Breach[] {
  const breaches: Breach[] = [];
  const from = place(file);
  const isTest = /\.test\.tsx?$/.test(file);
  for (const specifier of importsOf(file, text)) {
    if (!specifier.startsWith(".")) continue;
    const target = normalize(join(dirname(file), specifier));
    const to = place(target);
    if (from.room === to.room && from.area === to.area) continue;
    const breach = (why: string) => breaches.push({ file, imports: target, why });
    if (from.area === "src" && to.area !== "src") {
      if (!isTest) breach(`src/ may not import ${to.area}/`);
    } else if (from.area === "src" && to.area === "src" && !isTest) {
      const [a, b] = [ROOMS.indexOf(from.room as never), ROOMS.indexOf(to.room as never)];
      if (a < 0 || b < 0) breach(`${a < 0 ? from.room : to.room} is no room in the table`);
      else if (b >= a) breach(`${from.room} comes before ${to.room}`);
      else if (STRANGERS.some(([x, y]) => x === from.room && y === to.room)) breach(`${from.room} knows no ${to.room}`);
      else if (!/\/(index|entries)\.ts$/.test(target)) breach("other rooms are entered by index.ts only");
    } else if (from.area === "web" && to.area === "src") {
      if (!/\/(entries|routes)\.ts$/.test(target)) breach("web/ may import only entries.ts and the types of routes.ts");
    } else if (from.area === "sim" && to.area === "src" && !isTest) {
      if (!/^src\/hl7\/(build|index)\.ts$/.test(target)) breach("sim/ may import only the builder of hl7/");
    } else if (from.area === "bench" && to.area === "src" && to.room !== "cli") {
      if (!/\/index\.ts$/.test(target)) breach("bench/ enters rooms by index.ts only");
    }
  }
  return breaches;
}

function place(path: string): { area: string; room: string } {
  const [area = "", room = ""] = path.split("/");
  return { area, room: area === "src" ? room : area };
}

/** Judges a whole checkout. */
export function judgeAll(root: string): { files: number; breaches: Breach[] } {
  const files = ["src", "web", "sim", "bench"].flatMap(area =>
    sourceFiles(join(root, area)).map(path => relative(root, join(root, area, path))),
  );
  return { files: files.length, breaches: files.flatMap(f => judge(f, readFileSync(join(root, f), "utf8"))) };
}
