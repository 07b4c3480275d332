import { describe, expect, it } from 'vitest';
import { auditLine, hubLine, sliceLine } from '../../../../renderer/features/status/lines.ts';
import { syncLine } from '../../../../renderer/features/sync/line.ts';
import type { WindowState } from '../../../../shared/contract/state.ts';
import { appError } from '../../../../shared/errors.ts';

const NOW = Date.UTC(2026, 2, 1, 9, 0, 0);
const HOUR = 3_600_000;
const none = { phase: 'none', done: 0, total: 0, sliceAt: null, error: null } as const;

function state(some: Partial<WindowState>): WindowState {
  return {
    epoch: 1,
    screen: 'workbench',
    hub: { online: true, name: 'hub.example', retryAt: null, demo: false },
    signIn: { phase: 'idle', error: null },
    unlock: null,
    person: null,
    context: null,
    sync: none,
    audit: { unsent: 0, writable: true },
    ended: null,
    recovered: false,
    closing: false,
    theme: 'system',
    ...some,
  };
}
const away = { online: false, name: 'hub.example', retryAt: NOW + 15_000, demo: false };
const context = { leaseUntil: NOW + 61 * HOUR + 20 * 60_000 } as WindowState['context'];

describe('the hub', () => {
  it('is named while it is there', () => {
    expect(hubLine(state({}), NOW)).toEqual({ tone: 'ok', text: 'Hub hub.example' });
  });

  it('is looked for before the first answer', () => {
    expect(hubLine(state({ hub: { ...away, retryAt: null } }), NOW).text).toBe('Looking for the hub');
  });

  it('is said to be away, and until when', () => {
    expect(hubLine(state({ hub: away }), NOW).text).toBe('Hub unreachable. Synced slices work; retrying in 15 s.');
    expect(hubLine(state({ hub: away }), NOW + 15_001).text).toBe('Hub unreachable. Synced slices work; retrying now.');
  });

  it('is not missed under a lease', () => {
    const sync = { ...none, phase: 'ready', sliceAt: Date.UTC(2026, 2, 1, 4, 12) } as const;
    expect(hubLine(state({ hub: away, context, sync }), NOW)).toEqual({
      tone: 'warn',
      text: 'Offline. Slice as of 04:12; lease ends in 61:20. Keep working.',
    });
    expect(hubLine(state({ hub: away, context }), NOW).text).toBe('Offline. Lease ends in 61:20. Keep working.');
  });
});

describe('the slice', () => {
  it('has an age, and a warning after an hour', () => {
    expect(sliceLine(state({}), NOW)).toBeNull();
    expect(sliceLine(state({ sync: { ...none, phase: 'ready', sliceAt: NOW - 120_000 } }), NOW)).toEqual({
      tone: 'muted',
      text: 'Slice 2 min old',
    });
    expect(sliceLine(state({ sync: { ...none, phase: 'ready', sliceAt: NOW - 5 * HOUR } }), NOW)).toEqual({
      tone: 'warn',
      text: 'Slice 5 h old',
    });
  });

  it('says when it could not be renewed', () => {
    const sync = { ...none, phase: 'ready', sliceAt: NOW, error: appError('slice_damaged') } as const;
    expect(sliceLine(state({ sync }), NOW)?.text).toBe('Sync failed: The local slice could not be opened.');
  });
});

describe('records', () => {
  it('are counted until they are sent', () => {
    expect(auditLine(state({})).text).toBe('All records sent');
    expect(auditLine(state({ audit: { unsent: 1, writable: true } })).text).toBe('1 record unsent');
  });

  it('wait for the hub and none is lost', () => {
    expect(auditLine(state({ hub: away, audit: { unsent: 1204, writable: true } }))).toEqual({
      tone: 'warn',
      text: '1,204 records unsent, none lost. Connect to send.',
    });
  });
});

describe('the first sync', () => {
  it('counts real records', () => {
    expect(syncLine('Kestrel Energy', { ...none, phase: 'syncing', done: 41_200, total: 186_000 })).toBe(
      'Syncing Kestrel Energy: 41,200 of 186,000 records. Opens when done.',
    );
    expect(syncLine('Kestrel Energy', { ...none, phase: 'counting' })).toBe('Syncing Kestrel Energy: counting records. Opens when done.');
  });
});
