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

/** One page's answer, by the end of its address at the node. */
export function usePage<Answer extends Stated>(
  page: "orders" | "results" | "vitals" | "problems" | "documents" | "visits",
) {
  const { patient } = patientRoute.useParams();
  const asked = useQuery({
    queryKey: ["patients", patient, page],
    queryFn: ({ signal }) => read<Answer>(`/patients/${encodeURIComponent(patient)}/${page}`, signal),
  });
  return { ...asked, patient };
}
