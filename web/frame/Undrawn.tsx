import { Button } from "@mantine/core";
import { useSilence } from "./stated.ts";
import { Trouble } from "./Trouble.tsx";

/** A page that could not be drawn, within the frame: most often a part of it that was never fetched before the node fell silent. */
export function Undrawn() {
  const isSilent = useSilence() !== null;
  return (
    <Trouble
      title="This page could not be drawn"
      text={
        isSilent
          ? "The node does not answer, and this page was not fetched before. Nothing was changed. Pages that you read before are still here: go back, or use the printed packet."
          : "Nothing was changed. Read it again; if this stays, use the printed packet."
      }
    >
      {isSilent ? (
        <Button variant="default" onClick={() => window.history.back()}>
          Go back
        </Button>
      ) : (
        <Button variant="default" onClick={() => window.location.reload()}>
          Read it again
        </Button>
      )}
    </Trouble>
  );
}
