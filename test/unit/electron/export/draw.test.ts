/** Exports as files: in none of the bytes, of no format, is a name, an own address or a secret; hostile text stays text. */
import { beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../../../electron/export/compose.ts';
import { draw } from '../../../../electron/export/draw.ts';
import { pictureOf } from '../../../../electron/export/png.ts';
import { EXPORT_FORMATS } from '../../../../shared/contract/export.ts';
import type { ExportFormat } from '../../../../shared/contract/export.ts';
import { LIMITS } from '../../../../shared/limits.ts';
import { caseOf, edgeOf, exportInput, idOf, nodeOf, viewOf } from '../../../support/export-input.ts';
import { textOfPdf } from '../../../support/pdf-text.ts';

const NAMES = ['Nora', 'Martha', 'pgustavo', 'WKS-5', 'shire.example', 'hush9xqz', '10.77.66.55', 'nmartha', 'secretplan'];
const HOSTILE = '"/><script>alert(1)</script><image href="http://evil.example/x"/>]]>&#x0;';
const nodes = [
  nodeOf(1, 'host', 'WKS-5.shire.example', { domain: 'shire.example' }),
  nodeOf(2, 'user', 'SHIRE\\pgustavo', { account: 'pgustavo' }),
  nodeOf(3, 'process', 'cmd.exe', { commandLine: 'cmd.exe /c net user pgustavo hush9xqz /add & secretplan.bat' }),
  nodeOf(4, 'address', '10.77.66.55'),
  nodeOf(5, 'file', 'C:\\Users\\nmartha\\x.exe'),
  nodeOf(6, 'alert', HOSTILE),
];
const edges = [edgeOf(1, 'RAN_ON', 3, 1, { user: 'SHIRE\\pgustavo' }), edgeOf(2, 'RAISED_ON', 6, 3)];
const evidence = nodes.map((node, at) => ({
  id: `0191f000-0000-7000-8000-00000000000${at}`,
  record: { form: 'node' as const, node: node as never },
  at: 1_700_000_000_000,
  by: at === 0 ? 'Nora Martha' : 'Ann password: hush9xqz',
  why: 'pgustavo did it',
}));
const input = exportInput(nodes, edges, {
  case: caseOf('pgustavo on WKS-5', { notes: `pgustavo at 10.77.66.55, password: hush9xqz\n${HOSTILE}`, evidence }),
});
/** All that a file says: of a picture, which has no text, what it is drawn from. */
function saidIn(format: ExportFormat, bytes: Uint8Array, raw: boolean): string {
  const file = Buffer.from(bytes);
  if (format === 'png') return pictureOf(compose({ ...input, raw })).text;
  if (format === 'svg') return file.toString('utf8');
  const { lines, rest } = textOfPdf(file);
  return `${lines.join('\n')}\n${rest}`;
}
const said = new Map<string, string>();
const files = new Map<string, Uint8Array>();
beforeAll(async () => {
  for (const format of EXPORT_FORMATS)
    for (const raw of [false, true]) {
      const { bytes } = await draw(format, { ...input, raw });
      files.set(`${format} ${raw}`, bytes);
      said.set(`${format} ${raw}`, saidIn(format, bytes, raw));
    }
});

test.each(EXPORT_FORMATS)('%s with pseudonyms holds no name, own address, argument or secret', (format) => {
  const text = said.get(`${format} false`)!.toLowerCase();
  for (const name of NAMES) expect(text.includes(name.toLowerCase()), name).toBe(false);
  expect(text).toContain('host-1');
  expect(text).toContain('user-1');
});

test.each(EXPORT_FORMATS)('the search finds names where they are left: %s with names has them, and still no secret', (format) => {
  const text = said.get(`${format} true`)!.toLowerCase();
  for (const name of ['pgustavo', 'wks-5.shire.example', '10.77.66.55', 'nmartha']) expect(text.includes(name), name).toBe(true);
  expect(text).not.toContain('hush9xqz');
});

test('every format says in whose name, as of when, by which record and of which version; the picture is sealed with the same words', () => {
  for (const format of EXPORT_FORMATS)
    for (const words of [
      'acting as [Alder Works, with role Investigator]',
      'Slice as of 2023-11-14 22:21 UTC',
      input.record,
      'case version 0191f000-0000-7000-8000-000000000001',
      'ALD · Dana · 2023-11-14 22:23 UTC',
    ])
      expect(said.get(`${format} false`)!, words).toContain(words);
  expect(said.get('svg false')).toMatch(/url\(#mark\)" opacity="0\.07"/);
});

test('SVG is shapes and text: hostile labels are words in it, nothing runs and nothing is fetched', () => {
  const text = Buffer.from(files.get('svg true')!).toString('utf8');
  const elements = new Set([...text.matchAll(/<\/?([a-zA-Z][\w:-]*)/g)].map(([, name]) => name));
  expect([...elements].sort()).toEqual(['circle', 'defs', 'g', 'line', 'pattern', 'polygon', 'rect', 'svg', 'text']);
  const tags = text.replace(/>[^<]*</g, '><');
  expect(tags).not.toMatch(/\s(?:on\w+|href|xlink:href|style|src)\s*=|<!|<\?/i);
  expect([...tags.matchAll(/https?:\/\/[^\s"<]+/g)].map(([url]) => url)).toEqual(['http://www.w3.org/2000/svg']);
  expect(text).toContain('&lt;script&gt;');
});

test('PNG has a picture and nothing beside it; PDF says who made it and when, runs nothing and links nowhere', () => {
  const png = Buffer.from(files.get('png false')!);
  const chunks: string[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) chunks.push(png.toString('latin1', at + 4, at + 8));
  expect([...new Set(chunks)]).toEqual(['IHDR', 'IDAT', 'IEND']);
  const { dictionaries } = textOfPdf(Buffer.from(files.get('pdf false')!));
  const info = [...dictionaries.matchAll(/<<\n\/Producer[^>]*>>/g)].map(([text]) => [...text.matchAll(/\/(\w+) /g)].map(([, key]) => key));
  expect(info).toEqual([['Producer', 'Creator', 'CreationDate']]);
  expect(dictionaries).toContain('(Netgraph)');
  expect(dictionaries).not.toMatch(/\/(?:JavaScript|JS|OpenAction|AA|URI|Launch|EmbeddedFile|Author|Title)\b/);
});

test('it says that people disagree, or that this is not the case as it is now', () => {
  const disputes = ['People disagree on this case: beside this version stands 0191f000-0000-7000-8000-000000000002.'];
  const sheet = compose({ ...input, case: { ...input.case!, disputes } });
  expect(sheet.remarks).toContain(disputes[0]);
  expect(pictureOf(sheet).text).toContain('People disagree on this case');
});

test('a name that only a later text shows to be one is not left in an earlier one', () => {
  const of = { case: caseOf('hmeyer again', { notes: 'hmeyer did it; see C:\\Users\\hmeyer\\x.ps1' }) };
  const sheet = compose(exportInput([], [], of));
  expect([sheet.title, sheet.notes]).toEqual(['USER-1 again', 'USER-1 did it; see C:\\Users\\USER-1\\x.ps1']);
  expect(sheet.hidden.users).toBe(1);
});

describe('a canvas', () => {
  test('of nothing is a page that says so', async () => {
    for (const format of EXPORT_FORMATS)
      expect((await draw(format, exportInput([], [], { view: null }))).bytes.length).toBeGreaterThan(500);
    expect(Buffer.from((await draw('svg', exportInput([], [], { view: null }))).bytes).toString()).toContain('Nothing is on this canvas.');
  });

  test('is drawn as it is seen: hidden and switched-off records are not, a merged kind is one counted node, a fold has no leaves', async () => {
    const view = viewOf(nodes, { off: ['file'], merged: ['user', 'process'], folded: [idOf(1)] });
    const hidden = { ...view, nodes: view.nodes.map((node, at) => ({ ...node, pinned: false, hidden: at === 3 })) };
    const svg = Buffer.from((await draw('svg', exportInput(nodes, edges, { view: hidden, raw: true }))).bytes).toString();
    for (const gone of ['10.77.66.55', 'nmartha']) expect(svg).not.toContain(gone);
    expect(svg).toContain('1 × user');
    expect(svg).toContain('not drawn');
    const few = [nodeOf(1, 'host', 'hub'), nodeOf(2, 'process', 'leaf.exe'), nodeOf(3, 'process', 'kept.exe')];
    const lines = [edgeOf(1, 'RAN_ON', 2, 1), edgeOf(2, 'RAN_ON', 3, 1)];
    const pinned = viewOf(few, { folded: [idOf(1)] });
    const folded = { ...pinned, nodes: pinned.nodes.map((node, at) => ({ ...node, pinned: at === 2 })) };
    const drawn = Buffer.from((await draw('svg', exportInput(few, lines, { view: folded, raw: true }))).bytes).toString();
    expect([drawn.includes('leaf.exe'), drawn.includes('kept.exe')]).toEqual([false, true]);
  });

  test.each([
    ['pdf', 10_000],
    ['png', 10_000],
    ['svg', LIMITS.canvasStop],
  ] as const)('of very many is drawn: %s, %i nodes', async (format, size) => {
    const many = Array.from({ length: size }, (_, at) => nodeOf(at + 1, 'process', `p-${at}`));
    const lines = Array.from({ length: 4 * size }, (_, at) => edgeOf(at, 'SPAWNED', 1 + (at % size), 1 + ((at * 7919) % size)));
    const nodesOf = many.map(({ id }, at) => ({ id, x: (at % 90) * 60, y: Math.floor(at / 90) * 60, pinned: false, hidden: false }));
    const { bytes } = await draw(format, exportInput(many, lines, { view: { ...viewOf([]), nodes: nodesOf } }));
    expect(bytes.length).toBeGreaterThan(size);
  });
});
