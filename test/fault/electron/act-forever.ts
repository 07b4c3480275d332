/** A desk that does one action after the other until it is killed. Says each action that was answered, on a line of its own. */
import { leaveLeases, assumed, signedInOffline, startDesk } from '../../support/desk.ts';

const [folder = '', first = ''] = process.argv.slice(2);
if (first === 'first') await leaveLeases(folder);
const on = await startDesk({ folder });
await signedInOffline(on);
await assumed(on);
process.stdout.write('ready\n');
for (let at = 0; ; at++) {
  const answered = await on.act('audit.own', { before: null, limit: 1 });
  process.stdout.write(`${answered.ok ? 'ok' : answered.error.code} ${at}\n`);
}
