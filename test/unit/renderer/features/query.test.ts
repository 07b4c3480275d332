import { describe, expect, it } from 'vitest';
import { fixOf } from '../../../../renderer/features/query/fix.ts';
import { language } from '../../../../renderer/features/query/language.ts';
import { parametersOf, templateOf } from '../../../../renderer/features/query/scan.ts';
import { typeOf, valueOf } from '../../../../renderer/features/query/values.ts';
import { parseQuery } from '../../../../shared/query/parse/index.ts';
import { KEYWORDS } from '../../../../shared/query/parse/tokens.ts';

describe('a fix', () => {
  const fixed = (query: string): string | null => {
    const parsed = parseQuery(query);
    return parsed.ok ? query : (fixOf(query, parsed.error)?.text ?? null);
  };

  it.each([
    ['MATCH (h:hosst) RETURN h', 'MATCH (h:host) RETURN h'],
    ['MATCH (h:host) RETRUN h', 'MATCH (h:host) RETURN h'],
    ["MATCH (h:host) WHERE h.label = 'x RETURN h", "MATCH (h:host) WHERE h.label = 'x RETURN h'"],
  ])('of %s', (query, wanted) => expect(fixed(query)).toBe(wanted));

  it('is not offered where it would not be understood any better', () => {
    expect(fixed('MATCH (h:host) RETURN')).toBeNull();
    expect(fixed('hello')).toBeNull();
    const parsed = parseQuery('MATCH (h:host) WHERE id(h) = 1 RETURN h');
    expect(parsed.ok || fixOf('MATCH (h:host) WHERE id(h) = 1 RETURN h', parsed.error)).toBeNull();
  });
});

describe('parameters', () => {
  it('are found wherever they stand, but not in texts and comments', () => {
    expect(
      parametersOf("MATCH (h:host) WHERE h.label = $name AND h.os = '$not' // $nor\n AND h.count > $least OR h.label = $name"),
    ).toEqual(['name', 'least']);
    expect(parametersOf('$')).toEqual([]);
  });

  it.each([
    ['42', 42],
    ['-1.5e3', -1500],
    ['true', true],
    ['null', null],
    ['web01', 'web01'],
    ['"42"', '42'],
    ["''", ''],
    ['10.0.0.1', '10.0.0.1'],
    ['007', '007'],
    ['0.5', 0.5],
    ['1.50', 1.5],
    ['12345678901234567890', '12345678901234567890'],
    ['1e999', '1e999'],
    ['[1, 01]', [1, '01']],
    ['[1, "2", x]', [1, '2', 'x']],
    ['[]', []],
  ])('take %s as what it looks like', (written, value) => expect(valueOf('x', written)).toEqual({ ok: true, value }));

  it('without a value are asked for by name', () => {
    expect(valueOf('name', '  ')).toMatchObject({ ok: false, error: { text: '$name has no value.' } });
    expect([typeOf('007'), typeOf('"007"'), typeOf('0.7')]).toEqual(['text, as it is written', 'text', 'number']);
    expect([typeOf(''), typeOf('1'), typeOf('a'), typeOf('[1,2]')]).toEqual(['', 'number', 'text', 'list of 2']);
  });
});

describe('colours of the editor', () => {
  const { parser } = language;
  /** What each piece of a line is coloured as. */
  const coloured = (line: string): readonly (readonly [string, string])[] => {
    const pieces: [string, string][] = [];
    parser.parse(line).iterate({
      enter: ({ name, from, to }) => {
        if (name !== 'Document') pieces.push([line.slice(from, to), name]);
      },
    });
    return pieces;
  };

  it('know every word of the language, in either case, and nothing that only begins like one', () => {
    for (const word of KEYWORDS.flatMap((one) => one.split(' '))) {
      expect(coloured(word), word).toEqual([[word, 'keyword']]);
      expect(coloured(word.toLowerCase())).toEqual([[word.toLowerCase(), 'keyword']]);
    }
    for (const name of ['matches', 'asset', 'notes', 'unions']) expect(coloured(name)).toEqual([[name, 'variableName']]);
  });

  it('tell kinds, texts and numbers apart', () =>
    expect(coloured("MATCH (h:host) WHERE h.label = 'as' LIMIT 5").filter(([, name]) => name !== 'punctuation')).toEqual([
      ['MATCH', 'keyword'],
      ['h', 'variableName'],
      ['host', 'typeName'],
      ['WHERE', 'keyword'],
      ['h', 'variableName'],
      ['label', 'variableName'],
      ["'as'", 'string'],
      ['LIMIT', 'keyword'],
      ['5', 'number'],
    ]));
});

describe('a template', () => {
  it('holds no literal: the same value is the same parameter, counts stay', () => {
    const query =
      "MATCH (h:host)-[*1..3]->(p) WHERE h.label = 'web01' AND p.label <> 'web01' AND p.count > 12 AND p.x = $value2 RETURN p LIMIT 50 // web01";
    const template = templateOf(query);
    expect(template).toBe(
      'MATCH (h:host)-[*1..3]->(p) WHERE h.label = $value1 AND p.label <> $value1 AND p.count > $value3 AND p.x = $value2 RETURN p LIMIT 50',
    );
    expect(template).not.toContain('web01');
  });

  it('of hostile or unfinished text holds none either', () => {
    for (const query of [
      "MATCH (h) WHERE h.a = 'secret",
      'MATCH (h) WHERE h.a = "se\\"cret" AND 1 = 1',
      '/* secret */ MATCH (h) RETURN h',
      "RETURN 'a//secret'",
    ])
      expect(templateOf(query)).not.toMatch(/secret|cret/);
  });
});
