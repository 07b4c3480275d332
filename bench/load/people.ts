/** The floor's analysts, one for each workstation, in the file from which the demo takes its people; they may do what its own may. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS_FILE, demoAccounts } from '../../hub/demo/accounts.ts';
import type { Account } from './workstation.ts';

/** Before the hub starts on this folder. */
export function hire(folder: string, count: number): Account[] {
  const own = demoAccounts(folder);
  const pattern = own.find(({ roles }) => roles.includes('responder'))!;
  const hired = Array.from({ length: count }, (_, at) => ({ ...pattern, username: `analyst-${at + 1}`, name: `Analyst ${at + 1}` }));
  // It is there, for its owner alone, and stays so.
  writeFileSync(join(folder, ACCOUNTS_FILE), JSON.stringify({ accounts: [...own, ...hired] }));
  return hired.map(({ username, password }) => ({ username, password }));
}
