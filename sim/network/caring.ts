// What is ordered, given and measured.
import { drugsFor } from "../hospital/drugs.ts";
import { PANELS } from "../hospital/laboratory.ts";
import { type House, next, one, soon, staying } from "./house.ts";
import { hours, minutes } from "./people.ts";
import { type Control, sayDose, sayOrder, sayReport } from "./say-care.ts";
import { type DoseTruth, isIn, type OrderTruth, type ResultTruth } from "./truth.ts";

const DRUGS = drugsFor("adult").filter(drug => drug.kind === "scheduled" && drug.explicit !== true);

/** A drug or a test is ordered; later it is changed, held, resumed or stopped. */
export function order(house: House, at: number): void {
  const visit = one(house, staying(house));
  if (visit === undefined) return;
  const { random, truth } = house;
  const isDrug = random.chance(0.75);
  const drug = random.pick(DRUGS);
  const panel = random.pick(PANELS);
  const made: OrderTruth = {
    number: `R${7_000 + next(house, "order")}`,
    kind: isDrug ? "drug" : "test",
    code: isDrug ? drug.code : panel.code,
    what: isDrug ? drug.words : panel.words,
    amount: isDrug ? drug.amount : "",
    unit: isDrug ? drug.unit : "",
    frequency: isDrug ? drug.frequency : "",
    state: "active",
    starts: at,
    doses: 0,
    visit,
    mrn: visit.mrn,
  };
  truth.orders.push(made);
  sayOrder(house, "NW", made, at);
  if (random.chance(0.3)) soon(house, at + hours(house, 1, 20), later => change(house, made, later));
}

const NEXT: { readonly [control in Control]?: OrderTruth["state"] } = { HD: "held", RL: "active", DC: "stopped" };

function change(house: House, order: OrderTruth, at: number): void {
  if (order.state === "stopped") return;
  const control: Control = order.state === "held" ? "RL" : house.random.pick(["HD", "DC", "XO"] as const);
  order.state = NEXT[control] ?? order.state;
  if (control === "XO" && order.kind === "drug") order.frequency = order.frequency === "BID" ? "TID" : "BID";
  sayOrder(house, control, order, at);
  if (house.random.chance(0.6)) soon(house, at + hours(house, 1, 8), later => change(house, order, later));
}

/** A nurse gives, holds or is refused; some records are corrected, some removed. */
export function give(house: House, at: number): void {
  const { random, truth } = house;
  const orders = truth.orders.filter(
    ({ kind, state, visit, starts }) => kind === "drug" && state === "active" && isIn(visit) && starts < at,
  );
  const order = one(house, orders);
  if (order === undefined) return;
  order.doses++;
  const outcome = random.chance(0.75) ? "given" : random.pick(["partial", "held", "refused"] as const);
  const full = order.amount;
  const amount = outcome === "given" ? full : outcome === "partial" ? String(Number(full) / 2) : "0";
  const dose: DoseTruth = { order, count: order.doses, at: at - minutes(house, 0, 5), outcome, amount };
  const key = `${order.number}/${order.doses}`;
  truth.doses.set(key, dose);
  sayDose(house, "A", dose, at);
  if (!random.chance(0.12)) return;
  soon(house, at + minutes(house, 4, 90), later => {
    const isGone = random.chance(0.4);
    const again: DoseTruth = isGone
      ? { ...dose, outcome: "removed" }
      : { ...dose, at: dose.at - 60_000, outcome: "given", amount: full };
    truth.doses.set(key, again);
    sayDose(house, isGone ? "D" : "U", again, later);
  });
}

/** Blood is drawn; the report is preliminary, final, corrected or cancelled. */
export function measure(house: House, at: number): void {
  const visit = one(house, staying(house));
  if (visit === undefined) return;
  const { random, truth } = house;
  const panel = random.pick(PANELS);
  const number = `L${300 + next(house, "report")}`;
  const draw = (status: ResultTruth["status"]): ResultTruth[] =>
    panel.analytes.map(({ code, words, unit, mean, spread, digits, limits }) => {
      const value = Math.max(0, random.around(mean, spread)).toFixed(digits);
      const flag = Number(value) < limits[1] ? "L" : Number(value) > limits[2] ? "H" : "N";
      return { number, panel: panel.code, code, test: words, unit, value, flag, status, at, visit, mrn: visit.mrn };
    });
  const report = (results: readonly ResultTruth[], when: number) => {
    for (const result of results) truth.results.set(`${number}/${result.code}`, result);
    sayReport(house, results, when);
  };
  const ready = at + minutes(house, 20, 80);
  if (random.chance(0.2)) soon(house, ready, when => report(draw("preliminary"), when));
  const final = ready + minutes(house, 10, 60);
  soon(house, final, when => report(draw("final"), when));
  if (!random.chance(0.2)) return;
  const status = random.chance(0.7) ? "corrected" : "cancelled";
  soon(house, final + minutes(house, 10, 120), when => report(draw(status), when));
}
