import { useMinute } from "../clock.ts";
import { span } from "../time.ts";

/** What is left until an instant, in words, counting by the minute; what is past says so. */
export function Countdown({ until }: { until: number }) {
  const left = until - useMinute();
  return <span>{left >= 0 ? `in ${span(left)}` : `${span(-left)} ago`}</span>;
}
