/**
 * What every connector must keep to, whoever wrote it: `conformance(connector, corpus)` in a test file makes the tests. The
 * corpus is the author's: lines of the format, and what each must say. docs/CONNECTORS.md walks through it.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONNECTORS, recognise } from '../../hub/connectors/index.ts';
import type { Connector, LineResult } from '../../hub/ingest/connector.ts';
import { LINE_LENGTH } from '../../hub/ingest/lines.ts';
import type { Seen } from '../../hub/ingest/observe.ts';
import { MALFORMED_REASONS, NOTHING_REASONS } from '../../hub/ingest/reasons.ts';
import { readLine } from '../../hub/ingest/read-line.ts';
import { EDGE_KINDS, NODE_KINDS } from '../../shared/graph/kinds.ts';
import type { NodeKind } from '../../shared/graph/kinds.ts';
import { LIMITS } from '../../shared/limits.ts';
import { gathered, throwAwayKeys } from './gatherer.ts';

export interface Sample {
  /** As it stands in a file, or an object that is written as JSON. */
  readonly line: string | object;
  /** `label KIND label` of every edge, in any order; or why there is none. */
  readonly says: readonly string[] | LineResult;
  /** UTC, as `toISOString` writes it, where the sample is about time. */
  readonly at?: string;
}
/** Samples in the order in which a file would hold them. At least one that says something, one that doesn't, one that is damaged. */
export type Corpus = readonly Sample[];

const textOfSample = ({ line }: Sample): string => (typeof line === 'string' ? line : JSON.stringify(line));

/** `label KIND label`, as a person would say it. */
export const sentences = ({ nodes, edges }: Seen): string[] =>
  edges.map(({ kind, src, dst }) => `${nodes[src]!.label} ${kind} ${nodes[dst]!.label}`).sort();

/** Throws a plain Error at the first thing that is not as it must be: made for hundreds of thousands of lines. */
export function checkLawful(result: LineResult): void {
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what}: ${JSON.stringify(result).slice(0, 2_000)}`);
  };
  if ('malformed' in result) return must(MALFORMED_REASONS.includes(result.malformed), 'an unknown reason');
  if ('nothing' in result) return must(Object.hasOwn(NOTHING_REASONS, result.nothing), 'an unknown reason');
  const { time, nodes, edges } = result.seen;
  must(Number.isSafeInteger(time) && time > 631_000_000_000 && time < 4_103_000_000_000, 'time');
  must(nodes.length > 0 && nodes.length <= 300 && edges.length <= 600, 'too little or too much for one line');
  const names = new Set<string>();
  for (const { kind, key, label, props } of nodes) {
    must(NODE_KINDS.includes(kind), 'kind');
    must(key !== '' && label.trim() !== '', 'an empty name');
    must(label.length <= 33_000 && key.length <= 200_000, 'a name without end');
    must(label.isWellFormed() && key.isWellFormed() && !label.includes('\0'), 'a name that is no text');
    names.add(`${kind}\0${key}`);
    checkProps(props, must);
  }
  must(names.size === nodes.length, 'a thing twice');
  for (const { kind, src, dst, key, props } of edges) {
    const ends: { src: readonly NodeKind[]; dst: readonly NodeKind[] } = EDGE_KINDS[kind];
    must(ends.src.includes(nodes[src]?.kind as NodeKind) && ends.dst.includes(nodes[dst]?.kind as NodeKind), `ends of ${kind}`);
    must(key.length <= 200_000 && key.isWellFormed(), 'a key without end');
    checkProps(props, must);
  }
}

function checkProps(props: object, must: (holds: boolean, what: string) => void): void {
  for (const [name, value] of Object.entries(props) as [string, unknown][]) {
    must(/^[a-zA-Z0-9]+$/.test(name), 'a property name out of the line');
    must(['string', 'number', 'boolean'].includes(typeof value) && value !== '', `property ${name}`);
    if (typeof value === 'number') must(Number.isFinite(value), `number ${name}`);
    if (typeof value === 'string') must(value.isWellFormed() && !value.includes('\0') && value.length <= 33_000, `text of ${name}`);
  }
}

/** What the survey of these lines found, '' without one. */
export function surveyOf(connector: Connector, lines: readonly string[]): string {
  const survey = connector.survey?.();
  for (const line of lines) survey?.look(line);
  return survey?.found() ?? '';
}

export function readAll(connector: Connector, lines: readonly string[]): LineResult[] {
  const reader = connector.open(surveyOf(connector, lines));
  return lines.map((line) => readLine(reader, line));
}

/** Values that trouble readers, and values that look right. */
const awkward = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    ...[
      '-',
      '',
      '0.0.0.0',
      '::1',
      '::ffff:10.0.0.1',
      '10.0.0.1',
      'fe80::1%3',
      'C:\\a\\b.exe',
      'a\\',
      '\\',
      '/',
      '/a',
      'A\\b',
      '$',
      '@',
      'a@b',
    ],
    ...[
      '\0',
      '\ud800',
      '__proto__',
      'constructor',
      '{00000000-0000-0000-0000-000000000000}',
      '9999-99-99 99:99:99',
      '2020-10-23T02:36:43Z',
    ],
    ...['0x1f8c', 4624, -1, 1e308, true, null, [], {}, 'arn:', '1.1.1.1;2.2.2.2;;;', 'x'.repeat(70_000)],
  ),
);

/** Deep objects are reached into, so that every field of a sample is troubled, at whatever depth. */
type Path = readonly (string | number)[];
function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return at.length > 0 ? [at] : [];
  return [...(at.length > 0 ? [at] : []), ...Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...at, name]))];
}
function replaced(value: unknown, [name, ...rest]: Path, by: unknown): unknown {
  if (name === undefined) return by;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  (copy as Record<string, unknown>)[String(name)] = replaced((copy as Record<string, unknown>)[String(name)], rest, by);
  return copy;
}
const isJson = (line: string): boolean => line.startsWith('{');

/** A line of the corpus with one to three things wrong with it. */
function damaged(lines: readonly string[]): fc.Arbitrary<string> {
  const fields = fc
    .tuple(fc.constantFrom(...lines), fc.array(fc.tuple(fc.nat(), awkward), { minLength: 1, maxLength: 3 }))
    .map(([line, changes]) => {
      if (!isJson(line)) {
        const [place, value] = changes[0]!;
        const at = place % (line.length + 1);
        return line.slice(0, at) + (typeof value === 'string' ? value : JSON.stringify(value)) + line.slice(at + (place % 7));
      }
      let event: unknown = JSON.parse(line);
      for (const [place, value] of changes) {
        const paths = pathsOf(event);
        if (paths.length > 0) event = replaced(event, paths[place % paths.length]!, value);
      }
      return JSON.stringify(event);
    });
  const cut = fc.tuple(fc.constantFrom(...lines), fc.nat()).map(([line, at]) => line.slice(0, at % (line.length + 1)));
  return fc.oneof({ weight: 4, arbitrary: fields }, { weight: 1, arbitrary: cut });
}

export function conformance(connector: Connector, corpus: Corpus): void {
  const lines = corpus.map(textOfSample);
  const results = () => readAll(connector, lines);

  describe(`${connector.name}: a connector as connectors must be`, () => {
    test('has a name that people can type, and says what it reads', () => {
      expect(connector.name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      expect(connector.reads).toMatch(/^[A-Z].{5,150}[^.]$/);
    });

    test('its samples hold one that says something and one that does not, and each says what its author wrote', () => {
      const read = results();
      for (const [place, { says, at }] of corpus.entries()) {
        const result = read[place]!;
        checkLawful(result);
        if (!Array.isArray(says)) expect(result, lines[place]).toEqual(says);
        else {
          if (!('seen' in result)) throw new Error(`${JSON.stringify(result)}: ${lines[place]}`);
          expect(sentences(result.seen), lines[place]).toEqual([...(says as string[])].sort());
          if (at !== undefined) expect(new Date(result.seen.time).toISOString()).toBe(at);
        }
      }
      expect(read.some((result) => 'seen' in result)).toBe(true);
      expect(read.some((result) => 'nothing' in result)).toBe(true);
      expect(read.some((result) => 'malformed' in result)).toBe(true);
    });

    test('its own lines are recognised as its own, and no other connector claims most of them', () => {
      const good = lines.filter((_, place) => !('malformed' in results()[place]!));
      expect(recognise(good, new Set([...CONNECTORS.values(), connector]))).toEqual({ connector });
    });

    test('the same lines give the same, from any reader, twice', () => {
      expect(results()).toEqual(results());
      expect(surveyOf(connector, lines)).toBe(surveyOf(connector, lines));
    });

    test('lines that were read earlier may be passed by: what comes after them means the same', () => {
      const whole = results();
      for (let from = 0; from <= lines.length; from++) {
        const reader = connector.open(surveyOf(connector, lines));
        const another = connector.open(surveyOf(connector, lines));
        for (const line of lines.slice(0, from)) {
          reader.pass(line);
          readLine(another, line);
        }
        expect(reader.state()).toBe(another.state());
        expect(lines.slice(from).map((line) => readLine(reader, line))).toEqual(whole.slice(from));
      }
    });

    test('facts are the same in whatever order the lines were gathered, and fit the limits', async () => {
      const seen = results().flatMap((result) => ('seen' in result ? [result.seen] : []));
      const keys = await throwAwayKeys();
      // Of a property that several sightings have the value may differ, where they came out of the order of their times.
      const facts = (sightings: readonly Seen[]) => {
        const { nodes, edges } = gathered(keys, sightings);
        const plain = [...nodes.values(), ...edges.values()].map((fact) => ({ ...fact, props: Object.keys(fact.props).sort() }));
        return plain.sort((a, b) => (a.id < b.id ? -1 : 1));
      };
      const inOrder = facts(seen);
      const shuffled = fc.shuffledSubarray(seen, { minLength: seen.length, maxLength: seen.length });
      fc.assert(
        fc.property(shuffled, (sightings) => void expect(facts(sightings)).toEqual(inOrder)),
        { numRuns: 20 },
      );
      const { nodes, edges } = gathered(keys, seen);
      for (const { label } of nodes.values()) expect(label.length).toBeLessThanOrEqual(LIMITS.label);
      for (const { props } of [...nodes.values(), ...edges.values()])
        for (const text of Object.values(props)) if (typeof text === 'string') expect(text.length).toBeLessThanOrEqual(LIMITS.propValue);
    });

    test('no text and no JSON makes it throw or say what is not lawful', () => {
      const check = (line: string): void => {
        const reader = connector.open(surveyOf(connector, [line]));
        checkLawful(readLine(reader, line));
        checkLawful(readLine(reader, lines[0]!));
        reader.pass(line);
        connector.fits([line]);
      };
      fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 500 }), check));
      fc.assert(fc.property(fc.json(), check));
      for (const line of [
        '['.repeat(100_000),
        `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
        '\0',
        '\ud800',
        'a'.repeat(LINE_LENGTH),
        '\t'.repeat(50_000),
        '#'.repeat(50_000),
        '"'.repeat(50_000),
        ' '.repeat(50_000) + 'x',
      ])
        check(line);
      check('{"__proto__":{"event_type":"alert","EventID":1},"constructor":1,"hasOwnProperty":1,"toString":null}');
      expect(({} as { EventID?: unknown }).EventID).toBeUndefined();
    });

    test('its own lines, damaged, stay lawful, and why one is set aside never holds what is in it', () => {
      let kept = 0;
      fc.assert(
        fc.property(damaged(lines), (line) => {
          // The samples before it are there too: headers count.
          for (const result of readAll(connector, [...lines.slice(0, 10), line])) checkLawful(result);
          const [result] = readAll(connector, [...lines.slice(0, 10), line]).slice(-1);
          if (result && 'seen' in result) kept += 1;
        }),
        { numRuns: 400 },
      );
      // Else the property would be about refusals only.
      expect(kept).toBeGreaterThan(4);
    });

    test('a field that holds a name that objects have by themselves is a field like any other', () => {
      for (const line of lines.filter(isJson)) {
        const event: unknown = JSON.parse(line);
        for (const path of pathsOf(event))
          for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
            const reader = connector.open('');
            checkLawful(readLine(reader, JSON.stringify(replaced(event, path, name))));
          }
      }
    });

    test('a line as long as lines may be is read in the time of a test', { timeout: 30_000 }, () => {
      // A pattern that goes back over what it read would need hours: 10^12 steps.
      for (const sample of lines.filter((line) => line.length > 20).slice(0, 8)) {
        const reader = connector.open('');
        for (const end of [sample.slice(-30, -1), sample.slice(0, 30), ' ', 'a=', '<Data Name="a">', '\\'])
          checkLawful(readLine(reader, sample.slice(0, -1).padEnd(LINE_LENGTH, end)));
      }
    });
  });
}
