/** Numbers that look random and are the same each time: mulberry32, by Tommy Ettinger (public domain). */
export type Random = () => number;

/** Gives numbers from 0 up to, not including, 1. */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number below `count`, small ones far more often: the rank in a power law with density x^-exponent. */
export function ranked(next: Random, count: number, exponent = 1.6): number {
  const power = 1 - exponent;
  const x = (1 + next() * ((count + 1) ** power - 1)) ** (1 / power);
  return Math.min(count - 1, Math.floor(x) - 1);
}
