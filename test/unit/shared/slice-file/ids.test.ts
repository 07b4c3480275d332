import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdTable, compareWords, idBytes, orderById, toWords } from '../../../../shared/slice-file/ids.ts';

const id = fc.uint8Array({ minLength: 16, maxLength: 16 });
const joined = (ids: readonly Uint8Array[]): Uint32Array => toWords(Buffer.concat(ids));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('ids as words', () => {
  test('order is the order of the text', () => {
    fc.assert(
      fc.property(id, id, (a, b) => {
        const order = compareWords(toWords(a), 0, toWords(b), 0);
        expect(Math.sign(order)).toBe(hex(a) === hex(b) ? 0 : hex(a) < hex(b) ? -1 : 1);
      }),
    );
  });

  test('rows are put in the order of their ids', () => {
    fc.assert(
      fc.property(fc.array(id), (ids) => {
        const ordered = [...orderById(joined(ids))].map((row) => hex(ids[row]!));
        expect(ordered).toEqual(ids.map(hex).sort());
      }),
    );
  });

  test('each id gets one ordinal, in the order of arrival, however many come and however alike they are', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            id,
            fc.nat(300).map((n) => idBytes(n.toString(16).padStart(32, '0'))),
          ),
          { maxLength: 3_000 },
        ),
        (ids) => {
          const table = new IdTable();
          const naive = new Map<string, number>();
          const words = joined(ids);
          ids.forEach((one, row) => {
            expect(table.find(words, row)).toBe(naive.get(hex(one)) ?? -1);
            if (!naive.has(hex(one))) naive.set(hex(one), naive.size);
            expect(table.add(words, row)).toBe(naive.get(hex(one)));
          });
          expect(table.count).toBe(naive.size);
          expect(hex(Buffer.from(table.words.slice().buffer))).toBe([...naive.keys()].join(''));
        },
      ),
      { numRuns: 20 },
    );
  });
});
