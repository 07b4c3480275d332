/** What a desk has once its keys are open: the outbox and what forwards it, leases, contexts, sign-ins. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { actingSentence } from '../shared/access/customer.ts';
import type { Role } from '../shared/access/roles.ts';
import type { AppError } from '../shared/errors.ts';
import { Forwarder } from './audit/forwarder.ts';
import { Outbox } from './audit/outbox.ts';
import type { Recorder } from './audit/recorder.ts';
import type { Clock } from './clock.ts';
import { Contexts } from './context/contexts.ts';
import type { ContextsOptions } from './context/contexts.ts';
import { Leases, leasedContext } from './context/leases.ts';
import type { Lease } from './context/leases.ts';
import { InterruptedContexts } from './context/interrupted.ts';
import { Remembered } from './context/remembered.ts';
import type { DeskLog } from './desk-log.ts';
import { openDevice } from './identity/device.ts';
import type { Device } from './identity/device.ts';
import { KeptSessions } from './identity/session.ts';
import type { Vault } from './identity/vault.ts';
import { openSliceStore } from './store/client.ts';
import { destroySlice } from './store/files.ts';
import { SpareWorker } from './store/spare.ts';
import type { Connection } from './sync/connection.ts';
import { runSync } from './sync/sync.ts';
import { makeHubClient } from './sync/transport.ts';
import type { HubClient } from './sync/transport.ts';

export interface LocalOptions {
  readonly folder: string;
  readonly hubUrl: string;
  readonly vault: Vault;
  readonly recorder: Recorder;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly worker: URL;
  readonly log: DeskLog;
  readonly tokens: () => readonly string[];
  readonly onAudit: () => void;
  readonly onContext: ContextsOptions['onChange'];
  readonly onContextEnded: ContextsOptions['onEnded'];
}

export interface Local {
  readonly device: Device;
  readonly hub: HubClient;
  readonly outbox: Outbox;
  readonly forwarder: Forwarder;
  readonly leases: Leases;
  readonly remembered: Remembered;
  readonly interrupted: InterruptedContexts;
  readonly contexts: Contexts;
  readonly kept: KeptSessions;
  readonly spare: SpareWorker;
  /** Why records are held back, or null. */
  readonly auditError: () => AppError | null;
}

/** Opens it all. Throws `AppFailure`: `keychain`, or `audit_unwritable` when the outbox doesn't open. */
export async function openLocal(options: LocalOptions): Promise<Local> {
  const { folder, hubUrl, vault, recorder, connection, clock } = options;
  const device = await openDevice(vault);
  const now = (): number => clock.now();
  const onReach = (reached: boolean): void => connection.heard(reached);
  const hub = makeHubClient({ url: hubUrl, key: device, now, onReach, onCall: (call) => options.log.call(call) });
  const outbox = new Outbox({ file: join(folder, 'outbox.db'), key: device.outboxKey, device: device.id, signer: device.privateKey, now });
  try {
    recorder.adopt(outbox);
    return await openRest(options, { device, hub, outbox });
  } catch (error) {
    recorder.letGo();
    outbox.close();
    throw error;
  }
}

async function openRest(options: LocalOptions, { device, hub, outbox }: Pick<Local, 'device' | 'hub' | 'outbox'>): Promise<Local> {
  const { folder, vault, recorder, connection, clock, worker, tokens, onAudit, onContext, onContextEnded } = options;
  const forwarder = new Forwarder({ outbox, tokens, send: (token, envelopes) => hub.records(token, envelopes), onChange: onAudit });
  const slicesFolder = join(folder, 'slices');
  mkdirSync(slicesFolder, { recursive: true, mode: 0o700 });
  const remembered = new Remembered(join(folder, 'remembered'), device.secret);
  const interrupted = new InterruptedContexts(join(folder, 'open'), device.secret);
  const parts: { contexts: Contexts | null } = { contexts: null };
  const leases = await Leases.open({
    vault,
    clock,
    floor: outbox.latest(),
    onDestroyed: (lease, why) => {
      recordDestroyed(recorder, lease, why);
      parts.contexts?.leaseGone(lease.grant, lease.person, why);
    },
  });
  const spare = new SpareWorker(worker);
  const contexts = new Contexts({
    hub,
    recorder,
    leases,
    remembered,
    interrupted,
    device,
    clock,
    online: () => connection.online,
    slicesFolder,
    worker,
    openSliceStore: (options) => openSliceStore(options, () => spare.take()),
    destroySlice,
    runSync,
    onChange: onContext,
    onEnded: onContextEnded,
  });
  parts.contexts = contexts;
  return {
    device,
    hub,
    outbox,
    forwarder,
    leases,
    remembered,
    interrupted,
    contexts,
    kept: new KeptSessions(vault),
    spare,
    auditError: () => forwarder.error,
  };
}

/** In the customer's own log: whose lease went, and why. */
function recordDestroyed(recorder: Recorder, lease: Lease, why: 'lease_ended' | 'clock_back' | 'grant_ended'): void {
  const role = Object.keys(lease.contexts)[0] as Role | undefined;
  const issued = role && leasedContext(lease, role);
  if (!role || !issued) return;
  const subject = {
    actor: lease.person,
    session: issued.session,
    as: { tenant: lease.tenant, role, grant: lease.grant },
    context: issued.context,
    sentence: actingSentence({ analyst: lease.person.name, customer: lease.mark.name, role, own: lease.own }),
  };
  recorder.event(subject, 'lease.destroyed', why, { targets: [lease.grant], text: null });
}
