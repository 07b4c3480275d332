/** The context's table: over is over, and only what a phase stands on can end it. */
import { expect, test } from 'vitest';
import { CONTEXT_EVENTS, CONTEXT_STATES, CONTEXT_TABLE } from '../../../../electron/context/machine.ts';
import { notebookFileName, notebookKey, sliceFileName, sliceKey } from '../../../../electron/context/file-key.ts';
import type { GrantId, TenantId } from '../../../../shared/graph/ids.ts';

test('every state knows every event, and nothing leads out of an end', () => {
  for (const state of CONTEXT_STATES) expect(Object.keys(CONTEXT_TABLE[state]).sort()).toEqual([...CONTEXT_EVENTS].sort());
  for (const state of ['left', 'ended'] as const) expect(Object.values(CONTEXT_TABLE[state]).every((next) => next === null)).toBe(true);
});

test('revocation and leaving work from wherever a context is open; a lease ends only what stands on it', () => {
  for (const state of ['online', 'away'] as const) {
    expect(CONTEXT_TABLE[state].revoked).toBe('ended');
    expect(CONTEXT_TABLE[state].leave).toBe('left');
  }
  expect(CONTEXT_TABLE.away.leaseEnded).toBe('ended');
  expect(CONTEXT_TABLE.online.leaseEnded).toBeNull();
});

test("a slice's key needs both halves and belongs to one grant; its name tells nothing", () => {
  const [secret, share] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const [one, two] = ['33333333-3333-4333-8333-333333333333', '44444444-4444-4444-8444-444444444444'] as GrantId[];
  const key = sliceKey(secret, share, one!);
  expect(key).toHaveLength(32);
  for (const other of [
    sliceKey(Buffer.alloc(32, 3), share, one!),
    sliceKey(secret, Buffer.alloc(32, 3), one!),
    sliceKey(secret, share, two!),
    notebookKey(secret, share, one!),
  ])
    expect(other.equals(key)).toBe(false);
  const owner = { tenant: '11111111-1111-4111-8111-111111111111' as TenantId, issuer: 'mssp', subject: 'dana', grant: one! };
  expect(sliceFileName(owner)).toMatch(/^[0-9a-f]{32}\.slice$/);
  expect(notebookFileName(owner)).toBe(sliceFileName(owner).replace('.slice', '.notebook'));
  expect(sliceFileName({ ...owner, subject: 'evan' })).not.toBe(sliceFileName(owner));
});
