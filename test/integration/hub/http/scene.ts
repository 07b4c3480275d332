/** A demo hub with its database at hand, an analyst who acts at one customer, and requests of any form in their name. */
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { HubLimits } from '../../../../hub/http/parts.ts';
import type { Role } from '../../../../shared/access/roles.ts';
import type { Result } from '../../../../shared/errors.ts';
import type { GrantId } from '../../../../shared/graph/ids.ts';
import type { ContextReply } from '../../../../shared/protocol/token.ts';
import { signedInAs, startDemoHub } from '../../../support/demo-hub.ts';
import type { DemoHub, DemoHubOptions, SignedInDesk } from '../../../support/demo-hub.ts';
import { postgresKinds, startPostgres } from '../../../support/postgres.ts';
import type { TestPostgres } from '../../../support/postgres.ts';
import { ask, proofOf } from '../../../support/raw-http.ts';
import type { ProofParts, RawReply } from '../../../support/raw-http.ts';

export const OPEN = JSON.stringify({ slice: { kinds: null, since: null }, cursor: null });

export interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly device?: SignedInDesk['device'];
  readonly proof?: ProofParts;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  readonly leaves?: AbortSignal;
}

export const grantOn = async ({ device, session }: SignedInDesk, customer: string): Promise<GrantId> => {
  const floor = await device.hub.floor(session.access_token);
  if (!floor.ok) throw new Error(floor.error.code);
  return floor.value.customers.find(({ mark }) => mark.name === customer)!.grant as GrantId;
};
export const assume = ({ device, session }: SignedInDesk, grant: GrantId, role: Role): Promise<Result<ContextReply>> =>
  device.hub.assume(session.access_token, { grant, role, reason: 'a test', ticket: 'T-1' });
export async function enter(desk: SignedInDesk, customer: string, role: Role): Promise<ContextReply> {
  const entered = await assume(desk, await grantOn(desk, customer), role);
  if (!entered.ok) throw new Error(entered.error.code);
  return entered.value;
}

export interface Scene {
  hub: DemoHub;
  /** Its server, as an administrator reaches it. */
  database: string;
  control: pg.Pool;
  region: pg.Pool;
  /** Signed in anew for each test, and an investigator at Alder Works. */
  mara: SignedInDesk;
  alder: ContextReply;
  /** Opens the feed with a token, as an honest desk does, with whatever the test changes in it. */
  open(token: string, asked?: Asked): Promise<RawReply>;
  /** The twin of every refusal. */
  honest(): Promise<void>;
  /** Refusals in the tenant's own log, newest first. */
  refusalsAt(tenant: string): Promise<{ action: string; result: string; subject: string | null }[]>;
  /** Codes of the refusals in the MSSP's log that are nobody's. */
  msspRefusals(): Promise<Set<string>>;
}

/** Registers the hooks; what it returns is filled in when a test runs. On Debian's server where it is installed. */
export function useScene(limits: Partial<HubLimits> = {}, more: Pick<DemoHubOptions, 'drainSeconds'> = {}): Scene {
  const scene = {} as Scene;
  let server: TestPostgres | null = null;
  beforeAll(async () => {
    server = await startPostgres(postgresKinds().at(-1)!);
    scene.database = server.url('postgres');
    scene.hub = await startDemoHub({ database: scene.database, limits, ...more });
    scene.control = server.pool('control');
    scene.region = server.pool('region_eu');
  }, 180_000);
  afterAll(async () => {
    await scene.hub?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    scene.mara = await signedInAs(scene.hub, 'mara');
    scene.alder = await enter(scene.mara, 'Alder Works', 'investigator');
  });
  scene.open = async (token, asked = {}) => {
    const { url } = scene.hub;
    const {
      method = 'POST',
      path = '/v1/feed/open',
      query = '',
      device = scene.mara.device,
      proof,
      headers = {},
      body = OPEN,
      leaves,
    } = asked;
    const made = await proofOf(device, url, { method, path, token }, proof);
    const all = { authorization: `DPoP ${token}`, dpop: made, 'content-type': 'application/json', ...headers };
    return ask(url, {
      method,
      path: `${path}${query}`,
      headers: all,
      ...(method === 'GET' ? {} : { body }),
      ...(leaves ? { leaves } : {}),
    });
  };
  scene.honest = async () => expect(await scene.open(scene.alder.access_token)).toMatchObject({ status: 200 });
  scene.refusalsAt = async (tenant) => {
    const text = 'SELECT body FROM record WHERE tenant_id = $1 ORDER BY position DESC LIMIT 20';
    const { rows } = await scene.region.query<{ body: string }>(text, [tenant]);
    return rows
      .map(({ body }) => JSON.parse(body) as { phase: string; action: string; result: string; actor: { subject: string } | null })
      .filter(({ phase }) => phase === 'refusal')
      .map(({ action, result, actor }) => ({ action, result, subject: actor?.subject ?? null }));
  };
  scene.msspRefusals = async () => {
    const { rows } = await scene.control.query<{ body: string }>('SELECT body FROM mssp_record');
    const bodies = rows.map(({ body }) => JSON.parse(body) as { phase: string; result: string; actor: unknown });
    return new Set(bodies.filter(({ phase, actor }) => phase === 'refusal' && actor === null).map(({ result }) => result));
  };
  return scene;
}
