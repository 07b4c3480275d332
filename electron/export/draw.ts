/** From what is to be exported to the bytes of a file. */
import type { ExportFormat } from '../../shared/contract/export.ts';
import { compose } from './compose.ts';
import type { ExportInput } from './compose.ts';
import { pdfOf } from './pdf.ts';
import { pngOf } from './png.ts';
import type { Hidden } from './redact.ts';
import { svgOf } from './svg.ts';

export interface Drawn {
  readonly bytes: Uint8Array;
  readonly hidden: Hidden;
}

/** `onRead`: how many records of the canvas have been looked through. */
export async function draw(format: ExportFormat, input: ExportInput, onRead?: (records: number) => void): Promise<Drawn> {
  const sheet = compose(input, onRead);
  const bytes = format === 'svg' ? Buffer.from(svgOf(sheet).text, 'utf8') : format === 'png' ? pngOf(sheet) : await pdfOf(sheet, input.now);
  return { bytes, hidden: sheet.hidden };
}
