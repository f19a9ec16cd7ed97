// My unit: one row a bed, everything at a first glance.
import { SegmentedControl } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { KindOfData, UnitAnswer } from "../../src/chart/routes.ts";
import { read } from "../api.ts";
import { useAnswerStates } from "../frame/stated.ts";
import { FailedPage } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { unitRoute } from "../routes.tsx";
import css from "./Unit.module.css";
import { UnitLegend } from "./UnitLegend.tsx";
import { UnitTable } from "./UnitTable.tsx";
import { inOrder } from "./unit-order.ts";

const KINDS: readonly KindOfData[] = [
  "movements",
  "demographics",
  "allergies",
  "orders",
  "medication orders",
  "administrations",
  "results",
  "vitals",
];

export function Unit() {
  const { unit } = unitRoute.useParams();
  const { by } = unitRoute.useSearch();
  const navigate = unitRoute.useNavigate();
  const asked = useQuery({
    queryKey: ["units", unit],
    queryFn: ({ signal }) => read<UnitAnswer>(`/units/${encodeURIComponent(unit)}`, signal),
  });
  const answer = asked.data;
  useAnswerStates(answer, KINDS, answer?.unit.name);
  if (answer === undefined) {
    return asked.error === null ? <Waiting what="The unit" /> : <FailedPage error={asked.error} what="this unit" />;
  }
  const rows = inOrder(answer.rows, by ?? "bed");
  const patients = answer.rows.filter(row => row.patient !== null).length;
  const critical = answer.rows.reduce((sum, row) => sum + row.results.filter(result => result.critical).length, 0);
  const overdue = answer.rows.filter(row => row.overdue_since !== null).length;
  const notKnown = answer.rows.reduce((sum, row) => sum + row.not_known, 0);
  return (
    <div className={css.unit}>
      <div className={css.head}>
        <h1>{answer.unit.name}</h1>
        <span>
          <b>{patients}</b> {patients === 1 ? "patient" : "patients"}
          {answer.rows.length > patients && (
            <>
              {" "}
              · <b>{answer.rows.length}</b> beds
            </>
          )}
        </span>
        {overdue > 0 && (
          <span>
            <Chip kind="stop">{overdue}</Chip> with a dose overdue
          </span>
        )}
        {critical > 0 && (
          <span>
            <Chip kind="stop">{critical}</Chip> critical {critical === 1 ? "result" : "results"}
          </span>
        )}
        {notKnown > 0 && (
          <span>
            <Chip kind="unknown">{notKnown} ?</Chip> {notKnown === 1 ? "dose" : "doses"} not known
          </span>
        )}
        <div className={css.acts}>
          <SegmentedControl
            aria-label="Order of the rows"
            value={by ?? "bed"}
            onChange={value => void navigate({ search: value === "critical" ? { by: "critical" } : {}, replace: true })}
            data={[
              { value: "bed", label: "By bed" },
              { value: "critical", label: "Critical first" },
            ]}
            classNames={{ root: css.seg ?? "", label: css.segLabel ?? "", indicator: css.segMark ?? "" }}
          />
          {patients > 0 && (
            <a
              className={css.print}
              href={`/units/${encodeURIComponent(unit)}/census.pdf`}
              target="_blank"
              rel="noopener"
            >
              <IconPrinter size={18} aria-hidden /> Print census
            </a>
          )}
          {patients > 0 && (
            <a
              className={css.print}
              href={`/units/${encodeURIComponent(unit)}/packets.pdf`}
              target="_blank"
              rel="noopener"
            >
              <IconPrinter size={18} aria-hidden /> Print unit{" "}
              <span>
                {patients} {patients === 1 ? "packet" : "packets"}
              </span>
            </a>
          )}
        </div>
      </div>
      {answer.rows.length === 0 ? (
        <p className={css.empty}>
          No beds of {answer.unit.name} are in the copy. They come with the first message that names one.
        </p>
      ) : (
        <UnitTable rows={rows} zone={answer.zone} />
      )}
      <UnitLegend answer={answer} />
    </div>
  );
}
