/** Merging sightings: what must not depend on the order in which telemetry arrives does not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitLines, LINE_LENGTH } from '../../../hub/ingest/lines.ts';
import { mergeLabels, mergeSightings, mergeTimes } from '../../../hub/ingest/merge.ts';
import { LIMITS } from '../../../shared/limits.ts';

const sighting = fc
  .record({
    firstSeen: fc.nat(1_000),
    more: fc.nat(1_000),
    count: fc.integer({ min: 1, max: 9 }),
    label: fc.string(),
    props: fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
  })
  .map(({ more, ...rest }) => ({ ...rest, lastSeen: rest.firstSeen + more }));

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const texts: string[] = [];
  for await (const line of lines) texts.push(line);
  return texts;
}

test('two sightings make the same record whichever comes first', () => {
  fc.assert(
    fc.property(sighting, sighting, (a, b) => {
      expect(mergeSightings(a, b)).toEqual(mergeSightings(b, a));
      expect(mergeLabels(a, b)).toBe(mergeLabels(b, a));
    }),
  );
});

test('times and counts are the same for every order of every number of sightings', () => {
  fc.assert(
    fc.property(fc.array(sighting, { minLength: 1, maxLength: 8 }), (seen) => {
      const { firstSeen, lastSeen, count } = seen
        .map((one) => ({ ...one, props: {} }))
        .reduce((a, b) => ({ ...b, ...mergeSightings(a, b), props: {} }));
      expect({ firstSeen, lastSeen, count }).toEqual({
        firstSeen: Math.min(...seen.map((one) => one.firstSeen)),
        lastSeen: Math.max(...seen.map((one) => one.lastSeen)),
        count: seen.reduce((sum, one) => sum + one.count, 0),
      });
    }),
  );
});

test('the occurrences kept are the earliest ones, however they were split', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { maxLength: 300 }), fc.nat(300), (times, cut) => {
      const expected = [...new Set(times)].sort((a, b) => a - b).slice(0, LIMITS.timesPerEdge);
      expect(mergeTimes(mergeTimes([], times.slice(0, cut)), mergeTimes([], times.slice(cut)))).toEqual(expected);
    }),
  );
});

test('lines are the same however the bytes were cut, also within a character', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.string({ unit: 'grapheme' }).filter((line) => !/[\r\n]/.test(line) && line !== ''),
        { maxLength: 20 },
      ),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const bytes = Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
        const chunks = async function* () {
          for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
        };
        expect(await all(splitLines(chunks()))).toEqual(lines);
      },
    ),
  );
});

test('a line longer than the bound is cut to just above it', async () => {
  const chunks = async function* () {
    for (let part = 0; part < 30; part++) yield Buffer.from('x'.repeat(100_000));
    yield Buffer.from('\nnext');
  };
  const lines = await all(splitLines(chunks()));
  expect(lines.map((line) => line.length)).toEqual([LINE_LENGTH + 1, 4]);
});
