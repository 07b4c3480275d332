/** CloudTrail records written by hand: who called what, from where, and who became whom. */
import { describe, expect, test } from 'vitest';
import { cloudtrail } from '../../../../hub/connectors/cloudtrail.ts';
import { sentences } from '../../../support/connector-conformance.ts';
import { nodeOf, readOne, seenOf } from './lawful.ts';

const record = (more: object = {}) => ({
  eventVersion: '1.08',
  userIdentity: {
    type: 'IAMUser',
    principalId: 'AIDA1',
    arn: 'arn:aws:iam::1234:user/ops/ana',
    accountId: '1234',
    accessKeyId: 'AKIA1',
    userName: 'ana',
  },
  eventTime: '2023-07-10T11:42:36Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.5',
  userAgent: 'aws-cli',
  requestParameters: null,
  responseElements: null,
  readOnly: true,
  ...more,
});
const session = {
  type: 'AssumedRole',
  principalId: 'AROA1:run-1',
  arn: 'arn:aws:sts::1234:assumed-role/deploy/run-1',
  accountId: '1234',
  sessionContext: { sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::1234:role/ci/deploy' } },
};

describe('CloudTrail', () => {
  test('a call, its service and where it came from', () => {
    const seen = seenOf(cloudtrail, record());
    expect(sentences(seen)).toEqual(['ana CALLED s3.amazonaws.com', 'ana USED_ADDRESS 203.0.113.5']);
    expect(seen.time).toBe(Date.UTC(2023, 6, 10, 11, 42, 36));
    expect(nodeOf(seen, 'principal')).toMatchObject({
      key: 'arn:aws:iam::1234:user/ops/ana',
      props: { type: 'IAMUser', account: '1234', accessKey: 'AKIA1' },
    });
    expect(seen.edges[0]!.props).toEqual({ action: 'ListBuckets', region: 'us-east-1', readOnly: true, agent: 'aws-cli' });
    for (const sourceIPAddress of ['AWS Internal', 'ec2.amazonaws.com', '', null])
      expect(sentences(seenOf(cloudtrail, record({ sourceIPAddress })))).toEqual(['ana CALLED s3.amazonaws.com']);
  });

  test('a refused call is another edge than an allowed one', () => {
    const [allowed, refused] = [seenOf(cloudtrail, record()), seenOf(cloudtrail, record({ errorCode: 'AccessDenied' }))];
    expect(refused.edges[0]!.key).not.toBe(allowed.edges[0]!.key);
    expect(refused.edges[0]!.props).toMatchObject({ error: 'AccessDenied' });
  });

  test('who assumes a role is joined to it, and its sessions are the role', () => {
    const assume = {
      eventSource: 'sts.amazonaws.com',
      eventName: 'AssumeRole',
      requestParameters: { roleArn: 'arn:aws:iam::1234:role/ci/deploy', roleSessionName: 'run-1' },
    };
    const seen = seenOf(cloudtrail, record(assume));
    expect(sentences(seen)).toContain('ana ASSUMED deploy');
    const role = seen.nodes[seen.edges.find(({ kind }) => kind === 'ASSUMED')!.dst]!.key;
    expect(nodeOf(seenOf(cloudtrail, record({ userIdentity: session })), 'principal').key).toBe(role);
    expect(sentences(seenOf(cloudtrail, record({ ...assume, errorCode: 'AccessDenied' })))).not.toContain('ana ASSUMED deploy');
    const { sessionContext: _, ...bare } = session;
    expect(nodeOf(seenOf(cloudtrail, record({ userIdentity: bare })), 'principal').key).toBe('arn:aws:iam::1234:role/deploy');
  });

  test('services, accounts and users without an ARN are principals too', () => {
    const label = (userIdentity: object) => nodeOf(seenOf(cloudtrail, record({ userIdentity })), 'principal').label;
    expect(label({ type: 'AWSService', invokedBy: 'ec2.amazonaws.com' })).toBe('ec2.amazonaws.com');
    expect(label({ accountId: '1234', invokedBy: 'ec2.amazonaws.com' })).toBe('ec2.amazonaws.com');
    expect(label({ type: 'AWSAccount', accountId: '99' })).toBe('99');
    expect(label({ type: 'SAMLUser', principalId: 'idp:ana', userName: 'ana' })).toBe('ana');
    expect(label({ type: 'Root', arn: 'arn:aws:iam::1234:root' })).toBe('root');
  });

  test('session tokens of an answer are never in what leaves', () => {
    const secret = { responseElements: { credentials: { sessionToken: 'CANARY', secretAccessKey: 'CANARY' } }, eventName: 'AssumeRole' };
    expect(JSON.stringify(seenOf(cloudtrail, record(secret)))).not.toContain('CANARY');
  });

  test('what is not understood gets its reason', () => {
    for (const [line, reason] of [
      ['nonsense', 'not a JSON object'],
      [JSON.stringify({ Records: [record()] }), 'several records in one line'],
      [JSON.stringify({ a: 1 }), 'not a CloudTrail record'],
      [JSON.stringify(record({ eventTime: 1 })), 'no usable time'],
      [JSON.stringify(record({ userIdentity: null })), 'no principal'],
    ] as const)
      expect(readOne(cloudtrail, line)).toEqual({ malformed: reason });
  });
});
