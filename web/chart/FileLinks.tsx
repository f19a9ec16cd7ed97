import { IconFile } from "@tabler/icons-react";
import type { ChartFile } from "../../src/chart/routes.ts";
import css from "./Page.module.css";

/** The files of a document or a result. One that another system holds is named: its address leads nowhere while that is dark. */
export function FileLinks({ files, patient }: { files: readonly ChartFile[]; patient: string }) {
  if (files.length === 0) return null;
  return (
    <ul className={css.files}>
      {files.map(file => (
        <li key={file.id ?? `${file.title} ${file.elsewhere}`}>
          {file.id === null ? (
            <span className="quiet">
              {file.title ?? "A file"}: held by another system, not in the copy
              {file.elsewhere !== null && ` (${file.elsewhere})`}
            </span>
          ) : (
            <a
              href={`/patients/${encodeURIComponent(patient)}/files/${encodeURIComponent(file.id)}`}
              target="_blank"
              rel="noopener"
            >
              <IconFile size={16} aria-hidden /> {file.title ?? "File"}
              <span className="quiet">
                {[kindOf(file.type), file.bytes === null ? null : sizeOf(file.bytes)]
                  .filter(part => part !== null)
                  .join(" · ")}
              </span>
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

const KINDS: { readonly [type: string]: string } = {
  "application/pdf": "PDF",
  "application/rtf": "RTF, is saved",
  "image/jpeg": "picture",
  "image/png": "picture",
  "image/tiff": "TIFF, is saved",
  "text/plain": "text",
};

function kindOf(type: string | null): string | null {
  return type === null ? null : (KINDS[type] ?? type);
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
