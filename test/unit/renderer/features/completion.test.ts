import { CompletionContext } from '@codemirror/autocomplete';
import { EditorState } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { completions } from '../../../../renderer/features/query/language.ts';
import { EDGE_KIND_NAMES, NODE_KINDS } from '../../../../shared/graph/kinds.ts';

const at = (text: string, explicit = false) => completions(new CompletionContext(EditorState.create({ doc: text }), text.length, explicit));
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

  it('takes well under 50 ms', () => {
    const long = `MATCH (h:host)-[:CONNECTED]->(a:address) WHERE ${'h.label = "x" AND '.repeat(80)} h.la`;
    const began = performance.now();
    for (let n = 0; n < 20; n++) at(long);
    expect((performance.now() - began) / 20).toBeLessThan(50);
  });
});
