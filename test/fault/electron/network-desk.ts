/** A whole desk in a process of its own that signs in, enters and syncs; it says when its slice is on its way, and when it stands. */
import { PASSPHRASE, startDesk, until } from '../../support/desk.ts';
import { personAtDemo } from '../../support/demo-hub.ts';

const [folder = '', hubUrl = '', username = '', password = ''] = process.argv.slice(2);
const say = (word: string): void => void process.stdout.write(`${word}\n`);
const on = await startDesk({ folder, hubUrl, openBrowser: personAtDemo({ username, password }) });
await on.act('identity.unlock', { passphrase: PASSPHRASE });
await until(() => on.desk.connection.online);
await on.act('identity.signIn', { code: null });
await until(() => on.window().screen === 'floor', 20_000);
const floor = await on.act('floor.read', {});
if (!floor.ok) throw new Error(floor.error.code);
const { grant } = floor.value.customers[0]!;
await on.act('context.assume', { grant, role: 'investigator', reason: 'a test', ticket: 'T-1', window: 'here' });
await until(() => on.window().context?.sync.phase === 'syncing', 20_000);
say('coming');
await until(() => on.window().context?.sync.phase === 'ready', 120_000);
const { done, total } = on.window().context!.sync;
const asked = await on.act('graph.query', { text: 'MATCH (h:host) RETURN h.label LIMIT 3', params: {} });
await until(() => on.desk.local.outbox.unsent === 0, 30_000);
say(`ready ${JSON.stringify({ whole: done === total && done > 1_000, answered: asked.ok, faults: on.faults })}`);
await on.desk.end();
