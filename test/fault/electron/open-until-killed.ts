/** A desk with two customers open in a window each, until it is killed. Says when they are. */
import { CUSTOMER, OTHER_CUSTOMER, assumed, leaveLeases, signedInOffline, startDesk } from '../../support/desk.ts';

const [folder = ''] = process.argv.slice(2);
await leaveLeases(folder);
const on = await startDesk({ folder });
await signedInOffline(on);
await on.act('floor.read', {});
await on.act('context.assume', {
  grant: OTHER_CUSTOMER.grant,
  role: 'investigator',
  reason: 'the same address',
  ticket: 'T-2',
  window: 'new',
});
await assumed(on, CUSTOMER);
process.stdout.write(`${on.desk.windows.all.filter(({ context }) => context?.live).length} open\n`);
setInterval(() => undefined, 1_000);
