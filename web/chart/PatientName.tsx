import type { Name } from "../../src/chart/routes.ts";
import { familyName } from "./words.ts";

/** `LAST, First Middle`, the native script after it; isolated, so that a right-to-left name moves nothing beside it. */
export function PatientName({ name }: { name: Name }) {
  return (
    <bdi>
      <strong>{familyName(name)}</strong>
      {name.given !== "" && `, ${name.given}`}
      {name.native !== null && (
        <>
          {" "}
          <bdi>{name.native}</bdi>
        </>
      )}
    </bdi>
  );
}
