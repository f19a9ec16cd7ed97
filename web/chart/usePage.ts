// The pages of a patient beside her summary: each asks its own answer, and says its own kinds in the strip.
import { useQuery } from "@tanstack/react-query";
import type { KindOfData, Stated } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { patientRoute } from "../routes.tsx";

const COLUMN: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "problems",
  "medication orders",
  "administrations",
];

/** The tabs in their order: the end of the address, its words, and the kinds of data on it. */
export const TABS = [
  { to: "/patient/$patient", label: "Summary", kinds: [...COLUMN, "orders", "results", "vitals"] },
  { to: "/patient/$patient/mar", label: "MAR 24 h", kinds: COLUMN },
  { to: "/patient/$patient/orders", label: "Orders", kinds: [...COLUMN, "orders"] },
  { to: "/patient/$patient/results", label: "Results", kinds: [...COLUMN, "results"] },
  { to: "/patient/$patient/vitals", label: "Vitals", kinds: [...COLUMN, "vitals"] },
  { to: "/patient/$patient/problems", label: "Problems", kinds: COLUMN },
  { to: "/patient/$patient/notes", label: "Notes", kinds: [...COLUMN, "documents"] },
  { to: "/patient/$patient/visits", label: "Visits", kinds: [...COLUMN, "appointments"] },
] as const satisfies readonly { to: string; label: string; kinds: readonly KindOfData[] }[];

/** Where the node answers a page of hers, of now or as of an earlier moment. `page`: the end of its address. */
export function chartPath(patient: string, at: number | undefined, page = ""): string {
  return `/patients/${encodeURIComponent(patient)}${page === "" ? "" : `/${page}`}${at === undefined ? "" : `?at=${at}`}`;
}

/** Its key among the answers: what is of an earlier moment stays as it is. */
export function chartKey(patient: string, at: number | undefined, page = ""): readonly unknown[] {
  return at === undefined ? ["patients", patient, page] : ["as of", patient, at, page];
}

/** One page's answer, by the end of its address at the node. */
export function usePage<Answer extends Stated>(
  page: "orders" | "results" | "vitals" | "problems" | "documents" | "visits",
) {
  const { patient } = patientRoute.useParams();
  const { at } = patientRoute.useSearch();
  const asked = useQuery({
    queryKey: chartKey(patient, at, page),
    queryFn: ({ signal }) => read<Answer>(chartPath(patient, at, page), signal),
  });
  return { ...asked, patient };
}
