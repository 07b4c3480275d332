/**
 * Linux audit records: `type=… msg=audit(…): …` of auditd, and those that Microsoft's agent (auoms) puts together and sends by
 * syslog, as text or as Azure exports it. auditd splits one event over several lines; the one that names the process is read,
 * the others are parts. A record names its machine as `node=`, or the syslog message does; without one nothing can be told
 * apart, and the line is kept aside.
 */
import { lineByLine } from '../ingest/connector.ts';
import type { Connector, LineResult } from '../ingest/connector.ts';
import { firstText, parseObject, textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { addressName, baseName, filePath, hostName, joinKey, userName } from './names.ts';
import type { HostName } from './names.ts';
import { addAddress } from './network.ts';
import { newSighting } from './sighting.ts';
import type { SightingBuilder } from './sighting.ts';
import { epochTime } from './times.ts';

const DAY = 86_400_000;
const RECORD = /\btype=([A-Z0-9_]{1,40}) (?:msg=)?audit\((\d{9,11}\.\d{3}):\d+\): ?(.*)$/s;

export const auditd: Connector = {
  name: 'auditd',
  reads: "Linux audit records, auditd's and auoms'",
  fits: (lines) => lines.filter((line) => RECORD.test(messageOf(line).text)).length,
  open: lineByLine(read),
};

function messageOf(line: string): { text: string; host: string } {
  if (!line.startsWith('{')) return { text: line.slice(0, 32_768), host: /\bnode=([\w.-]{1,253})/.exec(line.slice(0, 400))?.[1] ?? '' };
  const fields = parseObject(line) ?? {};
  return { text: textOf(fields, 'SyslogMessage'), host: firstText(fields, 'Computer', 'HostName') };
}

function read(line: string): LineResult {
  const message = messageOf(line);
  const [, type, at, rest] = RECORD.exec(message.text) ?? [];
  if (type === undefined) return { malformed: 'not a line of this format' };
  if (PARTS.has(type)) return { nothing: 'part' };
  const reader = READERS.get(type);
  if (!reader) return { nothing: 'other event' };
  const data = pairs(rest!);
  const host = hostName(textOf(data, 'node') || message.host);
  if (host === null) return { malformed: 'no host name' };
  const time = epochTime(at!);
  if (time === null) return { malformed: 'no usable time' };
  const to = newSighting();
  return reader(data, host, to, time) ?? to.joined(time);
}

/** `name=value name="value" msg='name=value …'`, the inner ones too. What is written twice keeps its first value. */
function pairs(text: string): Fields {
  const found: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [, name, quoted, plain] of text.matchAll(/([A-Za-z][\w-]{0,40})=(?:"([^"]{0,8192})"|'?([^\s'"]{0,8192}))/g)) {
    if (name === 'msg' && plain !== undefined && plain.includes('=')) {
      const [inner, value = ''] = plain.split('=', 2);
      found[inner!] ??= value;
    } else found[name!] ??= quoted ?? plain ?? '';
  }
  return found;
}

type RecordReader = (data: Fields, host: HostName, to: SightingBuilder, time: number) => LineResult | null;

const addHost = (to: SightingBuilder, host: HostName): number => to.node('host', host.key, host.label, { domain: host.domain });

function addAccount(to: SightingBuilder, host: HostName, name: string): number | null {
  const user = /^(?:unset|\?|\(none\))?$/.test(name) ? null : userName('', name, host);
  return user && to.node('user', user.key, user.label, { account: name });
}

/** 59 and 322 on x86_64, 221 and 281 on aarch64: a number means another call elsewhere, so the name is asked first. */
const EXEC_CALLS: ReadonlySet<string> = new Set(['execve', 'execveat']);

const ran: RecordReader = (data, host, to, time) => {
  const call = firstText(data, 'SYSCALL', 'syscall');
  const isExec = EXEC_CALLS.has(call) || (textOf(data, 'arch') === 'c000003e' && (call === '59' || call === '322'));
  if (!isExec) return { nothing: 'other event' };
  if (textOf(data, 'success') === 'no') return { nothing: 'failed' };
  const [image, pid, ppid] = [textOf(data, 'exe'), wholeNumber(textOf(data, 'pid')), wholeNumber(textOf(data, 'ppid'))];
  if (image === '' || pid === null) return { malformed: 'no process' };
  const machine = addHost(to, host);
  const key = joinKey(host.key, `pid ${pid}`, baseName(image), String(Math.floor(time / DAY)));
  const process = to.node('process', key, baseName(image), {
    image,
    pid,
    parentPid: ppid,
    host: host.label,
    commandLine: firstText(data, 'cmdline', 'proctitle'),
    directory: textOf(data, 'cwd'),
    started: new Date(time).toISOString(),
  });
  to.edge('RAN_ON', process, machine);
  const user = addAccount(to, host, firstText(data, 'effective_user', 'EUID', 'user', 'UID'));
  if (user !== null) to.edge('RAN_AS', process, user);
  const file = filePath(image);
  if (file !== null) to.edge('RUNS', process, to.node('file', joinKey(host.key, file.key), file.label, { path: image, host: host.label }));
  return null;
};

const FAILED = /^(?:failed|0|no)$/;

const loggedOn: RecordReader = (data, host, to) => {
  const user = addAccount(to, host, firstText(data, 'acct', 'user'));
  if (user === null) return { malformed: 'no account' };
  const machine = addHost(to, host);
  const from = addressName(textOf(data, 'addr'));
  const service = baseName(textOf(data, 'exe'));
  const good = !FAILED.test(textOf(data, 'res'));
  to.edge(good ? 'LOGGED_ON' : 'FAILED_LOGON', user, machine, joinKey(service, from ?? ''), {
    service,
    from,
    terminal: textOf(data, 'terminal'),
  });
  if (good && from !== null) to.edge('LOGON_FROM', addAddress(to, from), machine, service, { service });
  return null;
};

/** A good authentication is followed by the start of a session, which is the logon; a failed one is all there is. */
const authenticated: RecordReader = (data, host, to, time) =>
  FAILED.test(textOf(data, 'res')) ? loggedOn(data, host, to, time) : { nothing: 'part' };

const PARTS: ReadonlySet<string> = new Set([
  'EXECVE',
  'CWD',
  'PATH',
  'PROCTITLE',
  'SOCKADDR',
  'EOE',
  'BPRM_FCAPS',
  'CRED_ACQ',
  'CRED_DISP',
  'CRED_REFR',
  'USER_ACCT',
  'LOGIN',
]);
const READERS: ReadonlyMap<string, RecordReader> = new Map([
  ['SYSCALL', ran],
  ['AUOMS_EXECVE', ran],
  ['AUOMS_SYSCALL', ran],
  ['USER_AUTH', authenticated],
  ['USER_START', loggedOn],
  ['USER_LOGIN', loggedOn],
]);
