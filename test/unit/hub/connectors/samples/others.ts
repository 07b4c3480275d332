/** Samples of the small connectors. */
import type { Corpus } from '../../../../support/connector-conformance.ts';

const link = {
  Type: 'VMConnection',
  TimeGenerated: '2022-05-11T18:09:38.868Z',
  Computer: 'UBUNTU5',
  Direction: 'outbound',
  ProcessName: 'java',
  Process: 'p-1',
  SourceIp: '192.168.2.5',
  DestinationIp: '192.168.2.6',
  DestinationPort: 8888,
  Protocol: 'tcp',
  RemoteIp: '192.168.2.6',
};

export const vmconnection: Corpus = [
  {
    line: link,
    says: ['UBUNTU5 HAS_ADDRESS 192.168.2.5', 'java CONNECTED 192.168.2.6', 'java RAN_ON UBUNTU5'],
    at: '2022-05-11T18:09:38.868Z',
  },
  {
    line: { ...link, Direction: 'inbound', SourceIp: '192.168.2.6', DestinationIp: '192.168.2.5' },
    says: ['UBUNTU5 HAS_ADDRESS 192.168.2.5', 'java ACCEPTED 192.168.2.6', 'java RAN_ON UBUNTU5'],
  },
  {
    line: { ...link, Process: '', SourceIp: '127.0.0.1', DestinationIp: '127.0.0.1', RemoteIp: '127.0.0.1' },
    says: { nothing: 'no ends' },
  },
  { line: { ...link, Computer: '' }, says: { malformed: 'no host name' } },
];

export const apache: Corpus = [
  {
    line: 'www.a.example:443 10.1.1.2 - - [13/Jan/2018:19:31:20 +0200] "GET /evil.php?cmd=id HTTP/1.1" 200 1063 "-" "Mozilla/5.0"',
    says: ['10.1.1.2 VISITED www.a.example'],
    at: '2018-01-13T17:31:20.000Z',
  },
  { line: '10.0.0.1 - - [13/Jan/2016:19:31:16 +0000] "GET /header.php HTTP/1.1" 200 494', says: { nothing: 'no ends' } },
  {
    line: 'www.a.example:443 10.1.1.2 - ana [13/Jan/2018:19:31:20 +0200] "GET / HTTP/1.1" 304 - "http://b/" "Agent cut o',
    says: ['10.1.1.2 VISITED www.a.example'],
  },
  { line: '10.0.0.1 - - [13/Jun/2016 GET', says: { malformed: 'not a line of this format' } },
];

const wrapped = (log_type: string, event: object) => ({ log_type, event });

export const saas: Corpus = [
  {
    line: {
      eventType: 'user.session.start',
      published: '2020-11-25 21:27:03.496000000',
      outcome: { result: 'FAILURE' },
      actor: { alternateId: 'Jack@acme.io', displayName: 'Jack', id: '1' },
      client: { ipAddress: '136.24.229.58' },
    },
    says: ['Jack CALLED okta.com', 'Jack USED_ADDRESS 136.24.229.58'],
    at: '2020-11-25T21:27:03.496Z',
  },
  {
    line: wrapped('GitHub.Audit', { action: 'repo.create', actor: 'cat', org: 'o', created_at: 1_621_305_118_553, actor_ip: '192.0.2.1' }),
    says: ['cat CALLED github.com', 'cat USED_ADDRESS 192.0.2.1'],
  },
  {
    line: wrapped('GCP.AuditLog', {
      timestamp: '2020-05-15T17:20:12.123Z',
      protoPayload: {
        methodName: 'v1.x.patch',
        authenticationInfo: { principalEmail: 'u@c.io' },
        requestMetadata: { callerIP: '1.2.3.4' },
      },
    }),
    says: ['u@c.io CALLED googleapis.com', 'u@c.io USED_ADDRESS 1.2.3.4'],
  },
  {
    line: wrapped('GSuite.ActivityEvent', {
      id: { applicationName: 'login', time: '2025-11-04 20:44:43.248' },
      actor: { email: 'd@l.com' },
      name: 'logout',
      ipAddress: '1.1.1.1',
    }),
    says: ['d@l.com CALLED workspace.google.com', 'd@l.com USED_ADDRESS 1.1.1.1'],
  },
  {
    line: wrapped('Azure.MonitorActivity', {
      time: '2024-12-17T10:30:00.0000000Z',
      operationName: 'Microsoft.X/delete',
      resourceId: '/s',
      category: 'Administrative',
      callerIpAddress: '1.1.1.1',
      identity: { claims: { upn: 'e@c.io' } },
    }),
    says: ['e@c.io CALLED management.azure.com', 'e@c.io USED_ADDRESS 1.1.1.1'],
  },
  {
    line: wrapped('Amazon.EKS.Audit', {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      verb: 'get',
      user: { username: 'admin' },
      objectRef: { resource: 'pods', subresource: 'log' },
      requestReceivedTimestamp: '2022-11-29 00:09:04.38',
      sourceIPs: ['5.5.5.5'],
    }),
    says: ['admin CALLED eks.amazonaws.com', 'admin USED_ADDRESS 5.5.5.5'],
  },
  {
    line: wrapped('Slack.AuditLogs', {
      action: 'app_installed',
      date_create: '2021-06-08 22:16:15',
      actor: { type: 'user', user: { email: 'u@e.com', name: 'owner' } },
      context: { ip_address: '1.2.3.4' },
    }),
    says: ['owner CALLED slack.com', 'owner USED_ADDRESS 1.2.3.4'],
  },
  {
    line: wrapped('Databricks.Audit', {
      serviceName: 'accounts',
      actionName: 'login',
      userIdentity: { email: 'a@e.com' },
      timestamp: 1_704_067_200_000,
    }),
    says: ['a@e.com CALLED databricks.com'],
  },
  {
    line: wrapped('AWS.CloudTrail', {
      eventVersion: '1',
      userIdentity: { arn: 'arn:aws:iam::1:user/j' },
      eventTime: '2019-01-01T00:00:00Z',
      eventSource: 'iam.amazonaws.com',
      eventName: 'X',
    }),
    says: ['j CALLED iam.amazonaws.com'],
  },
  { line: wrapped('Zoom.Operation', { action: 'Update' }), says: { nothing: 'no reader' } },
  { line: wrapped('GitHub.Audit', { action: 'repo.create', actor: '', org: 'o', created_at: 1 }), says: { malformed: 'no principal' } },
];
