import type { OrderInFull, OrdersAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import { History } from "./History.tsx";
import css from "./Page.module.css";
import { usePage } from "./usePage.ts";

/** Every order but those for drugs, each with the states that it was in; what was stopped is struck and stays. */
export function OrdersPage() {
  const { data: answer, error } = usePage<OrdersAnswer>("orders");
  const now = useMinute();
  if (answer === undefined)
    return error === null ? <Waiting what="Orders" /> : <Failed error={error} what="the orders" />;
  const { orders, zone, ages } = answer;
  const over = orders.filter(order => !order.stands).length;
  return (
    <div className={css.page}>
      <section className={css.card} aria-labelledby="all-orders">
        <div className={css.head}>
          <h2 id="all-orders">Orders</h2>
          <span>
            {orders.length} in the copy{over > 0 && ` · ${over} stopped or cancelled`} · drugs are on the MAR
          </span>
        </div>
        {orders.length === 0 ? (
          <Empty what="orders" kind="orders" ages={ages} now={now} zone={zone} />
        ) : (
          <table className={css.cards}>
            <thead>
              <tr>
                <th scope="col">Order</th>
                <th scope="col">State</th>
                <th scope="col">When</th>
                <th scope="col">Ordered by</th>
                <th scope="col">Number</th>
              </tr>
            </thead>
            <tbody>
              {orders.map(order => (
                <OrderRow key={order.id} order={order} now={now} zone={zone} />
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

function OrderRow({ order, now, zone }: { order: OrderInFull; now: number; zone: string }) {
  const { ordered, wanted } = order;
  const beside = [...order.details, ...order.reasons.map(reason => `for ${reason}`), ...order.notes];
  return (
    <tr>
      <td className={css.what}>
        <Source
          source={order.source}
          about={order.what}
          entry={order.entry}
          origin={[
            ["Numbers", order.numbers.length === 0 ? "none sent" : order.numbers.join(", ")],
            ["Ordered", ordered === null ? "not sent" : ordered.text],
            ["Wanted", wanted === null ? "not sent" : wanted.text],
          ]}
        />{" "}
        <b className={order.stands ? undefined : css.gone}>{order.what === "" ? "Order without words" : order.what}</b>{" "}
        {order.priority !== null && <Chip kind="flag">{order.priority}</Chip>}
        {beside.length > 0 && <p>{beside.join(" · ")}</p>}
      </td>
      <td>
        {order.state === "active" ? "active" : <Chip kind="document">{order.state}</Chip>}
        <History history={order.history} about={order.what} now={now} zone={zone} />
      </td>
      <td className={css.when}>
        {order.at === null ? (
          <span className="quiet">time not sent</span>
        ) : (
          <>
            {ordered === null && <span className="quiet">for </span>}
            {momentText(order.at, now, zone)}
            {ordered !== null && wanted !== null && wanted.text !== ordered.text && (
              <p className={css.words}>for {momentText(wanted, now, zone)}</p>
            )}
          </>
        )}
      </td>
      <td>{order.by ?? <span className="quiet">not sent</span>}</td>
      <td>
        <span className="mrn">{order.order}</span>
      </td>
    </tr>
  );
}
