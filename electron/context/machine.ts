/**
 * What can happen to a context, as one table: every state by every event, so that a gap doesn't compile.
 * `online` holds a token of the hub; `away` stands on an offline lease. Null: the event means nothing in that state.
 */
export const CONTEXT_STATES = ['online', 'away', 'left', 'ended'] as const;
export type ContextPhase = (typeof CONTEXT_STATES)[number];

export const CONTEXT_EVENTS = ['granted', 'tokenEnded', 'tokenEndedOnLease', 'leaseEnded', 'clockBack', 'revoked', 'leave'] as const;
export type ContextEvent = (typeof CONTEXT_EVENTS)[number];

export const CONTEXT_TABLE: Readonly<Record<ContextPhase, Readonly<Record<ContextEvent, ContextPhase | null>>>> = Object.freeze({
  // A token outlives a lease's end and a turned clock: it ends by the steady clock, and by the hub.
  online: {
    granted: 'online',
    tokenEnded: 'ended',
    tokenEndedOnLease: 'away',
    leaseEnded: null,
    clockBack: null,
    revoked: 'ended',
    leave: 'left',
  },
  away: {
    granted: 'online',
    tokenEnded: null,
    tokenEndedOnLease: null,
    leaseEnded: 'ended',
    clockBack: 'ended',
    revoked: 'ended',
    leave: 'left',
  },
  left: { granted: null, tokenEnded: null, tokenEndedOnLease: null, leaseEnded: null, clockBack: null, revoked: null, leave: null },
  ended: { granted: null, tokenEnded: null, tokenEndedOnLease: null, leaseEnded: null, clockBack: null, revoked: null, leave: null },
});
