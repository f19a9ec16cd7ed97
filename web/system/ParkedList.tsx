import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ParkedAnswer, ParkedGroup, ParkedMessage } from "../../src/feed/routes.ts";
import { NotAnswered, read } from "../api.ts";
import { clockTime } from "../time.ts";
import css from "./System.module.css";

type Shown = { readonly now: number; readonly zone: string };

/** Why messages are parked, alike ones together, the most first; a group opens to its messages. */
export function ParkedList({ parked, now, zone }: Shown & { readonly parked: readonly ParkedGroup[] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (parked.length === 0) return <p>None. Every message that came in is in the copy.</p>;
  return (
    <ul className={css.parked}>
      {parked.map(group => (
        <li key={group.id}>
          <div className={css.group}>
            <span>
              <strong>{group.text}</strong>{" "}
              <span className={css.about}>
                {group.type ?? "no type"} · {group.feed} ·{" "}
                {group.where === "" ? group.code : `${group.code} at ${group.where}`} · newest{" "}
                {clockTime(group.newest, now, zone)}
              </span>
            </span>
            <b>{group.count.toLocaleString("en")}</b>
            <Button
              variant="default"
              size="compact-sm"
              aria-expanded={open === group.id}
              aria-label={`${open === group.id ? "Close" : "Read"}: ${group.text}`}
              onClick={() => setOpen(open === group.id ? null : group.id)}
            >
              {open === group.id ? "Close" : "Read"}
            </Button>
          </div>
          {open === group.id && <Messages group={group.id} now={now} zone={zone} />}
        </li>
      ))}
    </ul>
  );
}

function Messages({ group, now, zone }: Shown & { readonly group: string }) {
  const pages = useInfiniteQuery({
    queryKey: ["parked", group],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      read<ParkedAnswer>(`/parked-messages/${group}${pageParam === "" ? "" : `?behind=${pageParam}`}`, signal),
    getNextPageParam: last => last.next,
    retry: false,
  });
  if (pages.data === undefined) {
    const { error } = pages;
    return (
      <p role="status">
        {error === null
          ? "Reading …"
          : error instanceof NotAnswered
            ? error.failure.text
            : "The node did not answer. Read them again."}
      </p>
    );
  }
  const messages = pages.data.pages.flatMap(page => page.messages);
  const gone = pages.data.pages.reduce((sum, page) => sum + page.gone, 0);
  return (
    <div className={css.messages}>
      {messages.some(one => !one.whole) && (
        <p>
          Names, numbers, times, phones and free text are blanked: x stands for a letter, 0 for a digit. Codes,
          structure and places are as sent.
        </p>
      )}
      {messages.map(message => (
        <Message key={message.id} message={message} now={now} zone={zone} />
      ))}
      {gone > 0 && <p>{gone} more: their content was pruned or erased.</p>}
      {pages.hasNextPage && (
        <Button
          variant="default"
          size="compact-sm"
          loading={pages.isFetching}
          onClick={() => void pages.fetchNextPage()}
        >
          Older
        </Button>
      )}
    </div>
  );
}

function Message({ message, now, zone }: Shown & { readonly message: ParkedMessage }) {
  return (
    <article aria-label={`Message ${message.control ?? "without a control id"}`}>
      <h3>
        {message.control ?? "no control id"}{" "}
        <small>
          came in {clockTime(message.arrived, now, zone)} · {message.bytes.toLocaleString("en")} bytes
          {message.whole && " · whole: reading it is a look at whom it names"}
        </small>
      </h3>
      {message.segments.length === 0 && <p>It has no readable header: its bytes are kept.</p>}
      <ol>
        {message.segments.map(({ text, more, mark }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: segments have no id and keep their order
          <li key={index}>
            {mark === null ? (
              text
            ) : (
              <>
                {text.slice(0, mark.from)}
                <mark title={mark.place}>{mark.from === mark.to ? "␣" : text.slice(mark.from, mark.to)}</mark>
                {text.slice(mark.to)}
              </>
            )}
            {more > 0 && <em> … {more.toLocaleString("en")} more characters</em>}
          </li>
        ))}
      </ol>
      {message.more_segments > 0 && <p>{message.more_segments} more segments are not shown.</p>}
    </article>
  );
}
