/** One hub gives its place to the next while desks ask all the time: nothing is refused, lost or done twice. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DemoAccount } from '../../../../hub/demo/accounts.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { AuditId } from '../../../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../../../shared/graph/slice.ts';
import { signedInAs } from '../../../support/demo-hub.ts';
import type { DemoHub, SignedInDesk } from '../../../support/demo-hub.ts';
import { unclosed, walkHubChain } from '../../../support/hub-chain.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { enter } from '../http/scene.ts';

const MAIN = join(import.meta.dirname, '../../../../hub/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'ng-hand-over-'));
const children: ChildProcess[] = [];
let server: TestPostgres;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  /** Where Prometheus reads. */
  readonly figures: string;
  readonly gone: Promise<number | null>;
}

const start = (...more: string[]): Promise<Running> => startAs('--demo', '--data-folder', folder, ...more);

async function startAs(...more: string[]): Promise<Running> {
  const args = ['--database', server.url('postgres'), '--metrics-port', '0', ...more];
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let words = '';
  child.stderr.on('data', (bytes: Buffer) => (words += bytes.toString()));
  const gone = once(child, 'exit').then(([code]) => code as number | null);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => text as string),
    gone.then(() => Promise.reject(new Error(words))),
  ]);
  const figures = /Figures for Prometheus: (\S+)/.exec(words)![1]!;
  return { child, url: (JSON.parse(line) as { url: string }).url, figures, gone };
}

beforeAll(async () => {
  server = await startPostgres(postgresKinds().at(-1)!);
}, 60_000);
afterAll(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const accounts = (): DemoAccount[] =>
  (JSON.parse(readFileSync(join(folder, 'demo-accounts.json'), 'utf8')) as { accounts: DemoAccount[] }).accounts;

interface Asked {
  readonly ms: number;
  readonly at: number;
  readonly what: string;
  readonly code: string;
}

/** A request that never comes to its end: nobody is to wait for it. */
function stall(url: string): void {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('POST /v1/token HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 1000\r\n\r\ngrant_type=');
}

const health = async ({ url }: Running): Promise<number> => (await fetch(`${url}/health`)).status;

test('hub after hub, with requests and records all the while', async ({ annotate }) => {
  const first = await start('--port', '0');
  const port = new URL(first.url).port;
  const demo = { url: first.url, account: (name: string) => accounts().find(({ username }) => username === name)! } as DemoHub;
  const desks = await Promise.all(['mara', 'jonas', 'mara'].map((name) => signedInAs(demo, name)));
  const asked: Asked[] = [];
  let going = true;
  const loads = desks.map((desk, at) => load(desk, at));

  async function load(desk: SignedInDesk, at: number): Promise<number> {
    const { device, session } = desk;
    const { access_token: token } = await enter(desk, 'Alder Works', 'observer');
    const feed = device.hub.feed(() => token);
    const heads = { tenantHead: EMPTY_CHAIN, deviceHead: EMPTY_CHAIN };
    let sent = 0;
    const timed = async (what: string, work: () => Promise<Result<unknown>>): Promise<void> => {
      const began = performance.now();
      const result = await work();
      asked.push({ what, at: began, ms: performance.now() - began, code: result.ok ? 'ok' : result.error.code });
    };
    for (let round = 0; going; round++) {
      await timed('floor', () => device.hub.floor(session.access_token));
      await timed('feed', () => feed.open(WHOLE_SLICE, null, null));
      const fields = { v: 1, actor: session.session.person, as: null, session: session.session.id, context: null, of: null } as const;
      const more = { targets: [], targetCount: 0, time: new Date().toISOString(), offline: false };
      const made = nextRecord(
        { ...fields, ...more, id: uuidv7() as AuditId, phase: 'outcome', action: 'session.begun', result: 'ok' },
        null,
        { device: device.id, ...heads, salt: newSalt() },
        device.privateKey,
      );
      heads.tenantHead = { seq: heads.tenantHead.seq + 1, digest: made.digest };
      heads.deviceHead = { seq: heads.deviceHead.seq + 1, digest: made.digest };
      sent += 1;
      await timed('records', () => device.hub.records(session.access_token, [made.envelope]));
      if (round % 10 === at) await timed('assume', async () => ({ ok: true, value: await enter(desk, 'Alder Works', 'observer') }));
    }
    return sent;
  }

  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const replaced: number[] = [];
  let before = first;
  for (let hubs = 0; hubs < 3; hubs++) {
    const begun = performance.now();
    stall(before.url);
    const next = await start('--port', port, '--metrics-port', new URL(first.figures).port, '--take-over');
    expect(await before.gone).toBe(0);
    replaced.push(begun);
    expect(next.url).toBe(first.url);
    expect(next.figures).toBe(first.figures);
    expect(await (await fetch(next.figures)).text()).toContain('netgraph_hub_ready 1');
    before = next;
    await new Promise((resolve) => setTimeout(resolve, 700));
  }
  going = false;
  const sent = await Promise.all(loads);

  expect(asked.filter(({ code }) => code !== 'ok')).toEqual([]);
  expect(asked.length).toBeGreaterThan(100);
  const longest = Math.max(...asked.map(({ ms }) => ms));
  const usual = asked.map(({ ms }) => ms).sort((one, other) => one - other)[Math.floor(asked.length / 2)]!;
  await annotate(`${asked.length} requests over 3 replacements: p50 ${usual.toFixed(0)} ms, longest ${longest.toFixed(0)} ms`);

  const control = server.pool('control');
  for (const [at, { device }] of desks.entries()) {
    const { rows } = await control.query<{ count: string; newest: string; status: string }>(
      `SELECT (SELECT count(*) FROM mssp_record WHERE device_id = d.id) AS count, d.seq AS newest, d.status FROM device d WHERE d.id = $1`,
      [device.id],
    );
    expect(rows).toEqual([{ count: String(sent[at]), newest: String(sent[at]), status: 'active' }]);
  }
  // The hubs' own chain is one, over all databases, and each of their intents has its one outcome: none was interrupted.
  const bodies = await walkHubChain(control, [server.pool('region_eu')]);
  expect(bodies.length).toBeGreaterThan(asked.length);
  expect(bodies.filter(({ result }) => result === 'interrupted')).toEqual([]);
  expect(unclosed(bodies)).toEqual([]);
  expect(existsSync(join(folder, 'hand-over')) || existsSync(join(folder, 'used-proofs'))).toBe(false);

  const log = readFileSync(join(folder, 'hub.log'), 'utf8');
  expect(log).not.toMatch(/"level":(50|60)/);
  before.child.kill('SIGTERM');
  expect(await before.gone).toBe(0);
}, 180_000);

test('without being asked to, a second hub takes neither the place nor the port', async () => {
  const first = await start('--port', '0');
  await expect(start('--port', '0')).rejects.toThrow('Another hub runs on the data folder');
  first.child.kill('SIGTERM');
  await first.gone;
}, 60_000);

test('a hub that can not serve is refused before the present one is asked, and takes nothing away from it', async () => {
  const first = await start('--port', '0');
  const takeOver = ['--port', new URL(first.url).port, '--take-over'];
  await expect(startAs('--issuer', 'https://id.example', '--client', 'x', '--data-folder', folder, ...takeOver)).rejects.toThrow(
    'belong to a demo',
  );
  const other = mkdtempSync(join(tmpdir(), 'ng-hand-over-'));
  await expect(startAs('--demo', '--data-folder', other, ...takeOver)).rejects.toThrow('belong to a hub with another data folder');
  rmSync(other, { recursive: true, force: true });
  // The hub's role still has the password that this hub knows: it signs in anew, and says 503 until it has noticed that it must.
  await server.pool('postgres').query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'hub_control'`);
  await expect.poll(() => health(first), { timeout: 10_000 }).toBe(200);
  expect(first.child.exitCode).toBeNull();
  first.child.kill('SIGTERM');
  expect(await first.gone).toBe(0);
}, 60_000);

test('two that ask for one place follow each other', async () => {
  const first = await start('--port', '0');
  const takeOver = ['--port', new URL(first.url).port, '--take-over'];
  const two = await Promise.all([start(...takeOver), start(...takeOver)]);
  expect(await first.gone).toBe(0);
  const [left, stays] = await Promise.race(two.map((one, at) => one.gone.then((code) => [code, two[1 - at]!] as const)));
  expect(left).toBe(0);
  expect(await health(stays)).toBe(200);
  stays.child.kill('SIGTERM');
  expect(await stays.gone).toBe(0);
  expect(existsSync(join(folder, 'hand-over')) || existsSync(join(folder, 'used-proofs'))).toBe(false);
}, 60_000);
