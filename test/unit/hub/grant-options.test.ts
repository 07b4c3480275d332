/** The command line of `npm run grant`: what it means, and what it is refused for. */
import { expect, test } from 'vitest';
import { NotAccepted } from '../../../hub/command/options.ts';
import { readOptions } from '../../../hub/grant/options.ts';
import { WHOLE_SLICE } from '../../../shared/graph/slice.ts';

const NOW = Date.UTC(2026, 10, 30, 12);
const read = (text: string, ...more: string[]) => readOptions([...text.split(' ').filter(Boolean), ...more], NOW);
const MARA = '--tenant ALD --person mara';

test('a part by kinds, by time, by both, and the whole', () => {
  const of = (text: string) => read(`${MARA} --reason asked ${text}`);
  expect(of('--kinds user,host')).toMatchObject({ task: 'allow', slice: { kinds: ['host', 'user'], since: null }, reason: 'asked' });
  expect(of('--since 2026-05-01')).toMatchObject({ slice: { kinds: null, since: Date.UTC(2026, 4, 1) } });
  expect(of('--kinds host --since 2026-05-01T08:00:00+02:00')).toMatchObject({
    slice: { kinds: ['host'], since: Date.UTC(2026, 4, 1, 6) },
  });
  expect(of('--whole')).toMatchObject({ slice: WHOLE_SLICE, wanted: { person: 'mara', grant: null }, dryRun: false });
  expect(read(`${MARA} --whole --dry-run`)).toMatchObject({ dryRun: true, reason: '' });
  expect(read('--list')).toMatchObject({ task: 'list', tenant: null });
  expect(read('--list --tenant ALD --data-folder /x --database postgres://a')).toMatchObject({
    tenant: 'ALD',
    dataFolder: '/x',
    database: 'postgres://a',
  });
  expect(read('--help')).toBeNull();
});

test.each([
  ['--person mara --whole --reason x', 'Name the customer'],
  ['--tenant ALD --whole --reason x', 'Say whose grant it is'],
  [`${MARA} --reason x`, 'Say what the grant is to allow'],
  [`${MARA} --whole`, 'Say why'],
  [`${MARA} --whole --kinds host --reason x`, '--whole is all of it'],
  [`${MARA} --kinds host,tenant --reason x`, 'There is no kind "tenant". There are: host, '],
  [`${MARA} --kinds host, --reason x`, 'There is no kind ""'],
  [`${MARA} --since yesterday --reason x`, 'is neither'],
  [`${MARA} --since 2026-02-31 --reason x`, 'is neither'],
  [`${MARA} --since 2026-05-01T08:00 --reason x`, 'is neither'],
  [`${MARA} --since 2026-12-01 --reason x`, 'lies in the future'],
  [`${MARA} --whole --reason ${'x'.repeat(501)}`, 'at most 500 characters'],
  [`${MARA} --whole --reason x --operator ${'x'.repeat(201)}`, 'at most 200 characters'],
  ['--list --person mara', '--list takes no more than'],
  ['--list --whole', '--list takes no more than'],
  [`${MARA} --all`, 'Unknown option'],
  [`${MARA} stray --whole --reason x`, 'Unexpected argument'],
  ['--config /nowhere/hub.json --list', '--config: '],
])('%s is refused', (text, why) => {
  expect(() => read(text)).toThrow(NotAccepted);
  expect(() => read(text)).toThrow(why);
});
