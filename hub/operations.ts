/**
 * All that the hub does for somebody, by name: what must stand before it, and which permission the role needs. Routes
 * refer to these names; they are the `action` of the hub's own records.
 */
import type { Permission } from '../shared/access/roles.ts';

export interface HubOperation {
  /** Who may ask: anybody, a signed-in person, or a person in a context. */
  readonly scope: 'open' | 'session' | 'context';
  /** Needed in the context's role; null where the scope is enough. */
  readonly permission: Permission | null;
}

export const HUB_OPERATIONS = Object.freeze({
  'issuer.find': { scope: 'open', permission: null },
  'session.begin': { scope: 'open', permission: null },
  'floor.read': { scope: 'session', permission: null },
  'records.take': { scope: 'session', permission: null },
  /** Asked in a session; its records are the customer's as soon as the grant was found to be the person's. */
  'context.assume': { scope: 'session', permission: null },
  'context.extend': { scope: 'context', permission: null },
  'context.leave': { scope: 'context', permission: null },
  'feed.open': { scope: 'context', permission: 'graph.read' },
  'feed.next': { scope: 'context', permission: 'graph.read' },
  'feed.snapshot': { scope: 'context', permission: 'graph.read' },
  'graph.query': { scope: 'context', permission: 'graph.query' },
  'case.changes': { scope: 'context', permission: 'case.read' },
  'case.version': { scope: 'context', permission: 'case.read' },
  'case.put': { scope: 'context', permission: 'case.write' },
  'audit.tenant': { scope: 'context', permission: 'audit.read' },
  /** A request that fits no operation. */
  'gate.unknown': { scope: 'open', permission: null },
} as const satisfies Record<string, HubOperation>);

export type HubOperationName = keyof typeof HUB_OPERATIONS;
