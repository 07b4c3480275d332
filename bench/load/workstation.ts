/**
 * One simulated workstation: keys, session, proofs, tokens, feed, questions and signed records of its own, all by the code
 * that a desk runs. It has no window and no disk: what it syncs is opened, decoded and dropped.
 */
import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { signInWithBrowser } from '../../electron/identity/sign-in.ts';
import { makeProof } from '../../electron/sync/proof.ts';
import type { ProofKey } from '../../electron/sync/proof.ts';
import { askAbout, makeHubClient } from '../../electron/sync/transport.ts';
import type { HubClient } from '../../electron/sync/transport.ts';
import type { RecordDraft, RecordSubject } from '../../shared/audit/draft.ts';
import type { Envelope } from '../../shared/audit/record.ts';
import { NOTHING } from '../../shared/contract/action.ts';
import { AppFailure } from '../../shared/errors.ts';
import type { DeviceId, GrantId, TenantId } from '../../shared/graph/ids.ts';
import { WHOLE_SLICE } from '../../shared/graph/slice.ts';
import { LIMITS } from '../../shared/limits.ts';
import { errorReplySchema } from '../../shared/protocol/error.ts';
import { hubQueryReplySchema } from '../../shared/protocol/query.ts';
import type { SegmentMessage } from '../../shared/protocol/feed.ts';
import type { ContextReply, SessionReply } from '../../shared/protocol/token.ts';
import { PROTOCOL_HEADER, PROTOCOL_VERSION } from '../../shared/protocol/version.ts';
import { newAgreementKeys, unwrap } from '../../shared/protocol/wrap.ts';
import { openSegment } from '../../shared/slice-file/open-segment.ts';
import { personAtDemo } from '../../test/support/demo-hub.ts';
import { firstSync } from './first-sync.ts';
import { given } from './given.ts';
import { LARGE } from './large.ts';
import { SignedRecords } from './signed-records.ts';

export interface Account {
  readonly username: string;
  readonly password: string;
}

const QUESTION = 'MATCH (h:host)<-[:RAN_ON]-(p:process) RETURN h, p LIMIT 50';
const ROLE = 'investigator';
const PATIENCE_MS = 60_000;

interface Parts {
  readonly url: string;
  readonly key: ProofKey;
  readonly device: DeviceId;
  readonly agreement: { readonly publicKey: string; readonly privateKey: string };
  readonly hub: HubClient;
  readonly session: SessionReply;
  /** Of the customers between which it pivots, and of the large one, which is synced from nothing. */
  readonly grants: readonly GrantId[];
  readonly large: GrantId;
}

export class Workstation {
  readonly #parts: Parts;
  readonly #records: SignedRecords;
  /** Where the feed of each customer stands on this desk. */
  readonly #cursors: Map<TenantId, string>;
  #unsent: Envelope[] = [];
  #sending: Promise<void> = Promise.resolve();
  #context: ContextReply | null = null;
  #turn: number;

  private constructor(parts: Parts, turn: number, cursors: ReadonlyMap<TenantId, string>) {
    this.#parts = parts;
    this.#cursors = new Map(cursors);
    this.#records = new SignedRecords(parts.device, parts.key.privateKey);
    this.#turn = turn;
  }

  /**
   * A new device, a sign-in at the real provider, a session, and the floor. `turn`: at which customer it begins. `cursors`: where the slices
   * stand that it has from the day before.
   */
  static async signIn(
    url: string,
    account: Account,
    turn: number,
    cursors: ReadonlyMap<TenantId, string> = new Map(),
  ): Promise<Workstation> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const { kty, crv, x } = privateKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
    const key = { privateKey, publicJwk: { kty, crv, x } };
    const device = (await calculateJwkThumbprint(key.publicJwk)) as DeviceId;
    const agreement = await newAgreementKeys();
    const hub = makeHubClient({ url, key, now: Date.now, onReach: () => undefined });
    const { issuer } = given(await askAbout(url));
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const idToken = given(
      await signInWithBrowser({ issuer, device, openBrowser: personAtDemo(account), signal, onAnswer: () => undefined }),
    );
    const session = given(await hub.signIn(idToken, agreement.publicKey, 'simulated'));
    const { customers } = given(await hub.floor(session.access_token));
    const large = customers.find(({ mark }) => mark.name === LARGE)!.grant as GrantId;
    const grants = customers.filter(({ roles }) => roles.includes(ROLE)).map(({ grant }) => grant as GrantId);
    const others = grants.filter((grant) => grant !== large);
    return new Workstation({ url, key, device, agreement, hub, session, grants: others, large }, turn, cursors);
  }

  /** To the next customer: the token exchange, the share of the file's key, and the feed up to its first segment, opened: how many records that brought. */
  async pivot(): Promise<number> {
    const { hub, grants } = this.#parts;
    const before = this.#context;
    const reply = await this.#assume(grants[this.#turn++ % grants.length]!);
    this.#context = reply;
    const { records } = await this.#increment(reply);
    if (before) void hub.leave(before.access_token);
    return records;
  }

  /** Every customer once, up to what there is: where its slices stand then. */
  async visitAll(): Promise<ReadonlyMap<TenantId, string>> {
    for (const _grant of this.#parts.grants) {
      await this.pivot();
      await this.freshen();
    }
    return this.#cursors;
  }

  /** To the large customer, of which it has nothing, and its whole slice by the snapshot: how many records. */
  async firstSync(): Promise<number> {
    const { hub, agreement, large } = this.#parts;
    const { access_token: token, context } = await this.#assume(large);
    const records = await firstSync(
      hub.feed(() => token),
      context.tenant,
      agreement.privateKey,
    );
    void hub.leave(token);
    return records;
  }

  /** What came since, until nothing follows: how many records. */
  async freshen(): Promise<number> {
    const context = this.#context;
    if (!context) return 0;
    for (let all = 0; ;) {
      const { records, done } = await this.#increment(context);
      all += records;
      if (done) return all;
    }
  }

  /** An action of a person: its intent and its outcome, until the hub has both. One batch at a time, as a desk sends them. */
  async act(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    const subject = this.#subject(context);
    const draft = { subject, action: 'graph.search', note: { targets: [], text: 'powershell' } } as const;
    const intent = this.#records.add({ ...draft, phase: 'intent', of: null, result: null });
    const outcome = this.#records.add({
      ...draft,
      phase: 'outcome',
      of: intent.record.body.id,
      result: 'ok',
      note: NOTHING,
    } satisfies RecordDraft);
    this.#unsent.push(intent, outcome);
    const sent = this.#sending.then(() => this.#send());
    this.#sending = sent.catch(() => undefined);
    await sent;
  }

  /** A question answered at the hub. */
  async query(): Promise<void> {
    const context = this.#context;
    if (!context) return;
    const { url, key } = this.#parts;
    const address = `${url}/v1/query`;
    const response = await fetch(address, {
      method: 'POST',
      headers: {
        authorization: `DPoP ${context.access_token}`,
        dpop: await makeProof(key, 'POST', address, context.access_token, Date.now()),
        'content-type': 'application/json',
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
      },
      body: JSON.stringify({ text: QUESTION, params: {} }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new AppFailure(errorReplySchema.parse(body).error.code);
    hubQueryReplySchema.parse(body);
  }

  async #assume(grant: GrantId): Promise<ContextReply> {
    const { hub, session, agreement } = this.#parts;
    const reply = given(await hub.assume(session.access_token, { grant, role: ROLE, reason: 'next alert', ticket: 'T-1' }));
    (await unwrap(agreement.privateKey, 'netgraph share', reply.context.share)).fill(0);
    return reply;
  }

  async #increment({
    access_token: token,
    context: { tenant },
  }: ContextReply): Promise<{ readonly records: number; readonly done: boolean }> {
    const feed = this.#parts.hub.feed(() => token);
    const opened = given(await feed.open(WHOLE_SLICE, this.#cursors.get(tenant) ?? null, null));
    const message = given(await feed.next(opened.cursor));
    await this.#opened(message, tenant);
    this.#cursors.set(tenant, message.cursor);
    return { records: message.nodes + message.edges, done: message.done };
  }

  async #opened({ key, nodes, edges, nonce, box }: SegmentMessage, tenant: TenantId): Promise<void> {
    const own = key && (await unwrap(this.#parts.agreement.privateKey, 'netgraph segment', key));
    openSegment({ nodes, edges, key: own, nonce, box }, tenant);
  }

  async #send(): Promise<void> {
    const batch = this.#unsent.slice(0, LIMITS.recordBatch);
    if (batch.length === 0) return;
    const { through } = given(await this.#parts.hub.records(this.#parts.session.access_token, batch));
    this.#unsent = this.#unsent.filter(({ link }) => link.seq > through);
  }

  #subject({ context: { id, tenant, role, grant } }: ContextReply): RecordSubject {
    const { person, id: session } = this.#parts.session.session;
    return { actor: person, session, as: { tenant, role, grant }, context: id };
  }
}
