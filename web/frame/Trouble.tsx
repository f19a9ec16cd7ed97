import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { NotAnswered } from "../api.ts";
import { useSecond } from "../clock.ts";
import css from "./Trouble.module.css";
import { useHouse } from "./useHouse.ts";

type TroubleProps = { title: string; text: string; locked?: boolean; children?: ReactNode };

/** What happened, what is safe, what to do. */
export function Trouble({ title, text, locked = false, children }: TroubleProps) {
  const Icon = locked ? IconLock : IconAlertTriangle;
  return (
    <section className={`${css.card} ${locked ? "" : css.red}`} role="alert">
      <h2>
        <Icon size={18} aria-hidden /> {title}
      </h2>
      <p>{text}</p>
      {children}
    </section>
  );
}

/** A failed answer in words. */
export function Failed({ error, what }: { error: Error; what: string }) {
  const failure = "failure" in error ? (error as NotAnswered).failure : null;
  if (failure?.status === 403) {
    const next = "Somebody who may can open it, or ask for the printed packet.";
    return failure.code === "not-yours" ? (
      <Trouble locked title="Not your unit" text={`You may not open ${what}: ${failure.text} ${next}`} />
    ) : (
      <Trouble
        locked
        title="Not open to your role"
        text={`Your role does not open ${what}. Ask somebody whose role does, or whoever keeps the accounts. ${failure.text}`}
      />
    );
  }
  if (failure?.code === "no-record-then") return <Trouble title="Not here then" text={failure.text} />;
  // 422: what the address says can name nothing, a number cut off for example.
  if (failure?.status === 404 || failure?.status === 422) {
    return <Trouble title="Not in the copy" text="Nothing in the copy answers to this. Search by name or MRN." />;
  }
  return (
    <Trouble
      title={`Could not read ${what}`}
      text={`${failure?.text ?? error.message} Nothing was changed. It is asked again by itself; if this stays, use the printed packet.`}
    />
  );
}

/** The same where it is all of the page: then the house's strip and clock stand over it. */
export function FailedPage({ error, what }: { error: Error; what: string }) {
  useHouse(null);
  return <Failed error={error} what={what} />;
}

/** No page stands at this address; the way on is beside it. */
export function NoSuchPage() {
  useHouse(null);
  return (
    <Trouble
      title="No such page"
      text="This address names nothing here. Your unit and the search are one press away."
    />
  );
}

/** Grey bars and seconds: nothing is shown as empty while it is still being read. */
export function Reading({ what, since }: { what: string; since: number }) {
  const seconds = Math.max(0, Math.round((useSecond() - since) / 1000));
  return (
    <div className={css.reading} role="status">
      <p>
        {what}: reading, {seconds} s
      </p>
      {[62, 80, 48, 71, 55, 66].map(width => (
        <div key={width} className={css.bar} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}
