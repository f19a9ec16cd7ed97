import { FailedPage } from "../frame/Trouble.tsx";
import { useHouse } from "../frame/useHouse.ts";
import { Waiting } from "../frame/Waiting.tsx";
import { MessageFacts, useMessage } from "../parts/Behind.tsx";
import { messageRoute } from "../routes.tsx";
import css from "./Page.module.css";

/** One message exactly as it was received: a segment a line, escapes left. */
export function MessagePage() {
  const { entry } = messageRoute.useParams();
  useHouse(null);
  const { data, error } = useMessage(entry);
  if (data === undefined) {
    return error === null ? <Waiting what="The message" /> : <FailedPage error={error} what="this message" />;
  }
  return (
    <div className={css.message}>
      <h1>Message as received</h1>
      <section className={css.card} aria-label="Where it came from">
        <div className={css.facts}>
          <MessageFacts message={data} />
          {!data.mapped && <p>It is kept and acknowledged. Nobody could map it: no chart shows what it says.</p>}
          <p className="quiet">
            Entry <span className="mrn">{data.entry}</span> · {data.bytes} bytes. To read it is a look at everyone it
            names.
          </p>
        </div>
      </section>
      <section className={css.card} aria-label="The message">
        <ol className={css.segments}>
          {data.segments.map(({ text, more }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: segments have no id and keep their order
            <li key={index}>
              {text}
              {more > 0 && <em className="quiet"> … {more} more characters</em>}
            </li>
          ))}
        </ol>
        {data.segments.length === 0 && <p className={css.empty}>It has no readable header: its bytes are kept.</p>}
        {data.more_segments > 0 && <p className={css.empty}>{data.more_segments} more segments are not shown.</p>}
      </section>
    </div>
  );
}
