/**
 * AWS CloudTrail, one record a line: who called what, from where, and who became whom. Answers (`responseElements`) hold
 * session tokens and are not read. A session of a role is the role; its session's name is a property.
 */
import type { LineResult } from '../ingest/connector.ts';
import { firstText, inside, textOf } from './fields.ts';
import type { Fields } from './fields.ts';
import { jsonLines } from './json-lines.ts';
import { addressName, domainName, joinKey } from './names.ts';
import { addAddress } from './network.ts';
import { newSighting } from './sighting.ts';
import type { SightingBuilder } from './sighting.ts';
import { timeOf } from './times.ts';

export const isCloudtrail = (line: Fields): boolean =>
  ['eventVersion', 'eventSource', 'eventName', 'eventTime', 'userIdentity'].every((name) => Object.hasOwn(line, name));

export const cloudtrail = jsonLines({
  name: 'cloudtrail',
  reads: 'AWS CloudTrail records',
  is: isCloudtrail,
  read: readCloudtrail,
});

export function readCloudtrail(record: Fields): LineResult {
  if (Array.isArray(record.Records)) return { malformed: 'several records in one line' };
  const service = domainName(textOf(record, 'eventSource'));
  const action = textOf(record, 'eventName');
  if (service === null || action === '') return { malformed: 'not a CloudTrail record' };
  const time = timeOf(textOf(record, 'eventTime'));
  if (time === null) return { malformed: 'no usable time' };
  const to = newSighting();
  const principal = addPrincipal(to, inside(record, 'userIdentity'));
  if (principal === null) return { malformed: 'no principal' };
  const [error, region] = [textOf(record, 'errorCode'), textOf(record, 'awsRegion')];
  to.edge('CALLED', principal, to.node('domain', service, service), joinKey(action, error), {
    action,
    error,
    region,
    readOnly: record.readOnly === true,
    agent: textOf(record, 'userAgent'),
  });
  const address = addressName(textOf(record, 'sourceIPAddress'));
  if (address !== null) {
    to.edge('USED_ADDRESS', principal, addAddress(to, address), '', { agent: textOf(record, 'userAgent') });
  }
  if (error === '' && action.startsWith('AssumeRole')) addAssumed(to, principal, inside(record, 'requestParameters'));
  return { seen: to.seen(time) };
}

function addAssumed(to: SightingBuilder, principal: number, request: Fields): void {
  const role = textOf(request, 'roleArn');
  if (!role.startsWith('arn:')) return;
  const assumed = to.node('principal', role, lastPart(role), { type: 'Role', arn: role, account: accountOf(role) });
  if (assumed !== principal) to.edge('ASSUMED', principal, assumed, '', { session: textOf(request, 'roleSessionName') });
}

/** Told by its ARN; without one by what the record has: a service's name, or type and principal id. */
function addPrincipal(to: SightingBuilder, identity: Fields): number | null {
  const type = textOf(identity, 'type');
  const account = textOf(identity, 'accountId');
  const accessKey = textOf(identity, 'accessKeyId');
  const arn = textOf(identity, 'arn');
  if (type === 'AssumedRole' || type === 'FederatedUser') {
    const issuer = textOf(inside(inside(identity, 'sessionContext'), 'sessionIssuer'), 'arn') || roleOf(arn);
    const session = arn.slice(arn.lastIndexOf('/') + 1);
    if (issuer !== '') return to.node('principal', issuer, lastPart(issuer), { type: 'Role', arn: issuer, account, session, accessKey });
  }
  if (arn !== '') return to.node('principal', arn, lastPart(arn), { type, arn, account, accessKey });
  const service = textOf(identity, 'invokedBy');
  const name = firstText(identity, 'userName', 'principalId');
  if (name !== '') return to.node('principal', joinKey(type, account, name), name, { type, account, accessKey });
  if (service !== '') return to.node('principal', joinKey('service', service.toLowerCase()), service, { type: 'AWSService' });
  return account === '' ? null : to.node('principal', joinKey('account', account), account, { type: 'AWSAccount', account });
}

/** `arn:aws:sts::1:assumed-role/name/session` → the role's ARN (a role's path is not in it). */
function roleOf(arn: string): string {
  const parts = /^arn:([\w-]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(arn);
  return parts ? `arn:${parts[1]}:iam::${parts[2]}:role/${parts[3]}` : '';
}

const accountOf = (arn: string): string => arn.split(':', 5)[4] ?? '';
const lastPart = (arn: string): string => arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1) || arn;
