/** Written after the published definitions of the classes (schema.ocsf.io, 1.3.0): no product's own output was at hand. */
import type { Corpus } from '../../../../support/connector-conformance.ts';

const base = (class_uid: number, activity_id: number) => ({
  class_uid,
  category_uid: Math.floor(class_uid / 1000),
  activity_id,
  type_uid: class_uid * 100 + activity_id,
  severity_id: 1,
  time: 1_700_000_000_123,
  metadata: { version: '1.3.0', product: { name: 'Sensor', vendor_name: 'Example' } },
});
const device = { hostname: 'ws-1.corp.example', ip: '10.0.0.5', type_id: 2 };
const cmd = {
  name: 'cmd.exe',
  pid: 42,
  uid: 'p-42',
  cmd_line: 'cmd /c id',
  file: { name: 'cmd.exe', path: 'C:\\Windows\\cmd.exe', type_id: 1, hashes: [{ algorithm_id: 3, value: 'A'.repeat(64) }] },
};
const shell = { name: 'explorer.exe', pid: 7, file: { name: 'explorer.exe', path: 'C:\\Windows\\explorer.exe', type_id: 1 } };
const wire = { src_endpoint: { ip: '10.0.0.5', port: 50000 }, dst_endpoint: { ip: '203.0.113.9', port: 443 } };

export const ocsf: Corpus = [
  {
    line: { ...base(4001, 6), ...wire, connection_info: { protocol_name: 'tcp', direction_id: 2 } },
    says: ['10.0.0.5 TALKED_TO 203.0.113.9'],
    at: '2023-11-14T22:13:20.123Z',
  },
  {
    line: { ...base(4001, 1), ...wire, device, actor: { process: cmd }, connection_info: { protocol_name: 'tcp', direction_id: 2 } },
    says: ['WS-1 HAS_ADDRESS 10.0.0.5', 'cmd.exe CONNECTED 203.0.113.9', 'cmd.exe RAN_ON WS-1'],
  },
  { line: { ...base(4001, 5), ...wire }, says: { nothing: 'failed' } },
  {
    line: { ...base(4002, 1), ...wire, http_request: { http_method: 'GET', url: { hostname: 'a.example', path: '/x' } } },
    says: ['10.0.0.5 TALKED_TO 203.0.113.9', '10.0.0.5 VISITED a.example'],
  },
  {
    line: { ...base(4003, 6), ...wire, query: { hostname: 'b.example', type: 'A' }, answers: [{ rdata: '192.0.2.1', type: 'A' }] },
    says: ['10.0.0.5 RESOLVED b.example', 'b.example RESOLVES_TO 192.0.2.1'],
  },
  {
    line: { ...base(1007, 1), device, actor: { process: shell, user: { name: 'ana', domain: 'CORP' } }, process: cmd },
    says: [
      'WS-1 HAS_ADDRESS 10.0.0.5',
      'WS-1 HAS_ADDRESS 10.0.0.5',
      'cmd.exe RAN_AS CORP\\ana',
      'cmd.exe RAN_ON WS-1',
      'cmd.exe RUNS cmd.exe',
      'explorer.exe RAN_ON WS-1',
      'explorer.exe SPAWNED cmd.exe',
    ],
  },
  {
    line: { ...base(1001, 4), device, actor: { process: shell }, file: { name: 'b.txt', path: 'C:\\b.txt', type_id: 1 } },
    says: ['WS-1 HAS_ADDRESS 10.0.0.5', 'explorer.exe DELETED b.txt', 'explorer.exe RAN_ON WS-1'],
  },
  {
    line: {
      ...base(3002, 1),
      device,
      status_id: 1,
      user: { name: 'CORP\\ana', uid: 'S-1-5-21-1' },
      src_endpoint: { ip: '10.0.0.9' },
      logon_type_id: 10,
    },
    says: ['10.0.0.9 LOGON_FROM WS-1', 'CORP\\ana LOGGED_ON WS-1', 'WS-1 HAS_ADDRESS 10.0.0.5'],
  },
  {
    line: { ...base(3002, 1), status_id: 2, user: { name: 'ana', domain: 'CORP' }, dst_endpoint: { ip: '10.0.0.8' } },
    says: ['CORP\\ana FAILED_LOGON 10.0.0.8'],
  },
  {
    line: {
      ...base(6003, 1),
      actor: { user: { name: 'ana', uid_alt: 'arn:aws:iam::1:user/ana', type: 'IAMUser' } },
      api: { operation: 'ListBuckets', service: { name: 's3.amazonaws.com' } },
      src_endpoint: { ip: '203.0.113.5' },
      cloud: { provider: 'AWS', region: 'eu-west-1' },
    },
    says: ['ana CALLED s3.amazonaws.com', 'ana USED_ADDRESS 203.0.113.5'],
  },
  {
    line: {
      ...base(2004, 1),
      device,
      finding_info: {
        uid: 'f-1',
        title: 'Shell',
        attacks: [{ technique: { uid: 'T1059', name: 'Command and Scripting Interpreter' }, sub_technique: { uid: 'T1059.003' } }],
      },
      evidences: [{ process: cmd, dst_endpoint: { ip: '203.0.113.9' } }],
    },
    says: [
      'Shell INDICATES T1059',
      'Shell INDICATES T1059.003',
      'Shell RAISED_ON 203.0.113.9',
      'Shell RAISED_ON WS-1',
      'Shell RAISED_ON cmd.exe',
      'WS-1 HAS_ADDRESS 10.0.0.5',
      'WS-1 HAS_ADDRESS 10.0.0.5',
      'cmd.exe RAN_ON WS-1',
    ],
  },
  { line: { ...base(5001, 1), device }, says: { nothing: 'other event' } },
  { line: { ...base(1007, 1), process: cmd }, says: { malformed: 'no host name' } },
];
