/**
 * Text from outside, made safe to look at: control and bidirectional characters, line and paragraph separators and
 * zero-width ones can hide or turn around what a person reads, so they are shown by their code point instead.
 */

/** Cc, and of Cf all but the soft hyphen's neighbours that scripts need (ZWNJ and ZWJ stay); U+2028 and U+2029; lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;

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

/** For where only plain text fits: a title, an accessible name, the canvas. */
export const escapeText = (text: string): string => text.replace(UNSAFE, codePoint);
