/** Which verbs fit what is written, best first: how it begins, then how its words do, then their initials, then in it, then its letters in order. */

/** 0 is best; null does not fit. Equally good ones keep the order of the list, so that the same letters find the same verb. */
export function rank(label: string, written: string): number | null {
  const wanted = written.trim().toLowerCase();
  const name = label.toLowerCase();
  const words = name.split(/[^\p{L}\p{N}]+/u);
  if (wanted === '' || name.startsWith(wanted)) return 0;
  if (words.some((word) => word.startsWith(wanted))) return 1;
  if (
    words
      .map((word) => word.slice(0, 1))
      .join('')
      .startsWith(wanted)
  )
    return 2;
  if (name.includes(wanted)) return 3;
  return inOrder(name, wanted) ? 4 : null;
}

function inOrder(name: string, letters: string): boolean {
  let at = -1;
  return [...letters].every((letter) => letter === ' ' || (at = name.indexOf(letter, at + 1)) >= 0);
}

/** What can't be done comes after what can, within the same rank. */
export function ranked<T extends { readonly label: string; readonly why: string | null }>(
  all: readonly T[],
  written: string,
): readonly T[] {
  return all
    .flatMap((one) => {
      const at = rank(one.label, written);
      return at === null ? [] : [{ one, at: at * 2 + (one.why === null ? 0 : 1) }];
    })
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
