import fc from 'fast-check';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { escapeText, pieces } from '../../../../renderer/ui/escape.ts';
import { Text } from '../../../../renderer/ui/text.tsx';

it.each([
  ['a right-to-left override', 'invoice\u202Efdp.exe', 'invoiceU+202Efdp.exe'],
  ['isolates and marks', '\u2066a\u2069\u200F', 'U+2066aU+2069U+200F'],
  ['a null, a newline and an escape sequence', 'a\u0000\n\u001B[31m', 'aU+0000U+000AU+001B[31m'],
  ['a line separator', 'a\u2028b', 'aU+2028b'],
  ['a zero-width space and a byte order mark', 'ad\u200Bmin\uFEFF', 'adU+200BminU+FEFF'],
  ['a joiner inside ASCII', 'ad\u200Dmin', 'adU+200Dmin'],
  ['a lone surrogate', 'a\uD800b', 'aU+D800b'],
  ['tag characters', 'a\u{E0041}', 'aU+E0041'],
  ['a blank letter', '\u3164', 'U+3164'],
])('shows %s by its code point', (_what, text, shown) => {
  expect(escapeText(text)).toBe(shown);
});

it.each(['Zoë Ünal', '中村', 'می‌خواهم', '👩‍💻', 'שלום', 'C:\\Windows\\System32'])('leaves %s as it is', (text) => {
  expect(escapeText(text)).toBe(text);
});

it('leaves nothing that could hide, and changes nothing twice', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = escapeText(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200e\u200f]/u);
      expect(escapeText(shown)).toBe(shown);
      expect(
        pieces(text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(shown);
    }),
  );
});

it('marks what stands for a character, and makes no markup of text', () => {
  expect(renderToStaticMarkup(<Text>{'<b>\u202E'}</Text>)).toBe('<bdi>&lt;b&gt;<span class="ui-escaped">U+202E</span></bdi>');
});
