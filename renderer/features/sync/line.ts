/** What is said while a slice comes for the first time. */
import type { SyncState } from '../../../shared/contract/state.ts';
import { count } from '../../ui/format.ts';

export function syncLine(customer: string, { phase, done, total }: SyncState): string {
  if (phase === 'failed') return `The slice of ${customer} is not on this desk.`;
  if (phase === 'syncing') return `Syncing ${customer}: ${count(done)} of ${count(total)} records. Opens when done.`;
  if (phase === 'building') return `The hub makes ${customer} ready: ${count(done)} of ${count(total)} records.`;
  return `Syncing ${customer}: counting records. Opens when done.`;
}
