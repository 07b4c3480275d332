/**
 * Somebody with curl: a whole demo hub, honest people on it, and requests that are made by hand, down to each header. What
 * the hub has recorded is read by the administrator, straight from the tables.
 */
import { request } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';
import { unpack } from 'msgpackr';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { makeProof } from '../../electron/sync/proof.ts';
import type { RecordBody } from '../../shared/audit/record.ts';
import type { Role } from '../../shared/access/roles.ts';
import type { GrantId } from '../../shared/graph/ids.ts';
import type { ContextReply } from '../../shared/protocol/token.ts';
import { signedInAs, startDemoHub } from '../support/demo-hub.ts';
import type { DemoHub, SignedInDesk, TestDevice } from '../support/demo-hub.ts';
import { startPostgres } from '../support/postgres.ts';
import type { PostgresKind, TestPostgres } from '../support/postgres.ts';
import { PROTOCOL } from '../support/protocol-header.ts';

export interface Reply {
  readonly status: number;
  /** Of an error. */
  readonly code: string | null;
  readonly value: unknown;
  /** Everything that came back, headers included. */
  readonly raw: string;
}

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly token?: string;
  /** Who makes the proof; without one there is none. */
  readonly device?: Pick<TestDevice, 'privateKey' | 'publicJwk'>;
  /** Given as it is, instead of one that fits. */
  readonly proof?: string;
  readonly headers?: OutgoingHttpHeaders;
}

export interface Inside extends SignedInDesk {
  readonly granted: ContextReply['context'];
  readonly token: string;
}

export class BreachHub {
  readonly hub: DemoHub;
  readonly server: TestPostgres;
  /** The databases, as their administrator. */
  readonly control: Pool;
  readonly region: Pool;

  private constructor(hub: DemoHub, server: TestPostgres) {
    this.hub = hub;
    this.server = server;
    this.control = server.pool('control');
    this.region = server.pool('region_eu');
  }

  static async start(kind: PostgresKind): Promise<BreachHub> {
    const server = await startPostgres(kind);
    return new BreachHub(await startDemoHub({ database: server.url('postgres') }), server);
  }

  async stop(): Promise<void> {
    await this.hub.stop();
    await this.server.stop();
  }

  /** A person inside a customer, as the workstation gets there. */
  async inside(username: string, customer: string, role: Role, desk?: SignedInDesk): Promise<Inside> {
    const signedIn = desk ?? (await signedInAs(this.hub, username));
    const { device, session } = signedIn;
    const floor = await device.hub.floor(session.access_token);
    if (!floor.ok) throw new Error(floor.error.code);
    const row = floor.value.customers.find(({ mark }) => mark.name === customer);
    if (!row) throw new Error(`${username} has no grant at ${customer}`);
    const context = await device.hub.assume(session.access_token, { grant: row.grant as GrantId, role, reason: 'Alert', ticket: 'T-1' });
    if (!context.ok) throw new Error(context.error.code);
    return { ...signedIn, granted: context.value.context, token: context.value.access_token };
  }

  async ask(path: string, { method = 'POST', body, token, device, proof, headers = {} }: Asked): Promise<Reply> {
    const made = proof ?? (device && (await makeProof(device, method, `${this.hub.url}${path.split('?')[0]}`, token ?? null, Date.now())));
    const text = body === undefined ? null : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(`${this.hub.url}${path}`, {
        method,
        headers: {
          ...PROTOCOL,
          ...(token === undefined ? {} : { authorization: `DPoP ${token}` }),
          ...(made === undefined ? {} : { dpop: made }),
          ...(text === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
          ...headers,
        },
      });
      sent.on('error', reject);
      sent.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const bytes = Buffer.concat(parts);
          const packed = response.headers['content-type'] === 'application/msgpack';
          const value: unknown = packed ? unpack(bytes) : JSON.parse(bytes.toString('utf8') || 'null');
          const code = (value as { error?: { code?: string } } | null)?.error?.code ?? null;
          resolve({
            status: response.statusCode ?? 0,
            code,
            value,
            raw: `${JSON.stringify(response.rawHeaders)}\n${bytes.toString('latin1')}`,
          });
        });
      });
      sent.end(text ?? undefined);
    });
  }

  /** As the workstation asks: token and proof of the same desk. */
  own({ token, device }: Pick<Inside, 'token' | 'device'>, path: string, asked: Asked = {}): Promise<Reply> {
    return this.ask(path, { body: {}, token, device, ...asked });
  }

  /** Bodies of a customer's log (null: the MSSP's), in order. */
  async log(tenant: string | null): Promise<RecordBody[]> {
    const { rows } =
      tenant === null
        ? await this.control.query<{ body: string }>('SELECT body FROM mssp_record ORDER BY position')
        : await this.region.query<{ body: string }>('SELECT body FROM record WHERE tenant_id = $1 ORDER BY position', [tenant]);
    return rows.map(({ body }) => JSON.parse(body) as RecordBody);
  }

  /** What `work` left in a log, once it is there. */
  async left(tenant: string | null, work: () => Promise<unknown>): Promise<RecordBody[]> {
    const before = (await this.log(tenant)).length;
    await work();
    return (await this.log(tenant)).slice(before);
  }
}

/** None of these texts is anywhere in what came back, in any usual spelling. */
export function saysNothingOf(texts: readonly string[], ...places: readonly string[]): void {
  expect(texts.length).toBeGreaterThan(0);
  for (const place of places)
    for (const text of texts)
      for (const spelling of [text, Buffer.from(text).toString('base64'), Buffer.from(text).toString('hex'), encodeURIComponent(text)])
        expect(place.includes(spelling), `"${text}" in ${place.slice(0, 200)}`).toBe(false);
}
