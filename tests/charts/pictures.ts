// Draws the hand-picked charts to be looked at: `node tests/charts/pictures.ts FOLDER [words of names]`, after `vite build web`.
// Screens at three sizes, and every page of the packets, as PNGs.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "../../web/tests/browser.ts";
import { Charts, SIZES, type Size } from "./charts.ts";
import {
  FORTY,
  HELD,
  IDENTIFIED,
  MERGED,
  MONTH,
  MOTHER,
  NAMES,
  NOTHING,
  TWIN_A,
  TWIN_B,
  UNKNOWN,
  WARD,
} from "./people.ts";

const TABS = ["", "/mar", "/orders", "/results", "/vitals", "/problems", "/notes", "/visits"];
const FEW = ["", "/mar"];
const MARKED = "770001";

type Shot = { readonly name: string; readonly mrn: string; readonly tabs: readonly string[]; readonly paper: boolean };
const SHOTS: readonly Shot[] = [
  { name: "mother", mrn: MOTHER.mrn, tabs: [""], paper: false },
  { name: "twin-a", mrn: TWIN_A.mrn, tabs: [...FEW, "/results"], paper: true },
  { name: "twin-b", mrn: TWIN_B.mrn, tabs: [""], paper: true },
  { name: "forty", mrn: FORTY.mrn, tabs: TABS, paper: true },
  { name: "merged", mrn: MERGED.mrn, tabs: ["", "/problems", "/visits"], paper: true },
  { name: "unknown", mrn: UNKNOWN.mrn, tabs: ["", "/results", "/problems"], paper: true },
  { name: "identified", mrn: IDENTIFIED.mrn, tabs: [""], paper: true },
  { name: "month", mrn: MONTH.mrn, tabs: TABS, paper: true },
  { name: "nothing", mrn: NOTHING.mrn, tabs: TABS, paper: true },
  { name: "vietnamese", mrn: NAMES[0]?.mrn ?? "", tabs: [""], paper: true },
  { name: "polish", mrn: NAMES[1]?.mrn ?? "", tabs: [""], paper: true },
  { name: "chinese", mrn: NAMES[2]?.mrn ?? "", tabs: [""], paper: true },
  { name: "arabic", mrn: NAMES[3]?.mrn ?? "", tabs: [""], paper: true },
  { name: "held", mrn: HELD.mrn, tabs: [""], paper: true },
  { name: "discharge", mrn: WARD[0]?.mrn ?? "", tabs: ["", "/visits"], paper: true },
  { name: "marked", mrn: MARKED, tabs: TABS, paper: true },
];

function paper(folder: string, name: string, pdf: Uint8Array): void {
  const file = join(folder, `${name}.pdf`);
  writeFileSync(file, pdf);
  execFileSync("pdftoppm", ["-png", "-gray", "-r", "90", file, join(folder, `paper-${name}`)]);
}

const folder = process.argv[2] ?? "";
const wanted = new RegExp(process.argv[3] ?? "");
if (folder === "") throw new Error("node tests/charts/pictures.ts FOLDER [words of names]");
mkdirSync(folder, { recursive: true });
const browser = await launch();
const charts = await Charts.open(browser);
try {
  const shots = SHOTS.filter(one => wanted.test(one.name));
  for (const size of Object.keys(SIZES) as Size[]) {
    const { page, faults } = await charts.look(size);
    const draw = async (path: string, name: string) => {
      await charts.go(page, path);
      await page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: size === "phone" });
    };
    for (const { name, mrn, tabs } of shots) {
      const id = await charts.record(mrn);
      for (const tab of tabs) await draw(`/patient/${id}${tab}`, `${name}${tab.replace("/", "-")}`);
    }
    for (const unit of ["4W", "5E", "NURSERY"])
      if (wanted.test("unit")) await draw(`/unit/${await charts.unit(unit)}`, `unit-${unit}`);
    for (const [name, path] of [
      ["wait", "/held"],
      ["find", "/find?q=nguyen"],
      ["find-unknown", "/find?q=unknown"],
    ] as const)
      if (wanted.test(name)) await draw(path, name);
    process.stderr.write(`${size}: ${faults.join("; ")}\n`);
    await page.context().close();
    for (const [role, path, name] of [
      ["scheduler", "/clinic", "clinic"],
      ["it", "/system", "system"],
    ] as const)
      if (wanted.test(name)) {
        const other = await charts.look(size, role);
        await charts.go(other.page, path);
        await other.page.screenshot({ path: join(folder, `${name}-${size}.png`), fullPage: size === "phone" });
        await other.page.context().close();
      }
  }
  for (const { name, mrn } of shots.filter(one => one.paper)) paper(folder, name, await charts.packet(mrn));
  if (wanted.test("clinic")) paper(folder, "clinic", await charts.pdf("/clinics/day.pdf", "scheduler"));
  if (wanted.test("unit"))
    for (const unit of ["4W", "5E"])
      paper(folder, `unit-${unit}`, await charts.pdf(`/units/${await charts.unit(unit)}/census.pdf`));
} finally {
  await charts.close();
  await browser.close();
}
