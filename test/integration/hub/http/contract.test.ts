/** Every answer that a running hub gives fits the schema under which docs/openapi.json publishes it: refusals by their very code, bytes too. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { Packr } from 'msgpackr';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeGraph } from '../../../../bench/graph.ts';
import { ALL_ROUTES } from '../../../../hub/http/route-table.ts';
import { snapshotsIn } from '../../../../hub/snapshot/notes.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { AuditId } from '../../../../shared/graph/ids.ts';
import { SNAPSHOT_REPLY_CHUNKS } from '../../../../shared/protocol/snapshot.ts';
import { PROTOCOL_VERSION } from '../../../../shared/protocol/version.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { firstVersion, nextVersion } from '../../../support/case-version.ts';
import { signedInAs } from '../../../support/demo-hub.ts';
import { writeToHub } from '../../../support/write-to-hub.ts';
import { enter, useScene } from './scene.ts';

interface Published {
  readonly paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>>;
  readonly components: object;
}
interface Answer {
  readonly route: string;
  readonly status: number;
  readonly type: string;
  readonly value: unknown;
}

const text = readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8');
const { paths, components } = JSON.parse(text) as Published;
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
const unpackr = new Packr({ useRecords: false, moreTypes: false });
const answers: Answer[] = [];
const plainFetch = globalThis.fetch;

/** What is wrong with an answer, by the published description. */
function fault({ route, status, type, value }: Answer): string | null {
  const [method = '', path = ''] = route.split(' ');
  const response = paths[path]?.[method.toLowerCase()]?.responses[String(status)];
  if (!response) return `${route} answers ${status}, which is not published`;
  const content = response.content[type];
  if (!content) return `${route} ${status} answers in ${type}, which is not published`;
  const check: ValidateFunction = ajv.compile({ ...content.schema, components });
  return check(value) ? null : `${route} ${status}: ${ajv.errorsText(check.errors)}`;
}

/** Long enough for somebody to see it leave. */
const scene = useScene({}, { drainSeconds: 1 });

beforeAll(() => {
  globalThis.fetch = async (input, init) => {
    const response = await plainFetch(input, init);
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin === scene.hub.url && !url.pathname.startsWith('/demo/')) {
      const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
      const bytes = Buffer.from(await response.clone().arrayBuffer());
      const value: unknown =
        type === 'application/msgpack' ? unpackr.unpack(bytes) : type === 'application/json' ? JSON.parse(bytes.toString('utf8')) : bytes;
      answers.push({ route: `${init?.method ?? 'GET'} ${url.pathname}`, status: response.status, type, value });
    }
    return response;
  };
});
afterAll(() => void (globalThis.fetch = plainFetch));

test('the check finds an answer that does not fit', () => {
  const good = { route: 'POST /v1/context/leave', status: 200, type: 'application/json', value: {} };
  expect(fault(good)).toBeNull();
  expect(fault({ ...good, value: { left: true } })).toContain('additional properties');
  expect(fault({ ...good, status: 418 })).toContain('not published');
  expect(fault({ ...good, type: 'text/html' })).toContain('not published');
  const refusal = { ...good, status: 403, value: { error: { code: 'not_permitted', text: 'x', next: 'y' } } };
  expect(fault({ ...refusal, route: 'POST /v1/query' })).toBeNull();
  expect(fault({ ...refusal, route: 'GET /v1/floor' })).toContain('one of the allowed values');
  expect(fault({ ...refusal, route: 'POST /v1/query', value: { error: { code: 'rate', text: 'x', next: 'y' } } })).toContain(
    'one of the allowed values',
  );
});

test('a snapshot comes as it lies at the hub, byte for byte, each chunk behind its length', async () => {
  const { hub, mara, database } = scene;
  const tenant = await writeToHub({ dataFolder: hub.folder, database }, 'Corvane Logistics', makeGraph(5_500, 16_000, 3));
  const { access_token: token } = await enter(mara, 'Corvane Logistics', 'observer');
  const feed = mara.device.hub.feed(() => token);
  for (let asked = 0; ; asked++) {
    const opened = await feed.open(WHOLE_SLICE, null, null);
    if (!opened.ok || asked === 20) throw new Error('no snapshot');
    const { snapshot } = opened.value;
    if (snapshot?.state !== 'ready') continue;
    const taken: Uint8Array[] = [];
    const wanted = { id: snapshot.id, from: 0, count: SNAPSHOT_REPLY_CHUNKS };
    expect(await feed.chunks(wanted, async (chunk) => void taken.push(chunk))).toMatchObject({ ok: true });
    const framed = taken.flatMap((chunk) => [Buffer.alloc(4), Buffer.from(chunk)]);
    taken.forEach((chunk, at) => framed[2 * at]!.writeUInt32BE(chunk.length));
    const answer = answers.findLast(({ route, status }) => route === 'POST /v1/feed/snapshot' && status === 200)!;
    expect(answer.type).toBe('application/octet-stream');
    expect(Buffer.concat(framed).equals(answer.value as Buffer)).toBe(true);
    expect(Buffer.concat(taken).equals(readFileSync(join(snapshotsIn(hub.folder), tenant, `${snapshot.id}.chunks`)))).toBe(true);
    expect(taken.length).toBeGreaterThan(1);
    return;
  }
});

test('all that a desk and a stranger ask is answered as it is published', async () => {
  const { hub, mara } = scene;
  const feed = mara.device.hub.feed(() => scene.alder.access_token);
  const opened = await feed.open(WHOLE_SLICE, null, null);
  if (opened.ok) await feed.next(opened.value.cursor);
  await feed.chunks({ id: '0'.repeat(32), from: 0, count: 1 }, async () => undefined);
  await feed.open(WHOLE_SLICE, 'AAAA');
  for (const text of ['MATCH (h:host) RETURN h LIMIT 3', 'MATCH (h', "MATCH (h:host) WHERE h.tenant_id = 'x' RETURN h"]) {
    const reply = await scene.open(scene.alder.access_token, { path: '/v1/query', body: JSON.stringify({ text, params: {} }) });
    answers.push({ route: 'POST /v1/query', status: reply.status, type: 'application/json', value: JSON.parse(reply.text) });
  }
  await mara.device.hub.audit(scene.alder.access_token, null, 10);
  const version = firstVersion();
  for (const id of [version.id, version.case]) {
    await mara.device.hub.cases.put(scene.alder.access_token, version);
    await mara.device.hub.cases.version(scene.alder.access_token, id);
    await mara.device.hub.cases.changes(scene.alder.access_token, 0);
    await mara.device.hub.cases.put(scene.alder.access_token, nextVersion({ ...version, id }));
  }
  const lead = await signedInAs(hub, 'alder-lead');
  await lead.device.hub.audit((await enter(lead, 'Alder Works', 'lead')).access_token, null, 50);
  await mara.device.hub.extend(scene.alder.access_token);
  await mara.device.hub.leave(scene.alder.access_token);
  await mara.device.hub.extend(scene.alder.access_token);
  for (const path of ['/health', '/openapi.json', '/v1/about', '/v1/floor', '/v1/nothing'])
    await fetch(`${hub.url}${path}`, { headers: { 'netgraph-protocol': String(PROTOCOL_VERSION) } });
  await fetch(`${hub.url}/v1/about`);
  await fetch(`${hub.url}/v1/query`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
  await mara.device.hub.issuer('NO-SUCH');
  const { device, session } = mara;
  const fields = { v: 1, actor: session.session.person, as: null, session: session.session.id, context: null, of: null } as const;
  const more = { targets: [] as string[], targetCount: 0, time: new Date().toISOString(), offline: false };
  const { envelope } = nextRecord(
    { ...fields, ...more, id: uuidv7() as AuditId, phase: 'outcome', action: 'session.begun', result: 'ok' },
    null,
    { device: device.id, tenantHead: EMPTY_CHAIN, deviceHead: EMPTY_CHAIN, salt: newSalt() },
    device.privateKey,
  );
  await device.hub.records(session.access_token, [envelope]);

  const known = answers.filter(({ route }) => ALL_ROUTES.some(({ method, path }) => route === `${method} ${path}`));
  expect(known.map(fault).filter((wrong) => wrong !== null)).toEqual([]);
  expect([...new Set(known.filter(({ status }) => status === 200).map(({ route }) => route))].sort()).toEqual(
    ALL_ROUTES.map(({ method, path }) => `${method} ${path}`).sort(),
  );
  expect(known.filter(({ status }) => status >= 400).length).toBeGreaterThan(3);
});

test('the hub serves the very description, to anybody, and it tells nothing of a customer', async () => {
  const served = await (await fetch(`${scene.hub.url}/openapi.json`)).text();
  expect(served).toBe(text);
  expect(served).not.toMatch(/Alder|Brackwater|Corvane|127\.0\.0\.1/);
});

test('a hub that leaves says so to a load balancer, as it is published', async () => {
  const again = scene.hub.restart();
  await fetch(`${scene.hub.url}/health`);
  await again;
  const answer = answers.findLast(({ route }) => route === 'GET /health')!;
  expect(answer).toMatchObject({ status: 503, value: { ok: true, state: 'leaving' } });
  expect(fault(answer)).toBeNull();
});
