/** Records as a person reads them. */
import { actingSentence } from '../../shared/access/customer.ts';
import type { AuditLine } from '../../shared/contract/audit.ts';
import { ACTIONS } from '../../shared/contract/index.ts';
import type { RecordBody } from '../../shared/audit/record.ts';
import type { AuditReply } from '../../shared/protocol/auditlog.ts';
import type { OwnRecord } from './outbox.ts';

/** What happens without anybody's asking in a window, or at the hub. */
const EVENTS: Readonly<Record<string, string>> = {
  'context.left': 'left the context',
  'context.ended': 'had the context ended',
  'session.begin': 'signed in',
  'session.begun': 'signed in',
  'session.resumed': 'went on with a kept sign-in',
  'session.ended': 'signed out',
  'lease.destroyed': 'had the offline lease destroyed',
  'gate.unknown': 'asked for something that is no action',
  'issuer.find': 'asked for an identity provider',
  'records.take': 'delivered records',
  'feed.open': 'began to sync a slice',
  'feed.next': 'fetched a part of a slice',
  'case.changes': 'asked what changed in the cases',
  'case.version': 'fetched a version of a case',
  'case.put': 'sent a version of a case',
  'feed.snapshot': 'fetched a part of a ready slice',
  'slice.narrowed': 'had a part of the slice removed from the desk',
  'grant.allow': 'set what a grant allows',
};

/** How the hub names who works on its own machine: no identity provider is called so. */
const OPERATORS = 'machine:';

/** "searched the graph", or the action's name where nobody gave it words. */
const wordsFor = (action: string): string =>
  Object.hasOwn(ACTIONS, action) ? ACTIONS[action as keyof typeof ACTIONS].verb : (EVENTS[action] ?? action);

function line(body: RecordBody, rest: Pick<AuditLine, 'position' | 'who' | 'text' | 'sent'>): AuditLine {
  return {
    position: rest.position,
    id: body.id,
    time: Date.parse(body.time),
    who: rest.who,
    did: wordsFor(body.action),
    action: body.action,
    phase: body.phase,
    result: body.result,
    targets: body.targetCount,
    text: rest.text,
    device: body.device,
    offline: body.offline,
    sent: rest.sent,
  };
}

export const ownLine = ({ position, body, sentence, text, sent }: OwnRecord): AuditLine =>
  line(body, { position, who: sentence, text, sent });

/** `isOwn`: whether an issuer is the customer's own. */
export function tenantLine(
  { position, body, text, hub }: AuditReply['records'][number],
  customer: string,
  isOwn: (issuer: string) => boolean,
): AuditLine {
  const { actor, as } = body;
  const own = actor !== null && isOwn(actor.issuer);
  let who = hub ? 'the hub' : 'a workstation';
  if (actor) who = as ? actingSentence({ analyst: actor.name, customer, role: as.role, own }) : actor.name;
  if (actor && hub && actor.issuer.startsWith(OPERATORS)) who = `[operator ${actor.name} of the hub] for [${customer}]`;
  // The same action leaves a record of the desk and one of the hub.
  const said = line(body, { position, who, text, sent: true });
  return hub ? { ...said, did: `${said.did} at the hub` } : said;
}
