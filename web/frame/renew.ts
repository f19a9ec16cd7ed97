// A new build of the web app on the node: this page is loaded anew, once, and never in the middle of an act (RULES P3).
import { everySecond } from "../clock.ts";
import { isMidAct } from "../presence.ts";

/** Kept for the tab, so that a page which an old offline copy still serves is not loaded over and over. */
const LOADED_FOR = "tideover-loaded-for";

/** The build that this page is of; null in development. */
export function ownBuild(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="tideover-build"]')?.content ?? null;
}

/** Hears what the node serves; loads the page anew when it is another build and nobody is in the middle of anything. */
export function renewal(): { hear: (build: string) => void; stop: () => void } {
  const own = ownBuild();
  let wanted: string | null = null;
  const stop = everySecond(() => {
    if (wanted === null || isMidAct()) return;
    sessionStorage.setItem(LOADED_FOR, wanted);
    wanted = null;
    void updateOfflineCopy().finally(() => location.reload());
  });
  return {
    hear(build) {
      wanted = own === null || build === own || sessionStorage.getItem(LOADED_FOR) === build ? null : build;
    },
    stop,
  };
}

/** Lets the service worker take the new build first; else it would serve the old one again. */
async function updateOfflineCopy(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (registration === undefined) return;
  await registration.update().catch(() => undefined);
  const coming = registration.installing ?? registration.waiting;
  if (coming === null) return;
  await new Promise<void>(resolve => {
    // An update that hangs must not keep the old page for good.
    setTimeout(resolve, 20_000);
    coming.addEventListener("statechange", () => {
      if (coming.state === "activated" || coming.state === "redundant") resolve();
    });
  });
}
