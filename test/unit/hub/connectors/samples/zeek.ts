import type { Corpus } from '../../../../support/connector-conformance.ts';

const CONN = ['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'];
const header = (line: string) => ({ line, says: { nothing: 'header' } as const });
const at = { ts: 1588205199.82437, id_orig_h: '10.0.1.6', id_orig_p: 5, id_resp_h: '10.0.0.4', uid: 'C1' };
const dotted = { ts: '2018-03-24T17:15:21.258458Z', 'id.orig_h': '10.1.1.1', 'id.orig_p': 6, 'id.resp_h': '10.1.1.2' };

export const zeek: Corpus = [
  // JSON with underscores and an epoch.
  {
    line: { '@stream': 'conn', ...at, id_resp_p: 53, proto: 'udp', service: 'dns', conn_state: 'SF' },
    says: ['10.0.1.6 TALKED_TO 10.0.0.4'],
    at: '2020-04-30T00:06:39.824Z',
  },
  {
    line: { '@stream': 'dns', ...at, id_resp_p: 53, proto: 'udp', query: 'NewYork.example', answers: ['10.0.0.9', 'alias.example'] },
    says: ['10.0.1.6 RESOLVED newyork.example', '10.0.1.6 TALKED_TO 10.0.0.4', 'newyork.example RESOLVES_TO 10.0.0.9'],
  },
  {
    line: { '@stream': 'http', ...at, id_resp_p: 80, host: 'a.example:8080', method: 'GET', uri: '/' },
    says: ['10.0.1.6 TALKED_TO 10.0.0.4', '10.0.1.6 VISITED a.example'],
  },
  {
    line: { '@stream': 'ssl', ...at, id_resp_p: 443, server_name: 'b.example' },
    says: ['10.0.1.6 TALKED_TO 10.0.0.4', '10.0.1.6 VISITED b.example'],
  },
  {
    line: {
      '@stream': 'files',
      ts: 1588206049.3,
      tx_hosts: ['10.0.0.4'],
      rx_hosts: ['10.0.1.6'],
      source: 'SMB',
      filename: 'dir\\gpt.ini',
      sha1: 'a'.repeat(40),
    },
    says: ['10.0.0.4 SENT gpt.ini', '10.0.1.6 RECEIVED gpt.ini'],
  },
  {
    line: { '@stream': 'files', ts: 1588206049.3, tx_hosts: ['10.0.0.4'], rx_hosts: ['10.0.1.6'], mime_type: 'text/html' },
    says: { nothing: 'no ends' },
  },
  {
    line: { '@stream': 'smb_files', ...at, id_resp_p: 445, action: 'SMB::FILE_OPEN', path: '\\\\DC\\sysvol', name: 'a\\b.ini' },
    says: ['10.0.1.6 OPENED b.ini', '10.0.1.6 TALKED_TO 10.0.0.4'],
  },
  {
    line: {
      '@stream': 'notice',
      ...at,
      id_resp_p: 443,
      proto: 'tcp',
      note: 'SSL::Invalid_Server_Cert',
      msg: 'self signed',
      src: '10.0.1.6',
      dst: '10.0.0.4',
    },
    says: ['10.0.1.6 TALKED_TO 10.0.0.4', 'SSL::Invalid_Server_Cert RAISED_ON 10.0.0.4', 'SSL::Invalid_Server_Cert RAISED_ON 10.0.1.6'],
  },
  // JSON with dotted names and ISO times.
  {
    line: { _path: 'rdp', ...dotted, 'id.resp_p': 3389, cookie: 'ana', result: 'encrypted' },
    says: ['10.1.1.1 TALKED_TO 10.1.1.2'],
    at: '2018-03-24T17:15:21.258Z',
  },
  { line: { _path: 'ssh', ...dotted, 'id.resp_p': 22, auth_success: true }, says: ['10.1.1.1 TALKED_TO 10.1.1.2'] },
  {
    line: { _path: 'dce_rpc', ...dotted, 'id.resp_p': 135, endpoint: 'samr', operation: 'SamrConnect2' },
    says: ['10.1.1.1 TALKED_TO 10.1.1.2'],
  },
  {
    line: { _path: 'smb_mapping', ...dotted, 'id.resp_p': 445, path: '\\\\10.1.1.2\\ADMIN$', share_type: 'DISK' },
    says: ['10.1.1.1 TALKED_TO 10.1.1.2'],
  },
  {
    line: {
      _path: 'ntlm',
      ...dotted,
      'id.resp_p': 445,
      username: 'ana',
      hostname: 'WS-1',
      domainname: 'CORP',
      server_dns_computer_name: 'srv-1.corp.example',
      success: true,
    },
    says: [
      '10.1.1.1 LOGON_FROM SRV-1',
      '10.1.1.1 TALKED_TO 10.1.1.2',
      'CORP\\ana LOGGED_ON SRV-1',
      'SRV-1 HAS_ADDRESS 10.1.1.2',
      'WS-1 HAS_ADDRESS 10.1.1.1',
    ],
  },
  {
    line: {
      _path: 'kerberos',
      ...dotted,
      'id.resp_p': 88,
      client: 'ana/CORP',
      service: 'krbtgt/CORP',
      success: false,
      error_msg: 'KDC_ERR_PREAUTH_FAILED',
    },
    says: ['10.1.1.1 TALKED_TO 10.1.1.2', 'CORP\\ana FAILED_LOGON 10.1.1.2'],
  },
  { line: { _path: 'mysql', ...dotted, 'id.resp_p': 3306 }, says: ['10.1.1.1 TALKED_TO 10.1.1.2'] },
  { line: { _path: 'x509', ts: '2018-03-24T17:15:21.258458Z', id: 'F1' }, says: { nothing: 'other event' } },
  { line: { _path: 'conn', ...dotted, ts: 'soon' }, says: { malformed: 'no usable time' } },
  { line: '10.0.0.1\t10.0.0.2', says: { malformed: 'no header before it' } },
  // TSV, and another file's header in the middle of it, with other columns.
  ...CONN.map(header),
  header('#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice'),
  header('#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring'),
  {
    line: '1692146028.495991\tC1\t192.168.1.43\t49873\t192.168.1.1\t53\tudp\t-',
    says: ['192.168.1.43 TALKED_TO 192.168.1.1'],
    at: '2023-08-16T00:33:48.495Z',
  },
  { line: '1692146028.495991\tC1\t192.168.1.43', says: { malformed: 'not as many columns as its header' } },
  header('#close\t2023-08-15-21-06-19'),
  header('#separator \\x7c'),
  header('#path|dns'),
  header('#fields|ts|id.orig_h|id.resp_h|id.resp_p|proto|query|answers'),
  header('#types|time|addr|addr|port|enum|string|vector[string]'),
  {
    line: '1692146029.1|192.168.1.43|192.168.1.1|53|udp|c.example|192.0.2.1,192.0.2.2',
    says: [
      '192.168.1.43 RESOLVED c.example',
      '192.168.1.43 TALKED_TO 192.168.1.1',
      'c.example RESOLVES_TO 192.0.2.1',
      'c.example RESOLVES_TO 192.0.2.2',
    ],
  },
];
