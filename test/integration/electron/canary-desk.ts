/**
 * A desk full of canaries: in the slice, the customer's name, the kept token, tickets, questions and what was tried at
 * the lock. Then it waits to be killed, or fails in the way that its second argument says.
 */
import { join } from 'node:path';
import { makeGraph } from '../../../bench/graph.ts';
import { endOnFault } from '../../../electron/fault.ts';
import { openSealedFile } from '../../../electron/identity/sealed-file.ts';
import { KeptSessions } from '../../../electron/identity/session.ts';
import { AppFailure } from '../../../shared/errors.ts';
import type { SessionId } from '../../../shared/graph/ids.ts';
import { ANALYST, CUSTOMER, PASSPHRASE, WORKER, leaveLeases, signedInOffline, startDesk, until } from '../../support/desk.ts';
import { leaveSlice } from '../../support/seed-slice.ts';

const [folder = '', canary = '', how = ''] = process.argv.slice(2);
const customer = { ...CUSTOMER, name: `Alder ${canary}` };
const graph = makeGraph(200, 600, 1);
const nodes = graph.nodes.map((node, at) => ({ ...node, label: `${canary}-${at}`, props: { ...node.props, note: canary } }));

await leaveLeases(folder, { customers: [customer] });
await leaveSlice(folder, CUSTOMER, { nodes, edges: graph.edges });
await new KeptSessions(await openSealedFile(join(folder, 'keys.sealed'), PASSPHRASE)).keep({
  id: '55555555-5555-4555-8555-555555555555' as SessionId,
  person: { ...ANALYST, name: `Dana ${canary}` },
  home: 'mssp',
  token: `${canary}.token`,
  expiresAt: Date.now() + 3_600_000,
});

endOnFault(() => process.exit(1));
const broken = new URL('broken-worker.ts', import.meta.url);
broken.searchParams.set('said', canary);
const on = await startDesk({ folder, worker: how === 'worker' ? broken : WORKER });
await on.act('identity.unlock', { passphrase: `${canary} wrong` });
await signedInOffline(on);
await on.act('floor.read', {});
await on.act('context.assume', { grant: customer.grant, role: 'investigator', reason: canary, ticket: canary, window: 'here' });
await until(() => on.window().context?.sync.phase === 'ready' || how === 'worker');
const found = await on.act('graph.search', { text: `${canary}-7` });
await on.act('graph.query', { text: `MATCH (n) WHERE n.label = '${canary}-3' RETURN n ORDER BY n.label`, params: { a: canary } });
await on.act('graph.query', { text: `MATCH (n) WHERE ${canary}`, params: {} });
await on.act('view.save', { view: JSON.stringify({ nodes: [], selected: [], query: canary }) });
await on.act('saved.put', { id: null, name: canary, text: `MATCH (n) WHERE n.label = '${canary}' RETURN n` });
const piece = { take: 'node', id: nodes[0]!.id, why: canary } as const;
const kept = await on.act('cases.save', {
  case: null,
  parents: [],
  title: canary,
  status: { state: 'open' },
  notes: canary,
  canvas: null,
  evidence: how === 'worker' ? [] : [piece],
});
if (!kept.ok) throw new Error('the case was not saved');
const lines = await on.act('audit.own', { before: null, limit: 100 });
const seen = { found: JSON.stringify(found).includes(canary), recorded: JSON.stringify(lines).includes(canary) };
process.stdout.write(`ready ${JSON.stringify(seen)}\n`);

if (how === 'thrown') throw new AppFailure('internal', { text: `fault at ${canary}` });
if (how === 'rejected') void Promise.reject(new Error(`fault at ${canary}`));
setInterval(() => undefined, 1_000);
