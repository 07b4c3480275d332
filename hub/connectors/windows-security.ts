/**
 * What the Security log says about the graph. It names a process by its number only, and the starter by number and image:
 * so a process is told by (host, number, image, UTC day), which joins a starter to what it started and does not join two that
 * got the same number on different days. Where Sysmon watches too, its record of the process is another one, with a GUID.
 */
import { textOf, wholeNumber } from './fields.ts';
import { addressName, baseName, isUnicast, joinKey } from './names.ts';
import { addAddress } from './network.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';
import type { WindowsEvent } from './windows-event.ts';
import { addFile, addHost, addOwnAddress, addUser } from './windows-things.ts';
import type { EventReader } from './windows-sysmon.ts';

const DAY = 86_400_000;
const INBOUND = '%%14592';
const PROTOCOLS: Readonly<Record<string, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 58: 'icmpv6' };

function addByNumber(to: SightingBuilder, event: WindowsEvent, host: number, pid: string, image: string, props: RawProps): number | null {
  const number = wholeNumber(textOf(event.data, pid));
  const path = textOf(event.data, image);
  if (number === null || number === 0 || path === '') return null;
  const name = baseName(path);
  const key = joinKey(event.host.key, `pid ${number}`, name.toLowerCase(), String(Math.floor(event.time / DAY)));
  const place = to.node('process', key, name, { image: path, pid: number, host: event.host.label, ...props });
  to.edge('RAN_ON', place, host);
  return place;
}

/** The system's own account goes by the machine's name here, and by SYSTEM with Sysmon. */
const LOCAL_SYSTEM = 'S-1-5-18';

const account = (to: SightingBuilder, event: WindowsEvent, who: 'Subject' | 'Target', sid: string): number | null =>
  addUser(to, event, textOf(event.data, `${who}DomainName`), textOf(event.data, `${who}UserName`), textOf(event.data, sid));

const loggedOn: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  const user = account(to, event, 'Target', 'TargetUserSid');
  if (user === null) return 'no account';
  const type = wholeNumber(textOf(data, 'LogonType'));
  const from = addressName(textOf(data, 'IpAddress'));
  const key = `type ${type ?? ''}`;
  const props = {
    logonType: type,
    package: textOf(data, 'AuthenticationPackageName'),
    workstation: textOf(data, 'WorkstationName'),
    logonId: textOf(data, 'TargetLogonId').toLowerCase(),
  };
  to.edge('LOGGED_ON', user, host, joinKey(key, from ?? ''), { ...props, from });
  if (from !== null) to.edge('LOGON_FROM', addAddress(to, from), host, key, { logonType: type });
  return null;
};

/** A failure often names nobody: then there is no edge, and the machine was seen. */
const failedLogon: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  const user = account(to, event, 'Target', 'TargetUserSid');
  if (user === null) return null;
  const type = wholeNumber(textOf(data, 'LogonType'));
  const from = addressName(textOf(data, 'IpAddress'));
  to.edge('FAILED_LOGON', user, host, joinKey(`type ${type ?? ''}`, from ?? ''), {
    logonType: type,
    from,
    status: textOf(data, 'Status').toLowerCase(),
    subStatus: textOf(data, 'SubStatus').toLowerCase(),
  });
  return null;
};

/** 4771, at the domain controller. The event has no domain of the account: it is the controller's own. */
const failedKerberos: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  const user = addUser(to, event, event.host.domain, textOf(data, 'TargetUserName'), textOf(data, 'TargetSid'));
  if (user === null) return null;
  const from = addressName(textOf(data, 'IpAddress'));
  to.edge('FAILED_LOGON', user, host, joinKey('kerberos', from ?? ''), {
    package: 'Kerberos',
    from,
    status: textOf(data, 'Status').toLowerCase(),
  });
  return null;
};

const started: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  const child = addByNumber(to, event, host, 'NewProcessId', 'NewProcessName', {
    commandLine: textOf(data, 'CommandLine'),
    started: new Date(event.time).toISOString(),
    logonId: textOf(data, 'SubjectLogonId').toLowerCase(),
  });
  if (child === null) return 'no process';
  const parent = addByNumber(to, event, host, 'ProcessId', 'ParentProcessName', {});
  if (parent !== null) to.edge('SPAWNED', parent, child);
  // The token's account where it was started as somebody else.
  const user =
    account(to, event, 'Target', 'TargetUserSid') ??
    (textOf(data, 'SubjectUserSid') === LOCAL_SYSTEM
      ? addUser(to, event, 'NT AUTHORITY', 'SYSTEM', LOCAL_SYSTEM)
      : account(to, event, 'Subject', 'SubjectUserSid'));
  if (user !== null) to.edge('RAN_AS', child, user);
  const file = addFile(to, event, textOf(data, 'NewProcessName'));
  if (file !== null) to.edge('RUNS', child, file);
  return null;
};

/** 5156 names the program by a device path, which is no path of a file: the host is what connected, or what was connected to. */
const connected: EventReader = (event, to) => {
  const { data } = event;
  const host = addHost(to, event);
  // As seen on real lines: the source is who began, whatever the direction.
  const inbound = textOf(data, 'Direction') === INBOUND;
  addOwnAddress(to, host, textOf(data, inbound ? 'DestAddress' : 'SourceAddress'));
  const remote = addressName(textOf(data, inbound ? 'SourceAddress' : 'DestAddress'));
  if (remote === null) return null;
  const port = wholeNumber(textOf(data, 'DestPort'));
  const number = textOf(data, 'Protocol');
  const protocol = Object.hasOwn(PROTOCOLS, number) ? PROTOCOLS[number]! : number;
  const direction = inbound ? 'inbound' : 'outbound';
  const application = baseName(textOf(data, 'Application'));
  const key = joinKey(direction, protocol, String(port ?? ''), application.toLowerCase());
  to.edge(inbound && isUnicast(remote) ? 'ACCEPTED' : 'CONNECTED', host, addAddress(to, remote), key, {
    port,
    protocol,
    direction,
    application,
  });
  return null;
};

/**
 * 5145: somebody looked at a file of a share, from an address. Windows says where the share lies on the disk, which makes it the
 * file that others write of; pipes (IPC$) and the share itself are no files, and who was refused opened none: then the machine was seen.
 */
const shared: EventReader = (event, to) => {
  const { data } = event;
  addHost(to, event);
  const name = textOf(data, 'RelativeTargetName');
  const folder = (textOf(data, 'ShareLocalPath').replace(/^\\\?\?\\/, '') || textOf(data, 'ShareName')).replace(/\\$/, '');
  if (event.refused || folder === '' || name === '' || name === '\\' || /\\ipc\$$/i.test(textOf(data, 'ShareName'))) return null;
  const file = addFile(to, event, `${folder}\\${name.replace(/^\\/, '')}`);
  if (file === null) return null;
  const mask = wholeNumber(textOf(data, 'AccessMask'));
  const access = mask === null ? '' : `0x${mask.toString(16)}`;
  const props = { access, share: textOf(data, 'ShareName') };
  const user = account(to, event, 'Subject', 'SubjectUserSid');
  if (user !== null) to.edge('OPENED', user, file, joinKey('share', access), props);
  const from = addressName(textOf(data, 'IpAddress'));
  if (from !== null) to.edge('OPENED', addAddress(to, from), file, joinKey('share', access), props);
  return null;
};

/** By event id. */
export const SECURITY: ReadonlyMap<number, EventReader> = new Map([
  [4624, loggedOn],
  [4625, failedLogon],
  [4688, started],
  [4771, failedKerberos],
  [5145, shared],
  [5156, connected],
]);
