/**
 * Text from outside, made safe to look at: control, bidirectional and invisible characters can hide or turn around what a
 * person reads, so they are shown by their code point instead.
 */

/**
 * Controls, lone surrogates, line and paragraph separators, format characters, blank letters. Joiners and variation
 * selectors, which many scripts need, stay after anything but ASCII.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{3164}\u{ffa0}[\p{Cf}--[\u{200c}\u{200d}]]]|(?<![\u{80}-\u{10ffff}])[\u{200c}\u{200d}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/gv;

export interface Piece {
  readonly text: string;
  /** Stands for a character that isn't shown. */
  readonly escaped: boolean;
}

const codePoint = (character: string): string => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** The text in pieces; joined, they are `escapeText`. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(UNSAFE)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index), escaped: false });
    found.push({ text: codePoint(match[0]), escaped: true });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from), escaped: false });
  return found;
}

/** The text with another in the place of each character that isn't shown. */
export const mapUnsafe = (text: string, other: (character: string) => string): string => text.replace(UNSAFE, other);

/** For where only plain text fits: a title, an accessible name, the canvas. */
export const escapeText = (text: string): string => mapUnsafe(text, codePoint);
