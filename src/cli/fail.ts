/** Ends the command with words for the person who called it. */
export function fail(text: string): never {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
