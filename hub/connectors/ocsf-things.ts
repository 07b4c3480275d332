/** Machines, accounts, processes and files of an OCSF event as nodes. */
import { firstText, inside, objectsOf, textOf, wholeNumber } from './fields.ts';
import type { Fields } from './fields.ts';
import { addressName, baseName, filePath, guidName, hostName, isUnicast, joinKey, splitUser, userName } from './names.ts';
import type { HostName } from './names.ts';
import { addAddress } from './network.ts';
import type { RawProps, SightingBuilder } from './sighting.ts';

const DAY = 86_400_000;

export interface Machine extends HostName {
  /** Its own address, when the event says. */
  readonly ip?: string;
}

/** The machine of `device`, or of an endpoint; null when it has no name. */
export function machineOf(line: Fields, name: 'device' | 'dst_endpoint' = 'device'): Machine | null {
  const device = inside(line, name);
  const host = hostName(firstText(device, 'hostname', 'name'));
  return host && { ...host, ip: textOf(device, 'ip') };
}

export function addMachine(to: SightingBuilder, machine: Machine): number {
  const host = to.node('host', machine.key, machine.label, { domain: machine.domain });
  const address = addressName(machine.ip ?? '');
  if (address !== null && isUnicast(address)) to.edge('HAS_ADDRESS', host, addAddress(to, address));
  return host;
}

export function addUser(to: SightingBuilder, machine: HostName, user: Fields): number | null {
  const full = splitUser(firstText(user, 'name', 'email_addr'));
  const [domain, account] = [full.domain || textOf(user, 'domain'), full.name];
  const name = userName(domain, account, machine);
  return name && to.node('user', name.key, name.label, { account, domain, sid: textOf(user, 'uid') });
}

const HASHES: ReadonlyMap<string, string> = new Map([
  ['1', 'md5'],
  ['2', 'sha1'],
  ['3', 'sha256'],
]);

function hashesOf(file: Fields): RawProps {
  const found: Record<string, string> = {};
  for (const hash of objectsOf(file, 'hashes', 8)) {
    const name = HASHES.get(textOf(hash, 'algorithm_id'));
    const value = textOf(hash, 'value').toLowerCase();
    if (name && /^[0-9a-f]{32,64}$/.test(value)) found[name] = value;
  }
  return found;
}

export function addFile(to: SightingBuilder, machine: Machine, file: Fields): number | null {
  const path = textOf(file, 'path');
  const name = filePath(path);
  return name && to.node('file', joinKey(machine.key, name.key), name.label, { path, host: machine.label, ...hashesOf(file) });
}

/** Told by its own id where it has one; else by number, image and UTC day, as where Windows' Security log names one. */
export function addProcess(to: SightingBuilder, machine: Machine, process: Fields, time: number, props: RawProps = {}): number | null {
  const [uid, pid] = [textOf(process, 'uid'), wholeNumber(textOf(process, 'pid'))];
  const image = textOf(inside(process, 'file'), 'path');
  const name = textOf(process, 'name') || (image === '' ? '' : baseName(image));
  if (uid === '' && (pid === null || pid === 0 || name === '')) return null;
  const key = uid === '' ? joinKey(`pid ${pid}`, name.toLowerCase(), String(Math.floor(time / DAY))) : (guidName(uid) ?? uid);
  const about = {
    image,
    pid,
    host: machine.label,
    commandLine: textOf(process, 'cmd_line'),
    ...hashesOf(inside(process, 'file')),
    ...props,
  };
  const place = to.node('process', joinKey(machine.key, key), name || `process ${pid ?? uid}`, about);
  to.edge('RAN_ON', place, addMachine(to, machine));
  return place;
}
