// Where the copy says otherwise than the truth: which hospital, whom, what, and the messages that spoke of her.
import type { House } from "../../sim/network/house.ts";
import type { Sent } from "../../sim/network/wire.ts";
import type { CopyContext } from "../../src/feed/index.ts";
import { expectedOf } from "./expected.ts";
import { foundOf } from "./found.ts";
import type { Rooms } from "./rooms.ts";

export type Difference = {
  readonly facility: string;
  readonly patient: string;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
};

/** Every field of every person and bed in which the two differ. */
export function differences(house: House, context: CopyContext, rooms: Rooms): Difference[] {
  const [expected, found] = [expectedOf(house), foundOf(house, context, rooms)];
  return [...expected].flatMap(([patient, truth]) => {
    const copy = found.get(patient) ?? new Map<string, string>();
    return [...new Set([...truth.keys(), ...copy.keys()])].flatMap(field => {
      const [wanted, said] = [truth.get(field) ?? "nothing", copy.get(field) ?? "nothing"];
      return wanted === said ? [] : [{ facility: house.facility.id, patient, field, expected: wanted, found: said }];
    });
  });
}

/** In words, with all messages of the first one's record. */
export function told(
  seed: number,
  when: string,
  all: readonly Difference[],
  house: House | undefined,
  sent: readonly Sent[],
): string {
  const [first] = all;
  if (first === undefined || house === undefined) return "";
  const lines = all
    .slice(0, 20)
    .map(one => `  ${one.facility} ${one.patient}, ${one.field}: expected ${one.expected} · found ${one.found}`);
  const numbers = house.truth.records.has(first.patient) ? house.truth.chartOf(first.patient) : [first.expected];
  const ports: readonly string[] = Object.values(house.facility.ports);
  const own = sent.filter(({ about, port }) => ports.includes(port) && about.some(one => numbers.includes(one)));
  const messages = own.map(
    ({ bytes, port, at }) =>
      `-- ${port} ${new Date(at).toISOString()}\n${new TextDecoder().decode(bytes).replaceAll("\r", "\n")}`,
  );
  return [`seed ${seed}, ${when}: ${all.length} fields differ`, ...lines, ...messages].join("\n");
}
