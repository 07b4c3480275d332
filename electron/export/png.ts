/** A sheet as PNG: its SVG, drawn. Nothing is fetched, and no font of the machine is looked at. */
import { Resvg } from '@resvg/resvg-js';
import { FONTS } from './fonts.ts';
import { svgOf } from './svg.ts';
import type { Svg } from './svg.ts';
import type { Sheet } from './sheet.ts';
import { drawable } from './text.ts';

/** Pixels of the longer side at most; a small picture is drawn at twice its size. */
const MOST = 4_000;

/** What is drawn: only signs that the bundled fonts have. */
export const pictureOf = (sheet: Sheet): Svg => svgOf(sheet, drawable);

export function pngOf(sheet: Sheet): Buffer {
  const { text, width, height } = pictureOf(sheet);
  const drawn = new Resvg(text, {
    font: {
      loadSystemFonts: false,
      fontFiles: [FONTS.text, FONTS.heading, FONTS.value],
      defaultFontFamily: 'Inter',
      sansSerifFamily: 'Inter',
    },
    fitTo: { mode: 'width', value: Math.max(1, Math.round(width * Math.min(2, MOST / Math.max(width, height)))) },
  });
  return drawn.render().asPng();
}
