/** A sheet as SVG: shapes and text and nothing else; no script, no link, nothing that is fetched. PNG is made of it. */
import { INK, PAPER, RADIUS, boundsOf, corners } from './sheet.ts';
import type { Sheet, SheetEdge, SheetNode } from './sheet.ts';
import { cut, xml } from './text.ts';

/** Pixels of the longer side at most, and of the width at least. */
const MOST = 7_000;
const LEAST = 1_000;

export interface Svg {
  readonly text: string;
  readonly width: number;
  readonly height: number;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** `seen`: what becomes of a text before it is written (PNG draws only what the bundled fonts have). */
export function svgOf(sheet: Sheet, seen: (text: string) => string = (text) => text): Svg {
  const box = boundsOf(sheet.nodes);
  const scale = Math.min(1, MOST / Math.max(box.width, box.height));
  const width = Math.ceil(Math.max(LEAST, box.width * scale));
  const k = Math.max(1, width / 1600);
  const [head, foot] = [84 * k, (58 + sheet.foot.length * 18) * k];
  const inner = Math.ceil(Math.max(240, box.height * scale));
  const height = Math.ceil(head + inner + foot);
  const write = (text: string): string => xml(seen(text));
  const words = (x: number, y: number, size: number, text: string, more = ''): string =>
    `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" ${more}>${write(text)}</text>`;
  const left = (width - box.width * scale) / 2;
  const top = head + (inner - box.height * scale) / 2;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, sans-serif" fill="${PAPER.text}">`,
    `<defs><pattern id="mark" width="${n(420 * k)}" height="${n(180 * k)}" patternUnits="userSpaceOnUse" patternTransform="rotate(-24)">`,
    words(10 * k, 60 * k, 15 * k, sheet.mark),
    words(130 * k, 150 * k, 15 * k, sheet.mark),
    '</pattern></defs>',
    `<rect width="${width}" height="${height}" fill="${PAPER.paper}"/>`,
    words(24 * k, 36 * k, 20 * k, cut(sheet.title, 120), 'font-weight="600"'),
    words(24 * k, 60 * k, 13 * k, [sheet.status, ...sheet.remarks].filter((line) => line !== null).join('  ·  '), `fill="${PAPER.muted}"`),
    `<g transform="translate(${n(left - box.x * scale)} ${n(top - box.y * scale)}) scale(${Math.round(scale * 1e4) / 1e4})">`,
    ...sheet.edges.map((edge) => lineOf(edge, sheet.nodes, write)),
    ...sheet.nodes.map((node) => nodeOf(node, write)),
    '</g>',
    sheet.nodes.length === 0
      ? words(width / 2, head + inner / 2, 15 * k, 'Nothing is on this canvas.', `text-anchor="middle" fill="${PAPER.muted}"`)
      : '',
    legendOf(sheet, 24 * k, head + inner + 24 * k, k, write),
    ...sheet.foot.map((line, at) => words(24 * k, head + inner + (50 + at * 18) * k, 12 * k, line, `fill="${PAPER.muted}"`)),
    `<rect width="${width}" height="${height}" fill="url(#mark)" opacity="0.07"/>`,
    '</svg>',
  ];
  return { text: parts.filter((part) => part !== '').join('\n'), width, height };
}

function shapeOf({ kind, count, pinned }: Pick<SheetNode, 'kind' | 'count' | 'pinned'>, x: number, y: number, radius: number): string {
  const look = `fill="${INK[kind]}"${pinned ? ` stroke="${PAPER.text}" stroke-width="2"` : ''}${count === null ? '' : ` stroke="${INK[kind]}" stroke-width="5" stroke-opacity="0.35"`}`;
  const points = corners(kind, x, y, radius);
  return points
    ? `<polygon points="${points.map(([px, py]) => `${n(px)},${n(py)}`).join(' ')}" ${look}/>`
    : `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" ${look}/>`;
}

function nodeOf(node: SheetNode, write: (text: string) => string): string {
  const shape = shapeOf(node, node.x, node.y, RADIUS);
  if (!node.labelled) return shape;
  const around = `stroke="${PAPER.paper}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`;
  return `${shape}<text x="${n(node.x)}" y="${n(node.y + 24)}" font-size="11" text-anchor="middle" ${around}>${write(node.label)}</text>`;
}

function lineOf({ from, to, verb }: SheetEdge, nodes: readonly SheetNode[], write: (text: string) => string): string {
  const [a, b] = [nodes[from]!, nodes[to]!];
  const line = `<line x1="${n(a.x)}" y1="${n(a.y)}" x2="${n(b.x)}" y2="${n(b.y)}" stroke="${PAPER.line}" stroke-width="1"/>`;
  const [mx, my] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const said =
    verb === null
      ? ''
      : `<text x="${n(mx)}" y="${n(my - 3)}" font-size="8" text-anchor="middle" fill="${PAPER.muted}">${write(verb)}</text>`;
  return line + arrow(a, b) + said;
}

function arrow(a: SheetNode, b: SheetNode): string {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length < RADIUS * 3) return '';
  const [ux, uy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const [tx, ty] = [b.x - ux * (RADIUS + 3), b.y - uy * (RADIUS + 3)];
  const side = (turn: number): string => `${n(tx - ux * 7 + turn * uy * 3.5)},${n(ty - uy * 7 - turn * ux * 3.5)}`;
  return `<polygon points="${n(tx)},${n(ty)} ${side(1)} ${side(-1)}" fill="${PAPER.line}"/>`;
}

function legendOf({ legend }: Sheet, left: number, y: number, k: number, write: (text: string) => string): string {
  let x = left;
  return legend
    .map(({ kind, count }) => {
      const words = `${kind} ${count}`;
      const at = x;
      x += (34 + words.length * 7.5) * k;
      return `${shapeOf({ kind, count: null, pinned: false }, at + 8 * k, y - 4 * k, 6 * k)}<text x="${n(at + 20 * k)}" y="${n(y)}" font-size="${n(12 * k)}">${write(words)}</text>`;
    })
    .join('');
}
