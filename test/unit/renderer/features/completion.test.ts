import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listen } from '../../../../renderer/api.ts';
import { completions, offered } from '../../../../renderer/features/query/offers.ts';
import type { Present } from '../../../../renderer/features/query/offers.ts';
import { literalOf, valuePlaceAt } from '../../../../renderer/features/query/place-of-value.ts';
import { parseQuery } from '../../../../shared/query/parse/index.ts';
import { ok } from '../../../../shared/errors.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../../shared/graph/kinds.ts';

type Offer = Exclude<ReturnType<ReturnType<typeof completions>>, Promise<unknown>>;
const ask = (text: string, explicit = false, present: Present = null, cursor = text.length) =>
  completions(() => present)(new CompletionContext(EditorState.create({ doc: text }), cursor, explicit));
/** Words are there at once: only values are waited for. */
const at = (text: string, explicit = false, present: Present = null): Offer => ask(text, explicit, present) as Offer;
const words = (text: string, explicit = false) => at(text, explicit)?.options.map(({ label }) => label) ?? null;

describe('completion in the query bar', () => {
  it('offers kinds of node after a colon, and what of them fits a begun word', () => {
    expect(words('MATCH (h:')).toEqual([...NODE_KINDS]);
    expect(words('MATCH (h:pr')).toEqual(['principal', 'process']);
  });

  it('offers kinds of edge in square brackets', () => expect(words('MATCH (h)-[r:')).toEqual([...EDGE_KIND_NAMES]));

  it('replaces the begun word from its start', () => expect(at('MATCH (h:ho')?.from).toBe(9));

  it('is quiet where nothing is begun, unless it is asked', () => {
    expect(words('MATCH (h:host) ')).toBe(null);
    expect(words('MATCH (h:host) ', true)).toContain('WHERE');
  });
});

describe('kinds', () => {
  const present = {
    nodes: [
      { kind: 'host', count: 3 },
      { kind: 'process', count: 1200 },
    ],
    edges: [{ kind: 'RAN_ON', count: 7 }],
  } as const satisfies Present;

  it('that the slice has come alone, the most frequent first, counted', () => {
    expect(at('MATCH (h:', false, present)?.options.map(({ label, detail }) => [label, detail])).toEqual([
      ['process', 'node · 1,200'],
      ['host', 'node · 3'],
    ]);
    expect(at('MATCH (h)-[r:', false, present)?.options.map(({ label }) => label)).toEqual(['RAN_ON']);
  });

  it('of which there are none leave other words alone', () => {
    const none = { nodes: [], edges: [] };
    expect(
      offered(
        [
          { word: 'WHERE', type: 'keyword' },
          { word: 'host', type: 'node' },
        ],
        none,
      ).map(({ word }) => word),
    ).toEqual(['WHERE']);
  });
});

describe('values', () => {
  const asked: unknown[] = [];
  beforeEach(() => {
    asked.length = 0;
    vi.stubGlobal('window', {
      netgraph: {
        act: (name: string, input: unknown) => {
          asked.push([name, input]);
          return Promise.resolve(ok({ values: ["web-'01", 'x\u202ey'] }));
        },
        onState: (listener: (state: unknown) => void) => {
          listener({ epoch: 1 });
          return () => undefined;
        },
      },
    });
    listen();
  });

  it('are read only when a person asks, with what is written already', async () => {
    at("MATCH (h:host) WHERE h.label = 'we");
    expect(asked).toEqual([]);
    const text = "MATCH (h:host) WHERE h.label = 'we'";
    const found = await ask(text, true, null, text.length - 1);
    expect(asked).toEqual([['graph.values', { kind: 'host', property: 'label', prefix: 'we' }]]);
    // The whole literal is replaced, the quote that closes it included.
    expect([found?.from, found?.to]).toEqual([text.indexOf("'"), text.length]);
    expect(found?.options.map(({ label, displayLabel }) => [label, displayLabel])).toEqual([
      ["'web-\\'01'", "web-'01"],
      ["'x\\u202ey'", 'xU+202Ey'],
    ]);
  });

  it.each([
    ['MATCH (h:host)-[r:RAN_ON]-(p) WHERE r.count = ', 'RAN_ON', 'count', ''],
    ["MATCH (h:host {label: 'a', os: \"wi", 'host', 'os', 'wi'],
    ['MATCH (p:process|file) WHERE p.image STARTS WITH ', 'process', 'image', ''],
    ["MATCH (p:process) WHERE p.label IN ['a', 'b", 'process', 'label', 'b'],
  ])('belong to a kind and a property: %s', (text, kind, property, prefix) =>
    expect(valuePlaceAt(text, text.length)).toMatchObject({ kind, property, prefix }),
  );

  it.each([
    'MATCH (h:host) WHERE h.label ',
    "MATCH (h:host) WHERE h.label = 'done'",
    'MATCH (h) WHERE h.label = ',
    'MATCH (h:hots) WHERE h.label = ',
    'MATCH (h:host) // h.label = ',
    '',
  ])('have no place in: %s', (text) => expect(valuePlaceAt(text, text.length)).toBeNull());

  it.each(['plain', "it's", 'back\\slash', 'line\nbreak', 'turn\u202earound', 'lone\ud800', 'tag\u{e0041}x'])(
    'come back as they are: %j',
    (value) => {
      const parsed = parseQuery(`MATCH (h:host) WHERE h.label = ${literalOf(value)} RETURN h`);
      expect(parsed.ok && JSON.stringify(parsed.value)).toContain(JSON.stringify(value.toWellFormed()));
    },
  );
});
