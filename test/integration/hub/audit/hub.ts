/** A hub's databases with customers, people and devices in them, and devices whose every byte a test decides. */
import { createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import type { Role } from '../../../../shared/access/roles.ts';
import { newSalt } from '../../../../shared/audit/canonical.ts';
import { EMPTY_CHAIN } from '../../../../shared/audit/chain.ts';
import type { ChainHead } from '../../../../shared/audit/chain.ts';
import type { Actor, Envelope, RecordBody } from '../../../../shared/audit/record.ts';
import { envelopeSchema } from '../../../../shared/audit/record.ts';
import { nextRecord } from '../../../../shared/audit/write.ts';
import type { BodyFields } from '../../../../shared/audit/write.ts';
import type { AuditId, ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../../../shared/graph/ids.ts';
import type { RecordSubject } from '../../../../shared/audit/draft.ts';
import { hubContext } from '../../../../hub/context/hub-context.ts';
import type { HubStore } from '../../../../hub/store/store.ts';
import type { OpenStore } from '../store/open.ts';

const ISSUER = { id: 'mssp', url: 'https://id.mssp.example' };
export const HOUR = 3_600_000;

export interface Customer {
  readonly tenant: TenantId;
  readonly grant: GrantId;
}

export interface Person {
  readonly device: TestDevice;
  readonly session: SessionId;
  readonly actor: Actor;
}

/** One customer that `dana` may act for. */
export async function newCustomer({ store }: OpenStore): Promise<Customer> {
  const tenant = randomUUID() as TenantId;
  const grant = randomUUID() as GrantId;
  const { control } = store;
  const { count } = await control
    .selectFrom('tenant')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const number = Number(count) + 1;
  const mark = { name: `Customer ${number}`, monogram: `C${number}`, colour: 0, pattern: 0 };
  await store.createTenantSpace(tenant, 'eu');
  await control
    .insertInto('tenant')
    .values({ id: tenant, ordinal: number, ...mark, region: 'eu', created_at: 1 })
    .execute();
  await control
    .insertInto('issuer')
    .values({ ...ISSUER, client: 'desk', title: 'MSSP', tenant_id: null, code: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await control
    .insertInto('access_grant')
    .values({
      id: grant,
      tenant_id: tenant,
      issuer_id: ISSUER.id,
      subject: 'dana',
      roles: ['observer', 'investigator'],
      offline_hours: 24,
      until: Date.now() + 1_000 * HOUR,
      authorised_by: 'lead',
      ended_at: null,
      version: 1,
    })
    .execute();
  return { tenant, grant };
}

/** A new device with one person signed in on it. */
export async function signIn({ store }: OpenStore, device?: TestDevice): Promise<Person> {
  const on = device ?? (await TestDevice.make());
  const session = randomUUID() as SessionId;
  const { control } = store;
  await control
    .insertInto('device')
    .values({
      id: on.id,
      key: on.publicKey,
      agreement_key: '',
      name: 'desk',
      enrolled_at: 1,
      status: 'active',
      fault: null,
      ...EMPTY_CHAIN,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const person = { subject: 'dana', name: 'Dana' };
  await control
    .insertInto('session')
    .values({
      id: session,
      device_id: on.id,
      issuer_id: ISSUER.id,
      ...person,
      created_at: 1,
      expires_at: Date.now() + HOUR,
      ended_at: null,
    })
    .execute();
  return { device: on, session, actor: { issuer: ISSUER.url, ...person } };
}

/** The subject of a context that the hub issued to this person. */
export async function assume(
  { store }: OpenStore,
  { device, session, actor }: Person,
  { tenant, grant }: Customer,
  role: Role = 'investigator',
  startedAt = Date.now(),
): Promise<RecordSubject> {
  const context = randomUUID() as ContextId;
  await store.control
    .insertInto('context')
    .values({
      id: context,
      session_id: session,
      device_id: device.id,
      tenant_id: tenant,
      grant_id: grant,
      role,
      own: false,
      started_at: startedAt,
      expires_at: startedAt + HOUR,
      ended_at: null,
      end_reason: null,
    })
    .execute();
  return { actor, session, as: { tenant, role, grant }, context };
}

export const asPerson = ({ actor, session }: Person): RecordSubject => ({ actor, session, as: null, context: null });
export const NOBODY: RecordSubject = { actor: null, session: null, as: null, context: null };

/** Writes records as a desk does, or as nobody should. */
export class TestDevice {
  readonly id: DeviceId;
  readonly key: KeyObject;
  readonly heads = new Map<string | null, ChainHead>();
  head: ChainHead = EMPTY_CHAIN;

  private constructor(id: DeviceId, key: KeyObject) {
    this.id = id;
    this.key = key;
  }

  static async make(): Promise<TestDevice> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    return new TestDevice((await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }))) as DeviceId, privateKey);
  }

  get publicKey(): string {
    return createPublicKey(this.key).export({ format: 'jwk' }).x ?? '';
  }

  /** The next record, without moving on: several may be made for one place. */
  draft(
    subject: RecordSubject,
    more: Partial<BodyFields> & { text?: string | null } = {},
    key = this.key,
  ): { envelope: Envelope; digest: string } {
    const { text = null, ...fields } = more;
    const { actor, session, as, context } = subject;
    const body: BodyFields = {
      v: 1,
      id: uuidv7() as AuditId,
      actor,
      as,
      session,
      context,
      phase: 'intent',
      of: null,
      action: 'graph.search',
      targets: [],
      targetCount: 0,
      result: null,
      time: new Date().toISOString(),
      offline: false,
      ...fields,
    };
    const tenantHead = this.heads.get(as?.tenant ?? null) ?? EMPTY_CHAIN;
    const made = nextRecord(body, text, { device: this.id, tenantHead, deviceHead: this.head, salt: newSalt() }, key);
    return { ...made, envelope: envelopeSchema.parse(made.envelope) };
  }

  write(...values: Parameters<TestDevice['draft']>): Envelope {
    const { envelope, digest } = this.draft(...values);
    const { tenant, seq } = envelope.record.body.chain;
    this.heads.set(tenant, { seq, digest });
    this.head = { seq: envelope.link.seq, digest };
    return envelope;
  }
}

/** What stands in a tenant's log, or in the MSSP's: in order of position. */
export async function logOf(store: HubStore, tenant: TenantId | null): Promise<{ position: number; body: RecordBody; hub: boolean }[]> {
  const rows =
    tenant === null
      ? (await store.control.selectFrom('mssp_record').select(['position', 'body']).orderBy('position').execute()).map((row) => ({
          ...row,
          hub: false,
        }))
      : await store
          .tenant(hubContext(tenant, 'audit'))
          .selectFrom('record')
          .select(['position', 'body', 'hub'])
          .orderBy('position')
          .execute();
  return rows.map(({ position, body, hub }) => ({ position, body: JSON.parse(body) as RecordBody, hub }));
}

export async function deviceRow(
  { control }: HubStore,
  id: DeviceId,
): Promise<{ status: string; fault: string | null; seq: number; digest: string }> {
  return control.selectFrom('device').select(['status', 'fault', 'seq', 'digest']).where('id', '=', id).executeTakeFirstOrThrow();
}

export const idsOf = (envelopes: readonly Envelope[]): string[] => envelopes.map(({ record }) => record.body.id);

/** The same store, whose control database goes away as soon as something is to be written there. */
export const cut = (store: HubStore): HubStore => ({ ...store, appendLinks: () => Promise.reject(new Error('cut')) });
