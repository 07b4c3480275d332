/** Records as people read them: in words, all of them, in the sentence that is the same everywhere. */
import { expect, test } from 'vitest';
import { tenantLine } from '../../../../electron/audit/lines.ts';
import { HUB_OPERATIONS } from '../../../../hub/operations.ts';
import type { RecordBody } from '../../../../shared/audit/record.ts';
import { ACTION_NAMES } from '../../../../shared/contract/index.ts';

const body = (action: string): RecordBody => ({
  v: 1,
  id: '018f0000-0000-7000-8000-000000000000' as RecordBody['id'],
  device: 'd' as RecordBody['device'],
  chain: { tenant: null, seq: 1, prev: '' },
  link: '',
  actor: { issuer: 'mssp', subject: 'dana', name: 'Dana' },
  as: { tenant: 't', role: 'investigator', grant: 'g' } as RecordBody['as'],
  session: null,
  context: null,
  phase: 'outcome',
  of: null,
  action,
  targets: [],
  targetCount: 0,
  result: 'ok',
  text: null,
  time: '2026-01-01T00:00:00.000Z',
  offline: false,
});
const read = (action: string, hub: boolean, more: Partial<RecordBody> = {}) =>
  tenantLine({ position: 1, body: { ...body(action), ...more }, sig: '', hub, text: null, receivedAt: 0 }, 'Alder Works', () => false);

test.each([...ACTION_NAMES, ...Object.keys(HUB_OPERATIONS), 'grant.allow'])('%s has words', (action) => {
  expect(read(action, false).did).not.toBe(action);
});

test('the sentence names the analyst, the customer and the role, and says what the hub itself wrote down', () => {
  expect(read('graph.query', false)).toMatchObject({
    who: '[MSSP analyst Dana] acting as [Alder Works, with role Investigator]',
    did: 'asked a question',
  });
  expect(read('feed.open', true).did).toBe('began to sync a slice at the hub');
});

test('what an operator did at the hub is told as that; a desk’s record is none, whatever it calls its person', () => {
  const actor = { issuer: 'machine:hub-1', subject: 'ops (1000)', name: 'Olga' };
  const as = { ...body('').as!, role: 'lead' } as const;
  expect(read('grant.allow', true, { actor, as })).toMatchObject({
    who: '[operator Olga of the hub] for [Alder Works]',
    did: 'set what a grant allows at the hub',
  });
  expect(read('grant.allow', false, { actor, as }).who).toBe('[MSSP analyst Olga] acting as [Alder Works, with role Security lead]');
});
