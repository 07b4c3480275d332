/** Boxes side by side, in rows like shelves where they would be too wide: about as wide as high, and never narrower than the widest. */

interface Box {
  readonly width: number;
  readonly height: number;
}

interface Shelves extends Box {
  /** The upper left corner of each box, y downwards. */
  readonly at: readonly { readonly x: number; readonly y: number }[];
}

/** How much wider than high a block of rows is. */
const WIDER = 1.6;

/** `least`: up to here one row is not broken. `gap`: between rows. */
export function shelve(boxes: readonly Box[], { least, gap }: { readonly least: number; readonly gap: number }): Shelves {
  const area = boxes.reduce((sum, { width, height }) => sum + width * (height + gap), 0);
  const widest = boxes.reduce((most, { width }) => Math.max(most, width), 0);
  const limit = Math.max(least, widest, Math.sqrt(area) * WIDER);
  const rows: { readonly from: number; width: number; height: number }[] = [];
  boxes.forEach(({ width, height }, index) => {
    const row = rows.at(-1);
    if (!row || row.width + width > limit) rows.push({ from: index, width, height });
    else [row.width, row.height] = [row.width + width, Math.max(row.height, height)];
  });
  const width = rows.reduce((most, row) => Math.max(most, row.width), 0);
  const at: { x: number; y: number }[] = [];
  let y = 0;
  rows.forEach((row, index) => {
    let x = (width - row.width) / 2;
    for (const box of boxes.slice(row.from, rows[index + 1]?.from)) {
      at.push({ x, y });
      x += box.width;
    }
    y += row.height + gap;
  });
  return { at, width, height: Math.max(0, y - gap) };
}
