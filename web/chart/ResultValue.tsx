import type { Result } from "../../src/chart/routes.ts";
import { Source } from "../parts/Source.tsx";
import { Value } from "../parts/Value.tsx";
import { clockTime } from "../time.ts";
import css from "./Page.module.css";

type ResultValueProps = { result: Result; now: number; zone: string; unit?: boolean };

/** A value with its flag; what it was reported as before stands beside it, struck, and the words say when it changed. */
export function ResultValue({ result, now, zone, unit = false }: ResultValueProps) {
  const { was = [], status } = result;
  const isGone = status === "cancelled" || status === "entered in error";
  const last = was.at(-1);
  return (
    <>
      <span className={css.cell}>
        {was.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: earlier values have no id, and only ever come behind
          <s key={index}>
            <Value value={one.value} flag={one.flag} unit={one.unit} dense />
          </s>
        ))}
        {isGone ? (
          <s>{result.value === "" ? "no value" : <Value value={result.value} flag={result.flag} dense />}</s>
        ) : (
          <Value
            value={result.value === "" ? "no value" : result.value}
            flag={result.flag}
            critical={result.critical}
            unit={unit ? result.unit : null}
          />
        )}
        <Source
          source={result.source}
          about={`${result.test} ${result.value}`}
          entry={result.entry}
          origin={[
            ["Time", result.at === null ? "not sent" : result.at.text],
            ["Status", result.status],
            ["Reference", result.reference ?? "not sent"],
            ["Flag", result.flag ?? "not sent"],
            ["By", result.by ?? "not sent"],
          ]}
        />
      </span>
      {(status !== "final" || last !== undefined) && (
        <span className={css.says}>
          {status === "final" ? "changed" : status}
          {last?.until != null && ` ${clockTime(last.until, now, zone)}`}
        </span>
      )}
    </>
  );
}
