/**
 * How everything here is measured: ours and its yardstick in turns, in the same run on the same machine, so that what else
 * the machine does meets both. The ratio is the median of the ratios of the pairs.
 */
export interface Side {
  /** Not timed. */
  readonly before?: () => unknown;
  /** Timed until its promise is settled. */
  readonly run: () => unknown;
}

/** Milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p95: number;
}

/** One line of the table that `npm run bench` prints. */
export interface BenchRow {
  readonly name: string;
  readonly ours: Times;
  /** What it is compared with, in a few words, and its times; null where the target is in milliseconds. */
  readonly yardstick: { readonly name: string; readonly times: Times } | null;
  /** Ours / yardstick, or null. */
  readonly ratio: number | null;
  readonly target: string;
  readonly met: boolean;
  /** What else a reader should know, such as who else was busy. */
  readonly note?: string;
}

export interface Bench {
  readonly name: string;
  run(say: (line: string) => void): Promise<readonly BenchRow[]>;
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;

export function timesOf(all: readonly number[]): Times {
  const sorted = all.toSorted((a, b) => a - b);
  return { p50: at(sorted, 0.5), p95: at(sorted, 0.95) };
}

async function timed({ before, run }: Side): Promise<number> {
  await before?.();
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** `rounds` pairs after one that does not count; who goes first changes each time. */
export async function paired(rounds: number, ours: Side, yardstick: Side): Promise<{ ours: Times; yardstick: Times; ratio: number }> {
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round <= rounds; round++) {
    const first = round % 2 === 0 ? await timed(ours) : null;
    const other = await timed(yardstick);
    pairs.push([first ?? (await timed(ours)), other]);
  }
  const counted = pairs.slice(1);
  return {
    ours: timesOf(counted.map(([a]) => a)),
    yardstick: timesOf(counted.map(([, b]) => b)),
    ratio: timesOf(counted.map(([a, b]) => a / b)).p50,
  };
}
