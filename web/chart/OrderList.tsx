import { Link } from "@tanstack/react-router";
import type { PatientAnswer } from "../../src/chart/routes.ts";
import { Source } from "../parts/Source.tsx";
import { patientRoute } from "../routes.tsx";
import { momentText } from "../time.ts";
import { hasLeftOut, LeftOutLine } from "./LeftOut.tsx";
import css from "./Summary.module.css";

/** So many stand on the summary. */
const SHOWN = 8;

/** Orders other than drugs, each in the state the copy has. */
export function OrderList({ answer, now }: { answer: PatientAnswer; now: number }) {
  const { orders, zone } = answer;
  const { patient } = patientRoute.useParams();
  const shown = orders.slice(0, SHOWN);
  return (
    <section className={css.card} aria-labelledby="orders">
      <div className={css.head}>
        <h2 id="orders">Orders</h2>
        <span>
          {orders.length > SHOWN && `${SHOWN} of `}
          <Link to="/patient/$patient/orders" params={{ patient }} search={true}>
            {orders.length} in the copy
          </Link>
        </span>
      </div>
      <LeftOutLine answer={answer} section="orders" />
      {orders.length === 0 ? (
        !hasLeftOut(answer, "orders") && <p className={css.empty}>No other order is in the copy.</p>
      ) : (
        <table>
          <tbody>
            {shown.map(order => (
              <tr key={order.id}>
                <td>
                  <Source
                    source={order.source}
                    about={order.what}
                    entry={order.entry}
                    origin={[
                      [
                        "Order",
                        <span key="order" className="mrn">
                          {order.order}
                        </span>,
                      ],
                      ["Sent", order.at === null ? "no time" : order.at.text],
                    ]}
                  />{" "}
                  <b className={order.stands === false ? css.gone : undefined}>{order.what}</b>
                </td>
                <td>{order.state}</td>
                <td className="quiet">
                  {order.at !== null && (order.at_is === "for" ? "for " : "") + momentText(order.at, now, zone)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
