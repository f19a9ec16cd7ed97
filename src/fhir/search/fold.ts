// Letters as a search compares them.

/** Letters without their marks, also those that Unicode does not take apart, in lower case. */
export function fold(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ł", "l")
    .replaceAll("ø", "o")
    .replaceAll("đ", "d")
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae");
}

/** The words of a search, or of what is searched. */
export function wordsIn(text: string): string[] {
  return fold(text)
    .split(/[\s,]+/)
    .filter(word => word !== "");
}
