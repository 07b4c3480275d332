import type { Corpus } from '../../../../support/connector-conformance.ts';

const flow = {
  timestamp: '2017-03-25T16:49:58.856335-0600',
  flow_id: 1,
  src_ip: '84.92.227.177',
  src_port: 6668,
  dest_ip: '10.192.19.6',
  dest_port: 57966,
  proto: 'TCP',
};
const ET = 'ET CHAT IRC authorization message';

export const suricata: Corpus = [
  {
    line: {
      ...flow,
      event_type: 'alert',
      alert: { gid: 1, signature_id: 2000355, signature: ET, severity: 3, metadata: { mitre_technique_id: ['T1071.003'] } },
    },
    says: [
      '84.92.227.177 TALKED_TO 10.192.19.6',
      `${ET} INDICATES T1071.003`,
      `${ET} RAISED_ON 10.192.19.6`,
      `${ET} RAISED_ON 84.92.227.177`,
    ],
    at: '2017-03-25T22:49:58.856Z',
  },
  {
    line: { ...flow, event_type: 'alert', direction: 'to_client', alert: { gid: 1, signature_id: 7 } },
    says: ['10.192.19.6 TALKED_TO 84.92.227.177', 'signature 7 RAISED_ON 10.192.19.6', 'signature 7 RAISED_ON 84.92.227.177'],
  },
  {
    line: {
      ...flow,
      event_type: 'dns',
      dns: { type: 'answer', rrname: 'a.example', rcode: 'NOERROR', answers: [{ rrname: 'a.example', rrtype: 'A', rdata: '192.0.2.1' }] },
    },
    says: ['10.192.19.6 RESOLVED a.example', '10.192.19.6 TALKED_TO 84.92.227.177', 'a.example RESOLVES_TO 192.0.2.1'],
  },
  {
    line: { ...flow, event_type: 'http', http: { hostname: 'b.example', url: '/x', http_method: 'GET' } },
    says: ['84.92.227.177 TALKED_TO 10.192.19.6', '84.92.227.177 VISITED b.example'],
  },
  {
    line: { ...flow, event_type: 'tls', tls: { sni: 'c.example', ja3: { hash: 'x' } } },
    says: ['84.92.227.177 TALKED_TO 10.192.19.6', '84.92.227.177 VISITED c.example'],
  },
  { line: { ...flow, event_type: 'flow', app_proto: 'ssh' }, says: ['84.92.227.177 TALKED_TO 10.192.19.6'] },
  { line: { timestamp: flow.timestamp, event_type: 'stats', stats: {} }, says: { nothing: 'other event' } },
  { line: { ...flow, event_type: 'flow', timestamp: 'then' }, says: { malformed: 'no usable time' } },
];
