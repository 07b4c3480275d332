/** What the status bar says, from what main says and the clock. */
import type { WindowState } from '../../../shared/contract/state.ts';
import { age, asOf, count, hours } from '../../ui/format.ts';

const HOUR = 3_600_000;

export interface Line {
  readonly tone: 'ok' | 'warn' | 'muted';
  readonly text: string;
}

type Said = Pick<WindowState, 'hub' | 'context' | 'sync' | 'audit'>;

export function hubLine({ hub, context, sync }: Said, now: number): Line {
  if (hub.online) return { tone: 'ok', text: `Hub ${hub.name}` };
  if (hub.retryAt === null) return { tone: 'muted', text: 'Looking for the hub' };
  if (context && context.leaseUntil !== null) {
    const slice = sync.sliceAt === null ? '' : `Slice as of ${asOf(sync.sliceAt, now)}; `;
    return {
      tone: 'warn',
      text: `Offline. ${slice}${slice ? 'lease' : 'Lease'} ends in ${hours(context.leaseUntil - now)}. Keep working.`,
    };
  }
  const seconds = Math.ceil((hub.retryAt - now) / 1000);
  return { tone: 'warn', text: `Hub unreachable. Synced slices work; retrying ${seconds > 0 ? `in ${seconds} s` : 'now'}.` };
}

/** Null where no slice is open. */
export function sliceLine({ sync }: Said, now: number): Line | null {
  if (sync.phase === 'ready' && sync.error) return { tone: 'warn', text: `Sync failed: ${sync.error.text}` };
  if (sync.sliceAt === null) return null;
  const old = now - sync.sliceAt;
  return { tone: old > HOUR ? 'warn' : 'muted', text: `Slice ${age(old)} old` };
}

export function auditLine({ hub, audit }: Said): Line {
  const { unsent } = audit;
  const records = `${count(unsent)} ${unsent === 1 ? 'record' : 'records'} unsent`;
  if (unsent === 0) return { tone: 'muted', text: 'All records sent' };
  return hub.online ? { tone: 'muted', text: records } : { tone: 'warn', text: `${records}, none lost. Connect to send.` };
}
