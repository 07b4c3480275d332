import type { Corpus } from '../../../../support/connector-conformance.ts';

const record = (more: object) => ({
  eventVersion: '1.08',
  userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1234:user/ops/ana', accountId: '1234', accessKeyId: 'AKIA1', userName: 'ana' },
  eventTime: '2023-07-10T11:42:36Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  sourceIPAddress: '203.0.113.5',
  userAgent: 'aws-cli',
  requestParameters: null,
  ...more,
});

export const cloudtrail: Corpus = [
  { line: record({}), says: ['ana CALLED s3.amazonaws.com', 'ana USED_ADDRESS 203.0.113.5'], at: '2023-07-10T11:42:36.000Z' },
  {
    line: record({
      eventName: 'AssumeRole',
      requestParameters: { roleArn: 'arn:aws:iam::1234:role/deploy', roleSessionName: 'x' },
      sourceIPAddress: 's3.amazonaws.com',
    }),
    says: ['ana ASSUMED deploy', 'ana CALLED s3.amazonaws.com'],
  },
  { line: '', says: { nothing: 'blank' } },
  { line: record({ userIdentity: null }), says: { malformed: 'no principal' } },
];
