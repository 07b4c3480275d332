/** A record of version 1 with every field filled, the same each time. */
import type { Link, RecordBody, RecordText } from '../../../../shared/audit/record.ts';
import { CHAIN_START } from '../../../../shared/audit/record.ts';
import type { AuditId, ContextId, DeviceId, GrantId, SessionId, TenantId } from '../../../../shared/graph/ids.ts';

export const GOLDEN_LINK: Link = { salt: 'AAECAwQFBgcICQoLDA0ODw', seq: 42, prev: 'ab'.repeat(32) };
export const GOLDEN_TEXT: RecordText = { salt: 'Dw4NDAsKCQgHBgUEAwIBAA', value: 'ticket T-1: a "look" around, Ünïcode 😀' };

export const GOLDEN_BODY: RecordBody = {
  v: 1,
  id: '0193595d-8c00-7abc-8def-0123456789ab' as AuditId,
  device: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k' as DeviceId,
  chain: { tenant: '11111111-1111-4111-8111-111111111111' as TenantId, seq: 7, prev: CHAIN_START },
  link: '0'.repeat(64),
  actor: { issuer: 'https://id.example/', subject: 'dana', name: 'Dana Ö' },
  as: {
    tenant: '11111111-1111-4111-8111-111111111111' as TenantId,
    role: 'investigator',
    grant: '33333333-3333-4333-8333-333333333333' as GrantId,
  },
  session: '55555555-5555-4555-8555-555555555555' as SessionId,
  context: '66666666-6666-4666-8666-666666666666' as ContextId,
  phase: 'outcome',
  of: '0193595d-8bff-7abc-8def-0123456789ab' as AuditId,
  action: 'graph.expand',
  targets: ['00112233445566778899aabbccddeeff'],
  targetCount: 1,
  result: 'ok',
  text: '0'.repeat(64),
  time: '2026-11-24T12:00:00.000Z',
  offline: true,
};
