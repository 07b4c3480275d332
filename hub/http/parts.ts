/** What the routes work with. */
import type { Logger } from 'pino';
import type { HubLog } from '../audit/log.ts';
import type { HubGate } from '../gate.ts';
import type { IdTokens } from '../identity/id-token.ts';
import type { ProofChecker } from '../identity/proof.ts';
import type { Tokens } from '../identity/tokens.ts';
import type { Snapshots } from '../snapshot/snapshots.ts';
import type { HubStore } from '../store/store.ts';
import type { Limiter } from './limiter.ts';

/**
 * Requests of one source within a minute. A source is a session; who has none yet shares the limits of their address, and
 * takes nothing from those who have one.
 */
export interface HubLimits {
  readonly token: number;
  readonly issuer: number;
  /** Refusals, after which nothing more is answered until the minute is over. */
  readonly refusals: number;
  /** Of one session, whatever comes of them: each leaves records in a log from which nothing is ever removed. */
  readonly requests: number;
}

export const HUB_LIMITS: HubLimits = Object.freeze({ token: 120, issuer: 20, refusals: 600, requests: 1_200 });

export interface HubParts {
  /** What the hub is called, for people. */
  readonly name: string;
  readonly demo: boolean;
  readonly store: HubStore;
  readonly snapshots: Snapshots;
  readonly log: Logger;
  readonly audit: HubLog;
  readonly gate: HubGate;
  readonly proofs: ProofChecker;
  readonly idTokens: IdTokens;
  readonly tokens: Tokens;
  readonly limits: HubLimits;
  /** Of each source, by `limits.refusals`. */
  readonly refusals: Limiter;
  /** Of each session, by `limits.requests`. */
  readonly requests: Limiter;
  /** Unix ms. */
  readonly now: () => number;
}
