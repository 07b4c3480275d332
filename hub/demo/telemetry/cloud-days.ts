/** A simulated AWS account as CloudTrail records it: ordinary days, and what a stolen key does. */
import type { Chance } from './chance.ts';
import type { LogLine } from './machine.ts';
import type { Site } from './site.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const REGION = 'eu-central-1';

interface Caller {
  readonly identity: Readonly<Record<string, unknown>>;
  readonly address: string;
  readonly agent: string;
}
interface Call {
  readonly service: string;
  readonly action: string;
  readonly readOnly: boolean;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly error?: string;
}

const ORDINARY: readonly Call[] = [
  { service: 's3', action: 'GetBucketAcl', readOnly: true, request: { bucketName: 'backups' } },
  { service: 's3', action: 'ListBuckets', readOnly: true },
  { service: 'ec2', action: 'DescribeInstances', readOnly: true },
  { service: 'ec2', action: 'DescribeVpcs', readOnly: true },
  { service: 'kms', action: 'Decrypt', readOnly: true },
  { service: 'ssm', action: 'GetParameter', readOnly: true, request: { name: '/shop/url' } },
  { service: 'secretsmanager', action: 'GetSecretValue', readOnly: true, request: { secretId: 'shop/database' } },
  { service: 'iam', action: 'GetUser', readOnly: true },
  { service: 'rds', action: 'DescribeDBInstances', readOnly: true },
];

/** T1078.004, T1580, T1098.001, T1562.008, T1530. */
const STOLEN: readonly Call[] = [
  { service: 'sts', action: 'GetCallerIdentity', readOnly: true },
  { service: 's3', action: 'ListBuckets', readOnly: true },
  { service: 'iam', action: 'ListUsers', readOnly: true, error: 'AccessDenied' },
  { service: 'iam', action: 'GetAccountAuthorizationDetails', readOnly: true, error: 'AccessDenied' },
  { service: 'ec2', action: 'DescribeInstances', readOnly: true },
  { service: 'secretsmanager', action: 'ListSecrets', readOnly: true },
];
const AS_ADMIN: readonly Call[] = [
  { service: 'secretsmanager', action: 'GetSecretValue', readOnly: true, request: { secretId: 'shop/database' } },
  { service: 'secretsmanager', action: 'GetSecretValue', readOnly: true, request: { secretId: 'shop/payments' } },
  { service: 'cloudtrail', action: 'StopLogging', readOnly: false, request: { name: 'main' }, error: 'AccessDenied' },
  { service: 'iam', action: 'CreateAccessKey', readOnly: false, request: { userName: 'deploy' } },
  { service: 's3', action: 'GetObject', readOnly: true, request: { bucketName: 'backups', key: 'shop.sql.gz' } },
];

/** `midnights` ascending, the last one the day of the theft. */
export function cloudDays(
  site: Site & { readonly cloud: string },
  chance: Chance,
  midnights: readonly number[],
  acts: number,
): readonly LogLine[] {
  const log: LogLine[] = [];
  const account = site.cloud;
  const record = (time: number, { identity, address, agent }: Caller, { service, action, readOnly, request, error }: Call): void => {
    const text = JSON.stringify({
      eventVersion: '1.08',
      userIdentity: identity,
      eventTime: new Date(time).toISOString().replace(/\.\d+Z$/, 'Z'),
      eventSource: `${service}.amazonaws.com`,
      eventName: action,
      awsRegion: REGION,
      sourceIPAddress: address,
      userAgent: agent,
      ...(error ? { errorCode: error, errorMessage: `User is not authorized to perform: ${service}:${action}` } : {}),
      requestParameters: request ?? null,
      responseElements: null,
      requestID: uuid(chance),
      eventID: uuid(chance),
      readOnly,
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: account,
      eventCategory: 'Management',
    });
    log.push({ time, text });
  };
  const id = (kind: string): string => `${kind}EXAMPLE${chance.hex(10).toUpperCase()}`;
  const user = (name: string, address: string, agent: string): Caller => ({
    identity: {
      type: 'IAMUser',
      principalId: id('AIDA'),
      arn: `arn:aws:iam::${account}:user/${name}`,
      accountId: account,
      accessKeyId: id('AKIA').slice(0, 20),
      userName: name,
    },
    address,
    agent,
  });
  const role = (name: string, session: string, address: string, agent: string, since: number): Caller => {
    const principalId = id('AROA');
    const arn = `arn:aws:iam::${account}:role/${name}`;
    return {
      identity: {
        type: 'AssumedRole',
        principalId: `${principalId}:${session}`,
        arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
        accountId: account,
        accessKeyId: id('ASIA').slice(0, 20),
        sessionContext: {
          sessionIssuer: { type: 'Role', principalId, arn, accountId: account, userName: name },
          webIdFederationData: {},
          attributes: { creationDate: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z'), mfaAuthenticated: 'false' },
        },
      },
      address,
      agent,
    };
  };
  const assume = (time: number, caller: Caller, name: string, session: string): void =>
    record(time, caller, {
      service: 'sts',
      action: 'AssumeRole',
      readOnly: true,
      request: { roleArn: `arn:aws:iam::${account}:role/${name}`, roleSessionName: session },
    });

  const office = '192.0.2.250';
  const people = site.desks.slice(-3).map(({ user: { name } }) => user(name, office, 'aws-cli/2.15.30 Python/3.11.8 Linux/6.5.0'));
  const deploy = user('deploy', '192.0.2.251', 'Boto3/1.34.69 md/Botocore#1.34.69');
  for (const midnight of midnights) {
    for (const person of people) {
      for (let act = 0; act < acts * 3; act++) record(midnight + 8 * HOUR + chance.below(9 * 60) * MINUTE, person, chance.pick(ORDINARY));
    }
    for (let run = 0; run < acts; run++) {
      const time = midnight + Math.floor((run * 23 * HOUR) / acts) + chance.below(50) * MINUTE;
      assume(time, deploy, 'release', `run-${run}`);
      const release = role('release', `run-${run}`, deploy.address, deploy.agent, time);
      for (let step = 1; step < 4; step++) record(time + step * 4_000, release, chance.pick(ORDINARY));
    }
  }
  const theft = midnights.at(-1)! + 3 * HOUR + chance.below(60) * MINUTE;
  const thief: Caller = {
    identity: deploy.identity,
    address: site.attacker.dropAddress,
    agent: 'aws-cli/1.22.34 Python/3.10.6 Linux/5.15.0-kali3',
  };
  STOLEN.forEach((call, step) => record(theft + step * 37_000, thief, call));
  assume(theft + 10 * MINUTE, thief, 'admin', 'maintenance');
  const admin = role('admin', 'maintenance', thief.address, thief.agent, theft + 10 * MINUTE);
  AS_ADMIN.forEach((call, step) => record(theft + 11 * MINUTE + step * 52_000, admin, call));
  return log;
}

const uuid = (chance: Chance): string => `${chance.hex(8)}-${chance.hex(4)}-4${chance.hex(3)}-a${chance.hex(3)}-${chance.hex(12)}`;
