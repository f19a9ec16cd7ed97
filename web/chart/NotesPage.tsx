import type { ChartDocument, DocumentsAnswer } from "../../src/chart/routes.ts";
import { useMinute } from "../clock.ts";
import { Failed } from "../frame/Trouble.tsx";
import { Waiting } from "../frame/Waiting.tsx";
import { Chip } from "../parts/Chip.tsx";
import { Source } from "../parts/Source.tsx";
import { momentText } from "../time.ts";
import { Empty } from "./Empty.tsx";
import { FileLinks } from "./FileLinks.tsx";
import { History } from "./History.tsx";
import css from "./Page.module.css";
import { usePage } from "./usePage.ts";

/** Notes and documents, the newest first; the newest that stands is open. */
export function NotesPage() {
  const { data: answer, error, patient } = usePage<DocumentsAnswer>("documents");
  const now = useMinute();
  if (answer === undefined)
    return error === null ? <Waiting what="Notes" /> : <Failed error={error} what="the notes" />;
  const { documents, zone, ages } = answer;
  const first = documents.find(one => one.state === "current");
  if (documents.length === 0) {
    return (
      <div className={css.page}>
        <section className={css.card} aria-labelledby="all-notes">
          <div className={css.head}>
            <h2 id="all-notes">Notes and documents</h2>
          </div>
          <Empty what="documents" kind="documents" ages={ages} now={now} zone={zone} />
        </section>
      </div>
    );
  }
  return (
    <div className={css.page}>
      {documents.map(one => (
        <Note key={one.id} document={one} isOpen={one === first} now={now} zone={zone} patient={patient} />
      ))}
    </div>
  );
}

type NoteProps = { document: ChartDocument; isOpen: boolean; now: number; zone: string; patient: string };

function Note({ document, isOpen, now, zone, patient }: NoteProps) {
  const { state, stage, author, texts, files } = document;
  return (
    <details className={`${css.card} ${css.doc}`} open={isOpen}>
      <summary>
        <b className={state === "current" ? undefined : css.gone}>{document.what}</b>
        {state !== "current" && <Chip kind={state === "superseded" ? "document" : "check"}>{state}</Chip>}
        {stage !== null && stage !== "final" && <Chip kind="document">{stage}</Chip>}
        {document.confidential !== null && <Chip kind="flag">{document.confidential}</Chip>}
        <span>{author ?? <span className="quiet">author not sent</span>}</span>
        <span className={`${css.end} quiet`}>
          {document.at === null ? "time not sent" : momentText(document.at, now, zone)}
        </span>
      </summary>
      {state === "entered in error" && (
        <p className={css.empty}>
          <Chip kind="check">entered in error</Chip> The EHR withdrew this. It is kept to show what was read; do not act
          on it.
        </p>
      )}
      <p className={css.empty}>
        <Source
          source="copy"
          about={document.what}
          entry={document.entry}
          origin={[
            ["Number", document.number ?? "not sent"],
            ["Time", document.at === null ? "not sent" : document.at.text],
            ["State", [state, stage].filter(part => part !== null).join(", ")],
          ]}
        />{" "}
        {[
          document.about,
          document.signed_by === null ? null : `signed by ${document.signed_by}`,
          ...document.relates,
          document.visit === null ? null : `visit ${document.visit}`,
        ]
          .filter(part => part !== null)
          .join(" · ")}
        <History history={document.history} about={document.what} now={now} zone={zone} />
      </p>
      {texts.map(({ title, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no id and keep their order
        <div key={index}>
          {title !== null && texts.length > 1 && <p className={css.empty}>{title}</p>}
          <p className={css.text}>{text}</p>
        </div>
      ))}
      <FileLinks files={files} patient={patient} />
      {texts.length === 0 && files.length === 0 && (
        <p className={css.empty}>The copy was told of this document and not sent its text.</p>
      )}
    </details>
  );
}
