// Where a locked screen goes on: the same person to the page that was left, another one to the page of their own work.

type Left = { readonly person: string | null; readonly href: string };

let left: Left | null = null;

/** Keeps, in memory only, which page was left and by whom; `person` null = nobody was signed in yet. */
export function leavePage(person: string | null, href: string): void {
  left = { person, href };
}

/** The page that `person` goes on with; null = the page of their work. Asked once. */
export function takeBack(person: string): string | null {
  const page = left;
  left = null;
  if (page === null || page.href === "/" || page.href === "/unit") return null;
  return page.person === null || page.person === person ? page.href : null;
}
