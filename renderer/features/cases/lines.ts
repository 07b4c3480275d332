/** Which lines of two texts differ: longest common subsequence, of the lines between what both begin and end with. */

export interface Line {
  readonly text: string;
  readonly side: 'both' | 'old' | 'new';
}

/** Beyond so many cells the middle is shown as all old, then all new: a comparison is for reading. */
const CELLS = 4_000_000;

export function compareLines(before: string, after: string): Line[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const both = (lines: readonly string[]): Line[] => lines.map((text) => ({ text, side: 'both' }));
  return [
    ...both(a.slice(0, head)),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...both(a.slice(a.length - tail)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): Line[] {
  const old = a.map((text): Line => ({ text, side: 'old' }));
  const fresh = b.map((text): Line => ({ text, side: 'new' }));
  if (a.length * b.length > CELLS || a.length === 0 || b.length === 0) return [...old, ...fresh];
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      longest[i * width + j] =
        a[i] === b[j] ? longest[(i + 1) * width + j + 1]! + 1 : Math.max(longest[(i + 1) * width + j]!, longest[i * width + j + 1]!);
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) [lines.push({ text: a[i]!, side: 'both' }), i++, j++];
    else if (longest[(i + 1) * width + j]! >= longest[i * width + j + 1]!) lines.push(old[i++]!);
    else lines.push(fresh[j++]!);
  }
  return [...lines, ...old.slice(i), ...fresh.slice(j)];
}
