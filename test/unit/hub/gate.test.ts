/** The hub's gate: permission, intent, run, outcome, in this order; and nothing runs unrecorded. */
import pino from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import type { RecordSubject } from '../../../shared/audit/draft.ts';
import type { HubLog } from '../../../hub/audit/log.ts';
import { makeHubGate } from '../../../hub/gate.ts';
import type { HubGate } from '../../../hub/gate.ts';
import { HUB_OPERATIONS } from '../../../hub/operations.ts';
import type { HubOperationName } from '../../../hub/operations.ts';
import { ROLE_NAMES, permits } from '../../../shared/access/roles.ts';
import type { Role } from '../../../shared/access/roles.ts';
import { recordBodySchema } from '../../../shared/audit/record.ts';
import { NOTHING } from '../../../shared/contract/action.ts';
import { AppFailure, fail, ok } from '../../../shared/errors.ts';
import type { AuditId, ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../../shared/graph/ids.ts';

const PERSON: RecordSubject = { actor: { issuer: 'i', subject: 's', name: 'n' }, session: 'session' as SessionId, as: null, context: null };
const inRole = (role: Role): RecordSubject => ({
  ...PERSON,
  as: { tenant: 'tenant' as TenantId, role, grant: 'grant' as GrantId },
  context: 'context' as ContextId,
});
const NOBODY: RecordSubject = { actor: null, session: null, as: null, context: null };

let happened: string[];
let unwritable: string | null;
let logged: string;
let gate: HubGate;
beforeEach(() => {
  [happened, unwritable, logged] = [[], null, ''];
  const write = async (phase: string, line: string): Promise<void> => {
    await Promise.resolve();
    if (unwritable === phase) throw new AppFailure('audit_unwritable');
    happened.push(`${phase} ${line}`);
  };
  const records: HubLog = {
    device: 'hub' as DeviceId,
    publicKey: '',
    intent: async (_subject, action) => {
      await write('intent', action);
      return 'id' as AuditId;
    },
    outcome: (_subject, action, of, result) => write('outcome', `${action} ${of} ${result}`),
    refusal: (_subject, action, code, count = 0) => write('refusal', `${action} ${code} ${count}`),
    close: () => Promise.resolve(),
  };
  gate = makeHubGate({ records, log: pino({ level: 'info' }, { write: (line: string) => void (logged += line) }) });
});

const ran = async () => {
  happened.push('ran');
  return ok('answer');
};

test('an operation runs between its intent and its outcome', async () => {
  expect(await gate.perform('feed.open', inRole('observer'), NOTHING, ran)).toEqual({ ok: true, value: 'answer' });
  expect(happened).toEqual(['intent feed.open', 'ran', 'outcome feed.open id ok']);
});

test('what failed is an outcome with its code; what should not happen is logged without content', async () => {
  expect(await gate.perform('feed.open', inRole('observer'), NOTHING, async () => fail('not_found'))).toMatchObject({
    error: { code: 'not_found' },
  });
  const surprise = Object.assign(new Error('Key (label)=(canary) already exists'), { code: '23505' });
  expect(await gate.perform('feed.open', inRole('observer'), NOTHING, () => Promise.reject(surprise))).toMatchObject({
    error: { code: 'internal' },
  });
  expect(happened.filter((line) => line.startsWith('outcome'))).toEqual([
    'outcome feed.open id not_found',
    'outcome feed.open id internal',
  ]);
  expect(logged).toContain('23505');
  expect(logged).not.toContain('canary');
});

test('without a durable intent nothing runs; without a recorded outcome nothing is answered', async () => {
  unwritable = 'intent';
  expect(await gate.perform('feed.open', inRole('observer'), NOTHING, ran)).toMatchObject({ error: { code: 'audit_unwritable' } });
  expect(happened).toEqual([]);
  unwritable = 'outcome';
  expect(await gate.perform('feed.open', inRole('observer'), NOTHING, ran)).toMatchObject({ error: { code: 'audit_unwritable' } });
  expect(happened).toEqual(['intent feed.open', 'ran']);
  unwritable = 'refusal';
  expect(await gate.perform('audit.tenant', inRole('observer'), NOTHING, ran)).toMatchObject({ error: { code: 'audit_unwritable' } });
  expect(await gate.refuseUnknown('feed.open', 'somewhere', 'proof_failed')).toMatchObject({ code: 'proof_failed' });
  expect(logged).toContain('could not be recorded');
});

describe.each(Object.keys(HUB_OPERATIONS) as HubOperationName[])('%s', (name) => {
  const { scope, permission } = HUB_OPERATIONS[name];
  const allows = (subject: RecordSubject): boolean => {
    if (scope === 'open') return true;
    if (subject.session === null || (scope === 'context' && subject.as === null)) return false;
    return permission === null || permits(subject.as!.role, permission);
  };
  test.each([NOBODY, PERSON, ...ROLE_NAMES.map(inRole)])('is for whom the table says (%#)', async (subject) => {
    const result = await gate.perform(name, subject, NOTHING, ran);
    expect(result.ok).toBe(allows(subject));
    expect(happened.includes('ran')).toBe(allows(subject));
    if (!result.ok) expect(happened).toEqual([`refusal ${name} ${result.error.code} 0`]);
  });
  test('has a name that a record may hold', () => {
    expect(recordBodySchema.shape.action.safeParse(name).success).toBe(true);
  });
});
