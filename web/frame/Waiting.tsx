import { useState } from "react";
import { now } from "../clock.ts";
import { Reading } from "./Trouble.tsx";

/** Waiting for an answer, counting from when this first stood on screen. */
export function Waiting({ what }: { what: string }) {
  const [since] = useState(now);
  return <Reading what={what} since={since} />;
}
