// Where a fact of the copy came from: system and feed, when it was sent, when it came in, and the way to the message itself.
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { MessageAnswer } from "../../src/chart/routes.ts";
import { NotAnswered, read } from "../api.ts";
import { instantText, sentText } from "../time.ts";
import css from "./Source.module.css";

/** Asks for the message of an entry. Asking is a look at whomever it speaks of. */
export function useMessage(entry: string) {
  return useQuery({
    queryKey: ["messages", entry],
    queryFn: ({ signal }) => read<MessageAnswer>(`/messages/${encodeURIComponent(entry)}`, signal),
    // An entry never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The message behind a fact, in a few lines. */
export function Behind({ entry }: { entry: string }) {
  const { data, error } = useMessage(entry);
  if (data === undefined) {
    return <p className={css.behind}>{error === null ? "Reading where it came from …" : refusal(error)}</p>;
  }
  return (
    <>
      <MessageFacts message={data} />
      <p className={css.behind}>
        <Link to="/message/$entry" params={{ entry }}>
          Read the message as received
        </Link>
      </p>
    </>
  );
}

export function MessageFacts({ message }: { message: MessageAnswer }) {
  const { zone } = message;
  const facts = [
    ["System", `${message.from === "" ? "not named" : message.from} · feed ${message.feed}`],
    ["Sent", message.sent === null ? noSent(message.sent_text) : sentText(message.sent, zone)],
    ["Came in", instantText(message.arrived_us, zone)],
    ["Message", [message.type ?? "no type", message.control].filter(part => part !== null).join(" · ")],
  ] as const;
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function noSent(text: string | null): string {
  return text === null ? "no time in the message" : `${text}, which cannot be its time`;
}

function refusal(error: Error): string {
  const failure = error instanceof NotAnswered ? error.failure : null;
  return failure === null || failure.status === 0 ? "Where it came from could not be read now." : failure.text;
}
