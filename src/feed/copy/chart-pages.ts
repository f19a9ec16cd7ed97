// The pages of one patient beside her summary: orders, results, vitals, problems, documents, visits. One answer a page.
import {
  appointmentsOf,
  type DocumentsAnswer,
  documentsOf,
  type LeftOut,
  type OrdersAnswer,
  ordersOf,
  type ProblemsAnswer,
  problemsOf,
  type ResultsAnswer,
  resultHistory,
  type Stated,
  type VisitsAnswer,
  type VitalsAnswer,
  visitsOf,
  vitalsOf,
} from "../../chart/index.ts";
import { agesOf, type CopyContext, isHere, safetyOf, stated } from "./answers.ts";
import { type PersonChart, readPersonChart } from "./person-chart.ts";

/** Sets of vital signs on her page. */
const MOST_VITALS = 500;

/** Null where the copy of this facility holds no such record. */
type Page<Answer> = (context: CopyContext, record: string) => Answer | null;

function page<Said extends object>(
  read: (person: PersonChart, context: CopyContext) => Said,
): (context: CopyContext, record: string) => (Stated & Said & { left_out: readonly LeftOut[] }) | null {
  return (context, record) => {
    const person = readPersonChart(context.views, record, context.shows, context.as_of?.today);
    if (!isHere(context, [record, person.record])) return null;
    const { left_out } = person.marks;
    return { ...stated(context, agesOf(context).ages), ...read(person, context), left_out };
  };
}

export const ordersAnswer: Page<OrdersAnswer> = page(({ state }) => ({ orders: ordersOf(state) }));

export const resultsAnswer: Page<ResultsAnswer> = page(({ state }) => resultHistory(state));

export const vitalsAnswer: Page<VitalsAnswer> = page(({ state }) => {
  const vitals = vitalsOf(state, Number.POSITIVE_INFINITY);
  return { vitals: vitals.slice(0, MOST_VITALS), more: Math.max(0, vitals.length - MOST_VITALS) };
});

export const problemsAnswer: Page<ProblemsAnswer> = page(person => {
  const { allergies, allergies_differ } = safetyOf(person);
  return {
    problems: problemsOf(person.state),
    allergies,
    ...(allergies_differ === undefined ? {} : { allergies_differ }),
  };
});

export const documentsAnswer: Page<DocumentsAnswer> = page(({ state }) => ({ documents: documentsOf(state) }));

export const visitsAnswer: Page<VisitsAnswer> = page(({ state }, { now }) => ({
  visits: visitsOf(state),
  ...appointmentsOf(state, now),
}));
