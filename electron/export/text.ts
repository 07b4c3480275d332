/** Hostile text made harmless for paper: what can't be seen or turns the writing round is written out as its number. */

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2028\u2029]/gu;
const UNSEEN_IN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\u2028\u2029]/gu;
const written = (sign: string): string => `\\u{${sign.codePointAt(0)!.toString(16)}}`;

/** One line. */
export const plain = (text: string): string => text.replace(UNSEEN, written);
/** Several: only line ends stay. */
export const plainLines = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').replace(UNSEEN_IN_LINES, written);

/** What the bundled fonts (Inter, JetBrains Mono) have signs for: Latin, Greek, Cyrillic, punctuation, arrows. */
const WITHOUT_SIGN = /[^\n\u0020-\u024f\u0370-\u03ff\u0400-\u052f\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u2193\u2212]/gu;
export const drawable = (text: string): string => text.replace(WITHOUT_SIGN, written);

export const cut = (text: string, most: number): string => ([...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text);

const XML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** For text and for attributes; no sign that XML can't hold gets this far. */
export const xml = (text: string): string => plain(text).replace(/[&<>"']/g, (sign) => XML[sign]!);
