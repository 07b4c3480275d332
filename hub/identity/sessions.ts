/** Sessions: one sign-in of one person on one device. The device is enrolled with its first. */
import { createHash } from 'node:crypto';
import type { Actor } from '../../shared/audit/record.ts';
import { CHAIN_START } from '../../shared/audit/record.ts';
import { fail, ok } from '../../shared/errors.ts';
import type { Result } from '../../shared/errors.ts';
import type { DeviceId, SessionId, TenantId } from '../../shared/graph/ids.ts';
import { LIMITS } from '../../shared/limits.ts';
import { sessionActor } from '../audit/actor.ts';
import type { HubStore } from '../store/store.ts';
import type { SignedIn } from './id-token.ts';
import type { ProvenDevice } from './proof.ts';

export interface Session {
  readonly id: SessionId;
  readonly device: DeviceId;
  /** As records speak of them. */
  readonly person: Actor;
  /** The identity is (issuer id, subject): a provider may move to another address. */
  readonly issuer: string;
  /** The tenant that the person's identity provider is bound to; null for the MSSP's own people. */
  readonly home: TenantId | null;
  /** Unix ms. */
  readonly expiresAt: number;
  readonly endedAt: number | null;
  /** X25519, base64url: what is secret is wrapped to it. */
  readonly agreementKey: string;
  readonly suspended: boolean;
}

/**
 * The id follows from the sign-in itself, so that an ID token makes one session, whenever it is sent again: its second
 * insertion fails on the primary key.
 */
export function sessionIdOf({ issuer, nonce }: SignedIn): SessionId {
  const hex = createHash('sha256').update(`${issuer.id}\0${nonce}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}` as SessionId;
}

/** Enrols the device, or refreshes what is known of it. A suspended device stays suspended. */
export async function openSession(
  store: HubStore,
  signedIn: SignedIn,
  device: ProvenDevice & { readonly agreementKey: string; readonly name: string },
  now: number,
): Promise<Result<Session>> {
  const { issuer, subject, name } = signedIn;
  const id = sessionIdOf(signedIn);
  const made = await store.control.transaction().execute(async (trx) => {
    await trx
      .insertInto('device')
      .values({
        id: device.id,
        key: device.key,
        agreement_key: device.agreementKey,
        name: device.name,
        enrolled_at: now,
        status: 'active',
        fault: null,
        seq: 0,
        digest: CHAIN_START,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ agreement_key: device.agreementKey, name: device.name }))
      .execute();
    return trx
      .insertInto('session')
      .values({
        id,
        device_id: device.id,
        issuer_id: issuer.id,
        subject,
        name,
        created_at: now,
        expires_at: now + LIMITS.sessionSeconds * 1000,
        ended_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
  });
  if (!made) return fail('sign_in_failed', { text: 'That sign-in was used already.' });
  const session = await findSession(store, id);
  return session ? ok(session) : fail('sign_in_failed');
}

export async function findSession(store: HubStore, id: SessionId): Promise<Session | null> {
  const row = await store.control
    .selectFrom('session')
    .innerJoin('device', 'device.id', 'session.device_id')
    .innerJoin('issuer', 'issuer.id', 'session.issuer_id')
    .select(['session.subject', 'session.name', 'session.expires_at', 'session.ended_at', 'session.device_id'])
    .select(['session.issuer_id', 'session.issuer_url'])
    .select(['issuer.tenant_id', 'device.agreement_key', 'device.status'])
    .where('session.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id,
    device: row.device_id as DeviceId,
    person: sessionActor(row),
    issuer: row.issuer_id,
    home: row.tenant_id as TenantId | null,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
    agreementKey: row.agreement_key,
    suspended: row.status === 'suspended',
  };
}
