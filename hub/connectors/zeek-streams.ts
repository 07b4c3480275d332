/**
 * What Zeek's streams say about the graph. Zeek knows addresses, and machines and accounts only where a protocol names them.
 * A ticket or a cookie is no logon: Kerberos gives failures only, RDP none at all.
 */
import { firstText, textOf, textsOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { baseName, filePath, hostName, joinKey, userName } from './names.ts';
import { addAlert, addEnds, addLookup, addTalk, addVisit } from './network.ts';
import type { Ends } from './network.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';

type StreamReader = (line: Fields, to: SightingBuilder) => void;

const endsOf = (line: Fields, to: SightingBuilder): Ends => addEnds(to, textOf(line, 'id.orig_h'), textOf(line, 'id.resp_h'));
const portOf = (line: Fields): number | null => wholeNumber(textOf(line, 'id.resp_p'));
/** All streams above the transport are TCP, but for those that say. */
const protocolOf = (line: Fields): string => textOf(line, 'proto').toLowerCase() || 'tcp';

function talk(line: Fields, to: SightingBuilder, props: RawProps = {}, ...apart: string[]): Ends {
  const ends = endsOf(line, to);
  addTalk(to, ends, protocolOf(line), portOf(line), props, ...apart);
  return ends;
}

/** Of any stream that names a connection. */
export const connection: StreamReader = (line, to) => {
  talk(line, to, { service: textOf(line, 'service'), state: textOf(line, 'conn_state') });
};

const dns: StreamReader = (line, to) => {
  const { from } = talk(line, to, { service: 'dns' });
  addLookup(to, from, textOf(line, 'query'), textsOf(line, 'answers'), {
    status: textOf(line, 'rcode_name'),
    type: textOf(line, 'qtype_name'),
  });
};

const http: StreamReader = (line, to) => {
  const { from } = talk(line, to, { service: 'http', agent: textOf(line, 'user_agent') });
  addVisit(to, from, textOf(line, 'host'), 'http', {
    method: textOf(line, 'method'),
    uri: textOf(line, 'uri'),
    status: wholeNumber(textOf(line, 'status_code')),
    agent: textOf(line, 'user_agent'),
  });
};

const tls: StreamReader = (line, to) => {
  const { from } = talk(line, to, { service: 'tls', ja3: textOf(line, 'ja3'), ja3s: textOf(line, 'ja3s') });
  addVisit(to, from, textOf(line, 'server_name'), 'tls', { version: textOf(line, 'version'), issuer: textOf(line, 'issuer') });
};

/** A file is told by its hash: by its name alone two files of two people are one. Certificates are no files that anybody sent. */
const files: StreamReader = (line, to) => {
  const mime = textOf(line, 'mime_type');
  const hash = firstText(line, 'sha256', 'sha1', 'md5').toLowerCase();
  if (!/^[0-9a-f]{32,64}$/.test(hash) || mime.startsWith('application/x-x509')) return;
  const name = textOf(line, 'filename');
  const hashes = { sha256: textOf(line, 'sha256'), sha1: textOf(line, 'sha1'), md5: textOf(line, 'md5') };
  const file = to.node('file', joinKey('hash', hash), name === '' ? hash : baseName(name), { ...hashes, path: name, mime });
  // Newer versions name a connection and which end sent, older ones the hosts of either side.
  const sentByOrig = textOf(line, 'is_orig') === 'true' || textOf(line, 'is_orig') === 'T';
  const [senders, receivers] = Object.hasOwn(line, 'id.orig_h')
    ? [[textOf(line, sentByOrig ? 'id.orig_h' : 'id.resp_h')], [textOf(line, sentByOrig ? 'id.resp_h' : 'id.orig_h')]]
    : [textsOf(line, 'tx_hosts', 8), textsOf(line, 'rx_hosts', 8)];
  const source = textOf(line, 'source').toLowerCase();
  for (const text of senders) edge('SENT', text);
  for (const text of receivers) edge('RECEIVED', text);
  function edge(kind: 'SENT' | 'RECEIVED', text: string): void {
    const { from } = addEnds(to, text, '');
    if (from !== null) to.edge(kind, from, file, source, { source });
  }
};

/** The file lies on the server: the path of one server is not that of another. Pipes are no files. */
const smbFiles: StreamReader = (line, to) => {
  const { from, to: server } = talk(line, to, { service: 'smb' });
  const [share, name] = [textOf(line, 'path'), textOf(line, 'name')];
  const file = /\\(?:ipc|pipe)\$?$/i.test(share) || !/[\\/.]/.test(name) ? null : filePath(`${share || '\\'}\\${name}`);
  const action = textOf(line, 'action')
    .replace(/^SMB::/, '')
    .toLowerCase();
  if (file === null || from === null || server === null || (share === '' && name.startsWith('\\'))) return;
  const key = joinKey(to.keyOf(server), file.key);
  const node = to.node('file', key, file.label, { path: `${share}\\${name}`, size: wholeNumber(textOf(line, 'size')) });
  to.edge('OPENED', from, node, action, { action });
};

const smbMapping: StreamReader = (line, to) => {
  const share = textOf(line, 'path');
  talk(line, to, { service: 'smb', share, shareType: textOf(line, 'share_type') }, share.toLowerCase());
};

const dceRpc: StreamReader = (line, to) => {
  const [endpoint, operation] = [textOf(line, 'endpoint'), textOf(line, 'operation')];
  talk(line, to, { service: 'dce_rpc', endpoint, operation }, endpoint, operation);
};

/** NTLM names the machine that was logged on to, and the account and machine that did. */
const ntlm: StreamReader = (line, to) => {
  const ends = talk(line, to, { service: 'ntlm' });
  const server = hostName(firstText(line, 'server_dns_computer_name', 'server_nb_computer_name'));
  const client = hostName(textOf(line, 'hostname'));
  const add = (host: ReturnType<typeof hostName>, address: number | null): number | null => {
    if (host === null) return null;
    const place = to.node('host', host.key, host.label, { domain: host.domain });
    if (address !== null) to.edge('HAS_ADDRESS', place, address);
    return place;
  };
  add(client, ends.from);
  const host = add(server, ends.to);
  const on = host ?? ends.to;
  const success = textOf(line, 'success');
  const scope = server ?? { key: textOf(line, 'id.resp_h'), label: textOf(line, 'id.resp_h'), domain: '' };
  const user = userName(textOf(line, 'domainname'), textOf(line, 'username'), scope);
  if (user === null || on === null || success === '') return;
  const good = success === 'true' || success === 'T';
  const account = to.node('user', user.key, user.label, { account: textOf(line, 'username'), domain: textOf(line, 'domainname') });
  to.edge(good ? 'LOGGED_ON' : 'FAILED_LOGON', account, on, joinKey('ntlm', ends.from === null ? '' : to.keyOf(ends.from)), {
    package: 'NTLM',
    from: textOf(line, 'id.orig_h'),
    workstation: textOf(line, 'hostname'),
    status: textOf(line, 'status'),
  });
  if (good && host !== null && ends.from !== null) to.edge('LOGON_FROM', ends.from, host, 'ntlm', { package: 'NTLM' });
};

const kerberos: StreamReader = (line, to) => {
  const service = textOf(line, 'service');
  const ends = talk(line, to, { service: 'kerberos', ticketFor: service });
  const success = textOf(line, 'success');
  const [name = '', realm = ''] = textOf(line, 'client').split('/', 2);
  const server = textOf(line, 'id.resp_h');
  const user = userName(realm, name, { key: server, label: server, domain: '' });
  if (user === null || ends.to === null || (success !== 'false' && success !== 'F')) return;
  const account = to.node('user', user.key, user.label, { account: name, domain: realm });
  to.edge('FAILED_LOGON', account, ends.to, joinKey('kerberos', ends.from === null ? '' : to.keyOf(ends.from)), {
    package: 'Kerberos',
    from: textOf(line, 'id.orig_h'),
    status: textOf(line, 'error_msg'),
  });
};

const rdp: StreamReader = (line, to) => {
  talk(line, to, {
    service: 'rdp',
    result: textOf(line, 'result'),
    cookie: textOf(line, 'cookie'),
    security: textOf(line, 'security_protocol'),
  });
};

const ssh: StreamReader = (line, to) => {
  talk(line, to, { service: 'ssh', success: textOf(line, 'auth_success'), client: textOf(line, 'client'), server: textOf(line, 'server') });
};

const notice: StreamReader = (line, to) => {
  const ends = Object.hasOwn(line, 'id.orig_h') ? talk(line, to) : { from: null, to: null };
  const named = addEnds(to, textOf(line, 'src'), textOf(line, 'dst'));
  const note = textOf(line, 'note');
  if (note === '') return;
  const props = { message: textOf(line, 'msg'), detail: textOf(line, 'sub') };
  addAlert(to, { source: 'zeek', rule: note, label: note, props }, [ends.from ?? named.from, ends.to ?? named.to]);
};

/** By stream. Streams about packets, certificates and Zeek itself join nothing; every other one that names a connection does. */
export const STREAMS: ReadonlyMap<string, StreamReader | null> = new Map<string, StreamReader | null>([
  ['conn', connection],
  ['dns', dns],
  ['http', http],
  ['ssl', tls],
  ['files', files],
  ['smb_files', smbFiles],
  ['smb_mapping', smbMapping],
  ['dce_rpc', dceRpc],
  ['ntlm', ntlm],
  ['kerberos', kerberos],
  ['rdp', rdp],
  ['ssh', ssh],
  ['notice', notice],
  ['weird', null],
  ['dpd', null],
  ['analyzer', null],
]);
