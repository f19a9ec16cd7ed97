// What is marked and not shown: a line in its place, counted, never silence.
import type { LeftOut, PatientAnswer } from "../../src/chart/routes.ts";
import { Chip } from "../parts/Chip.tsx";
import css from "./LeftOut.module.css";

/** The line of a section; nothing where nothing of it is left out. How it is opened stands over the page. */
export function LeftOutLine({ answer, section }: { answer: PatientAnswer; section: LeftOut["section"] }) {
  const here = (answer.left_out ?? []).filter(one => one.section === section);
  if (here.length === 0) return null;
  return (
    <p className={css.line}>
      {here.map(one => (
        <Chip key={one.marks.join()} kind="document">
          {leftOutWords(one)}
        </Chip>
      ))}{" "}
      <a href="#marked">open with a reason</a>
    </p>
  );
}

/** True where the section may not be called empty. */
export function hasLeftOut(answer: PatientAnswer, section: LeftOut["section"]): boolean {
  return (answer.left_out ?? []).some(one => one.section === section);
}

/** `1 item marked HIV`. */
export function leftOutWords({ count, marks }: LeftOut): string {
  return `${count} ${count === 1 ? "item" : "items"} marked ${marks.map(one => MARKED[one]).join(", ")}`;
}

export const MARKED: Readonly<Record<LeftOut["marks"][number], string>> = {
  vip: "VIP",
  "no information": "no information",
  behavioural: "behavioral",
  "part 2": "Part 2",
  hiv: "HIV",
  minor: "minor’s",
  restricted: "restricted",
};
