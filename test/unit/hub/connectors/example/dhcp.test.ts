/** The connector of docs/CONNECTORS.md keeps to what connectors must, and the document shows it as it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conformance } from '../../../../support/connector-conformance.ts';
import { dhcp } from './dhcp.ts';

conformance(dhcp, [
  { line: 'duid 00:01:00:01:2c', says: { nothing: 'header' } },
  {
    line: '1700000000 aa:bb:cc:dd:ee:ff 10.0.0.7 ws-1.corp.example *',
    says: ['WS-1 HAS_ADDRESS 10.0.0.7'],
    at: '2023-11-14T22:13:20.000Z',
  },
  { line: '1700000000 aa:bb:cc:dd:ee:01 10.0.0.8 * *', says: { nothing: 'no ends' } },
  { line: '1700000000 aa:bb:cc:dd:ee:ff', says: { malformed: 'not a line of this format' } },
]);

test('docs/CONNECTORS.md shows this very connector and these very samples', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../../docs/CONNECTORS.md'), 'utf8');
  const folder = import.meta.dirname;
  const shown = (file: string, from: string): string => {
    const source = readFileSync(join(folder, file), 'utf8');
    return source.slice(source.indexOf(from)).trim();
  };
  expect(text).toContain(shown('dhcp.ts', '// 1700000000'));
  expect(text).toContain(readFileSync(join(folder, 'dhcp.test.ts'), 'utf8').match(/conformance\(dhcp, \[[\s\S]*?\n\]\);/)![0]);
});
