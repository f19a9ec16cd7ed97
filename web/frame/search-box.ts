/** By which a page finds the one search field of the bar. */
export const SEARCH_BOX = "search";

/** The field; null where her role has none. */
export function searchBox(): HTMLInputElement | null {
  const found = document.getElementById(SEARCH_BOX);
  return found instanceof HTMLInputElement ? found : null;
}
