/** A sheet as PDF: the canvas on the first page, then notes and evidence. Its metadata says nothing that the pages don't. */
import PDFDocument from 'pdfkit';
import { FONTS } from './fonts.ts';
import { INK, PAPER, RADIUS, boundsOf, corners } from './sheet.ts';
import type { Sheet, SheetEdge, SheetNode } from './sheet.ts';
import { cut, drawable } from './text.ts';

type Page = InstanceType<typeof PDFDocument>;

const MARGIN = 40;
const FOOT = 62;

/** `at`: Unix ms, what the file says of when it was made. */
export function pdfOf(sheet: Sheet, at: number): Promise<Buffer> {
  const doc = new PDFDocument({
    autoFirstPage: false,
    compress: true,
    info: { Producer: 'Netgraph', Creator: 'Netgraph', CreationDate: new Date(at) },
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: FOOT + 8 },
  });
  const parts: Buffer[] = [];
  const whole = new Promise<Buffer>((done, failed) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => done(Buffer.concat(parts)));
    doc.on('error', failed);
  });
  doc.registerFont('text', FONTS.text);
  doc.registerFont('heading', FONTS.heading);
  doc.registerFont('value', FONTS.value);
  doc.on('pageAdded', () => furnish(doc, sheet));
  doc.addPage({ size: 'A3', layout: 'landscape' });
  canvas(doc, sheet);
  if (sheet.notes !== '' || sheet.evidence.length > 0) {
    doc.addPage({ size: 'A4' });
    writing(doc, sheet);
  }
  doc.end();
  return whole;
}

/** What every page has: watermark and foot. Leaves the pen where a page begins. */
function furnish(doc: Page, { mark, foot }: Sheet): void {
  const { width, height } = doc.page;
  doc.save();
  doc.opacity(0.07).font('text').fontSize(13).fillColor(PAPER.text);
  for (let y = 60; y < height; y += 130)
    for (let x = y % 260 === 60 ? -40 : 90; x < width; x += 360) {
      doc.save();
      doc.rotate(-24, { origin: [x, y] });
      doc.text(drawable(mark), x, y, { lineBreak: false });
      doc.restore();
    }
  doc.restore();
  doc.opacity(1).font('text').fontSize(8).fillColor(PAPER.muted);
  const bottom = doc.page.margins.bottom;
  doc.page.margins.bottom = 0;
  foot.forEach((line, at) =>
    doc.text(drawable(line), MARGIN, height - FOOT + 14 + at * 12, {
      width: width - 2 * MARGIN,
      height: 11,
      lineBreak: false,
      ellipsis: true,
    }),
  );
  doc.page.margins.bottom = bottom;
  doc.x = MARGIN;
  doc.y = MARGIN;
  doc.fillColor(PAPER.text);
}

function heading(doc: Page, sheet: Sheet): void {
  doc
    .font('heading')
    .fontSize(16)
    .fillColor(PAPER.text)
    .text(drawable(cut(sheet.title, 160)));
  const remarks = [sheet.status, ...sheet.remarks].filter((line) => line !== null).join('  ·  ');
  doc.font('text').fontSize(9).fillColor(PAPER.muted).text(drawable(remarks)).moveDown(0.6);
}

function canvas(doc: Page, sheet: Sheet): void {
  heading(doc, sheet);
  legend(doc, sheet);
  const { width, height } = doc.page;
  const box = boundsOf(sheet.nodes);
  const [top, bottom] = [doc.y + 6, height - FOOT - 6];
  const [room, tall] = [width - 2 * MARGIN, bottom - top];
  if (sheet.nodes.length === 0) {
    doc
      .font('text')
      .fontSize(12)
      .fillColor(PAPER.muted)
      .text('Nothing is on this canvas.', MARGIN, top + tall / 2, { width: room, align: 'center' });
    return;
  }
  const scale = Math.min(1.6, room / box.width, tall / box.height);
  doc.save();
  doc.translate(MARGIN + (room - box.width * scale) / 2 - box.x * scale, top + (tall - box.height * scale) / 2 - box.y * scale);
  doc.scale(scale);
  doc.lineWidth(1).strokeColor(PAPER.line);
  for (const edge of sheet.edges) line(doc, edge, sheet.nodes);
  doc.stroke();
  for (const edge of sheet.edges) verb(doc, edge, sheet.nodes);
  for (const node of sheet.nodes) shape(doc, node, node.x, node.y, RADIUS);
  doc.font('text').fontSize(11).fillColor(PAPER.text);
  for (const { labelled, label, x, y } of sheet.nodes) if (labelled) centred(doc, label, x, y + 14);
  doc.restore();
}

function centred(doc: Page, label: string, x: number, y: number): void {
  const text = drawable(label);
  doc.text(text, x - doc.widthOfString(text) / 2, y, { lineBreak: false });
}

function line(doc: Page, { from, to }: SheetEdge, nodes: readonly SheetNode[]): void {
  const [a, b] = [nodes[from]!, nodes[to]!];
  doc.moveTo(a.x, a.y).lineTo(b.x, b.y);
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length < RADIUS * 3) return;
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const [tx, ty] = [b.x - ux * (RADIUS + 3), b.y - uy * (RADIUS + 3)];
  for (const turn of [1, -1]) doc.moveTo(tx, ty).lineTo(tx - ux * 7 + turn * uy * 3.5, ty - uy * 7 - turn * ux * 3.5);
}

function verb(doc: Page, { from, to, verb: said }: SheetEdge, nodes: readonly SheetNode[]): void {
  if (said === null) return;
  const [a, b] = [nodes[from]!, nodes[to]!];
  doc.font('text').fontSize(8).fillColor(PAPER.muted);
  centred(doc, said, (a.x + b.x) / 2, (a.y + b.y) / 2 - 9);
}

function shape(
  doc: Page,
  { kind, count, pinned }: Pick<SheetNode, 'kind' | 'count' | 'pinned'>,
  x: number,
  y: number,
  radius: number,
): void {
  const points = corners(kind, x, y, radius);
  const path = (): Page => (points ? doc.polygon(...points.map(([px, py]) => [px, py] as [number, number])) : doc.circle(x, y, radius));
  if (count !== null) path().lineWidth(5).strokeOpacity(0.35).stroke(INK[kind]).strokeOpacity(1);
  path().fill(INK[kind]);
  if (pinned) path().lineWidth(2).stroke(PAPER.text);
}

function legend(doc: Page, sheet: Sheet): void {
  let x = MARGIN;
  const { y } = doc;
  doc.fontSize(9);
  for (const { kind, count } of sheet.legend) {
    const words = `${kind} ${count}`;
    shape(doc, { kind, count: null, pinned: false }, x + 5, y + 5, 5);
    doc
      .font('text')
      .fillColor(PAPER.text)
      .text(words, x + 14, y, { lineBreak: false });
    x += doc.widthOfString(words) + 28;
  }
  doc.x = MARGIN;
  doc.y = y + 14;
}

function writing(doc: Page, sheet: Sheet): void {
  heading(doc, sheet);
  if (sheet.notes !== '') {
    doc.font('heading').fontSize(12).fillColor(PAPER.text).text('Notes').moveDown(0.3);
    doc.font('text').fontSize(10).text(drawable(sheet.notes), { lineGap: 2 }).moveDown(1);
  }
  if (sheet.evidence.length === 0) return;
  doc.font('heading').fontSize(12).fillColor(PAPER.text).text(`Evidence (${sheet.evidence.length})`).moveDown(0.3);
  for (const { heading: what, facts, why, taken } of sheet.evidence) {
    if (doc.y > doc.page.height - FOOT - 90) doc.addPage({ size: 'A4' });
    doc.font('heading').fontSize(10).fillColor(PAPER.text).text(drawable(what));
    doc.font('text').fontSize(8.5).fillColor(PAPER.muted).text(drawable(taken));
    if (why !== '') doc.font('text').fontSize(9.5).fillColor(PAPER.text).text(drawable(why));
    doc.font('value').fontSize(8).fillColor(PAPER.text);
    for (const [name, value] of facts) if (value !== '') doc.text(drawable(`${name.padEnd(14)} ${value}`), { indent: 8 });
    doc.moveDown(0.9);
  }
}
