/** What names and strings of a query say once escapes are taken away, and the nearest known word to a mistaken one. */

/** An identifier as written → the name that it stands for: backticks off, `\uXXXX` resolved (in either form). */
export function nameOf(image: string): string {
  const bare = image.startsWith('`') ? image.slice(1, -1).replaceAll('``', '`') : image;
  return bare.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))).toWellFormed();
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/** A string literal as written → its text (openCypher's escapes; any other escaped character is itself). */
export function stringOf(image: string): string {
  const inner = image.slice(1, -1);
  return inner
    .replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/gu, (_, short?: string, long?: string, single?: string) => {
      if (single !== undefined) return ESCAPES[single] ?? single;
      const point = parseInt((short ?? long)!, 16);
      return point <= 0xffff ? String.fromCharCode(point) : point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    })
    .toWellFormed();
}

/** The known word that was most likely meant: the same but for case, else within two edits; null when none is near. */
export function nearest(written: string, known: readonly string[]): string | null {
  const lower = written.toLowerCase();
  let best: string | null = null;
  let least = written.length <= 3 ? 2 : 3;
  for (const word of known) {
    const distance = word.toLowerCase() === lower ? 0 : edits(lower, word.toLowerCase());
    if (distance < least) [best, least] = [word, distance];
  }
  return best;
}

/** Levenshtein distance. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
