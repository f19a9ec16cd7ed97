// Seeded numbers: the same seed gives the same hospital, byte for byte.

/** A source of numbers that depends on its seed and on nothing else. */
export interface Seeded {
  /** A number in [0, 1). */
  unit(): number;
  /** An integer in [from, to], both included. */
  whole(from: number, to: number): number;
  /** True with the probability given. */
  chance(probability: number): boolean;
  /** One of a list that is not empty; throws a RangeError on an empty one (a programming error). */
  pick<T>(list: readonly T[]): T;
  /** About a bell around `mean`, never further than three `spread` away. */
  around(mean: number, spread: number): number;
  /** Another source for one question, so that a draw more there moves nothing here. */
  fork(name: string): Seeded;
}

/** 32 bits of FNV-1a over a text. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** Makes a source from a seed (sfc32, 128 bits of state). */
export function seeded(seed: string | number): Seeded {
  const name = String(seed);
  let a = hash(`${name}/a`);
  let b = hash(`${name}/b`);
  let c = hash(`${name}/c`);
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  // The first numbers still show the seed.
  for (let i = 0; i < 15; i++) next();
  const unit = () => next() / 2 ** 32;
  const whole = (from: number, to: number) => from + Math.floor(unit() * (to - from + 1));
  return {
    unit,
    whole,
    chance: probability => unit() < probability,
    pick: list => {
      const picked = list[whole(0, list.length - 1)];
      if (picked === undefined) throw new RangeError("nothing to pick from");
      return picked;
    },
    around: (mean, spread) => mean + (unit() + unit() + unit() - 1.5) * 2 * spread,
    fork: question => seeded(`${name}/${question}`),
  };
}
