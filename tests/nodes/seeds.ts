/** Seeds that every run plays; the pinned seeds of rules taken out are among them. */
export const SEEDS = 200;
